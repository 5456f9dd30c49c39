/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The constants that x87 has, which RC rounds too; FNCLEX, flag by flag. */
#include "suite.h"

#define CONSTANT(id, insn)          \
	static void id(void)        \
	{                           \
		asm volatile(insn); \
	}

CONSTANT(fld1, "fld1")
CONSTANT(fldz, "fldz")
CONSTANT(fldpi, "fldpi")
CONSTANT(fldl2e, "fldl2e")
CONSTANT(fldl2t, "fldl2t")
CONSTANT(fldlg2, "fldlg2")
CONSTANT(fldln2, "fldln2")

/* SDM vol. 2, FLD1...: the digits beyond the 64 bits are above or below a half. */
static const struct row {
	const char *name;
	void (*load)(void);
	uint64_t below, nearest, above; /* mantissa */
	uint16_t exponent;
} rows[] = {
	{ "1", fld1, 1ull << 63, 1ull << 63, 1ull << 63, 0x3fff },
	{ "0", fldz, 0, 0, 0, 0 },
	{ "pi", fldpi, 0xc90fdaa22168c234, 0xc90fdaa22168c235,
	  0xc90fdaa22168c235, 0x4000 },
	{ "l2e", fldl2e, 0xb8aa3b295c17f0bb, 0xb8aa3b295c17f0bc,
	  0xb8aa3b295c17f0bc, 0x3fff },
	{ "l2t", fldl2t, 0xd49a784bcd1b8afe, 0xd49a784bcd1b8afe,
	  0xd49a784bcd1b8aff, 0x4000 },
	{ "lg2", fldlg2, 0x9a209a84fbcff798, 0x9a209a84fbcff799,
	  0x9a209a84fbcff799, 0x3ffd },
	{ "ln2", fldln2, 0xb17217f7d1cf79ab, 0xb17217f7d1cf79ac,
	  0xb17217f7d1cf79ac, 0x3ffe },
};

static void expect_constant(const struct row *r, uint16_t fcw,
			    uint64_t mantissa)
{
	struct extended value;

	fninit();
	fldcw(fcw);
	r->load();
	EXPECT_EQ(fnstsw() & 0x7f, 0);
	asm volatile("fstpt %0" : "=m"(value));
	test_context("FCW 0x%x", fcw);
	EXPECT_EQ(value.mantissa, mantissa);
	EXPECT_EQ(value.exponent, r->exponent);
}

TEST_EACH(constant, const struct row *r, rows,
	  "is rounded by RC, never by PC, without a flag")
{
	expect_constant(r, 0x37f, r->nearest);
	expect_constant(r, 0x77f, r->below);
	expect_constant(r, 0xb7f, r->above);
	expect_constant(r, 0xf7f, r->below);
	expect_constant(r, 0x07f, r->nearest);
	expect_constant(r, 0xc7f, r->below);
}

/* ---------------------------------------------------------------- FNCLEX -- */

static const struct flag {
	const char *name;
	uint16_t bit;
} flags[] = {
	{ "ie", FPU_IE }, { "de", FPU_DE }, { "ze", FPU_ZE }, { "oe", FPU_OE },
	{ "ue", FPU_UE }, { "pe", FPU_PE }, { "sf", FSW_SF },
};

static void load(uint16_t fcw, uint16_t fsw)
{
	const struct fpu_env env = { .fcw = fcw, .fsw = fsw, .ftw = 0xffff };

	fninit();
	asm volatile("fldenv %0" : : "m"(env));
}

TEST_EACH(fnclex, const struct flag *f, flags,
	  "clears the flag, ES and B, and leaves TOP and FCW")
{
	load(0x37f, f->bit | 3 << FSW_TOP_SHIFT);
	EXPECT_EQ(fnstsw() & 0x7f, f->bit);
	fnclex();
	EXPECT_EQ(fnstsw() & 0x80ff, 0);
	EXPECT_EQ(fnstsw() & FSW_TOP, 3 << FSW_TOP_SHIFT);
	EXPECT_EQ(fnstcw(), 0x37f);
	fninit();
}

TEST_EACH(fninit, const struct flag *f, flags,
	  "clears the flag and TOP, and makes FCW 37FH")
{
	load(0xc7f, f->bit | 3 << FSW_TOP_SHIFT | FSW_C0 | FSW_C3);
	fninit();
	EXPECT_EQ(fnstsw(), 0);
	EXPECT_EQ(fnstcw(), FCW_INIT);
}
