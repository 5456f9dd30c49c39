/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What comparisons and FXAM find, as condition codes or flags (SDM vol. 1, 8.1.3.1,
 * 8.3.6; vol. 2, FCOM, FUCOM, FTST, FCOMI, FUCOMI, FXAM, COMISS, UCOMISS).
 */
#include "suite.h"

#define CODES (FSW_C0 | FSW_C1 | FSW_C2 | FSW_C3)

/* ---------------------------------------------------------------- FXAM ---- */

static const struct class
{
	const char *name;
	struct extended value;
	uint16_t codes;
} classes[] = {
	{ "zero", ZERO, FSW_C3 },
	{ "minus-zero", MINUS_ZERO, FSW_C3 | FSW_C1 },
	{ "denormal", DENORMAL, FSW_C3 | FSW_C2 },
	{ "minus-denormal",
	  { 0x7fffffffffffffff, 0x8000 },
	  FSW_C3 | FSW_C2 | FSW_C1 },
	{ "pseudo-denormal", { 0x8000000000000000, 0 }, FSW_C3 | FSW_C2 },
	{ "smallest", SMALLEST, FSW_C2 },
	{ "one", ONE, FSW_C2 },
	{ "minus-one", MINUS_ONE, FSW_C2 | FSW_C1 },
	{ "largest", LARGEST, FSW_C2 },
	{ "infinity", INFINITY_, FSW_C2 | FSW_C0 },
	{ "minus-infinity", MINUS_INFINITY, FSW_C2 | FSW_C0 | FSW_C1 },
	{ "snan", SIGNALLING, FSW_C0 },
	{ "qnan", QUIETED, FSW_C0 },
	{ "default-nan", DEFAULT_NAN, FSW_C0 | FSW_C1 },
	{ "unnormal", UNNORMAL, 0 },
	{ "pseudo-infinity", { 0, 0x7fff }, 0 },
	{ "pseudo-nan", { 0x4000000000000001, 0xffff }, FSW_C1 },
};

static void load(const struct extended *value)
{
	asm volatile("fldt %0" : : "m"(*value));
}

TEST_EACH(fxam, const struct class *c, classes,
	  "names the class in C3, C2 and C0, and the sign in C1")
{
	for (unsigned int old = 0; old < 2; old++) {
		static const struct extended minus_zero = MINUS_ZERO, one = ONE;

		fninit();
		load(old ? &minus_zero : &one);
		asm volatile("fxam"); /* other codes than before */
		load(&c->value);
		asm volatile("fxam");
		EXPECT_EQ(fnstsw() & CODES, c->codes);
		EXPECT_EQ(fnstsw() & 0xff, 0);
	}
	fninit();
}

TEST(fxam_empty, "names an empty register as such, with what it has for a sign")
{
	static const struct extended minus = MINUS_ONE, one = ONE;

	load(&one);
	asm volatile("ffree %st(0)\n\tfxam");
	EXPECT_EQ(fnstsw() & CODES, FSW_C3 | FSW_C0);
	load(&minus);
	asm volatile("ffree %st(0)\n\tfxam");
	EXPECT_EQ(fnstsw() & CODES, FSW_C3 | FSW_C0 | FSW_C1);
	fninit();
}

/* --------------------------------------------------------- comparisons ---- */

enum relation {
	LESS,
	EQUAL,
	GREATER,
	UNORDERED
};

/* ST(0), or the first operand, and the other one. */
static const struct row {
	const char *name;
	struct extended a, b;
	enum relation relation;
	bool quiet, signals; /* a QNaN; an SNaN or no number at all */
} rows[] = {
	{ "less", ONE, TWO, LESS, false, false },
	{ "greater", THREE, TWO, GREATER, false, false },
	{ "equal", TWO, TWO, EQUAL, false, false },
	{ "zeros", ZERO, MINUS_ZERO, EQUAL, false, false },
	{ "signs", MINUS_ONE, ONE, LESS, false, false },
	{ "infinities", INFINITY_, MINUS_INFINITY, GREATER, false, false },
	{ "infinity", INFINITY_, INFINITY_, EQUAL, false, false },
	{ "qnan", QUIETED, ONE, UNORDERED, true, false },
	{ "to-qnan", ONE, QUIETED, UNORDERED, true, false },
	{ "qnans", QUIETED, QUIETED, UNORDERED, true, false },
	{ "snan", SIGNALLING, ONE, UNORDERED, false, true },
	{ "to-snan", ONE, SIGNALLING, UNORDERED, false, true },
	{ "unnormal", UNNORMAL, ONE, UNORDERED, false, true },
};

static uint16_t codes_of(enum relation relation)
{
	static const uint16_t codes[] = { FSW_C0, FSW_C3, 0,
					  FSW_C0 | FSW_C2 | FSW_C3 };

	return codes[relation];
}

static unsigned long flags_of(enum relation relation)
{
	static const unsigned int flags[] = {
		EFLAGS_CF, EFLAGS_ZF, 0, EFLAGS_CF | EFLAGS_PF | EFLAGS_ZF
	};

	return flags[relation];
}

/* All of the three are other than what is expected. C1 is 0 without underflow. */
#define COMPARE_CODES(id, insn)                            \
	static uint16_t id(const struct row *r)            \
	{                                                  \
		fninit();                                  \
		asm volatile("fldt %0\n\tfldt %1\n\t" insn \
			     :                             \
			     : "m"(r->b), "m"(r->a));      \
		return fnstsw() & (CODES | 0x7f);          \
	}
COMPARE_CODES(fcom, "fcom %%st(1)")
COMPARE_CODES(fcomp, "fcomp %%st(1)")
COMPARE_CODES(fcompp, "fcompp")
COMPARE_CODES(fucom, "fucom %%st(1)")
COMPARE_CODES(fucomp, "fucomp %%st(1)")
COMPARE_CODES(fucompp, "fucompp")

TEST_EACH(fcom, const struct row *r, rows,
	  "sets C3, C2, C0, and IE for any NaN, FUCOM for signalling ones")
{
	static uint16_t (*const ordered[])(const struct row *) = { fcom, fcomp,
								   fcompp };
	static uint16_t (*const unordered[])(
		const struct row *) = { fucom, fucomp, fucompp };
	uint16_t codes = codes_of(r->relation);

	for (unsigned int i = 0; i < 3; i++) {
		test_context("form %u", i);
		EXPECT_EQ(ordered[i](r),
			  codes | (r->quiet || r->signals ? FPU_IE : 0));
		EXPECT_EQ(unordered[i](r), codes | (r->signals ? FPU_IE : 0));
	}
	fninit();
}

static const struct class tests[] = {
	{ "zero", ZERO, FSW_C3 },
	{ "minus-zero", MINUS_ZERO, FSW_C3 },
	{ "smallest", SMALLEST, 0 },
	{ "minus-one", MINUS_ONE, FSW_C0 },
	{ "infinity", INFINITY_, 0 },
	{ "minus-infinity", MINUS_INFINITY, FSW_C0 },
	{ "qnan", QUIETED, FSW_C0 | FSW_C2 | FSW_C3 | FPU_IE },
	{ "snan", SIGNALLING, FSW_C0 | FSW_C2 | FSW_C3 | FPU_IE },
	{ "unnormal", UNNORMAL, FSW_C0 | FSW_C2 | FSW_C3 | FPU_IE },
};

TEST_EACH(ftst, const struct class *c, tests, "compares with 0")
{
	load(&c->value);
	asm volatile("ftst");
	EXPECT_EQ(fnstsw() & (CODES | 0x7f), c->codes);
	fninit();
}

/* Flags all set, then all clear; of OF, SF and AF manuals differ. */
#define COMPARE_FLAGS(id, insn)                                               \
	static unsigned long id(const struct row *r, unsigned long before)    \
	{                                                                     \
		fninit();                                                     \
		asm volatile("fldt %1\n\tfldt %2\n\t"                         \
			     "push %0\n\tpopf\n\t" insn "\n\tpushf\n\tpop %0" \
			     : "+r"(before)                                   \
			     : "m"(r->b), "m"(r->a)                           \
			     : "cc");                                         \
		return before & (EFLAGS_CF | EFLAGS_PF | EFLAGS_ZF);          \
	}
COMPARE_FLAGS(fcomi, "fcomi %%st(1), %%st")
COMPARE_FLAGS(fcomip, "fcomip %%st(1), %%st")
COMPARE_FLAGS(fucomi, "fucomi %%st(1), %%st")
COMPARE_FLAGS(fucomip, "fucomip %%st(1), %%st")

static void check_flags(unsigned long (*compare)(const struct row *,
						 unsigned long),
			const struct row *r, bool invalid)
{
	static const unsigned long before[] = { EFLAGS_FIXED, 0x8d7 };

	for (unsigned int i = 0; i < 2; i++) {
		EXPECT_EQ(compare(r, before[i]), flags_of(r->relation));
		EXPECT_EQ(fnstsw() & 0x7f, invalid ? FPU_IE : 0);
	}
}

TEST_EACH(fcomi, const struct row *r, rows,
	  "sets ZF, PF, CF, and IE for any NaN, FUCOMI for signalling ones")
{
	check_flags(fcomi, r, r->quiet || r->signals);
	check_flags(fcomip, r, r->quiet || r->signals);
	check_flags(fucomi, r, r->signals);
	check_flags(fucomip, r, r->signals);
	fninit();
}
