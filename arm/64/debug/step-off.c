/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Software step: pending without a step before it, and where it is off. D2.12. */
#include "suite.h"

DEBUG_SUITE;

#define ON (MDSCR_KDE | MDSCR_SS)

/* Each exception masks; the return with SPSR.SS clear is to stop at once. */
TEST(pending, "a return with SPSR.SS clear stops before the next instruction")
{
	debug_log(); /* returns with SS clear, D set */
	debug_mdscr(ON);
	debug_chain(0);
	debug_mdscr(0);
	ASSERT_EQ(debug_hits.nr, STUB_ADDS);
	for (unsigned int i = 0; i < STUB_ADDS; i++) {
		test_context("step %u", i);
		EXPECT_EQ(debug_hits.frames[i].pc, chain_at(i));
		EXPECT_EQ(debug_hits.frames[i].esr, ESR_STEP_PENDING);
		EXPECT_EQ(debug_hits.frames[i].x[0], i);
	}
}

/* D2.12.3: pending without a step before it */
TEST(pending_breakpoint, "a pending step comes ahead of a breakpoint, alone")
{
	debug_log();
	debug_write(DEBUG_BVR, 0, chain_at(3));
	debug_write(DEBUG_BCR, 0, DEBUG_E | DEBUG_EL1 | BCR_BAS_ALL);
	debug_mdscr(ON | MDSCR_MDE);
	debug_chain(0);
	debug_mdscr(0);
	ASSERT_EQ(debug_hits.nr, STUB_ADDS);
	EXPECT_EQ(debug_hits.frames[3].esr, ESR_STEP_PENDING);
	EXPECT_EQ(debug_hits.frames[3].pc, chain_at(3));
}

/* Masked, off, or for the other level only. */
static const struct off_row {
	const char *name;
	uint64_t mdscr;
	enum debug_who who;
} off_rows[] = {
	{ "no-ss-el1", MDSCR_KDE, BY_EL1 },
	{ "no-ss-el0", MDSCR_KDE, BY_EL0 },
	{ "no-kde-el1", MDSCR_SS, BY_EL1 },
	{ "masked-el1", ON, BY_EL1_MASKED },
	{ "off", 0, BY_EL1 },
};

static void run_adds(const void *arg)
{
	(void)arg;
	debug_adds(0);
}

TEST_EACH(off, const struct off_row *r, off_rows,
	  "runs on where it is not enabled")
{
	debug_mdscr(r->mdscr);
	EXPECT_TRAP(debug_call(r->who, run_adds, NULL), TRAP_NONE);
}

TEST(os_lock_step, "runs on while the OS Lock is locked")
{
	write_sysreg(S2_0_C1_C0_4, 1); /* OSLAR_EL1 */
	isb();
	debug_mdscr(ON);
	EXPECT_TRAP(debug_call(BY_EL1, run_adds, NULL), TRAP_NONE);
	EXPECT_TRAP(debug_call(BY_EL0, run_adds, NULL), TRAP_NONE);
}
