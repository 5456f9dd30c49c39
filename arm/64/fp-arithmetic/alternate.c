/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The alternate behaviour of FPCR.AH, FIZ and NEP, and estimates of more bits.
 *
 * Arm ARM, A1.5.9 (alternate floating-point behaviors), pseudocode of FPDefaultNaN,
 * FPNeg, FPAbs, FPMax, FPMin, FPUnpackBase, FPProcessDenorms, FPRecipEstimate and
 * RecipEstimate (FEAT_AFP, FEAT_RPRES).
 */
#include "suite.h"

FP_ARITHMETIC_SUITE;

fp_op fp_fadd_s, fp_fsub_s, fp_fmul_s, fp_fmax_s, fp_fmin_s, fp_fmadd_s;
fp_op fp_fabs_s, fp_fneg_s, fp_fnmul_s, fp_fsqrt_s, fp_frecpe_s;

#define FIZ (1u << 0)
#define AH  (1u << 1)
#define NEP (1u << 2)

enum {
	ONE = 0x3f800000,
	TWO = 0x40000000,
	FOUR = 0x40800000,
	INF = 0x7f800000,
	NAN = 0x7fc00000, /* the default one */
	QNAN = 0x7fc00001,
	SNAN = 0x7f800002,
	TO_24 = 0x4b800000, /* 2 to the power of 24 */
};
#define MINUS(x) ((x) | 0x80000000u)
#define HIGH(n)	 ((uint64_t)(n) << 32)

static bool has_afp(void)
{
	return field(read_sysreg(id_aa64mmfr1_el1), 44, 4);
}

static bool has_rpres(void)
{
	return field(read_sysreg(S3_0_C0_C6_2), 4, 4);
}

static const struct feature afp = { "AFP", "ID_AA64MMFR1_EL1.AFP", has_afp };
static const struct feature rpres = { "RPRES", "ID_AA64ISAR2_EL1.RPRES",
				      has_rpres };

static const struct row {
	const char *name;
	fp_op *op;
	uint64_t operands[3];
	uint32_t fpcr;
	uint64_t result;
	uint32_t flags;
} rows[] = {
	/* the default NaN is a negative one */
	{ "default-nan", fp_fsub_s, { INF, INF }, AH, MINUS(NAN), IOC },
	{ "default-nan-dn",
	  fp_fadd_s,
	  { QNAN, ONE },
	  AH | FPCR_DN,
	  MINUS(NAN),
	  0 },
	{ "nan", fp_fadd_s, { QNAN, ONE }, AH, QNAN, 0 },
	/* its sign is nobody's */
	{ "neg", fp_fneg_s, { ONE }, AH, MINUS(ONE), 0 },
	{ "neg-zero", fp_fneg_s, { 0 }, AH, MINUS(0), 0 },
	{ "neg-nan", fp_fneg_s, { QNAN }, AH, QNAN, 0 },
	{ "neg-minus-nan", fp_fneg_s, { MINUS(QNAN) }, AH, MINUS(QNAN), 0 },
	{ "neg-nan-as-ever", fp_fneg_s, { QNAN }, 0, MINUS(QNAN), 0 },
	{ "abs", fp_fabs_s, { MINUS(ONE) }, AH, ONE, 0 },
	{ "abs-nan", fp_fabs_s, { MINUS(QNAN) }, AH, MINUS(QNAN), 0 },
	{ "abs-snan", fp_fabs_s, { MINUS(SNAN) }, AH, MINUS(SNAN), 0 },
	{ "nmul", fp_fnmul_s, { ONE, TWO }, AH, MINUS(TWO), 0 },
	{ "nmul-nan", fp_fnmul_s, { ONE, QNAN }, AH, QNAN, 0 },
	/* the second operand, where there is no larger one */
	{ "max", fp_fmax_s, { TWO, ONE }, AH, TWO, 0 },
	{ "max-nan-second", fp_fmax_s, { ONE, QNAN }, AH, QNAN, IOC },
	{ "max-nan-first", fp_fmax_s, { QNAN, ONE }, AH, ONE, IOC },
	{ "max-snan-second", fp_fmax_s, { ONE, SNAN }, AH, SNAN, IOC },
	{ "max-zeros", fp_fmax_s, { 0, MINUS(0) }, AH, MINUS(0), 0 },
	{ "max-zeros-other", fp_fmax_s, { MINUS(0), 0 }, AH, 0, 0 },
	{ "min", fp_fmin_s, { TWO, ONE }, AH, ONE, 0 },
	{ "min-nan-first", fp_fmin_s, { QNAN, ONE }, AH, ONE, IOC },
	{ "min-zeros", fp_fmin_s, { MINUS(0), 0 }, AH, 0, 0 },
	{ "min-zeros-other", fp_fmin_s, { 0, MINUS(0) }, AH, MINUS(0), 0 },
	/* FIZ is about what is put in, and says nothing; FZ is not, with AH */
	{ "fiz", fp_fadd_s, { 1 }, FIZ, 0, 0 },
	{ "fiz-ah", fp_fadd_s, { 1 }, FIZ | AH, 0, 0 },
	{ "fiz-second", fp_fadd_s, { ONE, 0x7fffff }, FIZ, ONE, 0 },
	{ "fiz-normal", fp_fadd_s, { 0x800000 }, FIZ, 0x800000, 0 },
	{ "denormal-ah", fp_fmul_s, { 0x400000, TO_24 }, AH, 0x0c000000, IDC },
	{ "denormal-fz-ah",
	  fp_fmul_s,
	  { 0x400000, TO_24 },
	  AH | FPCR_FZ,
	  0x0c000000,
	  IDC },
	{ "denormal-fiz", fp_fmul_s, { 0x400000, TO_24 }, FIZ, 0, 0 },
	/* NEP: what a scalar leaves of its first operand, or its addend */
	{ "nep-off",
	  fp_fadd_s,
	  { HIGH(0xaaaaaaaa) | ONE, HIGH(0xbbbbbbbb) | ONE },
	  0,
	  TWO,
	  0 },
	{ "nep",
	  fp_fadd_s,
	  { HIGH(0xaaaaaaaa) | ONE, HIGH(0xbbbbbbbb) | ONE },
	  NEP,
	  HIGH(0xaaaaaaaa) | TWO,
	  0 },
	{ "nep-ah",
	  fp_fmul_s,
	  { HIGH(0xaaaaaaaa) | TWO, HIGH(0xbbbbbbbb) | TWO },
	  NEP | AH,
	  HIGH(0xaaaaaaaa) | FOUR,
	  0 },
	{ "nep-one-source",
	  fp_fsqrt_s,
	  { HIGH(0xaaaaaaaa) | FOUR },
	  NEP,
	  HIGH(0xaaaaaaaa) | TWO,
	  0 },
	{ "nep-addend",
	  fp_fmadd_s,
	  { HIGH(0xaaaaaaaa) | ONE, HIGH(0xbbbbbbbb) | ONE,
	    HIGH(0xcccccccc) | ONE },
	  NEP,
	  HIGH(0xcccccccc) | TWO,
	  0 },
};

TEST_EACH(alternate, const struct row *r, rows, "is as the manual has it",
	  .needs = NEEDS(&afp))
{
	fp_check(r->op, r->operands, r->fpcr, 0, r->result, r->flags);
}

TEST(alternate_bits, "FPCR has FIZ, AH and NEP, each alone",
     .needs = NEEDS(&afp))
{
	for (unsigned int bits = 0; bits < 8; bits++) {
		write_sysreg(fpcr, bits);
		EXPECT_EQ(read_sysreg(fpcr), bits);
	}
	write_sysreg(fpcr, 0);
}

/*
 * RecipEstimate of a number from 1 to 2: of its fraction 8 bits, or with RPRES 11,
 * give 8 or 12 of the result's.
 */
static uint32_t estimate(uint32_t value, bool more)
{
	unsigned int in = more ? 11 : 8, out = more ? 12 : 8;
	uint32_t fraction = value >> (23 - in) & ((1u << in) - 1);
	uint32_t a = ((1u << in | fraction) << 1) + 1;
	uint32_t b = (1u << (more ? 26 : 19)) / a;

	return 126u << 23 | ((b + 1) / 2 & ((1u << out) - 1)) << (23 - out);
}

TEST(recpe, "with AH an estimate of a reciprocal has 12 bits, else 8",
     .needs = NEEDS(&rpres, &afp))
{
	uint64_t after[2];

	for (uint32_t i = 0; i < 8192; i++) {
		uint32_t value = ONE | i << 10 | (i & 0x3ff);

		test_context("of 0x%x", value);
		EXPECT_EQ(fp_run(fp_frecpe_s, value, 0, 0, 0, 0, after),
			  estimate(value, false));
		EXPECT_EQ(fp_run(fp_frecpe_s, value, 0, 0, AH, 0, after),
			  estimate(value, true));
	}
}
