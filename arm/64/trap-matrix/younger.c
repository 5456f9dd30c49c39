/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What younger versions of the architecture let EL1 decide: TIDCP, the counters that
 * synchronize themselves; and BC.cond, which branches as B.cond does.
 *
 * Arm ARM, D19.2 (SCTLR_EL1.TIDCP), D19.12.20 (CNTKCTL_EL1), C6.2 (BC.cond), C1.2.4
 * (condition codes).
 */
#include "suite.h"

TRAP_MATRIX_SUITE;

#define MRS(...) A64_MRS(A64_REG(__VA_ARGS__), 0)
#define SYS(...) A64_SYS(A64_REG(__VA_ARGS__), 0)
#define X(n)	 (1u << (n))

/* ------------------------------------------------------------------ TIDCP ---- */

#define TIDCP (1ull << 63)

/* Encodings for implementations, of which a virtual one has none for EL0 */
static const struct row {
	const char *name;
	uint32_t word;
} defined[] = {
	{ "sys-c11", SYS(1, 3, 11, 0, 0) },
	{ "sys-c15", SYS(1, 3, 15, 0, 0) },
	{ "sys-c11-last", SYS(1, 3, 11, 15, 7) },
	{ "sys-c15-last", SYS(1, 3, 15, 15, 7) },
	{ "mrs-c11", MRS(3, 3, 11, 0, 0) },
	{ "mrs-c15", MRS(3, 3, 15, 0, 0) },
	{ "mrs-c11-last", MRS(3, 3, 11, 15, 7) },
	{ "mrs-c15-last", MRS(3, 3, 15, 15, 7) },
	{ "msr-c15", A64_MSR(A64_REG(3, 3, 15, 2, 1), 1) },
};

TEST_EACH(tidcp, const struct row *r, defined,
	  "of EL0 is trapped with SCTLR_EL1.TIDCP, and else undefined",
	  .needs = NEEDS(&arm_tidcp1))
{
	sctlr_set(TIDCP, TIDCP);
	expect_at(r->word, true, TRAPS, 0);
	sctlr_set(TIDCP, 0);
	expect_at(r->word, true, UNDEF, 0);
}

/* Neighbours are none of its concern. */
static const struct row neighbours[] = {
	{ "mrs-c12", MRS(3, 3, 12, 0, 0) },
	{ "mrs-c10", MRS(3, 3, 10, 0, 0) },
	{ "sys-c10", SYS(1, 3, 10, 0, 0) },
	{ "mrs-op0-2", MRS(2, 3, 15, 0, 0) },
};

TEST_EACH(tidcp_other, const struct row *r, neighbours,
	  "is undefined at EL0 with SCTLR_EL1.TIDCP, too",
	  .needs = NEEDS(&arm_tidcp1))
{
	sctlr_set(TIDCP, TIDCP);
	expect_at(r->word, true, UNDEF, 0);
}

/* --------------------------------------------------------------- counters ---- */

static const struct counter {
	const char *name;
	uint32_t word;
	uint64_t enable; /* CNTKCTL_EL1: EL0PCTEN, EL0VCTEN */
} counters[] = {
	{ "mrs-cntpctss", MRS(3, 3, 14, 0, 5), 1 },
	{ "mrs-cntvctss", MRS(3, 3, 14, 0, 6), 2 },
};

TEST_EACH(counter, const struct counter *c, counters,
	  "is allowed at EL0 by its bit of CNTKCTL_EL1",
	  .needs = NEEDS(&arm_ecv))
{
	uint64_t others = read_sysreg(cntkctl_el1) & ~3ull;

	for (unsigned int bits = 0; bits < 4; bits++) {
		write_sysreg(cntkctl_el1, others | bits);
		isb();
		expect_at(c->word, true, bits & c->enable ? RUNS : TRAPS, X(0));
		expect_at(c->word, false, RUNS, X(0));
	}
}

TEST(counter_value, "lies between two readings of the plain one",
     .needs = NEEDS(&arm_ecv))
{
	for (unsigned int i = 0; i < 100; i++) {
		uint64_t before, physical, virtual, after;

		isb();
		before = read_sysreg(cntpct_el0);
		physical = read_sysreg(S3_3_C14_C0_5);
		after = read_sysreg(S3_3_C14_C0_5);
		EXPECT_LE(before, physical);
		EXPECT_LE(physical, after);
		before = read_sysreg(cntvct_el0);
		virtual = read_sysreg(S3_3_C14_C0_6);
		after = read_sysreg(S3_3_C14_C0_6);
		EXPECT_LE(before, virtual);
		EXPECT_LE(virtual, after);
	}
}

/* ---------------------------------------------------------------- BC.cond ---- */

#define BC_OVER_NEXT(cond) (0x54000050u | (cond))
#define B_OVER_NEXT(cond)  (0x54000040u | (cond))
#define MOVZ_X3_1	   0xd2800023u

static bool has_hbc(void)
{
	return field(read_sysreg(S3_0_C0_C6_2), 20, 4);
}

static const struct feature hbc = { "BC.cond", "ID_AA64ISAR2_EL1.BC", has_hbc };

static bool holds(unsigned int cond, unsigned int nzcv)
{
	bool n = nzcv & 8, z = nzcv & 4, c = nzcv & 2, v = nzcv & 1;
	const bool bases[] = { z, c, n, v, c && !z, n == v, n == v && !z, true };
	bool holds = bases[cond / 2];

	return cond & 1 && cond != 15 ? !holds : holds;
}

static void expect_branch(uint32_t word, unsigned int nzcv, bool taken)
{
	const uint32_t words[] = { word, MOVZ_X3_1 };
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.nzcv = (uint64_t)nzcv << 28;
	o = insn_run(words, 2, false, &in);
	expect_insn_done(&o, false, &in, X(3));
	EXPECT_EQ(o.frame.x[3], taken ? in.x[3] : 1);
}

TEST(bc_cond, "branches where its condition holds, for all flags",
     .needs = NEEDS(&hbc))
{
	for (unsigned int i = 0; i < 256; i++) {
		bool taken = holds(i / 16, i % 16);

		test_context("condition %u, NZCV 0x%x", i / 16, i % 16);
		expect_branch(BC_OVER_NEXT(i / 16), i % 16, taken);
		expect_branch(B_OVER_NEXT(i / 16), i % 16, taken);
	}
}
