/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_GICV3_CPUIF_SUITE_H
#define ARM_GICV3_CPUIF_SUITE_H

#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/icc.h>
#include <smp.h>
#include <test/test.h>

/* What is only written as a system register is to be put back, too. */
static inline void use_gic(void)
{
	gic_dist();
}

TEST_SUITE("gicv3-cpuif", .summary = "GICv3's system registers",
	   .needs = NEEDS(&arm_gicv3), .setup = use_gic);

enum {
	SPI = 60,
	IDLE = 0xff,
};

static inline bool has_one_state(void)
{
	return mmio_read32(gic_dist() + GICD_CTLR) & GICD_CTLR_DS;
}

/* FIQ and IRQ of ISR_EL1 */
static inline uint32_t signalled(void)
{
	dsb();
	isb();
	return isr_read() & (ISR_I | ISR_F);
}

static inline void pend(unsigned int intid, uint8_t priority, bool group1)
{
	gic_set_edge(intid, true);
	gic_route(intid, cpu_this());
	gic_set_priority(intid, priority);
	gic_set_group1(intid, group1);
	gic_enable(intid);
	gic_set_pending(intid);
}

/* Both groups in the distributor. */
static inline void enable_groups(void)
{
	mmio_write32(gic_dist() + GICD_CTLR,
		     GICD_CTLR_ARE | GICD_CTLR_GRP0 | GICD_CTLR_GRP1);
	gic_sync();
}

#endif
