/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch/barrier.h>
#include <arch/io.h>
#include <arm/cpu.h>

void prepare(unsigned int intid, uint8_t priority)
{
	gic_set_edge(intid, true);
	gic_route(intid, cpu_this());
	gic_set_priority(intid, priority);
	gic_enable(intid);
}

void pend(unsigned int intid, uint8_t priority)
{
	prepare(intid, priority);
	gic_set_pending(intid);
}

void check_ack(unsigned int intid)
{
	EXPECT_EQ(gic_iar_intid(gic_ack()), intid);
}

uint8_t set_pmr(unsigned int value)
{
	gic_set_mask((uint8_t)value);
	return (uint8_t)(gic_version() == 2 ?
				 mmio_read32(gic_cpu() + GICC_PMR) :
				 icc_read(ICC_PMR));
}

/* Those of the CPU interface; the distributor of GICv3 may have more. */
uint8_t priority_mask(void)
{
	static uint8_t mask;

	if (!mask) {
		mask = set_pmr(0xff);
		gic_set_mask(GIC_PRIORITY_MASK);
	}
	ASSERT_GE(mask, 0xf0);
	return mask;
}

unsigned int priority_step(void)
{
	return 0x100u - priority_mask();
}

/*
 * Group 0 has BPR, [7:BPR + 1]; group 1 of GICv3 has BPR1, [7:BPR1]: IHI 0048,
 * 3.3.3; IHI 0069, 4.8.2.
 */
uint8_t group_mask(unsigned int bpr)
{
	return (uint8_t)(0xff00u >> (8 - bpr - (gic_version() == 2)));
}

unsigned int set_bpr(unsigned int bpr)
{
	if (gic_version() > 2) {
		icc_write(ICC_BPR1, bpr);
		return icc_read(ICC_BPR1);
	}
	mmio_write32(gic_cpu() + GICC_BPR, bpr);
	return mmio_read32(gic_cpu() + GICC_BPR);
}

unsigned int bpr_min(void)
{
	return set_bpr(0);
}

bool is_signalled(void)
{
	dsb();
	isb();
	return isr_read() & ISR_I;
}

uint32_t levels_read(unsigned int i)
{
	if (gic_version() == 2)
		return mmio_read32(gic_cpu() + GICC_APR + 4 * i);
	if (i == 0)
		return icc_read(ICC_AP1R0);
	return (icc_read(ICC_CTLR) >> 8 & 7) < 5 ? 0 : icc_read(ICC_AP1R1);
}
