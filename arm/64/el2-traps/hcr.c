/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2: what each bit traps of what EL1 does, with the bit and without it
 * (Arm ARM, D19.2.48 HCR_EL2; D1.3.5 on what an exception leaves as it was).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

#define R(op0, op1, crn, crm, op2) A64_REG(op0, op1, crn, crm, op2)
#define READ(...)		   A64_MRS(R(__VA_ARGS__), 0)
#define WRITE(...)		   A64_MSR(R(__VA_ARGS__), 0)
#define OP(...)			   A64_SYS(R(__VA_ARGS__), 0)
#define OP31(...)		   A64_SYS(R(__VA_ARGS__), 31)

static const struct row {
	const char *name;
	uint64_t hcr;
	uint32_t word;
	const struct feature *needs;
	uint32_t esr; /* 0: EC 0x18 */
} rows[] = {
	{ "TRVM/SCTLR", HCR_TRVM, READ(3, 0, 1, 0, 0), 0, 0x62300401 },
	{ "TRVM/TTBR0", HCR_TRVM, READ(3, 0, 2, 0, 0) },
	{ "TRVM/TTBR1", HCR_TRVM, READ(3, 0, 2, 0, 1) },
	{ "TRVM/TCR", HCR_TRVM, READ(3, 0, 2, 0, 2) },
	{ "TRVM/AFSR0", HCR_TRVM, READ(3, 0, 5, 1, 0) },
	{ "TRVM/AFSR1", HCR_TRVM, READ(3, 0, 5, 1, 1) },
	{ "TRVM/ESR", HCR_TRVM, READ(3, 0, 5, 2, 0) },
	{ "TRVM/FAR", HCR_TRVM, READ(3, 0, 6, 0, 0) },
	{ "TRVM/MAIR", HCR_TRVM, READ(3, 0, 10, 2, 0) },
	{ "TRVM/AMAIR", HCR_TRVM, READ(3, 0, 10, 3, 0) },
	{ "TRVM/CONTEXTIDR", HCR_TRVM, READ(3, 0, 13, 0, 1) },
	{ "TID1/REVIDR", HCR_TID1, READ(3, 0, 0, 0, 6), 0, 0x623c0001 },
	{ "TID1/AIDR", HCR_TID1, READ(3, 1, 0, 0, 7) },
	{ "TID2/CTR", HCR_TID2, READ(3, 3, 0, 0, 1), 0, 0x6232c001 },
	{ "TID2/CCSIDR", HCR_TID2, READ(3, 1, 0, 0, 0) },
	{ "TID2/CLIDR", HCR_TID2, READ(3, 1, 0, 0, 1) },
	{ "TID2/CSSELR", HCR_TID2, READ(3, 2, 0, 0, 0) },
	{ "TID2/CSSELR-write", HCR_TID2, WRITE(3, 2, 0, 0, 0) },
	{ "TID3/PFR0", HCR_TID3, READ(3, 0, 0, 4, 0), 0, 0x62300009 },
	{ "TID3/PFR1", HCR_TID3, READ(3, 0, 0, 4, 1) },
	{ "TID3/ZFR0", HCR_TID3, READ(3, 0, 0, 4, 4) },
	{ "TID3/DFR0", HCR_TID3, READ(3, 0, 0, 5, 0) },
	{ "TID3/DFR1", HCR_TID3, READ(3, 0, 0, 5, 1) },
	{ "TID3/AFR0", HCR_TID3, READ(3, 0, 0, 5, 4) },
	{ "TID3/AFR1", HCR_TID3, READ(3, 0, 0, 5, 5) },
	{ "TID3/ISAR0", HCR_TID3, READ(3, 0, 0, 6, 0) },
	{ "TID3/ISAR1", HCR_TID3, READ(3, 0, 0, 6, 1) },
	{ "TID3/ISAR2", HCR_TID3, READ(3, 0, 0, 6, 2) },
	{ "TID3/MMFR0", HCR_TID3, READ(3, 0, 0, 7, 0) },
	{ "TID3/MMFR1", HCR_TID3, READ(3, 0, 0, 7, 1) },
	{ "TID3/MMFR2", HCR_TID3, READ(3, 0, 0, 7, 2) },
	{ "TID3/ID_PFR0", HCR_TID3, READ(3, 0, 0, 1, 0) },
	{ "TID3/ID_PFR1", HCR_TID3, READ(3, 0, 0, 1, 1) },
	{ "TID3/ID_DFR0", HCR_TID3, READ(3, 0, 0, 1, 2) },
	{ "TID3/ID_AFR0", HCR_TID3, READ(3, 0, 0, 1, 3) },
	{ "TID3/ID_MMFR0", HCR_TID3, READ(3, 0, 0, 1, 4) },
	{ "TID3/ID_MMFR1", HCR_TID3, READ(3, 0, 0, 1, 5) },
	{ "TID3/ID_MMFR2", HCR_TID3, READ(3, 0, 0, 1, 6) },
	{ "TID3/ID_MMFR3", HCR_TID3, READ(3, 0, 0, 1, 7) },
	{ "TID3/ID_ISAR0", HCR_TID3, READ(3, 0, 0, 2, 0) },
	{ "TID3/ID_ISAR1", HCR_TID3, READ(3, 0, 0, 2, 1) },
	{ "TID3/ID_ISAR2", HCR_TID3, READ(3, 0, 0, 2, 2) },
	{ "TID3/ID_ISAR3", HCR_TID3, READ(3, 0, 0, 2, 3) },
	{ "TID3/ID_ISAR4", HCR_TID3, READ(3, 0, 0, 2, 4) },
	{ "TID3/ID_ISAR5", HCR_TID3, READ(3, 0, 0, 2, 5) },
	{ "TID3/ID_MMFR4", HCR_TID3, READ(3, 0, 0, 2, 6) },
	{ "TID3/ID_ISAR6", HCR_TID3, READ(3, 0, 0, 2, 7) },
	{ "TID3/MVFR0", HCR_TID3, READ(3, 0, 0, 3, 0) },
	{ "TID3/MVFR1", HCR_TID3, READ(3, 0, 0, 3, 1) },
	{ "TID3/MVFR2", HCR_TID3, READ(3, 0, 0, 3, 2) },
	{ "TID3/SMFR0", HCR_TID3, READ(3, 0, 0, 4, 5) },
	{ "TID3/MMFR3", HCR_TID3, READ(3, 0, 0, 7, 3), &arm_fgt },
	{ "TID3/MMFR4", HCR_TID3, READ(3, 0, 0, 7, 4), &arm_fgt },
	{ "TID3/PFR2", HCR_TID3, READ(3, 0, 0, 4, 2), &arm_fgt },
	{ "TID3/ID_PFR2", HCR_TID3, READ(3, 0, 0, 3, 4), &arm_fgt },
	{ "TID3/ID_DFR1", HCR_TID3, READ(3, 0, 0, 3, 5), &arm_fgt },
	{ "TID3/ID_MMFR5", HCR_TID3, READ(3, 0, 0, 3, 6), &arm_fgt },
	{ "TID3/c3-3", HCR_TID3, READ(3, 0, 0, 3, 3), &arm_fgt },
	{ "TID3/c3-7", HCR_TID3, READ(3, 0, 0, 3, 7), &arm_fgt },
	{ "TID3/c4-3", HCR_TID3, READ(3, 0, 0, 4, 3), &arm_fgt },
	{ "TID3/c4-6", HCR_TID3, READ(3, 0, 0, 4, 6), &arm_fgt },
	{ "TID3/c4-7", HCR_TID3, READ(3, 0, 0, 4, 7), &arm_fgt },
	{ "TID3/c5-2", HCR_TID3, READ(3, 0, 0, 5, 2), &arm_fgt },
	{ "TID3/c5-3", HCR_TID3, READ(3, 0, 0, 5, 3), &arm_fgt },
	{ "TID3/c5-6", HCR_TID3, READ(3, 0, 0, 5, 6), &arm_fgt },
	{ "TID3/c5-7", HCR_TID3, READ(3, 0, 0, 5, 7), &arm_fgt },
	{ "TID3/c6-3", HCR_TID3, READ(3, 0, 0, 6, 3), &arm_fgt },
	{ "TID3/c6-4", HCR_TID3, READ(3, 0, 0, 6, 4), &arm_fgt },
	{ "TID3/c6-5", HCR_TID3, READ(3, 0, 0, 6, 5), &arm_fgt },
	{ "TID3/c6-6", HCR_TID3, READ(3, 0, 0, 6, 6), &arm_fgt },
	{ "TID3/c6-7", HCR_TID3, READ(3, 0, 0, 6, 7), &arm_fgt },
	{ "TID3/c7-5", HCR_TID3, READ(3, 0, 0, 7, 5), &arm_fgt },
	{ "TID3/c7-6", HCR_TID3, READ(3, 0, 0, 7, 6), &arm_fgt },
	{ "TID3/c7-7", HCR_TID3, READ(3, 0, 0, 7, 7), &arm_fgt },
	{ "TIDCP/S3_3_C15_C0_0", HCR_TIDCP, READ(3, 3, 15, 0, 0) },
	{ "TACR/read", HCR_TACR, READ(3, 0, 1, 0, 1), 0, 0x62320401 },
	{ "TACR/write", HCR_TACR, WRITE(3, 0, 1, 0, 1) },
	{ "TSW/ISW", HCR_TSW, OP(1, 0, 7, 6, 2) },
	{ "TSW/CSW", HCR_TSW, OP(1, 0, 7, 10, 2) },
	{ "TSW/CISW", HCR_TSW, OP(1, 0, 7, 14, 2) },
	{ "TPCP/CIVAC", HCR_TPCP, OP(1, 3, 7, 14, 1), 0, 0x6212dc1c },
	{ "TPCP/CVAC", HCR_TPCP, OP(1, 3, 7, 10, 1) },
	{ "TPCP/IVAC", HCR_TPCP, OP(1, 0, 7, 6, 1) },
	{ "TPCP/CVAP", HCR_TPCP, OP(1, 3, 7, 12, 1), &arm_dpb },
	{ "TPU/IALLU", HCR_TPU, OP31(1, 0, 7, 5, 0), 0, 0x62101fea },
	{ "TPU/IALLUIS", HCR_TPU, OP31(1, 0, 7, 1, 0) },
	{ "TPU/IVAU", HCR_TPU, OP(1, 3, 7, 5, 1) },
	{ "TPU/CVAU", HCR_TPU, OP(1, 3, 7, 11, 1) },
	{ "TTLB/VMALLE1", HCR_TTLB, OP31(1, 0, 8, 7, 0), 0, 0x621023ee },
	{ "TTLB/VAE1", HCR_TTLB, OP(1, 0, 8, 7, 1) },
	{ "TTLB/ASIDE1", HCR_TTLB, OP(1, 0, 8, 7, 2) },
	{ "TTLB/VAAE1", HCR_TTLB, OP(1, 0, 8, 7, 3) },
	{ "TTLB/VALE1", HCR_TTLB, OP(1, 0, 8, 7, 5) },
	{ "TTLB/VAALE1", HCR_TTLB, OP(1, 0, 8, 7, 7) },
	{ "TTLB/VMALLE1IS", HCR_TTLB, OP31(1, 0, 8, 3, 0) },
	{ "TTLB/VAE1IS", HCR_TTLB, OP(1, 0, 8, 3, 1) },
	{ "TTLB/ASIDE1IS", HCR_TTLB, OP(1, 0, 8, 3, 2) },
	{ "TTLB/VAAE1IS", HCR_TTLB, OP(1, 0, 8, 3, 3) },
	{ "TTLB/VALE1IS", HCR_TTLB, OP(1, 0, 8, 3, 5) },
	{ "TTLB/VAALE1IS", HCR_TTLB, OP(1, 0, 8, 3, 7) },
	{ "TTLB/VMALLE1OS", HCR_TTLB, OP31(1, 0, 8, 1, 0), &arm_tlbios },
	{ "TTLB/VAE1OS", HCR_TTLB, OP(1, 0, 8, 1, 1), &arm_tlbios },
	{ "TTLB/ASIDE1OS", HCR_TTLB, OP(1, 0, 8, 1, 2), &arm_tlbios },
	{ "TTLB/VAAE1OS", HCR_TTLB, OP(1, 0, 8, 1, 3), &arm_tlbios },
	{ "TTLB/VALE1OS", HCR_TTLB, OP(1, 0, 8, 1, 5), &arm_tlbios },
	{ "TTLB/VAALE1OS", HCR_TTLB, OP(1, 0, 8, 1, 7), &arm_tlbios },
	{ "TTLB/RVAE1", HCR_TTLB, OP(1, 0, 8, 6, 1), &arm_tlbirange },
	{ "TTLB/RVAAE1", HCR_TTLB, OP(1, 0, 8, 6, 3), &arm_tlbirange },
	{ "TTLB/RVALE1", HCR_TTLB, OP(1, 0, 8, 6, 5), &arm_tlbirange },
	{ "TTLB/RVAALE1", HCR_TTLB, OP(1, 0, 8, 6, 7), &arm_tlbirange },
	{ "TTLB/RVAE1IS", HCR_TTLB, OP(1, 0, 8, 2, 1), &arm_tlbirange },
	{ "TTLB/RVAAE1IS", HCR_TTLB, OP(1, 0, 8, 2, 3), &arm_tlbirange },
	{ "TTLB/RVALE1IS", HCR_TTLB, OP(1, 0, 8, 2, 5), &arm_tlbirange },
	{ "TTLB/RVAALE1IS", HCR_TTLB, OP(1, 0, 8, 2, 7), &arm_tlbirange },
	{ "TTLB/RVAE1OS", HCR_TTLB, OP(1, 0, 8, 5, 1), &arm_tlbirange },
	{ "TTLB/RVAAE1OS", HCR_TTLB, OP(1, 0, 8, 5, 3), &arm_tlbirange },
	{ "TTLB/RVALE1OS", HCR_TTLB, OP(1, 0, 8, 5, 5), &arm_tlbirange },
	{ "TTLB/RVAALE1OS", HCR_TTLB, OP(1, 0, 8, 5, 7), &arm_tlbirange },
	{ "TDZ/ZVA", HCR_TDZ, OP(1, 3, 7, 4, 1), 0, 0x6212dc08 },
	{ "TLOR/LORSA", HCR_TLOR, READ(3, 0, 10, 4, 0), &arm_lor },
	{ "TLOR/LOREA", HCR_TLOR, READ(3, 0, 10, 4, 1), &arm_lor },
	{ "TLOR/LORN", HCR_TLOR, READ(3, 0, 10, 4, 2), &arm_lor },
	{ "TLOR/LORC", HCR_TLOR, READ(3, 0, 10, 4, 3), &arm_lor },
	{ "TLOR/LORID", HCR_TLOR, READ(3, 0, 10, 4, 7), &arm_lor },
	{ "TID4/CCSIDR", HCR_TID4, READ(3, 1, 0, 0, 0), &arm_evt },
	{ "TID4/CLIDR", HCR_TID4, READ(3, 1, 0, 0, 1), &arm_evt },
	{ "TID4/CSSELR", HCR_TID4, READ(3, 2, 0, 0, 0), &arm_evt },
	{ "TID4/CSSELR-write", HCR_TID4, WRITE(3, 2, 0, 0, 0), &arm_evt },
	{ "TICAB/IALLUIS", HCR_TICAB, OP31(1, 0, 7, 1, 0), &arm_evt },
	{ "TOCU/IALLU", HCR_TOCU, OP31(1, 0, 7, 5, 0), &arm_evt },
	{ "TOCU/IVAU", HCR_TOCU, OP(1, 3, 7, 5, 1), &arm_evt },
	{ "TOCU/CVAU", HCR_TOCU, OP(1, 3, 7, 11, 1), &arm_evt },
	{ "TTLBIS/VMALLE1IS", HCR_TTLBIS, OP31(1, 0, 8, 3, 0), &arm_evt2 },
	{ "TTLBIS/VAE1IS", HCR_TTLBIS, OP(1, 0, 8, 3, 1), &arm_evt2 },
	{ "TTLBIS/ASIDE1IS", HCR_TTLBIS, OP(1, 0, 8, 3, 2), &arm_evt2 },
	{ "TTLBIS/VAAE1IS", HCR_TTLBIS, OP(1, 0, 8, 3, 3), &arm_evt2 },
	{ "TTLBIS/VALE1IS", HCR_TTLBIS, OP(1, 0, 8, 3, 5), &arm_evt2 },
	{ "TTLBIS/VAALE1IS", HCR_TTLBIS, OP(1, 0, 8, 3, 7), &arm_evt2 },
	{ "TTLBIS/RVAE1IS", HCR_TTLBIS, OP(1, 0, 8, 2, 1), &arm_evt2 },
	{ "TTLBIS/RVAAE1IS", HCR_TTLBIS, OP(1, 0, 8, 2, 3), &arm_evt2 },
	{ "TTLBIS/RVALE1IS", HCR_TTLBIS, OP(1, 0, 8, 2, 5), &arm_evt2 },
	{ "TTLBIS/RVAALE1IS", HCR_TTLBIS, OP(1, 0, 8, 2, 7), &arm_evt2 },
	{ "TTLBOS/VMALLE1OS", HCR_TTLBOS, OP31(1, 0, 8, 1, 0), &arm_evt2 },
	{ "TTLBOS/VAE1OS", HCR_TTLBOS, OP(1, 0, 8, 1, 1), &arm_evt2 },
	{ "TTLBOS/ASIDE1OS", HCR_TTLBOS, OP(1, 0, 8, 1, 2), &arm_evt2 },
	{ "TTLBOS/VAAE1OS", HCR_TTLBOS, OP(1, 0, 8, 1, 3), &arm_evt2 },
	{ "TTLBOS/VALE1OS", HCR_TTLBOS, OP(1, 0, 8, 1, 5), &arm_evt2 },
	{ "TTLBOS/VAALE1OS", HCR_TTLBOS, OP(1, 0, 8, 1, 7), &arm_evt2 },
	{ "TTLBOS/RVAE1OS", HCR_TTLBOS, OP(1, 0, 8, 5, 1), &arm_evt2 },
	{ "TTLBOS/RVAAE1OS", HCR_TTLBOS, OP(1, 0, 8, 5, 3), &arm_evt2 },
	{ "TTLBOS/RVALE1OS", HCR_TTLBOS, OP(1, 0, 8, 5, 5), &arm_evt2 },
	{ "TTLBOS/RVAALE1OS", HCR_TTLBOS, OP(1, 0, 8, 5, 7), &arm_evt2 },
	{ "TERR/ERRIDR", HCR_TERR, READ(3, 0, 5, 3, 0), &arm_ras, 0x62301407 },
};

static uint64_t line[8] __attribute__((aligned(64)));

static void need(const struct feature *feature)
{
	if (feature && !feature->probe())
		SKIP("needs %s", feature->name);
}

static uint32_t esr_of(const struct row *r)
{
	return r->esr ? r->esr : insn_sysreg_esr(r->word);
}

/* X0 is the address of what cache maintenance may have; CSSELR takes none. */
static uint64_t operand(const struct row *r)
{
	return r->word == WRITE(3, 2, 0, 0, 0) ? 0 : (uintptr_t)line;
}

TEST_EACH(hcr, const struct row *r, rows, "a bit of HCR_EL2 traps")
{
	need(r->needs);
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		test_context("%s", host == VHE ? "VHE" : "no VHE");
		prepare(r->word, operand(r), host);
		guest.hcr |= r->hcr;
		expect_trapped(esr_of(r));
	}
}

TEST_EACH(hcr_clear, const struct row *r, rows,
	  "all the other bits of HCR_EL2 that trap do not")
{
	uint64_t all = 0, own = 0;

	need(r->needs);
	if (r->hcr == HCR_TIDCP)
		SKIP("what there is then, the implementation says");
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		all |= rows[i].hcr;
		own |= rows[i].word == r->word ? rows[i].hcr : 0;
	}
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		test_context("%s", host == VHE ? "VHE" : "no VHE");
		prepare(r->word, operand(r), host);
		guest.hcr |= all & ~own;
		expect_runs(r->word & 1u << 21 ? 1u : 0);
	}
}
