/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PMUSERENR: what user mode may read and write, by each combination of its bits.
 * Before PMUv3 it has EN alone.
 *
 * Arm ARM, G8.4 (PMUSERENR and the access pseudocode of each register).
 */
#include "../../pmu/suite.h"

#include <arm/insn_32.h>

PMU_SUITE;

enum {
	EN = 1,
	SW = 2,
	CR = 4,
	ER = 8,
};

/* R1 for what is read, R2 for what is written. */
#define READ(...)  A32_MRC(15, 0, 1, __VA_ARGS__)
#define WRITE(...) A32_MCR(15, 0, 2, __VA_ARGS__)

static const struct row {
	const char *name;
	uint32_t word;
	unsigned int enable; /* any of these bits allows it */
	bool v3;
} rows[] = {
	{ "read-PMCR", READ(9, 12, 0), EN },
	{ "write-PMCR", WRITE(9, 12, 0), EN },
	{ "read-PMCNTENSET", READ(9, 12, 1), EN },
	{ "write-PMCNTENSET", WRITE(9, 12, 1), EN },
	{ "read-PMCNTENCLR", READ(9, 12, 2), EN },
	{ "write-PMCNTENCLR", WRITE(9, 12, 2), EN },
	{ "read-PMOVSR", READ(9, 12, 3), EN },
	{ "write-PMOVSR", WRITE(9, 12, 3), EN },
	{ "read-PMOVSSET", READ(9, 14, 3), EN, true },
	{ "write-PMOVSSET", WRITE(9, 14, 3), EN, true },
	{ "write-PMSWINC", WRITE(9, 12, 4), EN | SW },
	{ "read-PMSELR", READ(9, 12, 5), EN | ER },
	{ "write-PMSELR", WRITE(9, 12, 5), EN | ER },
	{ "read-PMCEID0", READ(9, 12, 6), EN },
	{ "read-PMCEID1", READ(9, 12, 7), EN },
	{ "read-PMCCNTR", READ(9, 13, 0), EN | CR },
	{ "write-PMCCNTR", WRITE(9, 13, 0), EN },
	{ "read-PMXEVTYPER", READ(9, 13, 1), EN },
	{ "write-PMXEVTYPER", WRITE(9, 13, 1), EN },
	{ "read-PMXEVCNTR", READ(9, 13, 2), EN | ER },
	{ "write-PMXEVCNTR", WRITE(9, 13, 2), EN },
	{ "read-PMEVCNTR0", READ(14, 8, 0), EN | ER, true },
	{ "write-PMEVCNTR0", WRITE(14, 8, 0), EN, true },
	{ "read-PMEVTYPER0", READ(14, 12, 0), EN, true },
	{ "write-PMEVTYPER0", WRITE(14, 12, 0), EN, true },
	{ "read-PMCCFILTR", READ(14, 15, 7), EN, true },
	{ "write-PMCCFILTR", WRITE(14, 15, 7), EN, true },
};

/* With values that change nothing else: R2 is 0. */
static struct a32_outcome run_user(uint32_t word)
{
	struct a32_registers in;

	a32_pattern(&in, MODE_USR);
	in.r[2] = 0;
	return a32_run(&word, sizeof(word), &in);
}

static void allow(uint32_t bits)
{
	write_sysreg(PMUSERENR, bits);
	isb();
}

TEST_EACH(user, const struct row *r, rows,
	  "is allowed user mode by its bits of PMUSERENR, and by no others")
{
	if (r->v3 && pmu_version() < 3)
		SKIP("needs PMUv3 (ID_DFR0.PerfMon >= 3)");
	for (unsigned int bits = 0; bits <= PMU_USERENR; bits++) {
		struct a32_outcome o;

		allow(bits);
		EXPECT_EQ(read_sysreg(PMUSERENR), bits);
		test_context("PMUSERENR %u", bits);
		o = run_user(r->word);
		if (bits & r->enable)
			expect_a32_done(&o, 1u << 1);
		else
			expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	}
}

static const struct row fixed[] = {
	{ "write-PMUSERENR", WRITE(9, 14, 0) },
	{ "read-PMINTENSET", READ(9, 14, 1) },
	{ "write-PMINTENSET", WRITE(9, 14, 1) },
	{ "read-PMINTENCLR", READ(9, 14, 2) },
	{ "write-PMINTENCLR", WRITE(9, 14, 2) },
	{ "write-PMCEID0", WRITE(9, 12, 6) },
};

TEST_EACH(user_never, const struct row *r, fixed,
	  "is undefined in user mode, whatever PMUSERENR is")
{
	struct a32_outcome o;

	allow(PMU_USERENR);
	o = run_user(r->word);
	expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
	EXPECT_EQ(read_sysreg(PMUSERENR), PMU_USERENR);
}

TEST(user_userenr, "is PMUSERENR, readable in user mode in any event")
{
	for (unsigned int bits = 0; bits <= PMU_USERENR; bits++) {
		struct a32_outcome o;

		allow(bits);
		o = run_user(READ(9, 14, 0));
		expect_a32_done(&o, 1u << 1);
		EXPECT_EQ(o.frame.r[1], bits);
	}
}

TEST(userenr, "has no other bits")
{
	allow(UINT32_MAX);
	EXPECT_EQ(read_sysreg(PMUSERENR) & ~0x70u, PMU_USERENR);
}
