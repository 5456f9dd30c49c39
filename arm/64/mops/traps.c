/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where they are not: EL0 without SCTLR.MSCEn; and one that finds the registers of
 * the other algorithm.
 *
 * Arm ARM, D19.2 (SCTLR_EL1.MSCEn), ESR_EL1, ISS of Memory Copy and Memory Set
 * exceptions (EC 0x27).
 */
#include "suite.h"

MOPS_SUITE;

static const struct row {
	const char *name;
	uint32_t word;
	uint32_t esr; /* of the exception: which it was, and its registers */
} rows[] = {
	{ "cpym", CPYM, 0x9e000022 },	{ "cpye", CPYE, 0x9e040022 },
	{ "cpyfm", CPYFM, 0x9e000022 }, { "cpyfe", CPYFE, 0x9e040022 },
	{ "setm", SETM, 0x9f000041 },	{ "sete", SETE, 0x9f040041 },
};

static const struct row prologues[] = {
	{ "cpyp", CPYP, 0 },
	{ "cpyfp", CPYFP, 0 },
	{ "setp", SETP, 0 },
};

static void check_disabled(const struct row *r)
{
	struct insn_registers in;
	struct insn_outcome o;

	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) & ~SCTLR_MSCEN);
	isb();
	insn_pattern(&in);
	o = insn_run(&r->word, 1, true, &in);
	expect_insn_trap(&o, ESR_UNDEFINED, true, &in);
	o = mops_run(SET, false, (uintptr_t)arena, 100, 0, &in);
	expect_insn_done(&o, false, &in, 0x80000003);
	EXPECT_EQ(arena[99], 0);
}

TEST_EACH(disabled, const struct row *r, rows,
	  "is undefined at EL0 with SCTLR.MSCEn clear, and runs at EL1")
{
	check_disabled(r);
}

TEST_EACH(disabled_first, const struct row *r, prologues, "so is a prologue")
{
	check_disabled(r);
}

/* The prologue says by its flags which algorithm it is. */
static bool is_option_a(void)
{
	const uint32_t word = SETP;
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = (uintptr_t)arena;
	in.x[1] = 64;
	o = insn_run(&word, 1, false, &in);
	return !(o.frame.pstate & 0x20000000);
}

enum {
	WRONG_OPTION = 1 << 17,
	OPTION_A = 1 << 16,
};

TEST_EACH(wrong_option, const struct row *r, rows,
	  "the other algorithm's flags are an exception that says which it is")
{
	bool option_a = is_option_a();

	mops_fill();
	for (unsigned int user = 0; user < 2; user++) {
		struct insn_registers in;
		struct insn_outcome o;

		insn_pattern(&in);
		in.x[0] = (uintptr_t)arena;
		in.x[1] = (uintptr_t)arena + 4096;
		in.x[2] = 100;
		in.nzcv = option_a ? 0x20000000 : 0;
		o = insn_run(&r->word, 1, user, &in);
		expect_insn_trap(
			&o, r->esr | WRONG_OPTION | (option_a ? OPTION_A : 0),
			user, &in);
		EXPECT_MEMEQ(arena, expected, ARENA);
	}
}
