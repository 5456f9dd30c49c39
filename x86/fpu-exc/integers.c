/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integers and decimals that x87 stores: both sides of what fits, halves, and what is
 * no number (SDM vol. 2, FIST, FISTTP, FBSTP; vol. 1, 4.8.1, table 4-4).
 */
#include "suite.h"

#include <string.h>

static uint8_t memory[16];

#define STORE(id, insn)                                      \
	static void id(void)                                 \
	{                                                    \
		asm volatile(insn " %0" : "+m"(memory) : :); \
	}
STORE(fists, "fists")
STORE(fistps, "fistps")
STORE(fisttps, "fisttps")
STORE(fistl, "fistl")
STORE(fistpl, "fistpl")
STORE(fisttpl, "fisttpl")
STORE(fistpll, "fistpll")
STORE(fisttpll, "fisttpll")
STORE(fbstp, "fbstp")

/* By the bytes and whether it truncates: the forms there are. */
static void (*const nearest[3][2])(void) = { { fists, fistps },
					     { fistl, fistpl },
					     { fistpll, fistpll } };
static void (*const truncate[3])(void) = { fisttps, fisttpl, fisttpll };

/*
 * The value is scaled by the size: of 16 bits, 2^15 - 1 is the last that fits. It
 * comes as two integers, and a fraction in quarters.
 */
static const struct row {
	const char *name;
	uint64_t mantissa[3]; /* of 16, 32, 64 bits */
	uint16_t exponent[3];
	uint64_t rounded[3], cut[3]; /* IE: the indefinite one, 80..0 */
	uint16_t flags;
} rows[] = {
	{ "zero", { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 }, 0 },
	{ "one",
	  { 1ull << 63, 1ull << 63, 1ull << 63 },
	  { 0x3fff, 0x3fff, 0x3fff },
	  { 1, 1, 1 },
	  { 1, 1, 1 },
	  0 },
	{ "minus-one",
	  { 1ull << 63, 1ull << 63, 1ull << 63 },
	  { 0xbfff, 0xbfff, 0xbfff },
	  { 0xffff, 0xffffffff, ~0ull },
	  { 0xffff, 0xffffffff, ~0ull },
	  0 },
	{ "half-to-even",
	  { 1ull << 63, 1ull << 63, 1ull << 63 },
	  { 0x3ffe, 0x3ffe, 0x3ffe },
	  { 0, 0, 0 },
	  { 0, 0, 0 },
	  FPU_PE },
	{ "one-and-a-half",
	  { 3ull << 62, 3ull << 62, 3ull << 62 },
	  { 0x3fff, 0x3fff, 0x3fff },
	  { 2, 2, 2 },
	  { 1, 1, 1 },
	  FPU_PE },
	{ "minus-one-and-a-half",
	  { 3ull << 62, 3ull << 62, 3ull << 62 },
	  { 0xbfff, 0xbfff, 0xbfff },
	  { 0xfffe, 0xfffffffe, -2ull },
	  { 0xffff, 0xffffffff, -1ull },
	  FPU_PE },
	{ "largest",
	  { 0x7fffull << 49, 0x7fffffffull << 33, 0x7fffffffffffffffull << 1 },
	  { 0x3fff + 14, 0x3fff + 30, 0x3fff + 62 },
	  { 0x7fff, 0x7fffffff, 0x7fffffffffffffff },
	  { 0x7fff, 0x7fffffff, 0x7fffffffffffffff },
	  0 },
	{ "too-large",
	  { 1ull << 63, 1ull << 63, 1ull << 63 },
	  { 0x3fff + 15, 0x3fff + 31, 0x3fff + 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  FPU_IE },
	{ "smallest",
	  { 1ull << 63, 1ull << 63, 1ull << 63 },
	  { 0xbfff + 15, 0xbfff + 31, 0xbfff + 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  0 },
	{ "too-small",
	  { 0x8001ull << 48, 0x80000001ull << 32, (1ull << 63) + 1 },
	  { 0xbfff + 15, 0xbfff + 31, 0xbfff + 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  FPU_IE },
	{ "far-too-large",
	  { 1ull << 63, 1ull << 63, 1ull << 63 },
	  { 0x3fff + 16, 0x3fff + 32, 0x3fff + 64 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  FPU_IE },
	{ "infinity",
	  { 1ull << 63, 1ull << 63, 1ull << 63 },
	  { 0x7fff, 0x7fff, 0x7fff },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  FPU_IE },
	{ "nan",
	  { 3ull << 62, 3ull << 62, 3ull << 62 },
	  { 0x7fff, 0x7fff, 0x7fff },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  { 0x8000, 0x80000000, 1ull << 63 },
	  FPU_IE },
};

static void load(const struct extended *value)
{
	asm volatile("fldt %0" : : "m"(*value));
}

/* The bytes of that size, and no other, are written. */
static void check(const struct row *r, unsigned int size, void (*store)(void),
		  uint64_t expected, uint16_t flags)
{
	const struct extended value = { r->mantissa[size], r->exponent[size] };
	unsigned int bytes = 2u << size;
	uint8_t want[sizeof(memory)];

	memset(memory, 0x5a, sizeof(memory));
	memset(want, 0x5a, sizeof(want));
	memcpy(want, &expected, bytes);
	fninit();
	load(&value);
	store();
	test_context("%u bits", 8 * bytes);
	EXPECT_MEMEQ(memory, want, sizeof(memory));
	EXPECT_EQ(fnstsw() & 0x7f, flags);
	fninit();
}

TEST_EACH(fist, const struct row *r, rows,
	  "rounds what fits, and gives the indefinite integer for the rest")
{
	for (unsigned int size = 0; size < 3; size++) {
		check(r, size, nearest[size][0], r->rounded[size], r->flags);
		check(r, size, nearest[size][1], r->rounded[size], r->flags);
	}
}

TEST_EACH(fisttp, const struct row *r, rows,
	  "cuts what fits, whatever RC, and is indefinite for the rest",
	  .needs = NEEDS(&x86_sse3))
{
	for (unsigned int size = 0; size < 3; size++)
		check(r, size, truncate[size], r->cut[size], r->flags);
}

/* C1 is whether rounding went up in magnitude; FISTTP never does. */
static unsigned int c1(const struct extended *value, void (*store)(void))
{
	uint16_t fsw;

	fninit();
	load(value);
	store();
	fsw = fnstsw();
	fninit();
	EXPECT_EQ(fsw & 0x7f, FPU_PE);
	return fsw & FSW_C1;
}

TEST(fist_c1, "C1 says whether the integer was rounded up")
{
	static const struct extended up = { 3ull << 62, 0x3fff },
				     down = { 5ull << 61, 0xbfff };

	EXPECT_EQ(c1(&up, fistpl), FSW_C1);
	EXPECT_EQ(c1(&down, fistpl), 0);
	EXPECT_EQ(c1(&up, fisttpl), 0);
}

/* -------------------------------------------------------- the last half ---- */

static const struct half {
	const char *name;
	uint16_t fcw;
	uint16_t exponent; /* of 32767.5 or of -32768.5 */
	uint16_t expected;
	uint16_t flags;
} halves[] = {
	{ "nearest", 0x37f, 0x3fff + 14, 0x8000, FPU_IE },
	{ "down", 0x77f, 0x3fff + 14, 0x7fff, FPU_PE },
	{ "up", 0xb7f, 0x3fff + 14, 0x8000, FPU_IE },
	{ "zero", 0xf7f, 0x3fff + 14, 0x7fff, FPU_PE },
	{ "minus-nearest", 0x37f, 0xbfff + 15, 0x8000, FPU_PE },
	{ "minus-down", 0x77f, 0xbfff + 15, 0x8000, FPU_IE },
	{ "minus-up", 0xb7f, 0xbfff + 15, 0x8000, FPU_PE },
	{ "minus-zero", 0xf7f, 0xbfff + 15, 0x8000, FPU_PE },
};

TEST_EACH(fist_half, const struct half *h, halves,
	  "asks whether the rounded value fits in 16 bits")
{
	const struct extended value = { h->exponent & 0x8000 ?
						0x10001ull << 47 :
						0xffffull << 48,
					h->exponent };
	uint16_t stored = 0x5a5a;

	load(&value);
	fldcw(h->fcw);
	asm volatile("fistps %0" : "+m"(stored));
	EXPECT_EQ(stored, h->expected);
	EXPECT_EQ(fnstsw() & 0x7f, h->flags);
	fninit();
}

/* --------------------------------------------------------------- FBSTP ---- */

static const struct decimal {
	const char *name;
	struct extended value;
	uint8_t digits[10];
	uint16_t flags;
} decimals[] = {
	{ "zero", ZERO, { 0 }, 0 },
	{ "minus-zero", MINUS_ZERO, { [9] = 0x80 }, 0 },
	{ "minus-three",
	  { 0xc000000000000000, 0xc000 },
	  { [0] = 3, [9] = 0x80 },
	  0 },
	{ "half", { 0xc000000000000000, 0x3fff }, { 2 }, FPU_PE },
	/* 10^18 - 1, 10^18 */
	{ "largest",
	  { 999999999999999999ull << 4, 0x3fff + 59 },
	  { 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0 },
	  0 },
	{ "too-large",
	  { 1000000000000000000ull << 4, 0x3fff + 59 },
	  { [7] = 0xc0, 0xff, 0xff },
	  FPU_IE },
	{ "nan", QUIETED, { [7] = 0xc0, 0xff, 0xff }, FPU_IE },
	{ "infinity", INFINITY_, { [7] = 0xc0, 0xff, 0xff }, FPU_IE },
};

TEST_EACH(fbstp, const struct decimal *d, decimals,
	  "stores 18 digits and a sign, or the indefinite decimal")
{
	uint8_t want[sizeof(memory)];

	memset(memory, 0x5a, sizeof(memory));
	memcpy(want, memory, sizeof(want));
	memcpy(want, d->digits, sizeof(d->digits));
	load(&d->value);
	fbstp();
	EXPECT_MEMEQ(memory, want, sizeof(memory));
	EXPECT_EQ(fnstsw() & 0x7f, d->flags);
	fninit();
}
