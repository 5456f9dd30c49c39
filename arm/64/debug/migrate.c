/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Debug state that the machine takes along when the VM moves. */
#include "suite.h"

DEBUG_SUITE;

static uint64_t words[32];

static uint64_t value_of(enum debug_bank bank, unsigned int n)
{
	switch (bank) {
	case DEBUG_BVR:
		return chain_at(n);
	case DEBUG_BCR:
		return BCR_BAS_ALL | DEBUG_EL1 | DEBUG_E;
	case DEBUG_WVR:
		return (uintptr_t)&words[2 * n];
	default:
		return WCR_LOAD | WCR_STORE | WCR_BAS(0xffu) | DEBUG_EL1 |
		       DEBUG_E;
	}
}

static unsigned int nr_of(enum debug_bank bank)
{
	return bank == DEBUG_BVR || bank == DEBUG_BCR ? debug_nr_breakpoints() :
							debug_nr_watchpoints();
}

static void program(void)
{
	for (enum debug_bank b = DEBUG_BVR; b <= DEBUG_WCR; b++)
		for (unsigned int n = 0; n < nr_of(b); n++)
			debug_write(b, n, value_of(b, n));
}

static void expect_programmed(void)
{
	for (enum debug_bank b = DEBUG_BVR; b <= DEBUG_WCR; b++)
		for (unsigned int n = 0; n < nr_of(b); n++) {
			test_context("bank %d, register %u", b, n);
			EXPECT_EQ(debug_read(b, n), value_of(b, n));
		}
}

static void expect_hits(void)
{
	unsigned int breakpoints = debug_nr_breakpoints();

	debug_log();
	debug_chain(0);
	ASSERT_EQ(debug_hits.nr, breakpoints);
	for (unsigned int n = 0; n < breakpoints; n++)
		EXPECT_EQ(debug_hits.frames[n].pc, chain_at(n));
	for (unsigned int n = 0; n < debug_nr_watchpoints(); n++) {
		debug_unmask();
		*(volatile uint64_t *)&words[2 * n] = n + 1;
		debug_mask();
		test_context("watchpoint %u", n);
		ASSERT_EQ(debug_hits.nr, breakpoints + n + 1);
		EXPECT_EQ(debug_hits.frames[breakpoints + n].far,
			  (uintptr_t)&words[2 * n]);
		EXPECT_EQ(words[2 * n], n + 1);
	}
}

TEST(migrate_points, "break- and watchpoints hit as before after a migration")
{
	unsigned int breakpoints = debug_nr_breakpoints();
	unsigned int watchpoints = debug_nr_watchpoints();

	program();
	debug_mdscr(MDSCR_KDE | MDSCR_MDE);
	expect_hits();
	test_host(PROTO_HOST_MIGRATE);
	EXPECT_EQ(debug_nr_breakpoints(), breakpoints);
	EXPECT_EQ(debug_nr_watchpoints(), watchpoints);
	EXPECT_EQ(read_sysreg(mdscr_el1) & 0xb001, MDSCR_KDE | MDSCR_MDE);
	EXPECT_EQ(read_sysreg(S2_0_C1_C1_4), 0x8);
	expect_programmed();
	expect_hits();
}

/* Between the write of MDSCR_EL1 and what unmasks it. */
TEST(migrate_step, "steps as before after a migration")
{
	debug_log();
	debug_mdscr(MDSCR_KDE | MDSCR_SS);
	test_host(PROTO_HOST_MIGRATE);
	debug_chain(0);
	debug_mdscr(0);
	ASSERT_EQ(debug_hits.nr, STUB_ADDS);
	for (unsigned int i = 0; i < STUB_ADDS; i++) {
		EXPECT_EQ(debug_hits.frames[i].pc, chain_at(i));
		EXPECT_EQ(debug_hits.frames[i].esr, ESR_STEP_PENDING);
	}
}
