/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fine-grained traps of registers: HFGRTR_EL2 and HFGWTR_EL2 (Arm ARM, D19.2.58 HFGRTR_EL2, D19.2.59 HFGWTR_EL2).
 */
#include "fgt.h"

EL2_TRAPS_SUITE;

#define R(op0, op1, crn, crm, op2) A64_REG(op0, op1, crn, crm, op2)

static const struct fgt_row rows[] = {
	{ "AFSR0_EL1", 0, R(3, 0, 5, 1, 0) },
	{ "AFSR1_EL1", 1, R(3, 0, 5, 1, 1) },
	{ "AMAIR_EL1", 3, R(3, 0, 10, 3, 0) },
	{ "APDAKeyLo", 4, R(3, 0, 2, 2, 0), &arm_pauth },
	{ "APDAKeyHi", 4, R(3, 0, 2, 2, 1), &arm_pauth },
	{ "APDBKeyLo", 5, R(3, 0, 2, 2, 2), &arm_pauth },
	{ "APDBKeyHi", 5, R(3, 0, 2, 2, 3), &arm_pauth },
	{ "APGAKeyLo", 6, R(3, 0, 2, 3, 0), &arm_pauth },
	{ "APGAKeyHi", 6, R(3, 0, 2, 3, 1), &arm_pauth },
	{ "APIAKeyLo", 7, R(3, 0, 2, 1, 0), &arm_pauth },
	{ "APIAKeyHi", 7, R(3, 0, 2, 1, 1), &arm_pauth },
	{ "APIBKeyLo", 8, R(3, 0, 2, 1, 2), &arm_pauth },
	{ "APIBKeyHi", 8, R(3, 0, 2, 1, 3), &arm_pauth },
	{ "CONTEXTIDR_EL1", 11, R(3, 0, 13, 0, 1) },
	{ "CPACR_EL1", 12, R(3, 0, 1, 0, 2) },
	{ "CSSELR_EL1", 13, R(3, 2, 0, 0, 0) },
	{ "ESR_EL1", 16, R(3, 0, 5, 2, 0) },
	{ "FAR_EL1", 17, R(3, 0, 6, 0, 0) },
	{ "LORC_EL1", 19, R(3, 0, 10, 4, 3), &arm_lor },
	{ "LOREA_EL1", 20, R(3, 0, 10, 4, 1), &arm_lor },
	{ "LORN_EL1", 22, R(3, 0, 10, 4, 2), &arm_lor },
	{ "LORSA_EL1", 23, R(3, 0, 10, 4, 0), &arm_lor },
	{ "MAIR_EL1", 24, R(3, 0, 10, 2, 0) },
	{ "PAR_EL1", 27, R(3, 0, 7, 4, 0) },
	{ "SCTLR_EL1", 29, R(3, 0, 1, 0, 0) },
	{ "SCXTNUM_EL1", 30, R(3, 0, 13, 0, 7), &arm_csv2_2 },
	{ "SCXTNUM_EL0", 31, R(3, 3, 13, 0, 7), &arm_csv2_2 },
	{ "TCR_EL1", 32, R(3, 0, 2, 0, 2) },
	{ "TPIDR_EL1", 33, R(3, 0, 13, 0, 4) },
	{ "TPIDRRO_EL0", 34, R(3, 3, 13, 0, 3) },
	{ "TPIDR_EL0", 35, R(3, 3, 13, 0, 2) },
	{ "TTBR0_EL1", 36, R(3, 0, 2, 0, 0) },
	{ "TTBR1_EL1", 37, R(3, 0, 2, 0, 1) },
	{ "VBAR_EL1", 38, R(3, 0, 12, 0, 0) },
	{ "ICC_IGRPEN0_EL1", 39, R(3, 0, 12, 12, 6), &arm_gic_sysreg },
	{ "ICC_IGRPEN1_EL1", 39, R(3, 0, 12, 12, 7), &arm_gic_sysreg },
}, read_only[] = {
	{ "AIDR_EL1", 2, R(3, 1, 0, 0, 7) },
	{ "CCSIDR_EL1", 9, R(3, 1, 0, 0, 0) },
	{ "CLIDR_EL1", 10, R(3, 1, 0, 0, 1) },
	{ "CTR_EL0", 14, R(3, 3, 0, 0, 1) },
	{ "DCZID_EL0", 15, R(3, 3, 0, 0, 7) },
	{ "ISR_EL1", 18, R(3, 0, 12, 1, 0) },
	{ "LORID_EL1", 21, R(3, 0, 10, 4, 7), &arm_lor },
	{ "MIDR_EL1", 25, R(3, 0, 0, 0, 0) },
	{ "MPIDR_EL1", 26, R(3, 0, 0, 0, 5) },
	{ "REVIDR_EL1", 28, R(3, 0, 0, 0, 6) },
	{ "ERRIDR_EL1", 40, R(3, 0, 5, 3, 0), &arm_ras },
};

TEST_EACH(fgt_read, const struct fgt_row *r, rows, "HFGRTR_EL2 traps reads",
	  .needs = NEEDS(&arm_fgt))
{
	fgt_need(r);
	fgt_expect(r, HFGRTR, A64_MRS(r->reg, 0), 0, 1);
}

TEST_EACH(fgt_read_only, const struct fgt_row *r, read_only,
	  "also of what cannot be written", .needs = NEEDS(&arm_fgt))
{
	fgt_need(r);
	fgt_expect(r, HFGRTR, A64_MRS(r->reg, 0), 0, 1);
}

/* Where it is not trapped it gets the value that it has: run.c has set ESR_EL1. */
static uint64_t value_in(uint32_t reg)
{
	return reg == R(3, 0, 5, 2, 0) ? 0x5e5e : value_of(A64_MRS(reg, 0));
}

TEST_EACH(fgt_write, const struct fgt_row *r, rows, "HFGWTR_EL2 traps writes",
	  .needs = NEEDS(&arm_fgt))
{
	fgt_need(r);
	fgt_expect(r, HFGWTR, A64_MSR(r->reg, 0), value_in(r->reg), 0);
}

TEST_EACH(fgt_apart, const struct fgt_row *r, rows,
	  "a bit for reads is not one for writes", .needs = NEEDS(&arm_fgt))
{
	uint64_t value;

	fgt_need(r);
	value = value_in(r->reg);
	fgt_set(HFGRTR, 1ull << r->bit);
	prepare(A64_MSR(r->reg, 0), value, VHE);
	guest.hcr |= HCR_APK | HCR_API | HCR_ENSCXT;
	expect_runs(0);
	fgt_set(HFGRTR, 0);
	fgt_set(HFGWTR, 1ull << r->bit);
	prepare(A64_MRS(r->reg, 0), 0, VHE);
	guest.hcr |= HCR_APK | HCR_API | HCR_ENSCXT;
	expect_runs(1);
}
