/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2 holds each bit that the processor's features give it, by itself, while
 * the host's E2H and TGE make most of them mean nothing (Arm ARM, D19.2.48).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

static const struct row {
	const char *name;
	unsigned int bit;
	const struct feature *needs;
} rows[] = {
	{ "VM", 0 },
	{ "SWIO", 1 },
	{ "PTW", 2 },
	{ "FMO", 3 },
	{ "IMO", 4 },
	{ "AMO", 5 },
	{ "VF", 6 },
	{ "VI", 7 },
	{ "VSE", 8 },
	{ "FB", 9 },
	{ "BSU-0", 10 },
	{ "BSU-1", 11 },
	{ "DC", 12 },
	{ "TWI", 13 },
	{ "TWE", 14 },
	{ "TID1", 16 },
	{ "TID2", 17 },
	{ "TID3", 18 },
	{ "TIDCP", 20 },
	{ "TACR", 21 },
	{ "TSW", 22 },
	{ "TPCP", 23 },
	{ "TPU", 24 },
	{ "TTLB", 25 },
	{ "TVM", 26 },
	{ "TDZ", 28 },
	{ "TRVM", 30 },
	{ "CD", 32 },
	{ "ID", 33 },
	{ "TLOR", 35, &arm_lor },
	{ "TERR", 36, &arm_ras },
	{ "TEA", 37, &arm_ras },
	{ "APK", 40, &arm_pauth },
	{ "API", 41, &arm_pauth },
	{ "NV", 42, &arm_nv },
	{ "NV1", 43, &arm_nv },
	{ "AT", 44, &arm_nv },
	{ "NV2", 45, &arm_nv2 },
	{ "FWB", 46, &arm_fwb },
	{ "TID4", 49, &arm_evt },
	{ "TICAB", 50, &arm_evt },
	{ "TOCU", 52, &arm_evt },
	{ "EnSCXT", 53, &arm_csv2_2 },
	{ "TTLBIS", 54, &arm_evt2 },
	{ "TTLBOS", 55, &arm_evt2 },
	{ "ATA", 56, &arm_mte },
	{ "DCT", 57, &arm_mte },
	{ "TID5", 58, &arm_mte },
};

static void restore(void)
{
	write_sysreg(hcr_el2, HCR_VHE);
	isb();
}

TEST_EACH(held, const struct row *r, rows, "the bit reads as it was written")
{
	uint64_t bit = 1ull << r->bit;

	if (r->needs && !r->needs->probe())
		SKIP("needs %s", r->needs->name);
	test_defer(restore, 0);
	write_sysreg(hcr_el2, HCR_VHE | bit);
	isb();
	EXPECT_EQ(read_sysreg(hcr_el2), HCR_VHE | bit);
	restore();
	EXPECT_EQ(read_sysreg(hcr_el2), HCR_VHE);
}

/* ------------------------------------------------------ EL0 of the host ---- */

#define READ(...) A64_MRS(A64_REG(__VA_ARGS__), 0)
#define OP(...)	  A64_SYS(A64_REG(__VA_ARGS__), 0)
#define SCTLR_EL0 0x0405c000ull /* UCI, nTWE, nTWI, UCT, DZE: EL0 may */

static uint64_t line[32] __attribute__((aligned(256)));

static const struct user_row {
	const char *name;
	uint64_t hcr;
	uint32_t word;
} users[] = {
	{ "TID2", HCR_TID2, READ(3, 3, 0, 0, 1) },
	{ "TPCP", HCR_TPCP, OP(1, 3, 7, 14, 1) },
	{ "TPU-CVAU", HCR_TPU, OP(1, 3, 7, 11, 1) },
	{ "TPU-IVAU", HCR_TPU, OP(1, 3, 7, 5, 1) },
	{ "TDZ", HCR_TDZ, OP(1, 3, 7, 4, 1) },
	{ "VI", HCR_VI | HCR_IMO, A64_NOP },
	{ "VF", HCR_VF | HCR_FMO, A64_NOP },
	{ "VSE", HCR_VSE | HCR_AMO, A64_NOP },
	{ "VM", HCR_VM, A64_NOP },
	{ "DC", HCR_DC, A64_NOP },
	{ "TSC", HCR_TSC | HCR_TVM | HCR_TRVM, A64_NOP },
};

TEST_EACH(host_user, const struct user_row *r, users,
	  "with TGE it means nothing to the host's EL0")
{
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[0] = (uintptr_t)line;
	test_defer(restore, 0);
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_EL0);
	write_sysreg(hcr_el2, HCR_VHE | r->hcr);
	isb();
	o = insn_run(&r->word, 1, true, &in);
	restore();
	expect_insn_done(&o, true, &in, r->hcr == HCR_TID2);
}
