/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ARPL and BOUND, in 32-bit code.
 *
 * Intel SDM vol. 2, ARPL, BOUND; vol. 3, 6.15 (#BR).
 */
#include "suite.h"

#include <string.h>

SEGMENTS_SUITE;

SNIPPET32(arpl, "arpl %ax, %cx");
SNIPPET32(arpl_memory, "arpl %ax, (%edi)");
SNIPPET32(bound, "bound %eax, (%edi)");
SNIPPET32(bound_16, "bound %ax, (%edi)");

static const struct snippet arpl_code = SNIPPET_OF(arpl);
static const struct snippet arpl_memory_code = SNIPPET_OF(arpl_memory);
static const struct snippet bound_code = SNIPPET_OF(bound);
static const struct snippet bound_16_code = SNIPPET_OF(bound_16);

static uint32_t words[2];

static struct run_state state(const struct snippet *code, unsigned int cpl)
{
	struct run_state s = run_defaults(code->at, cpl);

	run_level_compat(&s, cpl);
	s.di = (uintptr_t)words;
	return s;
}

/* 0x1230 | @rpl, in the low half of what surrounds it */
static void check_arpl(unsigned int rpl, unsigned int other, unsigned int cpl)
{
	const struct run_expect done = { TRAP_NONE, 0 };
	unsigned int max = rpl < other ? other : rpl;
	struct run_state in = state(&arpl_code, cpl), out;

	test_context("RPL %u, of the other %u, CPL %u", rpl, other, cpl);
	in.ax = 0xcccc4560 | other;
	in.cx = 0xdddd1230 | rpl;
	in.flags ^= rpl < other ? 0 : EFLAGS_ZF;
	out = in;
	out.flags ^= EFLAGS_ZF;
	out.cx = 0xdddd1230 | max;
	run_check(&arpl_code, &in, &out, done);

	words[0] = (uint32_t)in.cx;
	in.ip = (uintptr_t)arpl_memory_code.at;
	out.cx = in.cx;
	run_check(&arpl_memory_code, &in, &out, done);
	EXPECT_EQ(words[0], 0xdddd1230 | max);
}

TEST(arpl, "raises an RPL to that of the other selector, and says so in ZF")
{
	for (unsigned int i = 0; i < 16; i++) {
		check_arpl(i & 3, i >> 2, 0);
		check_arpl(i & 3, i >> 2, 3);
	}
}

static const struct bounds {
	const char *name;
	int32_t lower, upper, index;
	bool inside;
} bounds[] = {
	{ "lower", 10, 20, 10, true },
	{ "upper", 10, 20, 20, true },
	{ "below", 10, 20, 9, false },
	{ "above", 10, 20, 21, false },
	{ "one", 5, 5, 5, true },
	{ "none", 6, 5, 5, false },
	{ "negative-lower", -20, -10, -20, true },
	{ "negative-upper", -20, -10, -10, true },
	{ "negative-below", -20, -10, -21, false },
	{ "negative-above", -20, -10, -9, false },
	{ "signed", -1, 1, 0, true },
	{ "minus-two", -1, 1, -2, false },
	{ "least", -32768, 0, -32768, true },
	{ "greatest", 0, 32767, 32767, true },
};

static void check_bound(const struct snippet *code, const struct bounds *b,
			unsigned int cpl, uint32_t high)
{
	struct run_state in = state(code, cpl);
	uint32_t before[2];

	in.ax = high ? (uint16_t)b->index | high : (uint32_t)b->index;
	memcpy(before, words, sizeof(before));
	run_check(code, &in, &in,
		  (struct run_expect){ b->inside ? TRAP_NONE : X86_BR, 0 });
	EXPECT_MEMEQ(words, before, sizeof(before));
}

TEST_EACH(bound, const struct bounds *b, bounds,
	  "raises #BR for an index that is less than or greater than the two")
{
	words[0] = (uint32_t)b->lower;
	words[1] = (uint32_t)b->upper;
	check_bound(&bound_code, b, 0, 0);
	check_bound(&bound_code, b, 3, 0);
	words[0] = (uint16_t)b->lower | (uint32_t)b->upper << 16;
	words[1] = 0;
	check_bound(&bound_16_code, b, 0, 0x77770000);
	check_bound(&bound_16_code, b, 3, 0x77770000);
}
