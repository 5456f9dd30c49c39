/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2.NV: a guest at EL1 that takes itself for EL2 gets its registers from
 * EL2, by traps (Arm ARM, D8.11 Nested virtualization; D19.2.48 HCR_EL2, NV, NV1
 * and AT).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

#define R(op0, op1, crn, crm, op2) A64_REG(op0, op1, crn, crm, op2)
#define OP(...)			   A64_SYS(R(__VA_ARGS__), 0)
#define CURRENT_EL		   A64_MRS(R(3, 0, 4, 2, 2), 0)
#define ERET			   0xd69f03e0u

static const struct row {
	const char *name;
	uint32_t reg;
} rows[] = {
	{ "HCR_EL2", R(3, 4, 1, 1, 0) },
	{ "SCTLR_EL2", R(3, 4, 1, 0, 0) },
	{ "CPTR_EL2", R(3, 4, 1, 1, 2) },
	{ "MDCR_EL2", R(3, 4, 1, 1, 1) },
	{ "HSTR_EL2", R(3, 4, 1, 1, 3) },
	{ "TTBR0_EL2", R(3, 4, 2, 0, 0) },
	{ "TCR_EL2", R(3, 4, 2, 0, 2) },
	{ "VTTBR_EL2", R(3, 4, 2, 1, 0) },
	{ "VTCR_EL2", R(3, 4, 2, 1, 2) },
	{ "SPSR_EL2", R(3, 4, 4, 0, 0) },
	{ "ELR_EL2", R(3, 4, 4, 0, 1) },
	{ "SP_EL1", R(3, 4, 4, 1, 0) },
	{ "ESR_EL2", R(3, 4, 5, 2, 0) },
	{ "FAR_EL2", R(3, 4, 6, 0, 0) },
	{ "HPFAR_EL2", R(3, 4, 6, 0, 4) },
	{ "MAIR_EL2", R(3, 4, 10, 2, 0) },
	{ "VBAR_EL2", R(3, 4, 12, 0, 0) },
	{ "TPIDR_EL2", R(3, 4, 13, 0, 2) },
	{ "VPIDR_EL2", R(3, 4, 0, 0, 0) },
	{ "VMPIDR_EL2", R(3, 4, 0, 0, 5) },
	{ "CNTVOFF_EL2", R(3, 4, 14, 0, 3) },
	{ "CNTHCTL_EL2", R(3, 4, 14, 1, 0) },
	{ "CNTHP_CTL_EL2", R(3, 4, 14, 2, 1) },
	{ "CNTHP_CVAL_EL2", R(3, 4, 14, 2, 2) },
	{ "SCTLR_EL12", R(3, 5, 1, 0, 0) },
	{ "CPACR_EL12", R(3, 5, 1, 0, 2) },
	{ "TTBR0_EL12", R(3, 5, 2, 0, 0) },
	{ "TCR_EL12", R(3, 5, 2, 0, 2) },
	{ "SPSR_EL12", R(3, 5, 4, 0, 0) },
	{ "ELR_EL12", R(3, 5, 4, 0, 1) },
	{ "ESR_EL12", R(3, 5, 5, 2, 0) },
	{ "VBAR_EL12", R(3, 5, 12, 0, 0) },
	{ "CNTP_CTL_EL02", R(3, 5, 14, 2, 1) },
	{ "CNTV_CVAL_EL02", R(3, 5, 14, 3, 2) },
};

static void expect_nv(uint32_t word)
{
	prepare(word, 0, VHE);
	guest.hcr |= HCR_NV;
	expect_trapped(insn_sysreg_esr(word));
	prepare(word, 0, VHE);
	expect_inner(ESR_UNDEFINED);
	prepare(word, 0, VHE);
	guest.hcr |= HCR_NV;
	at_el0();
	expect_inner(ESR_UNDEFINED);
}

TEST_EACH(
	nv, const struct row *r, rows,
	"registers of EL2 trap at EL1, and are undefined without NV and at EL0",
	.needs = NEEDS(&arm_nv))
{
	expect_nv(A64_MRS(r->reg, 0));
	expect_nv(A64_MSR(r->reg, 0));
}

static const struct insn_row {
	const char *name;
	uint32_t word;
} insns[] = {
	{ "TLBI-ALLE1", OP(1, 4, 8, 7, 4) },
	{ "TLBI-ALLE2", OP(1, 4, 8, 7, 0) },
	{ "TLBI-VAE2", OP(1, 4, 8, 7, 1) },
	{ "TLBI-VMALLS12E1", OP(1, 4, 8, 7, 6) },
	{ "TLBI-IPAS2E1", OP(1, 4, 8, 4, 1) },
	{ "TLBI-IPAS2E1IS", OP(1, 4, 8, 0, 1) },
	{ "AT-S1E2R", OP(1, 4, 7, 8, 0) },
	{ "AT-S12E1R", OP(1, 4, 7, 8, 4) },
	{ "AT-S12E0W", OP(1, 4, 7, 8, 7) },
};

TEST_EACH(nv_instruction, const struct insn_row *r, insns,
	  "so do its instructions", .needs = NEEDS(&arm_nv))
{
	expect_nv(r->word);
}

/* What it is trapped with says that it is one of EL2 (ISS of EC 0x1a). */
TEST(nv_eret, "ERET of EL1 is trapped", .needs = NEEDS(&arm_nv))
{
	prepare(ERET, 0, VHE);
	guest.hcr |= HCR_NV;
	expect_trapped(0x6a000000);
}

TEST(nv_current_el, "CurrentEL says EL2", .needs = NEEDS(&arm_nv))
{
	prepare(CURRENT_EL, 0, VHE);
	guest.hcr |= HCR_NV;
	expect_runs(1);
	EXPECT_EQ(guest.x[0], 2 << 2);
	prepare(CURRENT_EL, 0, VHE);
	expect_runs(1);
	EXPECT_EQ(guest.x[0], 1 << 2);
}

/* An exception of EL1 to EL1 came from EL2, as it sees that; with NV1 it did not. */
TEST(nv_spsr, "SPSR_EL1 says EL2 of what came from EL1",
     .needs = NEEDS(&arm_nv))
{
	for (unsigned int nv1 = 0; nv1 < 2; nv1++) {
		prepare(A64_UDF, 0, VHE);
		guest.hcr |= HCR_NV | (nv1 ? HCR_NV1 : 0);
		el2_guest_run(&guest);
		EXPECT_EQ(guest.esr, ESR_HVC(EL2_VECTORS + 4));
		EXPECT_EQ(read_sysreg(SPSR_EL12) & 0xf, nv1 ? 5 : 9);
	}
}

static const struct row nv1_rows[] = {
	{ "VBAR_EL1", R(3, 0, 12, 0, 0) },
	{ "ELR_EL1", R(3, 0, 4, 0, 1) },
	{ "SPSR_EL1", R(3, 0, 4, 0, 0) },
};

TEST_EACH(nv1, const struct row *r, nv1_rows,
	  "with NV1 EL1's own are trapped, too", .needs = NEEDS(&arm_nv))
{
	prepare(A64_MRS(r->reg, 0), 0, VHE);
	guest.hcr |= HCR_NV | HCR_NV1;
	expect_trapped(insn_sysreg_esr(A64_MRS(r->reg, 0)));
	prepare(A64_MSR(r->reg, 0), 0, VHE);
	guest.hcr |= HCR_NV | HCR_NV1;
	expect_trapped(insn_sysreg_esr(A64_MSR(r->reg, 0)));
	prepare(A64_MRS(r->reg, 0), 0, VHE);
	guest.hcr |= HCR_NV;
	expect_runs(1);
}

static const struct insn_row ats[] = {
	{ "S1E1R", OP(1, 0, 7, 8, 0) },	 { "S1E1W", OP(1, 0, 7, 8, 1) },
	{ "S1E0R", OP(1, 0, 7, 8, 2) },	 { "S1E0W", OP(1, 0, 7, 8, 3) },
	{ "S1E1RP", OP(1, 0, 7, 9, 0) }, { "S1E1WP", OP(1, 0, 7, 9, 1) },
};

TEST_EACH(at, const struct insn_row *r, ats, "HCR_EL2.AT traps AT of EL1",
	  .needs = NEEDS(&arm_nv))
{
	prepare(r->word, 0, VHE);
	guest.hcr |= HCR_AT;
	expect_trapped(insn_sysreg_esr(r->word));
	prepare(r->word, 0, VHE);
	expect_runs(0);
}
