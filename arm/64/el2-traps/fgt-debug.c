/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fine-grained traps of debug and the PMU: HDFGRTR_EL2 and HDFGWTR_EL2 (Arm ARM, D19.2.54 HDFGRTR_EL2, D19.2.55 HDFGWTR_EL2).
 */
#include "fgt.h"

EL2_TRAPS_SUITE;

#define R(op0, op1, crn, crm, op2) A64_REG(op0, op1, crn, crm, op2)

static const struct fgt_row rows[] = {
	{ "DBGBCR0_EL1", 0, R(2, 0, 0, 0, 5) },
	{ "DBGBCR1_EL1", 0, R(2, 0, 0, 1, 5) },
	{ "DBGBVR0_EL1", 1, R(2, 0, 0, 0, 4) },
	{ "DBGBVR1_EL1", 1, R(2, 0, 0, 1, 4) },
	{ "DBGWCR0_EL1", 2, R(2, 0, 0, 0, 7) },
	{ "DBGWCR1_EL1", 2, R(2, 0, 0, 1, 7) },
	{ "DBGWVR0_EL1", 3, R(2, 0, 0, 0, 6) },
	{ "DBGWVR1_EL1", 3, R(2, 0, 0, 1, 6) },
	{ "MDSCR_EL1", 4, R(2, 0, 0, 2, 2) },
	{ "DBGCLAIMSET_EL1", 5, R(2, 0, 7, 8, 6) },
	{ "DBGCLAIMCLR_EL1", 5, R(2, 0, 7, 9, 6) },
	{ "OSECCR_EL1", 10, R(2, 0, 0, 6, 2) },
	{ "OSDLR_EL1", 11, R(2, 0, 1, 3, 4) },
	{ "PMEVCNTR0_EL0", 12, R(3, 3, 14, 8, 0), &arm_pmu },
	{ "PMEVCNTR1_EL0", 12, R(3, 3, 14, 8, 1), &arm_pmu },
	{ "PMXEVCNTR_EL0", 12, R(3, 3, 9, 13, 2), &arm_pmu },
	{ "PMEVTYPER0_EL0", 13, R(3, 3, 14, 12, 0), &arm_pmu },
	{ "PMEVTYPER1_EL0", 13, R(3, 3, 14, 12, 1), &arm_pmu },
	{ "PMXEVTYPER_EL0", 13, R(3, 3, 9, 13, 1), &arm_pmu },
	{ "PMCCFILTR_EL0", 14, R(3, 3, 14, 15, 7), &arm_pmu },
	{ "PMCNTENSET_EL0", 16, R(3, 3, 9, 12, 1), &arm_pmu },
	{ "PMCNTENCLR_EL0", 16, R(3, 3, 9, 12, 2), &arm_pmu },
	{ "PMINTENSET_EL1", 17, R(3, 0, 9, 14, 1), &arm_pmu },
	{ "PMINTENCLR_EL1", 17, R(3, 0, 9, 14, 2), &arm_pmu },
	{ "PMOVSCLR_EL0", 18, R(3, 3, 9, 12, 3), &arm_pmu },
	{ "PMOVSSET_EL0", 18, R(3, 3, 9, 14, 3), &arm_pmu },
	{ "PMSELR_EL0", 19, R(3, 3, 9, 12, 5), &arm_pmu },
	{ "PMCCNTR_EL0", 15, R(3, 3, 9, 13, 0), &arm_pmu },
	{ "PMUSERENR_EL0", 57, R(3, 3, 9, 14, 0), &arm_pmu },
}, read_only[] = {
	{ "OSLSR_EL1", 9, R(2, 0, 1, 1, 4) },
	{ "PMMIR_EL1", 22, R(3, 0, 9, 14, 6), &arm_pmu },
	{ "PMCEID0_EL0", 58, R(3, 3, 9, 12, 6), &arm_pmu },
	{ "PMCEID1_EL0", 58, R(3, 3, 9, 12, 7), &arm_pmu },
}, write_only[] = {
	{ "OSLAR_EL1", 8, R(2, 0, 1, 0, 4) },
	{ "PMSWINC_EL0", 20, R(3, 3, 9, 12, 4), &arm_pmu },
	{ "PMCR_EL0", 21, R(3, 3, 9, 12, 0), &arm_pmu },
};

TEST_EACH(fgt_debug_read, const struct fgt_row *r, rows,
	  "HDFGRTR_EL2 traps reads", .needs = NEEDS(&arm_fgt))
{
	fgt_need(r);
	fgt_expect(r, HDFGRTR, A64_MRS(r->reg, 0), 0, 1);
}

TEST_EACH(fgt_debug_read_only, const struct fgt_row *r, read_only,
	  "also of what cannot be written", .needs = NEEDS(&arm_fgt))
{
	fgt_need(r);
	fgt_expect(r, HDFGRTR, A64_MRS(r->reg, 0), 0, 1);
}

TEST_EACH(fgt_debug_write, const struct fgt_row *r, rows,
	  "HDFGWTR_EL2 traps writes", .needs = NEEDS(&arm_fgt))
{
	fgt_need(r);
	fgt_expect(r, HDFGWTR, A64_MSR(r->reg, 0), 0, 0);
}

TEST_EACH(fgt_debug_write_only, const struct fgt_row *r, write_only,
	  "also of what has no bit for reads", .needs = NEEDS(&arm_fgt))
{
	fgt_need(r);
	fgt_expect(r, HDFGWTR, A64_MSR(r->reg, 0), 0, 0);
}
