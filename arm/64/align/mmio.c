/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores of device registers. What comes with a valid syndrome (one
 * general register, no write-back: D19.2.37, ISV) a hypervisor has to emulate;
 * of the rest it may refuse any, but none may be half right.
 */
#include "suite.h"

ALIGN_SUITE;

/* clang-format off */
ACCESS(ldrb, "ldrb w1, [x0]")
ACCESS(ldrh, "ldrh w1, [x0]")
ACCESS(ldr_w, "ldr w1, [x0]")
ACCESS(ldr_xzr, "ldr wzr, [x0]")
ACCESS(ldrsb_w, "ldrsb w1, [x0]")
ACCESS(ldrsb_x, "ldrsb x1, [x0]")
ACCESS(ldrsh_w, "ldrsh w1, [x0]")
ACCESS(ldrsh_x, "ldrsh x1, [x0]")
ACCESS(ldrsw, "ldrsw x1, [x0]")
ACCESS(ldur, "sub x0, x0, #3\n\tldur w1, [x0, #3]\n\tadd x0, x0, #3")
ACCESS(ldr_reg, "ldr w1, [x0, x3]")
ACCESS(ldar, "ldar w1, [x0]")
ACCESS(ldr_post, "ldr w1, [x0], #4")
ACCESS(ldr_pre, "sub x0, x0, #4\n\tldr w1, [x0, #4]!")
ACCESS(ldp, "ldp w1, w2, [x0]")
ACCESS(ldr_s, "ldr s1, [x0]\n\tfmov x1, d1")
ACCESS(ldp_s, "ldp s1, s2, [x0]\n\tfmov x1, d1\n\tfmov x2, d2")
ACCESS(str_w, "str w1, [x0]")
ACCESS(str_wzr, "str wzr, [x0]")
ACCESS(stur, "sub x0, x0, #3\n\tstur w1, [x0, #3]\n\tadd x0, x0, #3")
ACCESS(str_reg, "str w1, [x0, x3]")
ACCESS(stlr, "stlr w1, [x0]")
ACCESS(str_post, "str w1, [x0], #4")
ACCESS(str_pre, "sub x0, x0, #4\n\tstr w1, [x0, #4]!")
ACCESS(str_s, "str s1, [x0]")
/* clang-format on */

#define SAME STORED_2 /* X2 stays */

static const struct load_row {
	const char *name;
	access_fn *fn;
	uint32_t match; /* in RTCMR; 0: the last words of identification */
	uint64_t x1, x2;
	int base;      /* added to it */
	bool optional; /* no valid syndrome */
} loads[] = {
	{ "ldrb", ldrb, 0x80ff7fa5, 0xa5, SAME },
	{ "ldrb-id", ldrb, 0, 0x05, SAME },
	{ "ldrh", ldrh, 0x80ffa5a5, 0xa5a5, SAME },
	{ "ldr-w", ldr_w, 0x80ffa5a5, 0x80ffa5a5, SAME },
	{ "ldr-wzr", ldr_xzr, 0x80ffa5a5, STORED_1, SAME },
	{ "ldrsb-w", ldrsb_w, 0x00000080, 0xffffff80, SAME },
	{ "ldrsb-w-positive", ldrsb_w, 0xffffff7f, 0x7f, SAME },
	{ "ldrsb-x", ldrsb_x, 0x00000080, 0xffffffffffffff80, SAME },
	{ "ldrsb-x-positive", ldrsb_x, 0xffffff7f, 0x7f, SAME },
	{ "ldrsh-w", ldrsh_w, 0x00008001, 0xffff8001, SAME },
	{ "ldrsh-w-positive", ldrsh_w, 0xffff7ffe, 0x7ffe, SAME },
	{ "ldrsh-x", ldrsh_x, 0x00008001, 0xffffffffffff8001, SAME },
	{ "ldrsw", ldrsw, 0x80000001, 0xffffffff80000001, SAME },
	{ "ldrsw-positive", ldrsw, 0x7ffffffe, 0x7ffffffe, SAME },
	{ "ldur", ldur, 0x80ffa5a5, 0x80ffa5a5, SAME },
	{ "ldr-register", ldr_reg, 0x80ffa5a5, 0x80ffa5a5, SAME },
	{ "ldar", ldar, 0x80ffa5a5, 0x80ffa5a5, SAME },
	{ "ldr-post", ldr_post, 0x80ffa5a5, 0x80ffa5a5, SAME, 4, true },
	{ "ldr-pre", ldr_pre, 0x80ffa5a5, 0x80ffa5a5, SAME, 0, true },
	{ "ldp", ldp, 0, 0x05, 0xb1, 0, true },
	{ "ldr-s", ldr_s, 0x80ffa5a5, 0x80ffa5a5, SAME, 0, true },
	{ "ldp-s", ldp_s, 0, 0x05, 0xb1, 0, true },
};

struct call {
	access_fn *fn;
	char *at;
};

static struct access_result result;

static void do_call(const void *arg)
{
	const struct call *c = arg;

	result = c->fn(c->at);
}

/* Whether it was done. */
static bool run(access_fn *fn, char *at, bool optional)
{
	const struct call call = { fn, at };
	struct trap t = trap_catch(do_call, &call);

	if (optional && t.cause != TRAP_NONE) {
		EXPECT_EQ(t.cause, ARM_DATA_ABORT);
		EXPECT_EQ(ESR_FSC(t.error), FSC_EXTERNAL);
		return false;
	}
	EXPECT_TRAP(t, TRAP_NONE);
	return t.cause == TRAP_NONE;
}

TEST_EACH(mmio_load, const struct load_row *r, loads,
	  "a device register is loaded exactly", .needs = NEEDS(&align_pl031))
{
	char *at = align_rtc() + (r->match ? RTCMR : PERIPH_ID + 24);
	if (r->match)
		align_put_match(r->match);
	if (!run(r->fn, at, r->optional))
		return;
	EXPECT_EQ(result.x1, r->x1);
	EXPECT_EQ(result.x2, r->x2);
	EXPECT_EQ(result.base, (uintptr_t)at + r->base);
}

static const struct store_row {
	const char *name;
	access_fn *fn;
	uint32_t stored;
	int base;
	bool optional;
} stores[] = {
	{ "str-w", str_w, (uint32_t)STORED_1 },
	{ "str-wzr", str_wzr, 0 },
	{ "stur", stur, (uint32_t)STORED_1 },
	{ "str-register", str_reg, (uint32_t)STORED_1 },
	{ "stlr", stlr, (uint32_t)STORED_1 },
	{ "str-post", str_post, (uint32_t)STORED_1, 4, true },
	{ "str-pre", str_pre, (uint32_t)STORED_1, 0, true },
	{ "str-s", str_s, (uint32_t)STORED_1, 0, true },
};

TEST_EACH(mmio_store, const struct store_row *r, stores,
	  "a device register is stored exactly", .needs = NEEDS(&align_pl031))
{
	char *at = align_rtc() + RTCMR;
	bool done;

	align_put_match(0x76543210);
	done = run(r->fn, at, r->optional);
	EXPECT_EQ(align_match(), done ? r->stored : 0x76543210);
	if (!done)
		return;
	EXPECT_EQ(result.x1, STORED_1);
	EXPECT_EQ(result.x2, STORED_2);
	EXPECT_EQ(result.base, (uintptr_t)at + r->base);
}
