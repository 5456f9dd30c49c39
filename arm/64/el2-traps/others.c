/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps that CPTR_EL2, MDCR_EL2 and CNTHCTL_EL2 ask for, in both layouts where
 * there are two, and the bits of HCR_EL2 that trap while they are clear (Arm
 * ARM, D19.2.31 CPTR_EL2, D19.3.17 MDCR_EL2, D19.12.2 CNTHCTL_EL2).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

#define READ(...)  A64_MRS(A64_REG(__VA_ARGS__), 0)
#define WRITE(...) A64_MSR(A64_REG(__VA_ARGS__), 0)
#define FMOV	   0x1e604000u /* FMOV D0, D0 */
#define SVE_PTRUE  0x2518e3e0u /* PTRUE P0.B */
#define BOTH	   NR_HOSTS

enum where {
	CPTR,
	MDCR,
	CNTHCTL,
	HCR,
};

static const struct row {
	const char *name;
	enum where where;
	enum host host;
	uint64_t clear, set; /* what traps: these clear, those set */
	uint32_t word;
	uint32_t esr; /* 0: EC 0x18 */
	const struct feature *needs;
} rows[] = {
	/* FPEN 00 and 10; TFP */
	{ "FPEN-0/fp", CPTR, VHE, 3 << 20, 0, FMOV, ESR_FP },
	{ "FPEN-2/fp", CPTR, VHE, 1 << 20, 0, FMOV, ESR_FP },
	{ "FPEN-0/fpcr", CPTR, VHE, 3 << 20, 0, READ(3, 3, 4, 4, 0), ESR_FP },
	{ "TFP/fp", CPTR, NVHE, 0, 1 << 10, FMOV, ESR_FP },
	{ "TFP/fpcr", CPTR, NVHE, 0, 1 << 10, READ(3, 3, 4, 4, 0), ESR_FP },
	{ "TFP/sve", CPTR, NVHE, 0, 1 << 10, SVE_PTRUE, ESR_FP, &arm_sve },
	{ "ZEN-0/sve", CPTR, VHE, 3 << 16, 0, SVE_PTRUE, ESR_SVE, &arm_sve },
	{ "ZEN-2/sve", CPTR, VHE, 1 << 16, 0, SVE_PTRUE, ESR_SVE, &arm_sve },
	{ "ZEN-0/zcr", CPTR, VHE, 3 << 16, 0, READ(3, 0, 1, 2, 0), ESR_SVE,
	  &arm_sve },
	{ "TZ/sve", CPTR, NVHE, 0, 1 << 8, SVE_PTRUE, ESR_SVE, &arm_sve },
	{ "TZ/zcr", CPTR, NVHE, 0, 1 << 8, READ(3, 0, 1, 2, 0), ESR_SVE,
	  &arm_sve },
	{ "TCPAC/read", CPTR, BOTH, 0, 1u << 31, READ(3, 0, 1, 0, 2),
	  0x62340401 },
	{ "TCPAC/write", CPTR, BOTH, 0, 1u << 31, WRITE(3, 0, 1, 0, 2) },

	{ "EL1PCTEN/count", CNTHCTL, VHE, 1 << 10, 0, READ(3, 3, 14, 0, 1),
	  0x6232f801 },
	{ "EL1PTEN/ctl", CNTHCTL, VHE, 1 << 11, 0, READ(3, 3, 14, 2, 1),
	  0x6232f805 },
	{ "EL1PTEN/cval", CNTHCTL, VHE, 1 << 11, 0, READ(3, 3, 14, 2, 2) },
	{ "EL1PTEN/tval", CNTHCTL, VHE, 1 << 11, 0, READ(3, 3, 14, 2, 0) },
	{ "EL1PTEN/ctl-write", CNTHCTL, VHE, 1 << 11, 0,
	  WRITE(3, 3, 14, 2, 1) },
	{ "EL1PCTEN-nvhe/count", CNTHCTL, NVHE, 1, 0, READ(3, 3, 14, 0, 1),
	  0x6232f801 },
	{ "EL1PCEN-nvhe/ctl", CNTHCTL, NVHE, 2, 0, READ(3, 3, 14, 2, 1) },
	{ "EL1PCEN-nvhe/cval", CNTHCTL, NVHE, 2, 0, READ(3, 3, 14, 2, 2) },
	{ "EL1PCEN-nvhe/tval", CNTHCTL, NVHE, 2, 0, READ(3, 3, 14, 2, 0) },

	{ "TPM/pmccntr", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 13, 0),
	  0x6230e41b, &arm_pmu },
	{ "TPM/pmcr", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 12, 0), 0,
	  &arm_pmu },
	{ "TPM/pmcntenset", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 12, 1), 0,
	  &arm_pmu },
	{ "TPM/pmcntenclr", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 12, 2), 0,
	  &arm_pmu },
	{ "TPM/pmovsclr", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 12, 3), 0,
	  &arm_pmu },
	{ "TPM/pmselr", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 12, 5), 0,
	  &arm_pmu },
	{ "TPM/pmceid0", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 12, 6), 0,
	  &arm_pmu },
	{ "TPM/pmceid1", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 12, 7), 0,
	  &arm_pmu },
	{ "TPM/pmxevtyper", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 13, 1), 0,
	  &arm_pmu },
	{ "TPM/pmxevcntr", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 13, 2), 0,
	  &arm_pmu },
	{ "TPM/pmuserenr", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 14, 0), 0,
	  &arm_pmu },
	{ "TPM/pmintenset", MDCR, BOTH, 0, 1 << 6, READ(3, 0, 9, 14, 1), 0,
	  &arm_pmu },
	{ "TPM/pmintenclr", MDCR, BOTH, 0, 1 << 6, READ(3, 0, 9, 14, 2), 0,
	  &arm_pmu },
	{ "TPM/pmovsset", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 9, 14, 3), 0,
	  &arm_pmu },
	{ "TPM/pmevcntr0", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 14, 8, 0), 0,
	  &arm_pmu },
	{ "TPM/pmevtyper0", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 14, 12, 0), 0,
	  &arm_pmu },
	{ "TPM/pmccfiltr", MDCR, BOTH, 0, 1 << 6, READ(3, 3, 14, 15, 7), 0,
	  &arm_pmu },
	{ "TPMCR/pmcr", MDCR, BOTH, 0, 1 << 5, READ(3, 3, 9, 12, 0), 0,
	  &arm_pmu },
	{ "TDA/mdscr", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 2, 2), 0x62240005 },
	{ "TDA/mdscr-write", MDCR, BOTH, 0, 1 << 9, WRITE(2, 0, 0, 2, 2) },
	{ "TDA/mdccint", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 2, 0) },
	{ "TDA/dbgbvr", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 0, 4) },
	{ "TDA/dbgbcr", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 0, 5) },
	{ "TDA/dbgwvr", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 0, 6) },
	{ "TDA/dbgwcr", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 0, 7) },
	{ "TDA/dbgbvr-write", MDCR, BOTH, 0, 1 << 9, WRITE(2, 0, 0, 0, 4) },
	{ "TDA/dbgbcr-write", MDCR, BOTH, 0, 1 << 9, WRITE(2, 0, 0, 0, 5) },
	{ "TDA/dbgwvr-write", MDCR, BOTH, 0, 1 << 9, WRITE(2, 0, 0, 0, 6) },
	{ "TDA/dbgwcr-write", MDCR, BOTH, 0, 1 << 9, WRITE(2, 0, 0, 0, 7) },
	{ "TDA/mdccint-write", MDCR, BOTH, 0, 1 << 9, WRITE(2, 0, 0, 2, 0) },
	{ "TDA/dbgbvr1", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 1, 4) },
	{ "TDA/dbgwcr1", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 1, 7) },
	{ "TDA/mdccsr", MDCR, BOTH, 0, 1 << 9, READ(2, 3, 0, 1, 0) },
	{ "TDA/dbgdtrrx", MDCR, BOTH, 0, 1 << 9, READ(2, 3, 0, 5, 0) },
	{ "TDA/osdtrrx", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 0, 2) },
	{ "TDA/osdtrtx", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 3, 2) },
	{ "TDA/oseccr", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 0, 6, 2) },
	{ "TDA/dbgclaimset", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 7, 8, 6) },
	{ "TDA/dbgclaimclr", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 7, 9, 6) },
	{ "TDA/dbgauthstatus", MDCR, BOTH, 0, 1 << 9, READ(2, 0, 7, 14, 6) },
	{ "TDOSA/oslsr", MDCR, BOTH, 0, 1 << 10, READ(2, 0, 1, 1, 4) },
	{ "TDOSA/oslar", MDCR, BOTH, 0, 1 << 10, WRITE(2, 0, 1, 0, 4) },
	{ "TDOSA/osdlr", MDCR, BOTH, 0, 1 << 10, READ(2, 0, 1, 3, 4) },
	{ "TDOSA/osdlr-write", MDCR, BOTH, 0, 1 << 10, WRITE(2, 0, 1, 3, 4) },
	{ "TDOSA/dbgprcr", MDCR, BOTH, 0, 1 << 10, READ(2, 0, 1, 4, 4) },
	{ "TDRA/mdrar", MDCR, BOTH, 0, 1 << 11, READ(2, 0, 1, 0, 0) },
	{ "TDE/mdscr", MDCR, BOTH, 0, 1 << 8, READ(2, 0, 0, 2, 2), 0x62240005 },
	{ "TDE/oslsr", MDCR, BOTH, 0, 1 << 8, READ(2, 0, 1, 1, 4) },
	{ "TDE/dbgbcr-write", MDCR, BOTH, 0, 1 << 8, WRITE(2, 0, 0, 0, 5) },
	{ "TDE/osdlr", MDCR, BOTH, 0, 1 << 8, READ(2, 0, 1, 3, 4) },
	{ "TDE/mdrar", MDCR, BOTH, 0, 1 << 8, READ(2, 0, 1, 0, 0) },

	{ "APK/apiakeylo", HCR, BOTH, HCR_APK, 0, READ(3, 0, 2, 1, 0), 0,
	  &arm_pauth },
	{ "APK/apiakeyhi", HCR, BOTH, HCR_APK, 0, READ(3, 0, 2, 1, 1), 0,
	  &arm_pauth },
	{ "APK/apibkeylo", HCR, BOTH, HCR_APK, 0, READ(3, 0, 2, 1, 2), 0,
	  &arm_pauth },
	{ "APK/apdakeylo", HCR, BOTH, HCR_APK, 0, READ(3, 0, 2, 2, 0), 0,
	  &arm_pauth },
	{ "APK/apdbkeyhi", HCR, BOTH, HCR_APK, 0, READ(3, 0, 2, 2, 3), 0,
	  &arm_pauth },
	{ "APK/apgakeylo", HCR, BOTH, HCR_APK, 0, READ(3, 0, 2, 3, 0), 0,
	  &arm_pauth },
	{ "APK/apgakeyhi-write", HCR, BOTH, HCR_APK, 0, WRITE(3, 0, 2, 3, 1), 0,
	  &arm_pauth },
	{ "API/pacga", HCR, BOTH, HCR_API, 0, 0x9ac13000, ESR_PAUTH,
	  &arm_pauth },
	{ "EnSCXT/scxtnum-el0", HCR, BOTH, HCR_ENSCXT, 0, READ(3, 3, 13, 0, 7),
	  0, &arm_csv2_2 },
	{ "EnSCXT/scxtnum-el0-write", HCR, BOTH, HCR_ENSCXT, 0,
	  WRITE(3, 3, 13, 0, 7), 0, &arm_csv2_2 },
	{ "EnSCXT/scxtnum-el1", HCR, BOTH, HCR_ENSCXT, 0, READ(3, 0, 13, 0, 7),
	  0, &arm_csv2_2 },
	{ "EnSCXT/scxtnum-el1-write", HCR, BOTH, HCR_ENSCXT, 0,
	  WRITE(3, 0, 13, 0, 7), 0, &arm_csv2_2 },
	{ "ATA/rgsr", HCR, BOTH, HCR_ATA, 0, READ(3, 0, 1, 0, 5), 0, &arm_mte },
	{ "ATA/gcr", HCR, BOTH, HCR_ATA, 0, READ(3, 0, 1, 0, 6), 0, &arm_mte },
	{ "ATA/tfsr", HCR, BOTH, HCR_ATA, 0, READ(3, 0, 5, 6, 0), 0, &arm_mte },
	{ "ATA/tfsre0", HCR, BOTH, HCR_ATA, 0, READ(3, 0, 5, 6, 1), 0,
	  &arm_mte },
	{ "ATA/gcr-write", HCR, BOTH, HCR_ATA, 0, WRITE(3, 0, 1, 0, 6), 0,
	  &arm_mte },
	{ "TID5/gmid", HCR, BOTH, 0, HCR_TID5, READ(3, 1, 0, 0, 4), 0,
	  &arm_mte },
};

static uint64_t *control(enum where where)
{
	uint64_t *controls[] = { [CPTR] = &guest.cptr,
				 [MDCR] = &guest.mdcr,
				 [CNTHCTL] = &guest.cnthctl,
				 [HCR] = &guest.hcr };

	return controls[where];
}

/* X0 for writes: nothing that takes effect. */
static void prepare_row(const struct row *r, enum host host)
{
	if (r->needs && !r->needs->probe())
		SKIP("needs %s", r->needs->name);
	test_context("%s", host == VHE ? "VHE" : "no VHE");
	prepare(r->word, 0, host);
	guest.hcr |= HCR_APK | HCR_API | HCR_ENSCXT;
	if (arm_mte.probe())
		guest.hcr |= HCR_ATA;
}

static bool applies(const struct row *r, enum host host)
{
	return r->host == BOTH || r->host == host;
}

TEST_EACH(other, const struct row *r, rows, "a bit of another register traps")
{
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		if (!applies(r, host))
			continue;
		prepare_row(r, host);
		*control(r->where) &= ~r->clear;
		*control(r->where) |= r->set;
		expect_trapped(r->esr ? r->esr : insn_sysreg_esr(r->word));
	}
}

/* What traps by no bit but those: TDE stands for the others of debug, too. */
static uint64_t other_bits(const struct row *r)
{
	uint64_t bits = 0;

	if (r->where == MDCR)
		bits = 0xf << 8 | 3 << 5;
	if (bits & (r->set & 0xf00))
		bits &= ~(uint64_t)(r->set == 1 << 8 ? 0xf00 : 1 << 8);
	if (r->set & 3 << 5 && r->word == READ(3, 3, 9, 12, 0))
		bits &= ~(uint64_t)(3 << 5);
	return bits & ~r->set;
}

TEST_EACH(other_clear, const struct row *r, rows, "other bits do not trap it")
{
	bool reads = r->word >> 21 == 0x6a9;

	for (enum host host = VHE; host < NR_HOSTS; host++) {
		if (!applies(r, host))
			continue;
		prepare_row(r, host);
		*control(r->where) |= other_bits(r);
		expect_runs(reads || r->esr == ESR_PAUTH ? 1 : 0);
	}
}
