/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What XRSTOR loads, initialises, and leaves. */
#include "suite.h"

static struct xsave_area first, second, seen, zero;

/* The component's state is now in @seen, by an XSAVE. */
static void look(const struct component *c)
{
	memset(&seen, 0, sizeof(seen));
	xsave(&seen, component_bit(c));
}

static void expect_state(const struct component *c,
			 const struct xsave_area *expected)
{
	static uint8_t mask[XSAVE_AREA_BYTES];
	const uint8_t *e = (const uint8_t *)expected;
	uint8_t *s = (uint8_t *)&seen;

	look(c);
	memset(mask, 0, sizeof(mask));
	component_mask(c, mask);
	for (unsigned int i = 0; i < sizeof(mask); i++)
		if (!mask[i])
			s[i] = e[i];
	EXPECT_MEMEQ(s, e, sizeof(seen));
}

static void fill(const struct component *c, struct xsave_area *area)
{
	memset(area, 0, sizeof(*area));
	area->legacy.mxcsr = MXCSR_INIT;
	component_fill(c, area);
	area->xstate_bv = component_bit(c);
}

/* 32-bit code has no HI16_ZMM at all. */
static void prepare(const struct component *c)
{
	component_enable(c);
	if (sizeof(long) == 4 && c->number == 7)
		SKIP("needs 64-bit mode");
	fill(c, &first);
	fill(c, &second);
}

TEST_EACH(xrstor, const struct component *c, components,
	  "loads the component that is asked for and in XSTATE_BV",
	  .needs = NEEDS(&x86_xsave))
{
	prepare(c);
	xrstor(&first, component_bit(c));
	expect_state(c, &first);
	xrstor(&second, ~0ull);
	expect_state(c, &second);
}

TEST_EACH(not_asked_for, const struct component *c, components,
	  "leaves what is not asked for, whether in XSTATE_BV or not",
	  .needs = NEEDS(&x86_xsave))
{
	prepare(c);
	xrstor(&first, component_bit(c));
	xrstor(&second, ~component_bit(c));
	expect_state(c, &first);
	second.xstate_bv = 0;
	xrstor(&second, ~component_bit(c));
	expect_state(c, &first);
	xrstor(&second, 0);
	expect_state(c, &first);
}

/* SDM vol. 1, 13.6: initial configurations. All are 0, but for FCW. XSAVE stores
   them too, whatever it says in XSTATE_BV. */
TEST_EACH(initialise, const struct component *c, components,
	  "initialises what is asked for and not in XSTATE_BV",
	  .needs = NEEDS(&x86_xsave))
{
	prepare(c);
	xrstor(&first, component_bit(c));
	second.xstate_bv = 0;
	xrstor(&second, component_bit(c));
	memset(&zero, 0, sizeof(zero));
	if (c->number == 0)
		zero.legacy.fcw = FCW_INIT;
	expect_state(c, &zero);
}

/* By other instructions, also where XSTATE_BV says that it is initial. */
TEST(initialise_x87, "makes x87 as FNINIT does, with registers of 0",
     .needs = NEEDS(&x86_xsave))
{
	struct fpu_env env;
	uint8_t st[8][16], zeros[10] = { 0 };

	prepare(&components[0]);
	xrstor(&first, 1);
	second.xstate_bv = 0;
	xrstor(&second, 1);
	env = env_store();
	EXPECT_EQ(env.fcw & 0xffff, FCW_INIT);
	EXPECT_EQ(env.fsw & 0xffff, 0);
	EXPECT_EQ(env.ftw & 0xffff, 0xffff);
	EXPECT_EQ(env.fip, 0);
	EXPECT_EQ(env.fdp, 0);
	EXPECT_EQ(env.fop & 0x7ff, 0);
	st_store(st);
	for (unsigned int i = 0; i < 8; i++)
		EXPECT_MEMEQ(st[i], zeros, sizeof(zeros));
}

/* Halves of the YMM registers, the lower ones @from 0, the higher ones from 16. */
static void initialise_half(uint64_t component, unsigned int from)
{
	uint8_t ymm[16][32], now[16][32];

	fpu_enable_xsave(7);
	random_fill(ymm, sizeof(ymm));
	ymm_load(ymm);
	memset(&second, 0, sizeof(second));
	second.legacy.mxcsr = MXCSR_INIT;
	xrstor(&second, component);
	for (unsigned int i = 0; i < NR_XMM; i++)
		memset(ymm[i] + from, 0, 16);
	ymm_store(now);
	EXPECT_MEMEQ(now, ymm, NR_XMM * 32);
}

TEST(initialise_sse, "makes XMM registers 0, and their high halves stay",
     .needs = NEEDS(&x86_xsave, &x86_avx))
{
	initialise_half(XCR0_SSE, 0);
}

TEST(initialise_avx, "makes the high halves 0, and XMM registers stay",
     .needs = NEEDS(&x86_xsave, &x86_avx))
{
	initialise_half(XCR0_AVX, 16);
}

TEST(load_avx, "loads the low halves with SSE, the high ones with AVX",
     .needs = NEEDS(&x86_xsave, &x86_avx))
{
	uint8_t ymm[16][32], now[16][32];
	uint8_t *high = (uint8_t *)&first + component_offset(2);

	fpu_enable_xsave(7);
	memset(&first, 0, sizeof(first));
	random_fill(ymm, sizeof(ymm));
	for (unsigned int i = 0; i < NR_XMM; i++) {
		memcpy(first.legacy.xmm[i], ymm[i], 16);
		memcpy(high + 16 * i, ymm[i] + 16, 16);
	}
	first.legacy.mxcsr = MXCSR_INIT;
	first.xstate_bv = 6;
	xrstor(&first, 6);
	ymm_store(now);
	EXPECT_MEMEQ(now, ymm, NR_XMM * 32);
}

/* SDM vol. 1, 13.8.1: with RFBM[1] or RFBM[2], whatever XSTATE_BV says. */
static const struct mxcsr_row {
	const char *name;
	uint64_t rfbm, xstate_bv;
	bool loaded;
} mxcsr_rows[] = {
	{ "x87", 1, 7, false },	       { "sse", 2, 7, true },
	{ "sse-initial", 2, 0, true }, { "avx", 4, 7, true },
	{ "avx-initial", 4, 0, true }, { "none", 0, 7, false },
	{ "all", ~0ull, 7, true },     { "all-initial", ~0ull, 0, true },
};

TEST_EACH(load_mxcsr, const struct mxcsr_row *r, mxcsr_rows,
	  "loads MXCSR with SSE or AVX alone",
	  .needs = NEEDS(&x86_xsave, &x86_avx))
{
	fpu_enable_xsave(7);
	memset(&first, 0, sizeof(first));
	first.legacy.fcw = FCW_INIT;
	first.legacy.mxcsr = 0x5fa0;
	first.xstate_bv = r->xstate_bv;
	xrstor(&first, r->rfbm);
	EXPECT_EQ(stmxcsr(), r->loaded ? 0x5fa0u : MXCSR_INIT);
}
