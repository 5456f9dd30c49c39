/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICv2's CPU interface and groups.
 *
 * IHI 0048, 2.3.2 (groups), 3.3.3 (binary points), 4.4.
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/cpu.h>
#include <arm/icc.h>
#include <smp.h>

GICV2_MORE_SUITE;

enum {
	NS = 1022, /* what is pending is of the other group */
	DIST_BOTH = GICD_CTLR_GRP0 | GICD_CTLR_GRP1,
	CPU_BOTH = GICC_CTLR_GRP0 | GICC_CTLR_GRP1,
};

static void write_cpu(unsigned int reg, uint32_t value)
{
	mmio_write32(gic_cpu() + reg, value);
}

static uint32_t read_cpu(unsigned int reg)
{
	return mmio_read32(gic_cpu() + reg);
}

/* -------------------------------------------------- who is let through ---- */

static const struct gate {
	const char *name;
	bool group1;
	uint32_t dist, cpu;
	uint32_t line; /* ISR_EL1 */
	uint32_t id;   /* what HPPIR and IAR read */
} gates[] = {
	{ "group0", false, DIST_BOTH, CPU_BOTH, ISR_I, SPI },
	{ "group0-fiq", false, DIST_BOTH, CPU_BOTH | GICC_CTLR_FIQEN, ISR_F,
	  SPI },
	{ "group0-alone", false, GICD_CTLR_GRP0, GICC_CTLR_GRP0, ISR_I, SPI },
	{ "group0-off-cpu", false, DIST_BOTH, GICC_CTLR_GRP1, 0, GIC_SPURIOUS },
	{ "group0-off-dist", false, GICD_CTLR_GRP1, CPU_BOTH, 0, GIC_SPURIOUS },
	{ "group1", true, DIST_BOTH, CPU_BOTH, ISR_I, NS },
	{ "group1-ackctl", true, DIST_BOTH, CPU_BOTH | GICC_CTLR_ACKCTL, ISR_I,
	  SPI },
	{ "group1-fiqen", true, DIST_BOTH,
	  CPU_BOTH | GICC_CTLR_ACKCTL | GICC_CTLR_FIQEN, ISR_I, SPI },
	{ "group1-alone", true, GICD_CTLR_GRP1,
	  GICC_CTLR_GRP1 | GICC_CTLR_ACKCTL, ISR_I, SPI },
	{ "group1-off-cpu", true, DIST_BOTH, GICC_CTLR_GRP0 | GICC_CTLR_ACKCTL,
	  0, GIC_SPURIOUS },
	{ "group1-off-dist", true, GICD_CTLR_GRP0, CPU_BOTH | GICC_CTLR_ACKCTL,
	  0, GIC_SPURIOUS },
	{ "dist-off", false, 0, CPU_BOTH, 0, GIC_SPURIOUS },
	{ "cpu-off", false, DIST_BOTH, 0, 0, GIC_SPURIOUS },
};

static void need_one_security_state(void)
{
	if (mmio_read32(gic_dist() + GICD_TYPER) >> 10 & 1)
		SKIP("the GIC has the Security Extensions");
}

static void set_gate(const struct gate *g)
{
	need_one_security_state();
	pend(SPI, 0x80, g->group1);
	mmio_write32(gic_dist() + GICD_CTLR, g->dist);
	write_cpu(GICC_CTLR, g->cpu);
	EXPECT_EQ(read_cpu(GICC_CTLR), g->cpu);
}

/* What is not let through stays pending, and comes when it is. */
TEST_EACH(signal, const struct gate *g, gates,
	  "the enables of both groups decide whether and how it is signalled")
{
	set_gate(g);
	EXPECT_EQ(signalled(), g->line);
	EXPECT_TRUE(gic_is_pending(SPI));
	mmio_write32(gic_dist() + GICD_CTLR, DIST_BOTH);
	write_cpu(GICC_CTLR, CPU_BOTH | GICC_CTLR_ACKCTL);
	EXPECT_EQ(signalled(), ISR_I);
	EXPECT_EQ(read_cpu(GICC_HPPIR), SPI);
	EXPECT_EQ(read_cpu(GICC_IAR), SPI);
	EXPECT_EQ(signalled(), 0);
	write_cpu(GICC_EOIR, SPI);
	EXPECT_FALSE(gic_is_active(SPI));
	EXPECT_EQ(read_cpu(GICC_RPR), 0xff);
}

TEST_EACH(acknowledge, const struct gate *g, gates,
	  "HPPIR and IAR give what is signalled, and else 1022 or 1023")
{
	set_gate(g);
	EXPECT_EQ(read_cpu(GICC_HPPIR), g->id);
	EXPECT_EQ(read_cpu(GICC_IAR), g->id);
	EXPECT_EQ(gic_is_pending(SPI), g->id != SPI);
	EXPECT_EQ(gic_is_active(SPI), g->id == SPI);
	EXPECT_EQ(read_cpu(GICC_RPR), g->id == SPI ? 0x80 : 0xff);
}

/* The aliases are group 1's, whatever AckCtl. */
TEST(aliases, "AIAR and AHPPIR give interrupts of group 1 only")
{
	need_one_security_state();
	mmio_write32(gic_dist() + GICD_CTLR, DIST_BOTH);
	write_cpu(GICC_CTLR, CPU_BOTH);
	EXPECT_EQ(read_cpu(GICC_AHPPIR), GIC_SPURIOUS);
	EXPECT_EQ(read_cpu(GICC_AIAR), GIC_SPURIOUS);
	pend(SPI, 0x80, true);
	EXPECT_EQ(read_cpu(GICC_AHPPIR), SPI);
	EXPECT_EQ(read_cpu(GICC_AIAR), SPI);
	EXPECT_TRUE(gic_is_active(SPI));
	write_cpu(GICC_AEOIR, SPI);
	EXPECT_FALSE(gic_is_active(SPI));
	pend(SPI, 0x80, false);
	EXPECT_EQ(read_cpu(GICC_AHPPIR), GIC_SPURIOUS);
	EXPECT_EQ(read_cpu(GICC_AIAR), GIC_SPURIOUS);
}

TEST(ctlr, "GICC_CTLR has the bits of the manual and no others")
{
	need_one_security_state();
	/* bypass bits 8:5 are there or not as the implementation likes */
	for (unsigned int bit = 0; bit < 32; bit++) {
		uint32_t known = bit < 5 || bit == 9 ? 1u << bit : 0;

		write_cpu(GICC_CTLR, 1u << bit);
		EXPECT_EQ(read_cpu(GICC_CTLR) & ~0x1e0u, known);
	}
}

/* --------------------------------------------------- binary point, group 1 -- */

static void check_preempts(uint8_t running, uint8_t other, uint8_t group)
{
	const bool preempts = (other & group) < (running & group);

	test_context("0x%x while 0x%x runs, group bits 0x%x", other, running,
		     group);
	pend(SPI, running, true);
	EXPECT_EQ(read_cpu(GICC_IAR), SPI);
	EXPECT_EQ(read_cpu(GICC_RPR), running & group);
	pend(SPI + 1, other, true);
	EXPECT_EQ(signalled(), preempts ? ISR_I : 0);
	if (!preempts)
		write_cpu(GICC_EOIR, SPI);
	EXPECT_EQ(read_cpu(GICC_IAR), SPI + 1);
	write_cpu(GICC_EOIR, SPI + 1);
	if (preempts)
		write_cpu(GICC_EOIR, SPI);
	EXPECT_EQ(read_cpu(GICC_RPR), 0xff);
}

static void check_group1(uint32_t cbpr)
{
	const unsigned int reg = cbpr ? GICC_BPR : GICC_ABPR;

	mmio_write32(gic_dist() + GICD_CTLR, DIST_BOTH);
	write_cpu(GICC_CTLR, CPU_BOTH | GICC_CTLR_ACKCTL | cbpr);
	write_cpu(GICC_PMR, 0xff);
	for (unsigned int bpr = 0; bpr < 8; bpr++) {
		unsigned int held, shift;

		write_cpu(cbpr ? GICC_ABPR : GICC_BPR, 7 - bpr);
		write_cpu(reg, bpr);
		held = read_cpu(reg);
		EXPECT_GE(held, bpr);
		/* ABPR is one more for the same bits: 3.3.3 */
		shift = held + (cbpr ? 1 : 0);
		for (unsigned int bit = 0x10; bit < 0x100; bit <<= 1)
			check_preempts(0x50, (uint8_t)(0x50 ^ bit),
				       (uint8_t)(0xff00u >> (8 - shift)));
	}
}

TEST(abpr, "group 1 is preempted by ABPR's bits")
{
	need_one_security_state();
	check_group1(0);
}

TEST(cbpr, "with CBPR group 1 is preempted by BPR's bits")
{
	need_one_security_state();
	check_group1(GICC_CTLR_CBPR);
}

TEST(abpr_values, "ABPR holds three bits, its least value one more than BPR's")
{
	uint32_t least;

	need_one_security_state();
	write_cpu(GICC_BPR, 0);
	least = read_cpu(GICC_BPR) + 1;
	for (uint32_t i = 0; i < 8; i++) {
		write_cpu(GICC_ABPR, i);
		EXPECT_EQ(read_cpu(GICC_ABPR), i < least ? least : i);
	}
	EXPECT_EQ(read_cpu(GICC_BPR), least - 1);
}

/* Group 1 has its levels in NSAPR; an end of interrupt drops its own group's. */
TEST(levels, "APR and NSAPR have the levels of their own group")
{
	need_one_security_state();
	mmio_write32(gic_dist() + GICD_CTLR, DIST_BOTH);
	write_cpu(GICC_CTLR, CPU_BOTH | GICC_CTLR_ACKCTL);
	pend(SPI, 0x90, true);
	EXPECT_EQ(read_cpu(GICC_IAR), SPI);
	EXPECT_EQ(read_cpu(GICC_APR) | read_cpu(GICC_APR + 4) |
			  read_cpu(GICC_APR + 8) | read_cpu(GICC_APR + 12),
		  0);
	EXPECT_NE(read_cpu(GICC_NSAPR) | read_cpu(GICC_NSAPR + 4) |
			  read_cpu(GICC_NSAPR + 8) | read_cpu(GICC_NSAPR + 12),
		  0);
	pend(SPI + 1, 0x40, false);
	EXPECT_EQ(read_cpu(GICC_IAR), SPI + 1);
	EXPECT_EQ(read_cpu(GICC_RPR), 0x40);
	write_cpu(GICC_EOIR, SPI + 1);
	EXPECT_EQ(read_cpu(GICC_RPR), 0x90);
	write_cpu(GICC_EOIR, SPI);
	EXPECT_EQ(read_cpu(GICC_RPR), 0xff);
}
