/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends that find no list register, two groups at once, and LPIs (IHI 0069, 12.4.7
 * ICH_HCR_EL2.EOIcount; 12.2 ICC_DIR_EL1, ICC_HPPIR0_EL1; 4.8 priorities).
 */
#include "vgic.h"

EL2_VGIC_SUITE;

enum {
	LPI = 8200
};

#define ICC_RPR_EL1 S3_0_C12_C11_3

static const struct group {
	const char *name;
	uint64_t lr;
	uint32_t iar, eoir, hppir;
} groups[] = {
	{ "group-0", 0, IAR0, EOIR0, HPPIR0 },
	{ "group-1", LR_GROUP1, IAR1, EOIR1, HPPIR1 },
};

static void set_active(const struct group *g, unsigned int priority)
{
	if (g->lr)
		write_sysreg(ICH_AP1R0, ap_bit(priority));
	else
		write_sysreg(ICH_AP0R0, ap_bit(priority));
	isb();
}

static void set_split(bool split)
{
	write_sysreg(ICH_VMCR, VMCR_ON | (split ? VMCR_VEOIM : 0));
	isb();
}

/* What a list register holds that is no match: nothing, or what has ended. */
static const uint64_t stale[] = {
	0, 77, 77 | LR_EOI, 77 | LR_HW, LR_ACTIVE | 78, LR_PENDING | 78
};

static void ready(const struct group *g, uint64_t lr)
{
	lr_write(1, lr);
	set_active(g, 0x80);
	write_sysreg(ICH_HCR, ICH_HCR_EN);
}

TEST_EACH(counted, const struct group *g, groups,
	  "EOIcount has each deactivation that finds no active list register")
{
	vgic_on();
	for (unsigned int i = 0; i < 6; i++) {
		uint64_t lr = stale[i] | g->lr | LR_PRIO(0x80);

		test_context("row %u", i);
		set_split(false);
		ready(g, lr);
		vwrite(g->eoir, 77);
		EXPECT_EQ(vread(RPR), IDLE);
		EXPECT_EQ(read_sysreg(ICH_HCR),
			  ICH_HCR_EN | ICH_HCR_EOICOUNT(1));
		EXPECT_EQ(lr_read(1), lr);
		set_split(true);
		ready(g, lr);
		vwrite(DIR, 77);
		EXPECT_EQ(vread(RPR), 0x80);
		EXPECT_EQ(read_sysreg(ICH_HCR),
			  ICH_HCR_EN | ICH_HCR_EOICOUNT(1));
		EXPECT_EQ(lr_read(1), lr);
	}
}

TEST_EACH(not_counted, const struct group *g, groups,
	  "EOIcount has no end that only drops the priority")
{
	vgic_on();
	set_split(true);
	ready(g, 0);
	vwrite(g->eoir, 77);
	EXPECT_EQ(vread(RPR), IDLE);
	EXPECT_EQ(read_sysreg(ICH_HCR), ICH_HCR_EN);
}

TEST_EACH(count_wraps, const struct group *g, groups,
	  "EOIcount has five bits, and touches no other")
{
	uint64_t others = ICH_HCR_EN | ICH_HCR_LRENPIE | ICH_HCR_VGRP1DIE;

	vgic_on();
	for (unsigned int i = 14; i <= 31; i++) {
		write_sysreg(ICH_HCR, others | ICH_HCR_EOICOUNT(i));
		set_active(g, 0x80);
		vwrite(g->eoir, 77);
		EXPECT_EQ(read_sysreg(ICH_HCR),
			  others | ICH_HCR_EOICOUNT((i + 1) % 32));
	}
}

/* 12.2.6: ignored, unless it were reported as a system error. */
TEST_EACH(dir_unsplit, const struct group *g, groups,
	  "DIR does nothing where the end deactivates")
{
	uint64_t lr = g->lr | LR_PRIO(0x90) | 90;

	vgic_on();
	lr_write(3, LR_PENDING | lr);
	EXPECT_EQ(vread(g->iar), 90);
	vwrite(DIR, 90);
	EXPECT_EQ(lr_read(3), LR_ACTIVE | lr);
	EXPECT_EQ(vread(RPR), 0x90);
	vwrite(DIR, 91);
	EXPECT_EQ(read_sysreg(ICH_HCR), ICH_HCR_EN);
	vwrite(g->eoir, 90);
	EXPECT_EQ(lr_read(3), lr);
}

TEST_EACH(lpi, const struct group *g, groups,
	  "an LPI is over with its end, whatever VEOIM, and never counted")
{
	uint64_t lr = g->lr | LR_PRIO(0x70) | LPI;

	vgic_on();
	for (unsigned int split = 0; split < 2; split++) {
		test_context("VEOIM %u", split);
		set_split(split);
		lr_write(0, LR_PENDING | lr);
		EXPECT_EQ(vread(g->hppir), LPI);
		EXPECT_EQ(vread(g->iar), LPI);
		EXPECT_EQ(vread(RPR), 0x70);
		vwrite(g->eoir, LPI);
		EXPECT_EQ(vread(RPR), IDLE);
		EXPECT_EQ(lr_read(0), lr);
		set_active(g, 0x80);
		vwrite(g->eoir, LPI + 1);
		EXPECT_EQ(vread(RPR), IDLE);
		vwrite(DIR, LPI + 1);
		EXPECT_EQ(read_sysreg(ICH_HCR), ICH_HCR_EN);
	}
}

/* Which of two is first is the implementation's (4.8). */
TEST_EACH(tie, const struct group *g, groups,
	  "two of one priority come one after the other, each once")
{
	unsigned int seen = 0;

	vgic_on();
	lr_write(1, LR_PENDING | g->lr | LR_PRIO(0x80) | 40);
	lr_write(2, LR_PENDING | g->lr | LR_PRIO(0x80) | 41);
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t intid = vread(g->hppir);

		EXPECT_EQ(vread(g->iar), intid);
		EXPECT_EQ(vread(g->iar), SPURIOUS);
		ASSERT_TRUE(intid == 40 || intid == 41);
		seen |= 1u << (intid - 40);
		vwrite(g->eoir, intid);
	}
	EXPECT_EQ(seen, 3);
	EXPECT_EQ(vread(g->iar), SPURIOUS);
}

TEST(two_groups, "the other group's registers say none while one is higher")
{
	vgic_on();
	lr_write(0, LR_PENDING | LR_PRIO(0x80) | 50);
	lr_write(1, LR_PENDING | LR_GROUP1 | LR_PRIO(0x40) | 51);
	EXPECT_EQ(vread(ISR), ISR_I);
	EXPECT_EQ(vread(HPPIR0), SPURIOUS);
	EXPECT_EQ(vread(IAR0), SPURIOUS);
	EXPECT_EQ(vread(HPPIR1), 51);
	write_sysreg(ICH_VMCR, VMCR_ON & ~VMCR_VENG1);
	EXPECT_EQ(vread(ISR), ISR_F);
	EXPECT_EQ(vread(HPPIR0), 50);
	EXPECT_EQ(vread(IAR0), 50);
	EXPECT_EQ(vread(RPR), 0x80);
	write_sysreg(ICH_VMCR, VMCR_ON);
	EXPECT_EQ(vread(ISR), ISR_I);
	EXPECT_EQ(vread(IAR1), 51);
	EXPECT_EQ(vread(RPR), 0x40);
	EXPECT_EQ(read_sysreg(ICH_AP0R0), ap_bit(0x80));
	EXPECT_EQ(read_sysreg(ICH_AP1R0), ap_bit(0x40));
	EXPECT_EQ(read_sysreg(ICC_RPR_EL1), IDLE);
	vwrite(EOIR1, 51);
	EXPECT_EQ(vread(RPR), 0x80);
	lr_write(1, LR_PENDING | LR_GROUP1 | LR_PRIO(0x80) | 51);
	EXPECT_EQ(vread(ISR), 0);
	vwrite(EOIR0, 50);
	EXPECT_EQ(vread(ISR), ISR_I);
	EXPECT_EQ(read_sysreg(ICH_AP0R0) | read_sysreg(ICH_AP1R0), 0);
}
