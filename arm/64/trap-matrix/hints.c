/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hints and barriers, and the instructions that wait.
 *
 * Arm ARM, C6.2: HINT (an unallocated hint is a NOP), WFE, WFI; D19.2.40, ISS of
 * a trapped WF*; SCTLR_EL1.nTWI, nTWE.
 */
#include "suite.h"

TRAP_MATRIX_SUITE;

#define HINT(n)	   (0xd503201fu | (n) << 5)
#define WFE	   HINT(2)
#define WFI	   HINT(3)
#define SEVL	   HINT(5)
#define SCTLR_NTWI (1ull << 16)
#define SCTLR_NTWE (1ull << 18)

static const struct row {
	const char *name;
	uint32_t word;
} rows[] = {
	{ "nop", HINT(0) },
	{ "yield", HINT(1) },
	{ "sev", HINT(4) },
	{ "sevl", SEVL },
	{ "dgh", HINT(6) },
	{ "xpaclri", HINT(7) },
	{ "pacia1716-off", HINT(8) },
	{ "autia1716-off", HINT(12) },
	{ "esb", HINT(16) },
	{ "psb", HINT(17) },
	{ "tsb", HINT(18) },
	{ "csdb", HINT(20) },
	{ "paciasp-off", HINT(25) },
	{ "autiasp-off", HINT(29) },
	{ "bti", HINT(32) },
	{ "bti-c", HINT(34) },
	{ "bti-j", HINT(36) },
	{ "bti-jc", HINT(38) },
	{ "unallocated-21", HINT(21) },
	{ "unallocated-63", HINT(63) },
	{ "unallocated-127", HINT(127) },
	{ "clrex", 0xd5033f5f },
	{ "dsb-sy", 0xd5033f9f },
	{ "dsb-ish", 0xd5033b9f },
	{ "dmb-ishst", 0xd5033abf },
	{ "isb", 0xd5033fdf },
	{ "prfm", 0xf9800000 },
};

/* SCTLR_EL1.EnIA and the like are clear: nothing is signed. */
TEST_EACH(hint, const struct row *r, rows, "does nothing that can be seen")
{
	expect_at(r->word, false, RUNS, 0);
	expect_at(r->word, true, RUNS, 0);
}

TEST(wfi, "at EL0 traps where nTWI is clear and nothing is pending")
{
	sctlr_set(SCTLR_NTWI | SCTLR_NTWE, 0);
	expect_at(WFI, true, 0x07e00000, 0);
	sctlr_set(SCTLR_NTWI | SCTLR_NTWE, SCTLR_NTWE);
	expect_at(WFI, true, 0x07e00000, 0);
}

/* With the event set WFE does not wait; without, it may trap or end at once. */
TEST(wfe, "at EL0 traps only where nTWE is clear")
{
	const uint32_t words[] = { SEVL, WFE, SEVL, WFE, WFE };
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	sctlr_set(SCTLR_NTWI | SCTLR_NTWE, 0);
	o = insn_run(words, 5, true, &in);
	if (!o.finished) {
		EXPECT_EQ(o.frame.esr, 0x07e00001);
		EXPECT_EQ(o.frame.pc, o.pc + 16);
	}
	sctlr_set(SCTLR_NTWI | SCTLR_NTWE, SCTLR_NTWE);
	o = insn_run(words, 4, true, &in);
	expect_insn_done(&o, true, &in, 0);
	o = insn_run(words, 4, false, &in);
	expect_insn_done(&o, false, &in, 0);
}
