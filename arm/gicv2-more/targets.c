/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets of SPIs that are pending (IHI 0048, 4.3.12). */
#include "suite.h"

#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/icc.h>
#include <smp.h>

GICV2_MORE_SUITE;

void pend(unsigned int intid, uint8_t priority, bool group1)
{
	gic_set_edge(intid, true);
	gic_route(intid, cpu_this());
	gic_set_priority(intid, priority);
	gic_set_group1(intid, group1);
	gic_enable(intid);
	gic_set_pending(intid);
}

uint32_t signalled(void)
{
	dsb();
	isb();
	return isr_read() & (ISR_I | ISR_F);
}

static uint32_t acked[CPU_MAX];

static void ack(void *arg)
{
	(void)arg;
	acked[cpu_this()] = gic_ack_other();
	gic_eoi(acked[cpu_this()]);
}

TEST(moved, "a pending SPI goes where its target is now",
     .needs = NEEDS(&smp_2_cpus))
{
	pend(SPI, 0x80, false);
	EXPECT_EQ(signalled(), ISR_I);
	gic_route(SPI, 1);
	EXPECT_EQ(signalled(), 0);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	EXPECT_TRUE(gic_is_pending(SPI));
	on_cpu(1, ack, NULL);
	EXPECT_EQ(acked[1], SPI);
	EXPECT_FALSE(gic_is_pending(SPI));
	EXPECT_FALSE(gic_is_active(SPI));
	pend(SPI, 0x80, false);
	on_cpu(1, ack, NULL);
	EXPECT_EQ(acked[1], GIC_SPURIOUS);
	EXPECT_EQ(gic_ack(), SPI);
	gic_eoi(SPI);
}

TEST(one_of_two, "an SPI of two targets is acknowledged by one of them",
     .needs = NEEDS(&smp_2_cpus))
{
	gic_set_edge(SPI, true);
	mmio_write8(gic_dist() + GICD_ITARGETSR + SPI, 3);
	gic_enable(SPI);
	gic_set_pending(SPI);
	EXPECT_EQ(signalled(), ISR_I);
	on_cpu(1, ack, NULL);
	EXPECT_EQ(acked[1], SPI);
	EXPECT_EQ(signalled(), 0);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

TEST(no_target, "an SPI without a target stays pending until it has one",
     .needs = NEEDS(&smp_2_cpus))
{
	gic_set_edge(SPI, true);
	gic_enable(SPI);
	mmio_write8(gic_dist() + GICD_ITARGETSR + SPI, 0);
	gic_set_pending(SPI);
	EXPECT_TRUE(gic_is_pending(SPI));
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	gic_route(SPI, 0);
	EXPECT_EQ(gic_ack(), SPI);
	gic_eoi(SPI);
}
