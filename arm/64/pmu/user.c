/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PMUSERENR_EL0: what EL0 may read and write, by each combination of its bits.
 *
 * Arm ARM, D19.5 (PMUSERENR_EL0 and the access pseudocode of each register).
 */
#include "../../pmu/suite.h"

#include <arm/insn.h>

PMU_SUITE;

enum {
	EN = 1,
	SW = 2,
	CR = 4,
	ER = 8,
};

#define PM(op1, crn, crm, op2) A64_REG(3, op1, crn, crm, op2)
#define READ(...)	       A64_MRS(PM(__VA_ARGS__), 1)
#define WRITE(...)	       A64_MSR(PM(__VA_ARGS__), 31)

static const struct row {
	const char *name;
	uint32_t word;
	unsigned int enable; /* any of these bits allows it */
} rows[] = {
	{ "read-PMCR", READ(3, 9, 12, 0), EN },
	{ "write-PMCR", WRITE(3, 9, 12, 0), EN },
	{ "read-PMCNTENSET", READ(3, 9, 12, 1), EN },
	{ "write-PMCNTENSET", WRITE(3, 9, 12, 1), EN },
	{ "write-PMCNTENCLR", WRITE(3, 9, 12, 2), EN },
	{ "read-PMOVSCLR", READ(3, 9, 12, 3), EN },
	{ "write-PMOVSCLR", WRITE(3, 9, 12, 3), EN },
	{ "write-PMOVSSET", WRITE(3, 9, 14, 3), EN },
	{ "write-PMSWINC", WRITE(3, 9, 12, 4), EN | SW },
	{ "read-PMSELR", READ(3, 9, 12, 5), EN | ER },
	{ "write-PMSELR", WRITE(3, 9, 12, 5), EN | ER },
	{ "read-PMCEID0", READ(3, 9, 12, 6), EN },
	{ "read-PMCEID1", READ(3, 9, 12, 7), EN },
	{ "read-PMCCNTR", READ(3, 9, 13, 0), EN | CR },
	{ "write-PMCCNTR", WRITE(3, 9, 13, 0), EN },
	{ "read-PMXEVTYPER", READ(3, 9, 13, 1), EN },
	{ "write-PMXEVTYPER", WRITE(3, 9, 13, 1), EN },
	{ "read-PMXEVCNTR", READ(3, 9, 13, 2), EN | ER },
	{ "write-PMXEVCNTR", WRITE(3, 9, 13, 2), EN },
	{ "read-PMEVCNTR0", READ(3, 14, 8, 0), EN | ER },
	{ "write-PMEVCNTR0", WRITE(3, 14, 8, 0), EN },
	{ "read-PMEVTYPER0", READ(3, 14, 12, 0), EN },
	{ "write-PMEVTYPER0", WRITE(3, 14, 12, 0), EN },
	{ "read-PMCCFILTR", READ(3, 14, 15, 7), EN },
	{ "write-PMCCFILTR", WRITE(3, 14, 15, 7), EN },
};

static void expect_at_el0(uint32_t word, uint32_t esr)
{
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	o = insn_run(&word, 1, true, &in);
	if (esr)
		expect_insn_trap(&o, esr, true, &in);
	else
		expect_insn_done(&o, true, &in, 1u << 1);
}

TEST_EACH(user, const struct row *r, rows,
	  "is allowed at EL0 by its bits of PMUSERENR_EL0, and by no others")
{
	for (unsigned int bits = 0; bits < 16; bits++) {
		write_sysreg(pmuserenr_el0, bits);
		isb();
		EXPECT_EQ(read_sysreg(pmuserenr_el0), bits);
		test_context("PMUSERENR_EL0 %u", bits);
		expect_at_el0(r->word,
			      bits & r->enable ? 0 : insn_sysreg_esr(r->word));
	}
}

static const struct row fixed[] = {
	{ "write-PMUSERENR", WRITE(3, 9, 14, 0) },
	{ "read-PMINTENSET", READ(0, 9, 14, 1) },
	{ "write-PMINTENSET", WRITE(0, 9, 14, 1) },
	{ "write-PMINTENCLR", WRITE(0, 9, 14, 2) },
	{ "write-PMCEID0", WRITE(3, 9, 12, 6) },
};

TEST_EACH(user_never, const struct row *r, fixed,
	  "is undefined at EL0, whatever PMUSERENR_EL0 is")
{
	write_sysreg(pmuserenr_el0, 15);
	expect_at_el0(r->word, ESR_UNDEFINED);
}

TEST(user_userenr, "is PMUSERENR_EL0, readable at EL0 in any event")
{
	for (unsigned int bits = 0; bits < 16; bits++) {
		struct insn_outcome o;

		write_sysreg(pmuserenr_el0, bits);
		o = insn_run1(READ(3, 9, 14, 0), true);
		EXPECT_TRUE(o.finished);
		EXPECT_EQ(o.frame.x[1], bits);
	}
}
