/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Denormals, NaNs, infinities, and numbers that the result has no room for. */
#include "suite.h"

FP_ARITHMETIC_SUITE;

fp_op fp_fadd_s, fp_fadd_d, fp_fadd_h, fp_fsub_s, fp_fmul_s, fp_fmul_h;
fp_op fp_fdiv_s, fp_fsqrt_s, fp_fmadd_s, fp_fmulx_s, fp_fmax_s, fp_fmin_s;
fp_op fp_fmaxnm_s, fp_fminnm_s, fp_fcvtzs_s, fp_fcvtzu_s, fp_fcvt_hs;
fp_op fp_fcvt_sh, fp_fcvt_ds, fp_fcmp_s, fp_fcmpe_s;

enum {
	ONE = 0x3f800000,
	HALF = 0x3f000000,
	TWO = 0x40000000,
	INF = 0x7f800000,
	NAN = 0x7fc00000, /* the default one */
	QNAN = 0x7fc00001,
	SNAN = 0x7f800002,
	QUIETED = 0x7fc00002,
};
#define MINUS(x) ((x) | 0x80000000u)

static const struct row {
	const char *name;
	fp_op *op;
	uint64_t operands[3];
	uint32_t fpcr;
	uint64_t result;
	uint32_t flags;
} rows[] = {
	/* flushed to zero: what is put in */
	{ "denormal", fp_fadd_s, { 1 }, 0, 1, 0 },
	{ "denormal-fz", fp_fadd_s, { 1 }, FPCR_FZ, 0, IDC },
	{ "denormal-fz-2", fp_fadd_s, { ONE, 0x7fffff }, FPCR_FZ, ONE, IDC },
	{ "denormal-fz-minus",
	  fp_fadd_s,
	  { MINUS(1), MINUS(0) },
	  FPCR_FZ,
	  MINUS(0),
	  IDC },
	{ "denormal-fz-mul", fp_fmul_s, { 1, ONE }, FPCR_FZ, 0, IDC },
	{ "denormal-fz-d", fp_fadd_d, { 1 }, FPCR_FZ, 0, IDC },
	{ "denormal-fz-normal", fp_fadd_s, { 0x800000 }, FPCR_FZ, 0x800000, 0 },
	{ "denormal-fz-zero", fp_fadd_s, { 0, MINUS(0) }, FPCR_FZ, 0, 0 },
	{ "denormal-fz-integer", fp_fcvtzs_s, { 1 }, FPCR_FZ, 0, IDC },
	{ "denormal-integer", fp_fcvtzs_s, { 1 }, 0, 0, IXC },
	{ "denormal-fz-by", fp_fdiv_s, { ONE, 1 }, FPCR_FZ, INF, IDC | DZC },
	/* and what comes out: before it is rounded */
	{ "tiny", fp_fmul_s, { 0x800000, HALF }, 0, 0x400000, 0 },
	{ "tiny-fz", fp_fmul_s, { 0x800000, HALF }, FPCR_FZ, 0, UFC },
	{ "tiny-fz-minus",
	  fp_fmul_s,
	  { 0x80800000, HALF },
	  FPCR_FZ,
	  MINUS(0),
	  UFC },
	{ "tiny-up", fp_fmul_s, { 0xffffff, HALF }, 0, 0x800000, UFC | IXC },
	{ "tiny-up-fz", fp_fmul_s, { 0xffffff, HALF }, FPCR_FZ, 0, UFC },
	/* NaNs */
	{ "nan-first", fp_fadd_s, { QNAN, QUIETED }, 0, QNAN, 0 },
	{ "nan-dn", fp_fadd_s, { QNAN, QUIETED }, FPCR_DN, NAN, 0 },
	{ "nan-minus", fp_fadd_s, { MINUS(QNAN), ONE }, 0, MINUS(QNAN), 0 },
	{ "nan-minus-dn", fp_fadd_s, { MINUS(QNAN), ONE }, FPCR_DN, NAN, 0 },
	{ "snan", fp_fadd_s, { ONE, SNAN }, 0, QUIETED, IOC },
	{ "snan-dn", fp_fadd_s, { ONE, SNAN }, FPCR_DN, NAN, IOC },
	{ "snan-before-nan", fp_fadd_s, { QNAN, SNAN }, 0, QUIETED, IOC },
	{ "snan-twice", fp_fadd_s, { SNAN, SNAN + 1 }, 0, QUIETED, IOC },
	{ "nan-sum-of-invalid", fp_fmadd_s, { 0, INF, QNAN }, 0, NAN, IOC },
	{ "nan-addend-first", fp_fmadd_s, { QUIETED, ONE, QNAN }, 0, QNAN, 0 },
	{ "nan-wider", fp_fcvt_ds, { QNAN }, 0, 0x7ff8000020000000, 0 },
	{ "snan-wider", fp_fcvt_ds, { SNAN }, 0, 0x7ff8000040000000, IOC },
	{ "nan-wider-dn", fp_fcvt_ds, { QNAN }, FPCR_DN, 0x7ff8000000000000, 0 },
	{ "max-nan", fp_fmax_s, { ONE, QNAN }, 0, QNAN, 0 },
	{ "maxnm-nan", fp_fmaxnm_s, { ONE, QNAN }, 0, ONE, 0 },
	{ "minnm-nan", fp_fminnm_s, { QNAN, ONE }, 0, ONE, 0 },
	{ "maxnm-snan", fp_fmaxnm_s, { ONE, SNAN }, 0, QUIETED, IOC },
	{ "max-zeros", fp_fmax_s, { MINUS(0), 0 }, 0, 0, 0 },
	{ "min-zeros", fp_fmin_s, { 0, MINUS(0) }, 0, MINUS(0), 0 },
	/* infinities and zeros */
	{ "inf-inf", fp_fsub_s, { INF, INF }, 0, NAN, IOC },
	{ "zero-by-inf", fp_fmul_s, { 0, INF }, 0, NAN, IOC },
	{ "mulx", fp_fmulx_s, { 0, INF }, 0, TWO, 0 },
	{ "mulx-minus", fp_fmulx_s, { 0, MINUS(INF) }, 0, MINUS(TWO), 0 },
	{ "zero-zero", fp_fdiv_s, { 0, 0 }, 0, NAN, IOC },
	{ "one-zero", fp_fdiv_s, { ONE, 0 }, 0, INF, DZC },
	{ "one-minus-zero", fp_fdiv_s, { ONE, MINUS(0) }, 0, MINUS(INF), DZC },
	{ "inf-zero", fp_fdiv_s, { INF, 0 }, 0, INF, 0 },
	{ "sqrt-minus", fp_fsqrt_s, { MINUS(ONE) }, 0, NAN, IOC },
	{ "sqrt-minus-zero", fp_fsqrt_s, { MINUS(0) }, 0, MINUS(0), 0 },
	/* integers: saturated */
	{ "int-over", fp_fcvtzs_s, { 0x4f000000 }, 0, 0x7fffffff, IOC },
	{ "int-least", fp_fcvtzs_s, { 0xcf000000 }, 0, 0x80000000, 0 },
	{ "int-under", fp_fcvtzs_s, { 0xcf000001 }, 0, 0x80000000, IOC },
	{ "int-nan", fp_fcvtzs_s, { QNAN }, 0, 0, IOC },
	{ "uint-over", fp_fcvtzu_s, { 0x4f800000 }, 0, 0xffffffff, IOC },
	{ "uint-minus", fp_fcvtzu_s, { MINUS(ONE) }, 0, 0, IOC },
	{ "uint-minus-half", fp_fcvtzu_s, { MINUS(HALF) }, 0, 0, IXC },
	/* half precision as a format, and the alternative one */
	{ "half-over", fp_fcvt_hs, { 0x47800000 }, 0, 0x7c00, OFC | IXC },
	{ "half-ahp", fp_fcvt_hs, { 0x47800000 }, FPCR_AHP, 0x7c00, 0 },
	{ "half-ahp-most", fp_fcvt_hs, { 0x47ffe000 }, FPCR_AHP, 0x7fff, 0 },
	{ "half-ahp-over", fp_fcvt_hs, { 0x48000000 }, FPCR_AHP, 0x7fff, IOC },
	{ "half-ahp-inf", fp_fcvt_hs, { MINUS(INF) }, FPCR_AHP, 0xffff, IOC },
	{ "half-ahp-nan", fp_fcvt_hs, { MINUS(NAN) }, FPCR_AHP, 0x8000, IOC },
	{ "from-half-inf", fp_fcvt_sh, { 0x7c00 }, 0, INF, 0 },
	{ "from-half-ahp", fp_fcvt_sh, { 0x7c00 }, FPCR_AHP, 0x47800000, 0 },
	{ "from-half-denormal", fp_fcvt_sh, { 1 }, FPCR_FZ, 0x33800000, 0 },
	{ "half-fz", fp_fcvt_hs, { 1 }, FPCR_FZ, 0, IDC },
};

/* FZ16 is for arithmetic of half precision alone, and FZ not for that. */
static const struct row half_rows[] = {
	{ "denormal", fp_fadd_h, { 1 }, 0, 1, 0 },
	{ "denormal-fz", fp_fadd_h, { 1 }, FPCR_FZ, 1, 0 },
	{ "denormal-fz16", fp_fadd_h, { 1 }, FPCR_FZ16, 0, 0 },
	{ "tiny", fp_fmul_h, { 0x0400, 0x3800 }, 0, 0x0200, 0 },
	{ "tiny-fz", fp_fmul_h, { 0x0400, 0x3800 }, FPCR_FZ, 0x0200, 0 },
	{ "tiny-fz16", fp_fmul_h, { 0x0400, 0x3800 }, FPCR_FZ16, 0, UFC },
	{ "single-fz16", fp_fadd_s, { 1 }, FPCR_FZ16, 1, 0 },
	{ "double-fz16", fp_fadd_d, { 1 }, FPCR_FZ16, 1, 0 },
	{ "to-half-fz16", fp_fcvt_hs, { 0x33800000 }, FPCR_FZ16, 1, 0 },
	{ "from-half-fz16", fp_fcvt_sh, { 1 }, FPCR_FZ16, 0x33800000, 0 },
	{ "nan-dn", fp_fadd_h, { 0x7e01, 0x7e02 }, FPCR_DN, 0x7e00, 0 },
	{ "nan", fp_fadd_h, { 0x7e01, 0x7e02 }, 0, 0x7e01, 0 },
	{ "snan", fp_fadd_h, { 0x3c00, 0x7c02 }, 0, 0x7e02, IOC },
};

TEST_EACH(special, const struct row *r, rows, "is as the manual has it")
{
	fp_check(r->op, r->operands, r->fpcr, 0, r->result, r->flags);
}

TEST_EACH(special_half, const struct row *r, half_rows,
	  "is as the manual has it", .needs = NEEDS(&arm_fp16))
{
	fp_check(r->op, r->operands, r->fpcr, 0, r->result, r->flags);
}

static const struct compare {
	const char *name;
	fp_op *op;
	uint64_t a, b;
	uint32_t fpcr;
	unsigned int nzcv;
	uint32_t flags;
} compares[] = {
	{ "less", fp_fcmp_s, ONE, TWO, 0, 8, 0 },
	{ "equal", fp_fcmp_s, ONE, ONE, 0, 6, 0 },
	{ "greater", fp_fcmp_s, TWO, ONE, 0, 2, 0 },
	{ "zeros", fp_fcmp_s, 0, MINUS(0), 0, 6, 0 },
	{ "nan", fp_fcmp_s, ONE, QNAN, 0, 3, 0 },
	{ "snan", fp_fcmp_s, SNAN, ONE, 0, 3, IOC },
	{ "nan-e", fp_fcmpe_s, ONE, QNAN, 0, 3, IOC },
	{ "less-e", fp_fcmpe_s, ONE, TWO, 0, 8, 0 },
	{ "denormal", fp_fcmp_s, 1, 0, 0, 2, 0 },
	{ "denormal-fz", fp_fcmp_s, 1, 0, FPCR_FZ, 6, IDC },
};

TEST_EACH(compare, const struct compare *c, compares, "sets the flags")
{
	uint64_t after[2];

	EXPECT_EQ(fp_run(c->op, c->a, c->b, 0, c->fpcr, 0, after), c->a);
	EXPECT_EQ(after[1], (uint64_t)c->nzcv << 28);
	EXPECT_EQ(after[0], c->flags);
}
