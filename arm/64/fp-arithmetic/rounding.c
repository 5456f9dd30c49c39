/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The four directions of FPCR.RMode, and instructions that have their own. */
#include "suite.h"

FP_ARITHMETIC_SUITE;

fp_op fp_fadd_s, fp_fadd_d, fp_fadd_h, fp_fadd_2s, fp_fadd_4h, fp_fsub_s;
fp_op fp_fmul_s, fp_fmul_d, fp_fmul_h, fp_fdiv_s, fp_fdiv_d, fp_fdiv_h;
fp_op fp_fsqrt_s, fp_fsqrt_d, fp_fmadd_s, fp_fcvt_sd, fp_fcvt_hs, fp_scvtf_s;
fp_op fp_frinti_s, fp_frintx_s, fp_frintn_s, fp_frintp_s, fp_frintm_s;
fp_op fp_frintz_s, fp_frinta_s, fp_fcvtzs_s, fp_fcvtns_s, fp_fcvtps_s;
fp_op fp_fcvtms_s, fp_fcvtas_s;

#define SAME(r)            \
	{                  \
		r, r, r, r \
	}

static const struct row {
	const char *name;
	fp_op *op;
	uint64_t operands[3];
	uint64_t results[4]; /* nearest, up, down, to zero */
	uint32_t flags;
} rows[] = {
	{ "fadd-s-even",
	  fp_fadd_s,
	  { 0x3f800000, 0x33800000 },
	  { 0x3f800000, 0x3f800001, 0x3f800000, 0x3f800000 },
	  IXC },
	{ "fadd-s-odd",
	  fp_fadd_s,
	  { 0x3f800001, 0x33800000 },
	  { 0x3f800002, 0x3f800002, 0x3f800001, 0x3f800001 },
	  IXC },
	{ "fadd-s-minus",
	  fp_fadd_s,
	  { 0xbf800000, 0xb3800000 },
	  { 0xbf800000, 0xbf800000, 0xbf800001, 0xbf800000 },
	  IXC },
	{ "fadd-s-denormal",
	  fp_fadd_s,
	  { 0x3f800000, 1 },
	  { 0x3f800000, 0x3f800001, 0x3f800000, 0x3f800000 },
	  IXC },
	{ "fadd-s-exact",
	  fp_fadd_s,
	  { 0x3f800000, 0x3f800000 },
	  SAME(0x40000000),
	  0 },
	{ "fadd-d",
	  fp_fadd_d,
	  { 0x3ff0000000000000, 0x3ca0000000000000 },
	  { 0x3ff0000000000000, 0x3ff0000000000001, 0x3ff0000000000000,
	    0x3ff0000000000000 },
	  IXC },
	{ "fadd-2s",
	  fp_fadd_2s,
	  { 0x3f8000003f800001, 0x3380000033800000 },
	  { 0x3f8000003f800002, 0x3f8000013f800002, 0x3f8000003f800001,
	    0x3f8000003f800001 },
	  IXC },
	{ "fsub-s-zero",
	  fp_fsub_s,
	  { 0x3f800000, 0x3f800000 },
	  { 0, 0, 0x80000000, 0 },
	  0 },
	{ "fmul-s",
	  fp_fmul_s,
	  { 0x3f800001, 0x3f800001 },
	  { 0x3f800002, 0x3f800003, 0x3f800002, 0x3f800002 },
	  IXC },
	{ "fmul-s-over",
	  fp_fmul_s,
	  { 0x7f7fffff, 0x40000000 },
	  { 0x7f800000, 0x7f800000, 0x7f7fffff, 0x7f7fffff },
	  OFC | IXC },
	{ "fmul-s-over-minus",
	  fp_fmul_s,
	  { 0xff7fffff, 0x40000000 },
	  { 0xff800000, 0xff7fffff, 0xff800000, 0xff7fffff },
	  OFC | IXC },
	{ "fmul-s-under",
	  fp_fmul_s,
	  { 0x00800000, 0x3f000001 },
	  { 0x00400000, 0x00400001, 0x00400000, 0x00400000 },
	  UFC | IXC },
	{ "fmul-d-over",
	  fp_fmul_d,
	  { 0x7fefffffffffffff, 0x4000000000000000 },
	  { 0x7ff0000000000000, 0x7ff0000000000000, 0x7fefffffffffffff,
	    0x7fefffffffffffff },
	  OFC | IXC },
	{ "fdiv-s",
	  fp_fdiv_s,
	  { 0x3f800000, 0x40400000 },
	  { 0x3eaaaaab, 0x3eaaaaab, 0x3eaaaaaa, 0x3eaaaaaa },
	  IXC },
	{ "fdiv-s-minus",
	  fp_fdiv_s,
	  { 0xbf800000, 0x40400000 },
	  { 0xbeaaaaab, 0xbeaaaaaa, 0xbeaaaaab, 0xbeaaaaaa },
	  IXC },
	{ "fdiv-d",
	  fp_fdiv_d,
	  { 0x3ff0000000000000, 0x4008000000000000 },
	  { 0x3fd5555555555555, 0x3fd5555555555556, 0x3fd5555555555555,
	    0x3fd5555555555555 },
	  IXC },
	{ "fsqrt-s",
	  fp_fsqrt_s,
	  { 0x40000000 },
	  { 0x3fb504f3, 0x3fb504f4, 0x3fb504f3, 0x3fb504f3 },
	  IXC },
	{ "fsqrt-d",
	  fp_fsqrt_d,
	  { 0x4000000000000000 },
	  { 0x3ff6a09e667f3bcd, 0x3ff6a09e667f3bcd, 0x3ff6a09e667f3bcc,
	    0x3ff6a09e667f3bcc },
	  IXC },
	{ "fmadd-s-fused",
	  fp_fmadd_s,
	  { 0x3f800001, 0x3f800001, 0xbf800002 },
	  SAME(0x28800000),
	  0 },
	{ "fcvt-sd",
	  fp_fcvt_sd,
	  { 0x3ff0000010000000 },
	  { 0x3f800000, 0x3f800001, 0x3f800000, 0x3f800000 },
	  IXC },
	{ "fcvt-hs",
	  fp_fcvt_hs,
	  { 0xbf801000 },
	  { 0xbc00, 0xbc00, 0xbc01, 0xbc00 },
	  IXC },
	{ "scvtf-s",
	  fp_scvtf_s,
	  { 0x1000001 },
	  { 0x4b800000, 0x4b800001, 0x4b800000, 0x4b800000 },
	  IXC },
	{ "frinti-s",
	  fp_frinti_s,
	  { 0x40200000 },
	  { 0x40000000, 0x40400000, 0x40000000, 0x40000000 },
	  0 },
	{ "frinti-s-minus",
	  fp_frinti_s,
	  { 0xc0200000 },
	  { 0xc0000000, 0xc0000000, 0xc0400000, 0xc0000000 },
	  0 },
	{ "frinti-s-zero",
	  fp_frinti_s,
	  { 0xbe800000 },
	  { 0x80000000, 0x80000000, 0xbf800000, 0x80000000 },
	  0 },
	{ "frintx-s",
	  fp_frintx_s,
	  { 0x40200000 },
	  { 0x40000000, 0x40400000, 0x40000000, 0x40000000 },
	  IXC },
	{ "frintn-s", fp_frintn_s, { 0x40200000 }, SAME(0x40000000), 0 },
	{ "frintp-s", fp_frintp_s, { 0x40200000 }, SAME(0x40400000), 0 },
	{ "frintm-s", fp_frintm_s, { 0xc0200000 }, SAME(0xc0400000), 0 },
	{ "frintz-s", fp_frintz_s, { 0xc0200000 }, SAME(0xc0000000), 0 },
	{ "frinta-s", fp_frinta_s, { 0x40200000 }, SAME(0x40400000), 0 },
	{ "fcvtzs-s", fp_fcvtzs_s, { 0xc0200000 }, SAME(0xfffffffe), IXC },
	{ "fcvtns-s", fp_fcvtns_s, { 0x40200000 }, SAME(2), IXC },
	{ "fcvtps-s", fp_fcvtps_s, { 0x40200000 }, SAME(3), IXC },
	{ "fcvtms-s", fp_fcvtms_s, { 0xc0200000 }, SAME(0xfffffffd), IXC },
	{ "fcvtas-s", fp_fcvtas_s, { 0x40200000 }, SAME(3), IXC },
};

static const struct row half_rows[] = {
	{ "fadd",
	  fp_fadd_h,
	  { 0x3c00, 0x1000 },
	  { 0x3c00, 0x3c01, 0x3c00, 0x3c00 },
	  IXC },
	{ "fadd-4h",
	  fp_fadd_4h,
	  { 0x3c013c00bc01bc00, 0x1000100090009000 },
	  { 0x3c023c00bc02bc00, 0x3c023c01bc01bc00, 0x3c013c00bc02bc01,
	    0x3c013c00bc01bc00 },
	  IXC },
	{ "fmul-over",
	  fp_fmul_h,
	  { 0x7bff, 0x4000 },
	  { 0x7c00, 0x7c00, 0x7bff, 0x7bff },
	  OFC | IXC },
	{ "fdiv",
	  fp_fdiv_h,
	  { 0x3c00, 0x4200 },
	  { 0x3555, 0x3556, 0x3555, 0x3555 },
	  IXC },
};

static void check(const struct row *r)
{
	for (unsigned int mode = 0; mode < 4; mode++) {
		test_context("RMode %u", mode);
		fp_check(r->op, r->operands, FPCR_RMODE(mode), 0,
			 r->results[mode], r->flags);
	}
}

TEST_EACH(rounding, const struct row *r, rows, "has the direction of RMode")
{
	/* an integer is in x1, as the first operand is */
	check(r);
}

TEST_EACH(half, const struct row *r, half_rows, "has the direction of RMode",
	  .needs = NEEDS(&arm_fp16))
{
	check(r);
}
