/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two accesses of one page, one after the other: that the first was allowed, and
 * its translation is at hand, says nothing of the second. Each stage has its say,
 * stage 1 first (Arm ARM, D8.4).
 */
#include "both.h"

EL2_STAGE2_SUITE;

enum access {
	READ,
	WRITE,
	FETCH,
	NR_ACCESSES
};

#define ADD_X2_X1	 0x91004022u /* X2 = X1 + 16: the target's code */
#define BLR_X2		 0xd63f0040u
#define HVC_VECTOR(user) ESR_HVC(EL2_VECTORS + ((user) ? 8 : 4))

static const struct row {
	const char *name;
	uint64_t bits; /* of stage 1 */
	bool el1[NR_ACCESSES], el0[NR_ACCESSES];
} rows[] = {
	{ "all", 0, { 1, 1, 1 }, { 0, 0, 1 } },
	{ "read-only", PTE_RDONLY, { 1, 0, 1 }, { 0, 0, 1 } },
	{ "user", PTE_USER, { 1, 1, 0 }, { 1, 1, 1 } },
	{ "user-read-only", PTE_USER | PTE_RDONLY, { 1, 0, 1 }, { 1, 0, 1 } },
	{ "pxn", PTE_PXN, { 1, 1, 0 }, { 0, 0, 1 } },
	{ "uxn", PTE_USER | PTE_RDONLY | PTE_UXN, { 1, 0, 1 }, { 1, 0, 0 } },
	{ "xn", PTE_USER | PTE_PXN | PTE_UXN, { 1, 1, 0 }, { 1, 1, 0 } },
};

/* Of stage 2: what may be read, written, executed. */
static const bool stage_2[][NR_ACCESSES] = {
	{ 1, 1, 1 }, { 1, 0, 1 }, { 1, 1, 0 }, { 1, 0, 0 },
	{ 0, 1, 1 }, { 0, 1, 0 }, { 0, 0, 1 },
};

static uint64_t stage_2_bits(const bool *may)
{
	return S2_MEM_WB | S2_SH_INNER | S2_AF | (may[READ] ? S2_AP(1) : 0) |
	       (may[WRITE] ? S2_AP(2) : 0) | S2_XN(may[FETCH] ? 0 : 2);
}

static void run(enum access first, enum access second)
{
	static const uint32_t insns[] = { LDR_X0, STR_X0, BLR_X2 };
	uint32_t words[] = { ADD_X2_X1, insns[first], insns[second] };

	s2_again(words, 3, DATA, VA);
}

static void expect_stage_1(enum access access, bool user)
{
	static const uint32_t esrs[] = { 0x9600000f, 0x9600004f, 0x8600000f };

	EXPECT_EQ(guest.esr, HVC_VECTOR(user));
	EXPECT_EQ(read_sysreg(ESR_EL12),
		  esrs[access] & ~(user ? 0x04000000u : 0));
	EXPECT_EQ(read_sysreg(FAR_EL12), access == FETCH ? VA + 16 : VA);
}

static void expect_stage_2(enum access access)
{
	static const uint32_t esrs[] = { ESR_LOAD, ESR_STORE, ESR_FETCH };

	EXPECT_EQ(guest.esr, esrs[access] | PERMISSION | 3);
	EXPECT_EQ(guest.far, access == FETCH ? VA + 16 : VA);
}

static void expect(const struct row *r, unsigned int state, enum access first,
		   enum access second, bool user)
{
	const bool *one = user ? r->el0 : r->el1, *two = stage_2[state];

	test_context("EL%u, stage 2 %u: access %u, then %u", !user, state,
		     first, second);
	run(first, second);
	if (!one[second])
		expect_stage_1(second, user);
	else if (!two[second])
		expect_stage_2(second);
	else
		EXPECT_EQ(guest.esr,
			  user ? HVC_VECTOR(true) : ESR_HVC(EL2_DONE));
	EXPECT_EQ(target->data[0], DATA);
}

static void expect_each(const struct row *r, unsigned int state, bool user)
{
	const bool *one = user ? r->el0 : r->el1, *two = stage_2[state];

	guest.pstate = user ? PSTATE_GUEST & ~0xfull : PSTATE_GUEST;
	for (enum access a = READ; a < NR_ACCESSES; a++)
		for (enum access b = READ; b < NR_ACCESSES; b++)
			if (a != b && one[a] && two[a])
				expect(r, state, a, b, user);
}

TEST_EACH(second_access, const struct row *r, rows,
	  "is allowed by both stages, whatever the first one was")
{
	uint64_t ipa = both_begin();

	target->code[0] = A64_RET;
	cache_flush_line(target);
	s2_run(LDR_X0, 0, VA);
	both_leaf(ipa | S1_RAM | PTE_PAGE | r->bits);
	for (unsigned int i = 0; i < sizeof(stage_2) / sizeof(*stage_2); i++) {
		s2_map(3, stage_2_bits(stage_2[i]));
		expect_each(r, i, false);
		expect_each(r, i, true);
	}
}
