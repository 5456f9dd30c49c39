/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an ID field promises can be executed, and what it does not is undefined:
 * instructions and registers.
 *
 * Arm ARM, A2 (features and their ID fields), G8.2, ID_*.
 */
#include "suite.h"

IDREGS_SUITE;

/* -------------------------------------------------------- instructions ---- */

#define T CPSR_T

/* clang-format off: a table */
static const struct probe insns[] = {
	{ "clz", 0xe16f1f12, ISAR0, 4, 1 },
	{ "bfi", 0xe7c61192, ISAR0, 8, 1 },
	{ "sdiv", 0xe711f312, ISAR0, 24, 2 },
	{ "udiv", 0xe731f312, ISAR0, 24, 2 },
	{ "sdiv-t32", 0xfb92f1f3, ISAR0, 24, 1, T },
	{ "udiv-t32", 0xfbb2f1f3, ISAR0, 24, 1, T },
	{ "setend", 0xf1010000, ISAR1, 0, 1 },
	{ "sxtb16", 0xe68f1072, ISAR1, 12, 2 },
	{ "movw", 0xe3011234, ISAR1, 20, 1 },
	{ "ldrd", 0xe1c020d0, ISAR2, 0, 1 },
	{ "lda", 0xe1901c9f, ISAR2, 0, 2 },
	{ "ldab", 0xe1d01c9f, ISAR2, 0, 2 },
	{ "stl", 0xe180fc91, ISAR2, 0, 2 },
	{ "stlh", 0xe1e0fc91, ISAR2, 0, 2 },
	{ "ldaex", 0xe1901e9f, ISAR2, 0, 2 },
	{ "ldaexd", 0xe1b02e9f, ISAR2, 0, 2 },
	{ "lda-t32", 0xe8d01faf, ISAR2, 0, 2, T },
	{ "pli", 0xf4d0f000, ISAR2, 4, 3 },
	{ "pldw", 0xf590f000, ISAR2, 4, 4 },
	{ "mls", 0xe0614392, ISAR2, 12, 2 },
	{ "smlabb", 0xe1014382, ISAR2, 16, 2 },
	{ "smmul", 0xe751f312, ISAR2, 16, 3 },
	{ "umaal", 0xe0421493, ISAR2, 20, 2 },
	{ "rev", 0xe6bf1f32, ISAR2, 28, 1 },
	{ "rbit", 0xe6ff1f32, ISAR2, 28, 2 },
	{ "qadd", 0xe1031052, ISAR3, 0, 1 },
	{ "usat", 0xe6e51012, ISAR3, 4, 1 },
	{ "sadd8", 0xe6121f93, ISAR3, 4, 3 },
	{ "ldrex", 0xe1901f9f, ISAR3, 12, 1 },
	{ "ldrexd", 0xe1b02f9f, ISAR3, 12, 2 },
	{ "clrex", 0xf57ff01f, ISAR3, 12, 2 },
	{ "ldrt", 0xe4b01000, ISAR4, 0, 1 },
	{ "ldrht", 0xe0f010b0, ISAR4, 0, 2 },
	{ "dmb", 0xf57ff05b, ISAR4, 16, 1 },
	{ "aese", 0xf3b00302, ISAR5, 4, 1 },
	{ "aesd", 0xf3b00342, ISAR5, 4, 1 },
	{ "aesmc", 0xf3b00382, ISAR5, 4, 1 },
	{ "vmull-p64", 0xf2a20e03, ISAR5, 4, 2 },
	{ "sha1h", 0xf3b902c2, ISAR5, 8, 1 },
	{ "sha1c", 0xf2020c44, ISAR5, 8, 1 },
	{ "sha256su0", 0xf3ba03c2, ISAR5, 12, 1 },
	{ "sha256h", 0xf3020c44, ISAR5, 12, 1 },
	{ "crc32b", 0xe1021043, ISAR5, 16, 1 },
	{ "crc32cw", 0xe1421243, ISAR5, 16, 1 },
	{ "vqrdmlah", 0xf3220b54, ISAR5, 24, 1 },
	{ "vqrdmlsh", 0xf3110c12, ISAR5, 24, 1 },
	{ "vcmla", 0xfcb20844, ISAR5, 28, 1 },
	{ "vcadd", 0xfc920844, ISAR5, 28, 1 },
	{ "vjcvt", 0xeeb90bc1, ISAR6, 0, 1 },
	{ "vudot", 0xfc220d54, ISAR6, 4, 1 },
	{ "vsdot", 0xfc210d02, ISAR6, 4, 1 },
	{ "vfmal", 0xfc220854, ISAR6, 8, 1 },
	{ "sb", 0xf57ff070, ISAR6, 12, 1 },
	{ "sb-t32", 0xf3bf8f70, ISAR6, 12, 1, T },
	{ "vdot-bf16", 0xfc020d44, ISAR6, 20, 1 },
	{ "vcvt-bf16", 0xf3b60642, ISAR6, 20, 1 },
	{ "vmmla-bf16", 0xfc020c44, ISAR6, 20, 1 },
	{ "vusdot", 0xfca20d44, ISAR6, 24, 1 },
	{ "vsmmla", 0xfc220c44, ISAR6, 24, 1 },
	{ "vadd-d16", 0xee710ba2, MVFR0, 0, 2 },
	{ "vadd-f32", 0xee300a81, MVFR0, 4, 1 },
	{ "vmov-imm", 0xeeb70a00, MVFR0, 4, 2 },
	{ "vadd-f64", 0xee310b02, MVFR0, 8, 1 },
	{ "vdiv", 0xee800a81, MVFR0, 16, 1 },
	{ "vsqrt", 0xeeb10ae0, MVFR0, 20, 1 },
	{ "vld1", 0xf420078f, MVFR1, 8, 1 },
	{ "vadd-i32", 0xf2220844, MVFR1, 12, 1 },
	{ "vadd-4s", 0xf2020d44, MVFR1, 16, 1 },
	{ "vcvt-4h", 0xf3b60702, MVFR1, 20, 1 },
	{ "vadd-8h", 0xf2120d44, MVFR1, 20, 2 },
	{ "vcvtb-f32", 0xeeb20a60, MVFR1, 24, 1 },
	{ "vcvtb-f64", 0xeeb20b41, MVFR1, 24, 2 },
	{ "vadd-f16", 0xee300981, MVFR1, 24, 3 },
	{ "vfma", 0xeea00a81, MVFR1, 28, 1 },
	{ "vfma-4s", 0xf2020c54, MVFR1, 16, 1 },
	{ "vcvta-4s", 0xf3bb0042, MVFR2, 0, 1 },
	{ "vrintn-4s", 0xf3ba0442, MVFR2, 0, 2 },
	{ "vmaxnm-4s", 0xf3020f54, MVFR2, 0, 3 },
	{ "vsel", 0xfe200a81, MVFR2, 4, 1 },
	{ "vcvta", 0xfebc0ae0, MVFR2, 4, 2 },
	{ "vrinta", 0xfeb80a60, MVFR2, 4, 3 },
	{ "vmaxnm", 0xfe800a81, MVFR2, 4, 4 },
};
/* clang-format on */

TEST_EACH(insn, const struct probe *p, insns,
	  "executes where its field says so, and is undefined where not")
{
	bool there = promised(p);

	expect_probe(p, MODE_SVC, there);
	expect_probe(p, MODE_USR, there);
}

/* ----------------------------------------------------------- registers ---- */

#define MRC(cp, op1, ...) A32_MRC(cp, op1, 1, __VA_ARGS__)
#define MCR(cp, op1, ...) A32_MCR(cp, op1, 1, __VA_ARGS__)

/* Of the kernel alone, whatever is there. */
static const struct probe registers[] = {
	{ "JIDR", MRC(14, 7, 0, 0, 0), PFR0, 8, 1 },
	{ "TEECR", MRC(14, 6, 0, 0, 0), PFR0, 12, 1 },
	{ "ERRIDR", MRC(15, 0, 5, 3, 0), PFR0, 28, 1 },
	{ "DISR", MRC(15, 0, 12, 1, 1), PFR0, 28, 1 },
	{ "AMCR", MRC(15, 0, 13, 2, 0), PFR0, 20, 1 },
	{ "CNTKCTL", MRC(15, 0, 14, 1, 0), PFR1, 16, 1 },
	{ "PMCR", MRC(15, 0, 9, 12, 0), DFR0, 24, 1 },
	{ "PMCCNTR", MRC(15, 0, 9, 13, 0), DFR0, 24, 1 },
	{ "PMINTENSET", MRC(15, 0, 9, 14, 1), DFR0, 24, 1 },
	{ "PMCCFILTR", MRC(15, 0, 14, 15, 7), DFR0, 24, 3 },
	{ "PMEVCNTR0", MRC(15, 0, 14, 8, 0), DFR0, 24, 3 },
	{ "PMCEID2", MRC(15, 0, 9, 14, 4), DFR0, 24, 4 },
	{ "PMCEID3", MRC(15, 0, 9, 14, 5), DFR0, 24, 4 },
	{ "PMMIR", MRC(15, 0, 9, 14, 6), DFR0, 24, 5 },
	{ "TRFCR", MRC(15, 0, 1, 2, 1), DFR0, 28, 1 },
	{ "PAR", 0xec521f07, MMFR0, 0, 5 },
	{ "ATS1CPRP", MCR(15, 0, 7, 9, 0), MMFR3, 16, 2 },
	{ "ATS1CPWP", MCR(15, 0, 7, 9, 1), MMFR3, 16, 2 },
	{ "ACTLR2", MRC(15, 0, 1, 0, 3), MMFR4, 4, 1 },
	{ "TTBCR2", MRC(15, 0, 2, 0, 3), MMFR4, 16, 1 },
	{ "CCSIDR2", MRC(15, 1, 0, 0, 2), MMFR4, 24, 1 },
};

/* DDI 0406, B3.15.2: where other registers of the same CRn are there. */
static void skip_unallocated(const struct probe *p)
{
	if (!promised(p) && !arm_sevl.probe())
		SKIP("before ARMv8 what is not there was UNPREDICTABLE");
}

TEST_EACH(reg, const struct probe *p, registers,
	  "is there where its field says so, and undefined where not")
{
	skip_unallocated(p);
	expect_probe(p, MODE_SVC, promised(p));
	expect_probe(p, MODE_USR, false);
}

/* Those that user mode may be given, and is by the library. */
static const struct probe for_user[] = {
	{ "CNTFRQ", MRC(15, 0, 14, 0, 0), PFR1, 16, 1 },
	{ "CNTVCT", 0xec521f1e, PFR1, 16, 1 },
	{ "CNTVCTSS", 0xec521f9e, PFR1, 16, 2 },
	{ "CNTPCTSS", 0xec521f8e, PFR1, 16, 2 },
	{ "CFPRCTX", MCR(15, 0, 7, 3, 4), ISAR6, 16, 1 },
	{ "DVPRCTX", MCR(15, 0, 7, 3, 5), ISAR6, 16, 1 },
	{ "CPPRCTX", MCR(15, 0, 7, 3, 7), ISAR6, 16, 1 },
};

TEST_EACH(both, const struct probe *p, for_user,
	  "is there where its field says so, and undefined where not")
{
	skip_unallocated(p);
	expect_probe(p, MODE_SVC, promised(p));
}
