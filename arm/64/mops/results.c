/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in memory and in the registers behind the three instructions, whichever of
 * the two algorithms the processor has.
 *
 * Arm ARM, C6.2 (CPYP, CPYM, CPYE; CPYFP; SETP), B2.10 (memory copy and set): option A
 * and option B.
 */
#include "suite.h"

#include <string.h>

MOPS_SUITE;

#define X0_TO_X2_AND_FLAGS 0x80000007u
#define NZCV_C		   0x20000000u
#define NZCV_NC		   0xa0000000u
#define PSTATE_NZCV	   0xf0000000u

static const struct way {
	const char *name;
	enum kind kind;
	bool user;
} ways[] = {
	{ "cpy", CPY, false },	 { "cpy-user", CPY, true },
	{ "cpyf", CPYF, false }, { "cpyf-user", CPYF, true },
	{ "set", SET, false },	 { "set-user", SET, true },
};

static const struct way copies[] = {
	{ "cpy", CPY, false },
	{ "cpy-user", CPY, true },
	{ "cpyf", CPYF, false },
	{ "cpyf-user", CPYF, true },
};

static const uint16_t sizes[] = { 0,   1,    2,	   3,	 7,    8,   9,
				  15,  16,   17,   31,	 32,   33,  63,
				  64,  65,   127,  128,	 255,  256, 257,
				  511, 4095, 4096, 4097, 8191, 8193 };
static const uint16_t offsets[] = { 0, 1, 8, 15, 4095 };

#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* The prologue sets them, by the algorithm: A all clear, B C, and N backwards. */
static void expect_flags(const struct insn_outcome *o)
{
	uint64_t flags = o->frame.pstate & PSTATE_NZCV;

	EXPECT_TRUE(flags == 0 || flags == NZCV_C || flags == NZCV_NC);
}

/* Forwards they end behind the last byte, backwards at the first one. */
static void expect_copied(const struct insn_outcome *o, uint64_t to,
			  uint64_t from, uint64_t bytes, bool forward,
			  bool backward)
{
	uint64_t moved = o->frame.x[0] - to;

	EXPECT_TRUE((forward && moved == bytes) || (backward && moved == 0));
	EXPECT_EQ(o->frame.x[1] - from, moved);
	EXPECT_EQ(o->frame.x[2], 0);
	expect_flags(o);
}

static void check_copy(const struct way *w, unsigned int to, unsigned int from,
		       unsigned int bytes)
{
	bool overlaps_behind = to > from && to < from + bytes;
	bool overlaps_before = to < from && from < to + bytes;
	struct insn_registers in;
	struct insn_outcome o;

	test_context("%u bytes from %u to %u", bytes, from, to);
	mops_fill();
	memmove(expected + to, expected + from, bytes);
	o = mops_run(w->kind, w->user, (uintptr_t)arena + to,
		     (uintptr_t)arena + from, bytes, &in);
	expect_insn_done(&o, w->user, &in, X0_TO_X2_AND_FLAGS);
	expect_copied(&o, (uintptr_t)arena + to, (uintptr_t)arena + from, bytes,
		      !overlaps_behind, w->kind == CPY && !overlaps_before);
	EXPECT_MEMEQ(arena, expected, ARENA);
}

static void check_set(const struct way *w, unsigned int to, unsigned int bytes)
{
	struct insn_registers in;
	struct insn_outcome o;

	test_context("%u bytes at %u", bytes, to);
	mops_fill();
	memset(expected + to, 0xa5, bytes);
	/* of X2 only the lowest byte counts */
	o = mops_run(w->kind, w->user, (uintptr_t)arena + to, bytes,
		     0x123456789abcdea5, &in);
	expect_insn_done(&o, w->user, &in, 0x80000003);
	EXPECT_EQ(o.frame.x[0], (uintptr_t)arena + to + bytes);
	EXPECT_EQ(o.frame.x[1], 0);
	expect_flags(&o);
	EXPECT_MEMEQ(arena, expected, ARENA);
}

TEST_EACH(size, const struct way *w, ways,
	  "does so many bytes, at any address, and no others")
{
	for (unsigned int i = 0; i < NR(sizes); i++)
		for (unsigned int j = 0; j < NR(offsets); j++) {
			if (w->kind == SET)
				check_set(w, 100 + offsets[j], sizes[i]);
			else
				check_copy(w, 100 + offsets[j],
					   12500 + offsets[NR(offsets) - 1 - j],
					   sizes[i] > 7000 ? 7000 : sizes[i]);
		}
}

/* The second of two that overlap is where the first one's bytes are needed. */
static const int distances[] = { 1,  2,	  7,	8,    15,   16,	  17,
				 64, 100, 4095, 4096, 4097, -1,	  -2,
				 -8, -15, -16,	-17,  -100, -4096 };

TEST_EACH(overlap, const struct way *w, copies,
	  "copies as if through a buffer where they overlap")
{
	for (unsigned int i = 0; i < NR(distances); i++) {
		if (w->kind == CPYF && distances[i] > 0)
			continue; /* forwards only: no concern of its */
		for (unsigned int j = 0; j < NR(sizes); j++)
			check_copy(w, (unsigned int)(8192 + distances[i]), 8192,
				   sizes[j]);
	}
}

/* To itself: nothing changes, in either direction. */
TEST(same_place, "copies a place to itself without change")
{
	for (unsigned int i = 0; i < NR(sizes); i++) {
		check_copy(&ways[0], 4000, 4000, sizes[i]);
		check_copy(&ways[2], 4000, 4000, sizes[i]);
	}
}

#define NAMED(rd, rs, rn) ((uint32_t)((rs) << 16 | (rn) << 5 | (rd)))

TEST(registers, "takes its operands from the registers that it names")
{
	const uint32_t fields = NAMED(17, 28, 9);
	const uint32_t words[] = { (CPYFP & ~0x1f03ffu) | fields,
				   (CPYFM & ~0x1f03ffu) | fields,
				   (CPYFE & ~0x1f03ffu) | fields };
	struct insn_registers in;
	struct insn_outcome o;

	insn_pattern(&in);
	in.x[17] = (uintptr_t)arena + 1;
	in.x[28] = (uintptr_t)arena + 5000;
	in.x[9] = 1234;
	memcpy(expected + 1, expected + 5000, 1234);
	o = insn_run(words, 3, false, &in);
	expect_insn_done(&o, false, &in,
			 1u << 31 | 1u << 28 | 1u << 17 | 1u << 9);
	EXPECT_EQ(o.frame.x[17], (uintptr_t)arena + 1 + 1234);
	EXPECT_EQ(o.frame.x[28], (uintptr_t)arena + 5000 + 1234);
	EXPECT_EQ(o.frame.x[9], 0);
	EXPECT_MEMEQ(arena, expected, ARENA);
}
