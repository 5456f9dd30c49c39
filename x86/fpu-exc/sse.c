/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SSE arithmetic: flags, masked responses, #XM, and MXCSR's controls.
 *
 * Intel SDM vol. 1, 11.5 and 10.2.3; vol. 3, 2.5 (CR4.OSXMMEXCPT).
 */
#include "suite.h"

/* Four lanes of 32 bits; operations take DST from XMM0 and SRC from XMM1. */
struct lanes {
	uint32_t n[4];
} __attribute__((aligned(16)));

#define F_ONE	    0x3f800000u
#define F_TWO	    0x40000000u
#define F_THREE	    0x40400000u
#define F_MINUS	    0xbf800000u /* -1 */
#define F_INF	    0x7f800000u
#define F_MINUS_INF 0xff800000u
#define F_NAN	    0xffc00000u /* the default one */
#define F_QNAN	    0x7fc00123u
#define F_SNAN	    0x7f800123u
#define F_MAX	    0x7f7fffffu
#define F_MIN	    0x00800000u /* normal */
#define F_DENORMAL  0x00000001u
#define F_MZERO	    0x80000000u

static struct lanes dst, src, result;

static void do_insn(const void *arg)
{
	void (*op)(void) = *(void (*const *)(void))arg;

	asm volatile("movaps %0, %%xmm0\n\tmovaps %1, %%xmm1"
		     :
		     : "m"(dst), "m"(src));
	op();
	asm volatile("movaps %%xmm0, %0" : "=m"(result));
}

#define OP(name, text)              \
	static void name(void)      \
	{                           \
		asm volatile(text); \
	}

OP(addss, "addss %xmm1, %xmm0")
OP(subss, "subss %xmm1, %xmm0")
OP(mulss, "mulss %xmm1, %xmm0")
OP(divss, "divss %xmm1, %xmm0")
OP(sqrtss, "sqrtss %xmm1, %xmm0")
OP(minss, "minss %xmm1, %xmm0")
OP(maxss, "maxss %xmm1, %xmm0")
OP(comiss, "comiss %xmm1, %xmm0")
OP(ucomiss, "ucomiss %xmm1, %xmm0")
OP(cmpltss, "cmpltss %xmm1, %xmm0")
OP(cmpeqss, "cmpeqss %xmm1, %xmm0")
OP(cvttps2dq, "cvttps2dq %xmm1, %xmm0")
OP(divps, "divps %xmm1, %xmm0")

struct row {
	const char *name;
	void (*op)(void);
	uint32_t a, b, mxcsr;	/* besides MXCSR_INIT */
	uint32_t flags, result; /* of the lowest lane */
};

/*
 * SDM vol. 1, table 4-7: of two NaNs the first operand, quieted; 10.2.3.3 and
 * 10.2.3.4, DAZ and FTZ. SDM vol. 2, MINSS, MAXSS: the second operand where
 * either is a NaN, or both are 0.
 */
static const struct row rows[] = {
	{ "ie-zero-by-zero", divss, 0, 0, 0, FPU_IE, F_NAN },
	{ "ie-inf-minus-inf", subss, F_INF, F_INF, 0, FPU_IE, F_NAN },
	{ "ie-zero-by-inf", mulss, 0, F_INF, 0, FPU_IE, F_NAN },
	{ "ie-sqrt", sqrtss, 0, F_MINUS, 0, FPU_IE, F_NAN },
	{ "ie-comiss", comiss, F_QNAN, F_ONE, 0, FPU_IE, F_QNAN },
	{ "ie-ucomiss", ucomiss, F_SNAN, F_ONE, 0, FPU_IE, F_SNAN },
	{ "ie-cmplt", cmpltss, F_QNAN, F_ONE, 0, FPU_IE, 0 },
	{ "ze", divss, F_ONE, 0, 0, FPU_ZE, F_INF },
	{ "ze-minus", divss, F_ONE, F_MZERO, 0, FPU_ZE, F_MINUS_INF },
	{ "oe", mulss, F_MAX, F_MAX, 0, FPU_OE | FPU_PE, F_INF },
	{ "oe-rz", mulss, F_MAX, F_MAX, 3 << MXCSR_RC_SHIFT, FPU_OE | FPU_PE,
	  F_MAX },
	{ "ue", mulss, F_MIN, F_MIN, 0, FPU_UE | FPU_PE, 0 },
	{ "ue-up", mulss, F_MIN, F_MIN, 2 << MXCSR_RC_SHIFT, FPU_UE | FPU_PE,
	  F_DENORMAL },
	{ "tiny-exact", mulss, F_MIN, 0x3f000000, 0, 0, 0x00400000 },
	{ "pe", divss, F_ONE, F_THREE, 0, FPU_PE, 0x3eaaaaab },
	{ "pe-down", divss, F_ONE, F_THREE, 1 << MXCSR_RC_SHIFT, FPU_PE,
	  0x3eaaaaaa },
	{ "pe-up", divss, F_ONE, F_THREE, 2 << MXCSR_RC_SHIFT, FPU_PE,
	  0x3eaaaaab },
	{ "pe-zero", divss, F_ONE, F_THREE, 3 << MXCSR_RC_SHIFT, FPU_PE,
	  0x3eaaaaaa },
	{ "minus-down", divss, F_MINUS, F_THREE, 1 << MXCSR_RC_SHIFT, FPU_PE,
	  0xbeaaaaab },
	{ "minus-up", divss, F_MINUS, F_THREE, 2 << MXCSR_RC_SHIFT, FPU_PE,
	  0xbeaaaaaa },
	{ "de", addss, F_ONE, F_DENORMAL, 0, FPU_DE | FPU_PE, F_ONE },
	{ "de-compare", comiss, F_ONE, F_DENORMAL, 0, FPU_DE, F_ONE },
	{ "daz-divide", divss, F_ONE, F_DENORMAL, MXCSR_DAZ, FPU_ZE, F_INF },
	{ "ftz", mulss, F_MIN, 0x3f000000, MXCSR_FTZ, FPU_UE | FPU_PE, 0 },
	{ "ftz-sign", mulss, F_MIN, 0xbf000000, MXCSR_FTZ, FPU_UE | FPU_PE,
	  F_MZERO },
	{ "snan-first", addss, F_SNAN, F_ONE, 0, FPU_IE, 0x7fc00123 },
	{ "snan-qnan", addss, F_SNAN, 0x7fc00456, 0, FPU_IE, 0x7fc00123 },
	{ "qnan-snan", addss, 0x7fc00456, F_SNAN, 0, FPU_IE, 0x7fc00456 },
	{ "min-nan", minss, F_QNAN, F_ONE, 0, FPU_IE, F_ONE },
	{ "min-to-nan", minss, F_ONE, F_QNAN, 0, FPU_IE, F_QNAN },
	{ "max-snan", maxss, F_ONE, F_SNAN, 0, FPU_IE, F_SNAN },
	{ "convert", cvttps2dq, 0, 0x4f000000, 0, FPU_IE, 0x80000000 },
	{ "convert-inexact", cvttps2dq, 0, 0x40600000, 0, FPU_PE, 3 },
};

/* The same without any flag. */
static const struct row quiet_rows[] = {
	{ "add", addss, F_ONE, F_TWO, 0, 0, F_THREE },
	{ "ucomiss-qnan", ucomiss, F_QNAN, F_ONE, 0, 0, F_QNAN },
	{ "cmpeq-qnan", cmpeqss, F_QNAN, F_ONE, 0, 0, 0 },
	{ "inf-by-zero", divss, F_INF, 0, 0, 0, F_INF },
	{ "daz", mulss, F_ONE, F_DENORMAL, MXCSR_DAZ, 0, 0 },
	{ "daz-sign", mulss, F_ONE, 0x80000001, MXCSR_DAZ, 0, F_MZERO },
	{ "nan-first", addss, F_QNAN, F_ONE, 0, 0, F_QNAN },
	{ "nan-second", addss, F_ONE, F_QNAN, 0, 0, F_QNAN },
	{ "nan-both", addss, F_QNAN, 0x7fc00456, 0, 0, F_QNAN },
	{ "min-zeros", minss, 0, F_MZERO, 0, 0, F_MZERO },
	{ "max-zeros", maxss, F_MZERO, 0, 0, 0, 0 },
	{ "convert-exact", cvttps2dq, 0, F_THREE, 0, 0, 3 },
};

static struct trap run(const struct row *r, uint32_t mxcsr)
{
	struct trap t;

	dst = (struct lanes){ { r->a, 0x11111111, 0x22222222, 0x33333333 } };
	src = (struct lanes){ { r->b, F_ONE, F_ONE, F_ONE } };
	ldmxcsr(mxcsr);
	t = trap_catch(do_insn, &r->op);
	if (t.cause != TRAP_NONE)
		asm volatile("movaps %%xmm0, %0" : "=m"(result));
	return t;
}

static void expect_masked(const struct row *r)
{
	EXPECT_TRAP(run(r, MXCSR_INIT | r->mxcsr), TRAP_NONE);
	EXPECT_EQ(stmxcsr(), MXCSR_INIT | r->mxcsr | r->flags);
	EXPECT_EQ(result.n[0], r->result);
	if (r->op != cvttps2dq)
		EXPECT_MEMEQ(&result.n[1], &dst.n[1], 12);
}

TEST_EACH(sse_quiet, const struct row *r, quiet_rows,
	  "sets no flag and raises nothing, with all masked or unmasked")
{
	expect_masked(r);
	EXPECT_TRAP(run(r, r->mxcsr), TRAP_NONE);
	EXPECT_EQ(stmxcsr(), r->mxcsr);
	EXPECT_EQ(result.n[0], r->result);
}

TEST_EACH(sse_masked, const struct row *r, rows,
	  "sets exactly these flags, and gives the masked response")
{
	expect_masked(r);
}

/* A flag that is set and not masked raises nothing by itself, a result does. */
TEST_EACH(sse_unmasked, const struct row *r, rows,
	  "raises #XM for its own flags, and leaves the destination")
{
	for (unsigned int bit = 0; bit < 6; bit++) {
		uint32_t mxcsr = (MXCSR_INIT | r->mxcsr) &
				 ~(1u << (bit + MXCSR_MASK_SHIFT));
		bool raises = r->flags >> bit & 1;
		/* tiny: raised, though exact; FTZ has no effect then */
		bool tiny = bit == 4 && r->op == mulss && r->a == F_MIN;

		test_context("mask bit %u clear", bit);
		EXPECT_TRAP(run(r, mxcsr), raises || tiny ? X86_XM : TRAP_NONE);
		EXPECT_EQ(result.n[0], raises || tiny ? dst.n[0] : r->result);
		if (!tiny)
			EXPECT_EQ(stmxcsr() & 1u << bit, raises << bit);
	}
}

/* ------------------------------------------------- more than one lane ---- */

/* IE in lane 0, ZE in 1, PE in 2, nothing in 3. */
static const struct lanes many_dst = { { 0, F_ONE, F_ONE, F_ONE } };
static const struct lanes many_src = { { 0, 0, F_THREE, F_ONE } };
static void (*const many_op)(void) = divps;

static struct trap run_many(uint32_t mxcsr)
{
	dst = many_dst;
	src = many_src;
	ldmxcsr(mxcsr);
	return trap_catch(do_insn, &many_op);
}

TEST(lanes, "sets the flags of all lanes")
{
	EXPECT_TRAP(run_many(MXCSR_INIT), TRAP_NONE);
	EXPECT_EQ(stmxcsr(), MXCSR_INIT | FPU_IE | FPU_ZE | FPU_PE);
	EXPECT_EQ(result.n[0], F_NAN);
	EXPECT_EQ(result.n[1], F_INF);
	EXPECT_EQ(result.n[2], 0x3eaaaaab);
	EXPECT_EQ(result.n[3], F_ONE);
}

/* SDM vol. 1, 11.5.3: what is found before the operation, of all lanes; what
   the rounding would be is not known then. */
TEST(lanes_unmasked, "sets IE and ZE of all lanes where one of them is raised")
{
	EXPECT_TRAP(run_many(MXCSR_INIT & ~(FPU_ZE << MXCSR_MASK_SHIFT)),
		    X86_XM);
	EXPECT_EQ(stmxcsr() & 0x3f, FPU_IE | FPU_ZE);
	asm volatile("movaps %%xmm0, %0" : "=m"(result));
	EXPECT_MEMEQ(&result, &many_dst, sizeof(result));
}

/* ------------------------------------------------------ how it is raised ---- */

static const struct row zero_divide = {
	"ze", divss, F_ONE, 0, 0, FPU_ZE, F_INF
};

TEST(osxmmexcpt, "raises #UD in place of #XM without CR4.OSXMMEXCPT")
{
	uint32_t mxcsr = MXCSR_INIT & ~(FPU_ZE << MXCSR_MASK_SHIFT);

	EXPECT_TRAP(run(&zero_divide, mxcsr), X86_XM);
	write_cr4(read_cr4() & ~(unsigned long)CR4_OSXMMEXCPT);
	EXPECT_TRAP(run(&zero_divide, mxcsr), X86_UD);
	EXPECT_EQ(stmxcsr() & 0x3f, FPU_ZE);
	EXPECT_TRAP(run(&zero_divide, MXCSR_INIT), TRAP_NONE);
}

TEST(set_flag, "a flag that LDMXCSR sets unmasked raises nothing")
{
	uint32_t mxcsr = FPU_ZE | (MXCSR_INIT & ~(FPU_ZE << MXCSR_MASK_SHIFT));

	EXPECT_TRAP(run(&quiet_rows[0], mxcsr), TRAP_NONE);
	EXPECT_EQ(stmxcsr(), mxcsr);
	EXPECT_EQ(result.n[0], F_THREE);
}

TEST(mxcsr_sticky, "keeps flags of earlier instructions")
{
	EXPECT_TRAP(run(&quiet_rows[0], MXCSR_INIT | 0x3f), TRAP_NONE);
	EXPECT_EQ(stmxcsr(), MXCSR_INIT | 0x3f);
}
