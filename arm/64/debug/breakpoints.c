/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instruction address breakpoints: D2.8. */
#include "suite.h"

DEBUG_SUITE;

#define BCR(flags) (BCR_BAS_ALL | DEBUG_E | (flags))
#define BCR_EL1	   BCR(DEBUG_EL1)
#define BCR_BOTH   BCR(DEBUG_EL1 | DEBUG_EL0)
#define BOTH	   (DEBUG_EL1 | DEBUG_EL0)
#define ON	   (MDSCR_KDE | MDSCR_MDE)

static void set_breakpoint(unsigned int n, uintptr_t address, uint64_t control)
{
	debug_write(DEBUG_BVR, n, address);
	debug_write(DEBUG_BCR, n, control);
}

static void run_adds(const void *arg)
{
	(void)arg;
	debug_adds(100);
}

/* Before the instruction: x0 has counted those ahead of it alone. */
static void expect_hit(const struct trap_frame *f, uintptr_t pc,
		       unsigned long count)
{
	EXPECT_EQ(f->esr, ESR_BREAKPOINT);
	EXPECT_EQ(f->pc, pc);
	EXPECT_EQ(f->x[0], count);
	EXPECT_EQ(f->pstate & (PSTATE_D | PSTATE_SS | 0x1f), PSTATE_EL1H);
}

TEST(all, "each register hits at its own address, in order")
{
	unsigned int nr = debug_nr_breakpoints();

	for (unsigned int i = 0; i < nr; i++)
		set_breakpoint(i, chain_at(i), BCR_EL1);
	debug_mdscr(ON);
	debug_log();
	EXPECT_EQ(debug_chain(0), STUB_ADDS);
	ASSERT_EQ(debug_hits.nr, nr);
	for (unsigned int i = 0; i < nr; i++) {
		test_context("breakpoint %u", i);
		expect_hit(&debug_hits.frames[i], chain_at(i), i);
	}
}

TEST(alone, "each register hits while no other is enabled")
{
	debug_mdscr(ON);
	for (unsigned int i = 0; i < debug_nr_breakpoints(); i++) {
		test_context("breakpoint %u", i);
		debug_log();
		set_breakpoint(i, chain_at(15 - i), BCR_EL1);
		EXPECT_EQ(debug_chain(0), STUB_ADDS);
		debug_write(DEBUG_BCR, i, 0);
		ASSERT_EQ(debug_hits.nr, 1);
		expect_hit(&debug_hits.frames[0], chain_at(15 - i), 15 - i);
		EXPECT_EQ(debug_chain(0), STUB_ADDS);
		EXPECT_EQ(debug_hits.nr, 1);
	}
}

TEST(again, "hits each time")
{
	set_breakpoint(0, chain_at(3), BCR_EL1);
	debug_mdscr(ON);
	debug_log();
	for (unsigned int i = 0; i < 20; i++)
		EXPECT_EQ(debug_chain(i), i + STUB_ADDS);
	EXPECT_EQ(debug_hits.nr, 20);
}

TEST(moved, "hits at the new address alone once its value has changed")
{
	debug_mdscr(ON);
	debug_log();
	set_breakpoint(0, chain_at(3), BCR_EL1);
	debug_chain(0);
	debug_write(DEBUG_BVR, 0, chain_at(7));
	debug_chain(0);
	ASSERT_EQ(debug_hits.nr, 2);
	EXPECT_EQ(debug_hits.frames[0].pc, chain_at(3));
	EXPECT_EQ(debug_hits.frames[1].pc, chain_at(7));
}

TEST(two, "two registers at one address make one exception")
{
	set_breakpoint(0, chain_at(5), BCR_EL1);
	set_breakpoint(1, chain_at(5), BCR_EL1);
	debug_mdscr(ON);
	debug_log();
	debug_chain(0);
	EXPECT_EQ(debug_hits.nr, 1);
	debug_write(DEBUG_BCR, 0, 0);
	debug_chain(0);
	EXPECT_EQ(debug_hits.nr, 2);
}

TEST(address, "another address does not hit, whichever bit differs")
{
	debug_mdscr(ON);
	for (unsigned int bit = 2; bit < 64; bit++) {
		test_context("bit %u", bit);
		set_breakpoint(0, add_at(8) ^ 1ull << bit, BCR_EL1);
		/* within the stub these are other instructions of it */
		if ((add_at(8) ^ 1ull << bit) - add_at(0) < 4 * (STUB_ADDS + 1))
			continue;
		EXPECT_TRAP(debug_call(BY_EL1, run_adds, NULL), TRAP_NONE);
	}
}

/* D2.8.4, table D2-11; D2.3 (routing), D2.4 (masks) */
static const struct row {
	const char *name;
	uint64_t mdscr;
	uint32_t control;
	enum debug_who who;
	bool hit;
} rows[] = {
	{ "pmc1-el1", ON, BCR(DEBUG_EL1), BY_EL1, true },
	{ "pmc1-el0", ON, BCR(DEBUG_EL1), BY_EL0, false },
	{ "pmc2-el1", ON, BCR(DEBUG_EL0), BY_EL1, false },
	{ "pmc2-el0", ON, BCR(DEBUG_EL0), BY_EL0, true },
	{ "pmc3-el1", ON, BCR(BOTH), BY_EL1, true },
	{ "pmc3-el0", ON, BCR(BOTH), BY_EL0, true },
	{ "hmc-pmc1-el1", ON, BCR(DEBUG_HMC | DEBUG_EL1), BY_EL1, true },
	{ "hmc-pmc1-el0", ON, BCR(DEBUG_HMC | DEBUG_EL1), BY_EL0, false },
	{ "hmc-pmc3-el1", ON, BCR(DEBUG_HMC | BOTH), BY_EL1, true },
	{ "hmc-pmc3-el0", ON, BCR(DEBUG_HMC | BOTH), BY_EL0, true },
	{ "disabled-el1", ON, BCR_BOTH & ~DEBUG_E, BY_EL1, false },
	{ "disabled-el0", ON, BCR_BOTH & ~DEBUG_E, BY_EL0, false },
	{ "no-mde-el1", MDSCR_KDE, BCR_BOTH, BY_EL1, false },
	{ "no-mde-el0", MDSCR_KDE, BCR_BOTH, BY_EL0, false },
	{ "no-kde-el1", MDSCR_MDE, BCR_BOTH, BY_EL1, false },
	{ "no-kde-el0", MDSCR_MDE, BCR_BOTH, BY_EL0, true },
	{ "masked-el1", ON, BCR_BOTH, BY_EL1_MASKED, false },
	{ "masked-el0", ON, BCR_BOTH, BY_EL0_MASKED, true },
	{ "off", 0, BCR_BOTH, BY_EL1, false },
};

static void check(const struct row *r, bool hit)
{
	struct trap t;

	set_breakpoint(0, add_at(5), r->control);
	debug_mdscr(r->mdscr);
	t = debug_call(r->who, run_adds, NULL);
	if (!hit) {
		EXPECT_TRAP(t, TRAP_NONE);
		return;
	}
	ASSERT_TRAP_ERROR(t, ARM_BREAKPOINT, debug_esr(ESR_BREAKPOINT, r->who));
	EXPECT_EQ(t.pc, add_at(5));
	EXPECT_EQ(t.user, by_el0(r->who));
	EXPECT_EQ(debug_frame.x[0], 105);
	EXPECT_EQ(!!(t.flags & PSTATE_D),
		  r->who == BY_EL1_MASKED || r->who == BY_EL0_MASKED);
}

TEST_EACH(level, const struct row *r, rows, "hits at its levels where enabled")
{
	check(r, r->hit);
}

static const struct row locked[] = {
	{ "el1", ON, BCR_BOTH, BY_EL1, false },
	{ "el0", ON, BCR_BOTH, BY_EL0, false },
};

/* D2.4: the OS Lock, of all but BRK */
TEST_EACH(os_lock, const struct row *r, locked,
	  "does not hit while it is locked")
{
	write_sysreg(S2_0_C1_C0_4, 1); /* OSLAR_EL1 */
	isb();
	check(r, false);
	write_sysreg(S2_0_C1_C0_4, 0);
	isb();
	check(r, true);
}

TEST(brk, "BRK traps with debug off, masked and locked")
{
	struct trap t;

	write_sysreg(S2_0_C1_C0_4, 1);
	isb();
	t = debug_call(BY_EL1_MASKED, (void (*)(const void *))arch_break, NULL);
	EXPECT_TRAP_ERROR(t, ARM_BRK, 0xf2000000);
	t = debug_call(BY_EL0_MASKED, (void (*)(const void *))arch_break, NULL);
	EXPECT_TRAP_ERROR(t, ARM_BRK, 0xf2000000);
}

/* D1.3.4: what the exception itself does to PSTATE */
TEST(mask, "masks debug exceptions, and returning unmasks them")
{
	set_breakpoint(0, add_at(5), BCR_EL1);
	set_breakpoint(1, (uintptr_t)debug_chain, BCR_EL1);
	debug_mdscr(ON);
	debug_log();
	debug_unmask();
	debug_adds(0); /* goes on with D set */
	EXPECT_EQ(read_sysreg(daif) & PSTATE_D, PSTATE_D);
	debug_mask();
	EXPECT_EQ(debug_hits.nr, 1);
	/* the second is not reached unmasked */
	debug_chain(0);
	EXPECT_EQ(debug_hits.nr, 1);
}
