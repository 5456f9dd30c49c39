/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What XSAVE and XSAVEOPT write, and what they leave. */
#include "suite.h"

static struct xsave_area area, from, expected;
static uint8_t owned[XSAVE_AREA_BYTES];

/*
 * Bytes that may be anything: reserved ones of x87, its pointers, MXCSR and its
 * mask, which have cases of their own, and the rest of PKRU's eight bytes.
 */
static void copy_unspecified(const struct component *c, struct xsave_area *to,
			     const struct xsave_area *seen)
{
	uint8_t *t = (uint8_t *)to;
	const uint8_t *s = (const uint8_t *)seen;

	if (c->number == 0) {
		t[5] = s[5];
		memcpy(t + 6, s + 6, 18); /* FOP, FIP, FDP */
		for (unsigned int i = 0; i < 8; i++)
			memcpy(t + 32 + 16 * i + 10, s + 32 + 16 * i + 10, 6);
	}
	if (c->number == 1 || c->number == 2)
		memcpy(t + 24, s + 24, 8);
	if (c->number == 9)
		memcpy(t + component_offset(9) + 4, s + component_offset(9) + 4,
		       4);
}

/* Other bytes untouched; XSTATE_BV has the one bit, the header no more. */
static void expect_stored(const struct component *c)
{
	memset(&expected, UNTOUCHED, sizeof(expected));
	memset(owned, 0, sizeof(owned));
	component_mask(c, owned);
	for (unsigned int i = 0; i < sizeof(owned); i++)
		if (owned[i])
			((uint8_t *)&expected)[i] = ((uint8_t *)&from)[i];
	expected.xstate_bv = component_bit(c);
	copy_unspecified(c, &expected, &area);
	EXPECT_MEMEQ(&area, &expected, sizeof(area));
}

static void prepare(const struct component *c)
{
	component_enable(c);
	memset(&from, 0, sizeof(from));
	from.legacy.mxcsr = MXCSR_INIT;
	component_fill(c, &from);
	from.xstate_bv = component_bit(c);
	xrstor(&from, component_bit(c));
	memset(&area, UNTOUCHED, sizeof(area));
	area.xstate_bv = 0;
}

TEST_EACH(xsave, const struct component *c, components,
	  "writes the one component that is asked for, and no other byte",
	  .needs = NEEDS(&x86_xsave))
{
	prepare(c);
	xsave(&area, component_bit(c));
	expect_stored(c);
}

TEST_EACH(xsaveopt, const struct component *c, components,
	  "writes the one component that is asked for, and no other byte",
	  .needs = NEEDS(&x86_xsaveopt))
{
	prepare(c);
	xsaveopt(&area, component_bit(c));
	expect_stored(c);
}

/* Not what the last XRSTOR or XSAVEOPT of this area knew. */
TEST(xsaveopt_modified, "writes what has changed since the last one",
     .needs = NEEDS(&x86_xsaveopt))
{
	uint8_t xmm[16][16];

	fpu_enable_xsave(3);
	memset(&area, 0, sizeof(area));
	for (unsigned int i = 0; i < 4; i++) {
		random_fill(xmm, sizeof(xmm));
		xmm_load(xmm);
		xsaveopt(&area, 3);
		EXPECT_MEMEQ(area.legacy.xmm, xmm, NR_XMM * 16);
		xrstor(&area, 3);
	}
}

/* ------------------------------------------------------- the registers ---- */

TEST(store_sse, "has XMM registers where XMM registers are",
     .needs = NEEDS(&x86_xsave))
{
	uint8_t xmm[16][16];

	fpu_enable_xsave(3);
	random_fill(xmm, sizeof(xmm));
	xmm_load(xmm);
	memset(&area, UNTOUCHED, sizeof(area));
	xsave(&area, XCR0_SSE);
	EXPECT_MEMEQ(area.legacy.xmm, xmm, NR_XMM * 16);
}

TEST(store_avx, "has the low halves with SSE, the high ones with AVX",
     .needs = NEEDS(&x86_xsave, &x86_avx))
{
	uint8_t ymm[16][32];
	const uint8_t *high = (uint8_t *)&area + component_offset(2);

	fpu_enable_xsave(7);
	random_fill(ymm, sizeof(ymm));
	ymm_load(ymm);
	xsave(&area, 7);
	for (unsigned int i = 0; i < NR_XMM; i++) {
		test_context("YMM%u", i);
		EXPECT_MEMEQ(area.legacy.xmm[i], ymm[i], 16);
		EXPECT_MEMEQ(high + 16 * i, ymm[i] + 16, 16);
	}
	EXPECT_EQ(area.xstate_bv & 6, 6);
}

static uint32_t rdpkru(void)
{
	uint32_t value, dx;

	asm volatile("rdpkru" : "=a"(value), "=d"(dx) : "c"(0));
	return value;
}

static void wrpkru(uint32_t value)
{
	asm volatile("wrpkru" : : "a"(value), "c"(0), "d"(0) : "memory");
}

TEST(pkru, "has PKRU where PKRU is, both ways",
     .needs = NEEDS(&x86_xsave, &x86_pku))
{
	uint8_t *pkru = (uint8_t *)&area + component_offset(9);
	const uint32_t value = 0x5a5a5554;

	fpu_enable_xsave(XCR0_X87 | XCR0_PKRU);
	write_cr4(read_cr4() | CR4_PKE);
	test_defer(wrpkru, 0);
	wrpkru(value);
	memset(&area, 0, sizeof(area));
	xsave(&area, XCR0_PKRU);
	EXPECT_MEMEQ(pkru, &value, sizeof(value));
	pkru[0] ^= 0x28;
	xrstor(&area, XCR0_PKRU);
	EXPECT_EQ(rdpkru(), value ^ 0x28);
	area.xstate_bv = 0;
	xrstor(&area, XCR0_PKRU);
	EXPECT_EQ(rdpkru(), 0);
}

/* ---------------------------------------------------------- MXCSR, BV ---- */

static const struct mxcsr_row {
	const char *name;
	uint64_t rfbm;
	bool stored;
} mxcsr_rows[] = {
	{ "x87", 1, false },	{ "sse", 2, true },	{ "avx", 4, true },
	{ "x87-sse", 3, true }, { "all", ~0ull, true }, { "none", 0, false },
};

/* SDM vol. 1, 13.7: with RFBM[1] or RFBM[2]. */
TEST_EACH(store_mxcsr, const struct mxcsr_row *r, mxcsr_rows,
	  "stores MXCSR and its mask with SSE or AVX alone",
	  .needs = NEEDS(&x86_xsave, &x86_avx))
{
	fpu_enable_xsave(7);
	ldmxcsr(0x5fa0);
	memset(&area, UNTOUCHED, sizeof(area));
	xsave(&area, r->rfbm);
	EXPECT_EQ(area.legacy.mxcsr, r->stored ? 0x5fa0u : 0xa5a5a5a5u);
	EXPECT_EQ(area.legacy.mxcsr_mask,
		  r->stored ? mxcsr_mask() : 0xa5a5a5a5u);
}

static const struct bv_row {
	const char *name;
	uint64_t rfbm, old, expected; /* with x87 and SSE enabled, in use */
} bv_rows[] = {
	{ "x87", 1, 0, 1 },
	{ "sse", 2, 0, 2 },
	{ "none", 0, 0, 0 },
	{ "none-keeps", 0, ~0ull, ~0ull },
	{ "x87-keeps", 1, ~1ull, ~0ull },
	{ "sse-keeps", 2, 1ull << 62 | 5, 1ull << 62 | 7 },
	{ "not-in-xcr0", ~3ull, 4, 4 },
	{ "not-in-xcr0-clear", ~3ull, 0, 0 },
	{ "all", ~0ull, 0, 3 },
	{ "all-keeps", ~0ull, ~3ull, ~0ull },
	{ "high-half", 1ull << 33 | 1, 1ull << 33, 1ull << 33 | 1 },
};

TEST_EACH(xstate_bv, const struct bv_row *r, bv_rows,
	  "writes the bits of XSTATE_BV that are asked for and enabled",
	  .needs = NEEDS(&x86_xsave))
{
	static uint8_t ones[16][16];

	fpu_enable_xsave(3);
	memset(ones, 1, sizeof(ones));
	xmm_load(ones);
	asm volatile("fld1");
	memset(&area, UNTOUCHED, sizeof(area));
	area.xstate_bv = r->old;
	expected = area;
	xsave(&area, r->rfbm);
	EXPECT_EQ(area.xstate_bv, r->expected);
	EXPECT_EQ(area.xcomp_bv, expected.xcomp_bv);
	EXPECT_MEMEQ(area.reserved, expected.reserved, sizeof(area.reserved));
	EXPECT_MEMEQ(area.extended, expected.extended, sizeof(area.extended));
	asm volatile("fstp %st(0)");
}
