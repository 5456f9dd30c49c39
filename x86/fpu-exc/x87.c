/* SPDX-License-Identifier: GPL-2.0-or-later */
/* x87 arithmetic: which flags, which results, masked and unmasked. */
#include "suite.h"

void x87_add(void)
{
	asm volatile("fadd %st(1), %st");
}

void x87_sub(void)
{
	asm volatile("fsub %st(1), %st");
}

void x87_mul(void)
{
	asm volatile("fmul %st(1), %st");
}

void x87_div(void)
{
	asm volatile("fdiv %st(1), %st");
}

void x87_sqrt(void)
{
	asm volatile("fsqrt");
}

void x87_rint(void)
{
	asm volatile("frndint");
}

void x87_compare(void)
{
	asm volatile("fcom %st(1)");
}

void x87_scale(void)
{
	asm volatile("fscale");
}

static struct extended st0(void)
{
	uint16_t fcw = fnstcw(), masked = fcw | 0x3f;
	struct extended value;

	/* FSTP waits: take what is pending for later */
	fnclex();
	fldcw(masked);
	asm volatile("fstpt %0" : "=m"(value));
	return value;
}

uint16_t x87_run(uint16_t fcw, x87_op *op, const struct extended *a,
		 const struct extended *b, struct extended *result)
{
	uint16_t fsw;

	fninit();
	asm volatile("fldt %0\n\tfldt %1" : : "m"(*b), "m"(*a));
	fldcw(fcw);
	op();
	fsw = fnstsw();
	*result = st0();
	fninit();
	return fsw;
}

static const struct row {
	const char *name;
	x87_op *op;
	struct extended a, b;
	uint16_t flags;		/* IE to PE */
	struct extended result; /* with all masked */
} rows[] = {
	{ "add", x87_add, ONE, TWO, 0, THREE },
	{ "sub", x87_sub, THREE, TWO, 0, ONE },
	{ "mul", x87_mul, ONE, THREE, 0, THREE },
	{ "div", x87_div, THREE, THREE, 0, ONE },
	{ "ie-zero-by-zero", x87_div, ZERO, ZERO, FPU_IE, DEFAULT_NAN },
	{ "ie-inf-by-inf", x87_div, INFINITY_, INFINITY_, FPU_IE, DEFAULT_NAN },
	{ "ie-inf-minus-inf", x87_sub, INFINITY_, INFINITY_, FPU_IE,
	  DEFAULT_NAN },
	{ "ie-zero-by-inf", x87_mul, ZERO, INFINITY_, FPU_IE, DEFAULT_NAN },
	{ "ie-sqrt", x87_sqrt, MINUS_ONE, ONE, FPU_IE, DEFAULT_NAN },
	{ "ie-snan", x87_add, SIGNALLING, ONE, FPU_IE, QUIETED },
	{ "ie-unnormal", x87_add, UNNORMAL, ONE, FPU_IE, DEFAULT_NAN },
	{ "ie-compare", x87_compare, SIGNALLING, ONE, FPU_IE, SIGNALLING },
	{ "qnan", x87_add, QUIETED, ONE, 0, QUIETED },
	{ "sqrt-minus-zero", x87_sqrt, MINUS_ZERO, ONE, 0, MINUS_ZERO },
	{ "ze", x87_div, ONE, ZERO, FPU_ZE, INFINITY_ },
	{ "ze-minus", x87_div, MINUS_ONE, ZERO, FPU_ZE, MINUS_INFINITY },
	{ "inf-by-zero", x87_div, INFINITY_, ZERO, 0, INFINITY_ },
	{ "oe", x87_mul, LARGEST, LARGEST, FPU_OE | FPU_PE, INFINITY_ },
	{ "oe-add", x87_add, LARGEST, LARGEST, FPU_OE | FPU_PE, INFINITY_ },
	{ "ue", x87_mul, SMALLEST, SMALLEST, FPU_UE | FPU_PE, ZERO },
	{ "pe", x87_div, ONE, THREE, FPU_PE, { 0xaaaaaaaaaaaaaaab, 0x3ffd } },
	{ "pe-sqrt", x87_sqrt, TWO, ONE, FPU_PE, { 0xb504f333f9de6484, 0x3fff } },
	{ "de", x87_add, ONE, DENORMAL, FPU_DE | FPU_PE, ONE },
	{ "de-compare", x87_compare, ONE, DENORMAL, FPU_DE, ONE },
	{ "pe-rint", x87_rint, { 0xc000000000000000, 0x3fff }, ONE, FPU_PE, TWO },
	{ "scale", x87_scale, ONE, ONE, 0, TWO },
};

TEST_EACH(masked, const struct row *r, rows,
	  "sets exactly these flags, gives the masked response, and is quiet")
{
	struct extended result;
	uint16_t fsw = x87_run(FCW_INIT, r->op, &r->a, &r->b, &result);

	EXPECT_EQ(fsw & 0x7f, r->flags);
	EXPECT_EQ(fsw & (FSW_ES | FSW_B), 0);
	EXPECT_EQ(fsw & FSW_TOP, 6 << FSW_TOP_SHIFT);
	EXPECT_MEMEQ(&result, &r->result, 10);
}

/* IE, ZE and DE are found before the operation, which is not done then (SDM
   vol. 1, 8.6). */
TEST_EACH(unmasked, const struct row *r, rows,
	  "sets ES and B where a flag is not masked")
{
	uint16_t early = FPU_IE | FPU_ZE | FPU_DE;
	struct extended result;
	uint16_t fsw = x87_run(FCW_INIT & ~0x3f, r->op, &r->a, &r->b, &result);
	uint16_t flags = r->flags & early ? r->flags & early : r->flags;

	/* with OE and UE unmasked PE is the rounding of the scaled result */
	if (r->flags & (FPU_OE | FPU_UE))
		fsw &= (uint16_t)~FPU_PE, flags &= (uint16_t)~FPU_PE;
	EXPECT_EQ(fsw & 0x7f, flags);
	EXPECT_EQ(fsw & (FSW_ES | FSW_B), flags ? FSW_ES | FSW_B : 0);
}

static const struct row early_rows[] = {
	{ "ie", x87_div, ZERO, ZERO, FPU_IE, ZERO },
	{ "ie-snan", x87_add, SIGNALLING, ONE, FPU_IE, SIGNALLING },
	{ "ze", x87_div, ONE, ZERO, FPU_ZE, ONE },
	{ "de", x87_add, TWO, DENORMAL, FPU_DE, TWO },
};

TEST_EACH(operands, const struct row *r, early_rows,
	  "leaves the operands of an unmasked IE, ZE or DE")
{
	struct extended result;

	x87_run(FCW_INIT & ~0x3f, r->op, &r->a, &r->b, &result);
	EXPECT_MEMEQ(&result, &r->result, 10);
}

/* Each flag's own mask bit, and no other. */
TEST_EACH(mask_bits, const struct row *r, rows,
	  "sets ES by the mask bits of its own flags")
{
	struct extended result;

	for (unsigned int bit = 0; bit < 6; bit++) {
		uint16_t fcw = (uint16_t)(FCW_INIT & ~(1u << bit));
		uint16_t fsw = x87_run(fcw, r->op, &r->a, &r->b, &result);

		test_context("mask bit %u clear", bit);
		EXPECT_EQ((fsw & FSW_ES) != 0, (r->flags >> bit & 1) != 0);
		EXPECT_EQ((fsw & FSW_B) != 0, (fsw & FSW_ES) != 0);
	}
}

/* ------------------------------------------------------- the stack, C1 ---- */

TEST(stack_overflow, "sets IE, SF and C1, and pushes the default NaN")
{
	static const struct extended nan = DEFAULT_NAN;
	struct extended value;
	uint16_t fsw;

	for (unsigned int i = 0; i < 8; i++)
		asm volatile("fld1");
	EXPECT_EQ(fnstsw(), 0);
	asm volatile("fld1");
	fsw = fnstsw();
	EXPECT_EQ(fsw & 0x7f, FPU_IE | FSW_SF);
	EXPECT_EQ(fsw & FSW_C1, FSW_C1);
	EXPECT_EQ(fsw & FSW_TOP, 7 << FSW_TOP_SHIFT);
	value = st0();
	EXPECT_MEMEQ(&value, &nan, 10);
}

TEST(stack_underflow, "sets IE and SF, not C1, and gives the default NaN")
{
	static const struct extended nan = DEFAULT_NAN;
	struct extended value;
	uint16_t fsw;

	asm volatile("fld1\n\tfchs\n\tfxam"); /* C1: the sign */
	EXPECT_EQ(fnstsw() & FSW_C1, FSW_C1);
	asm volatile("fadd %st(1), %st");
	fsw = fnstsw();
	EXPECT_EQ(fsw & 0x7f, FPU_IE | FSW_SF);
	EXPECT_EQ(fsw & FSW_C1, 0);
	value = st0();
	EXPECT_MEMEQ(&value, &nan, 10);
}

TEST(rounded_up, "C1 says whether an inexact result was rounded up")
{
	static const struct extended one = ONE, three = THREE;
	struct extended result;
	uint16_t fsw;

	fsw = x87_run(FCW_INIT, x87_div, &one, &three, &result);
	EXPECT_EQ(fsw & FSW_C1, FSW_C1);
	fsw = x87_run(FCW_INIT | 0xc00, x87_div, &one, &three, &result);
	EXPECT_EQ(fsw & FSW_C1, 0);
}

/* ------------------------------------------------- rounding, precision ---- */

static const struct control {
	const char *name;
	uint16_t fcw;
	uint64_t third; /* mantissa of 1/3, with exponent 3ffd */
	uint64_t minus; /* of -1/3 */
} controls[] = {
	{ "nearest", 0x37f, 0xaaaaaaaaaaaaaaab, 0xaaaaaaaaaaaaaaab },
	{ "down", 0x77f, 0xaaaaaaaaaaaaaaaa, 0xaaaaaaaaaaaaaaab },
	{ "up", 0xb7f, 0xaaaaaaaaaaaaaaab, 0xaaaaaaaaaaaaaaaa },
	{ "zero", 0xf7f, 0xaaaaaaaaaaaaaaaa, 0xaaaaaaaaaaaaaaaa },
	{ "nearest-53", 0x27f, 0xaaaaaaaaaaaaa800, 0xaaaaaaaaaaaaa800 },
	{ "up-53", 0xa7f, 0xaaaaaaaaaaaab000, 0xaaaaaaaaaaaaa800 },
	{ "nearest-24", 0x07f, 0xaaaaab0000000000, 0xaaaaab0000000000 },
	{ "zero-24", 0xc7f, 0xaaaaaa0000000000, 0xaaaaaa0000000000 },
};

TEST_EACH(control, const struct control *c, controls,
	  "rounds by RC to the precision of PC")
{
	static const struct extended one = ONE, minus = MINUS_ONE,
				     three = THREE;
	struct extended result;

	x87_run(c->fcw, x87_div, &one, &three, &result);
	EXPECT_EQ(result.mantissa, c->third);
	EXPECT_EQ(result.exponent, 0x3ffd);
	x87_run(c->fcw, x87_div, &minus, &three, &result);
	EXPECT_EQ(result.mantissa, c->minus);
	EXPECT_EQ(result.exponent, 0xbffd);
}

TEST(sticky, "keeps flags until FNCLEX, which clears ES and B too")
{
	asm volatile("fld1\n\tfldz\n\tfdivr %st(1), %st"); /* 1 / 0 */
	asm volatile("fld1\n\tfadd %st(0), %st");
	EXPECT_EQ(fnstsw() & 0x7f, FPU_ZE);
	fnclex();
	EXPECT_EQ(fnstsw() & 0x7f, 0);
	fldcw(FCW_INIT & ~FPU_ZE);
	asm volatile("fldz\n\tfdivr %st(1), %st");
	EXPECT_EQ(fnstsw() & 0x80ff, FPU_ZE | FSW_ES | FSW_B);
	fnclex();
	EXPECT_EQ(fnstsw() & 0x80ff, 0);
	EXPECT_EQ(fnstcw(), FCW_INIT & ~FPU_ZE);
}

TEST(summary, "FLDCW sets ES and B for a flag that it unmasks")
{
	asm volatile("fld1\n\tfldz\n\tfdivr %st(1), %st");
	EXPECT_EQ(fnstsw() & 0x80ff, FPU_ZE);
	fldcw(FCW_INIT & ~FPU_ZE);
	EXPECT_EQ(fnstsw() & 0x80ff, FPU_ZE | FSW_ES | FSW_B);
	fnclex();
	EXPECT_EQ(fnstsw() & 0x80ff, 0);
}
