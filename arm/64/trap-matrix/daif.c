/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MSR DAIFSet and DAIFClr at EL0: whether they trap, and what they change, apart
 * from the syndrome (Arm ARM, C6.2 MSR (immediate); D19.2 SCTLR_EL1.UMA).
 */
#include "suite.h"

TRAP_MATRIX_SUITE;

#define UMA  (1ull << 9)
#define DAIF (15ull << 6)

static const struct daif_row {
	const char *name;
	uint32_t word;
	uint64_t set, clear; /* of PSTATE.DAIF */
} daif_rows[] = {
	{ "set-none", 0xd50340df, 0, 0 },
	{ "set-f", 0xd50341df, 1 << 6, 0 },
	{ "set-d", 0xd50348df, 1 << 9, 0 },
	{ "clear-none", 0xd50340ff, 0, 0 },
	{ "clear-a", 0xd50344ff, 0, 1 << 8 },
	{ "clear-d", 0xd50348ff, 0, 1 << 9 },
};

TEST_EACH(daif, const struct daif_row *r, daif_rows,
	  "traps at EL0 without UMA and changes nothing, and else its bits")
{
	struct insn_outcome o;
	uint64_t before;

	sctlr_set(UMA, 0);
	o = insn_run1(r->word, true);
	EXPECT_FALSE(o.finished);
	EXPECT_EQ(o.frame.pc, o.pc);
	before = o.frame.pstate & DAIF;
	sctlr_set(UMA, UMA);
	o = insn_run1(r->word, true);
	EXPECT_TRUE(o.finished);
	EXPECT_EQ(o.frame.pstate & DAIF, (before | r->set) & ~r->clear);
}
