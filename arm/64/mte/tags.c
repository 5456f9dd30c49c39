/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags of memory: instructions that store and load them. C3.2.13. */
#include "suite.h"

#include <string.h>

MTE_SUITE;

/* X0: the pointer, with the tag in the middle of the page; X1: what it is after */
#define STORE(name, insn)                                            \
	static uint64_t name(void *at, void *tagged)                 \
	{                                                            \
		register uint64_t x0 asm("x0") = (uintptr_t)at;      \
		register void *x1 asm("x1") = tagged;                \
		register uint64_t x2 asm("x2") = 0x2222222222222222; \
		register uint64_t x3 asm("x3") = 0x3333333333333333; \
                                                                     \
		asm volatile(MTE insn                                \
			     : "+r"(x0)                              \
			     : "r"(x1), "r"(x2), "r"(x3)             \
			     : "memory");                            \
		return x0;                                           \
	}
STORE(stg, "stg x1, [x0]")
STORE(stg_offset, "stg x1, [x0, #-32]")
STORE(stg_pre, "stg x1, [x0, #16]!")
STORE(stg_post, "stg x1, [x0], #-16")
STORE(st2g, "st2g x1, [x0]")
STORE(st2g_offset, "st2g x1, [x0, #16]")
STORE(st2g_pre, "st2g x1, [x0, #-32]!")
STORE(st2g_post, "st2g x1, [x0], #32")
STORE(stzg, "stzg x1, [x0]")
STORE(stzg_pre, "stzg x1, [x0, #48]!")
STORE(stz2g, "stz2g x1, [x0]")
STORE(stz2g_offset, "stz2g x1, [x0, #-16]")
STORE(stz2g_post, "stz2g x1, [x0], #-32")

enum {
	MIDDLE = 100 /* an even granule */
};

static const struct row {
	const char *name;
	uint64_t (*fn)(void *, void *);
	int first; /* granules from the pointer's on */
	uint8_t count;
	int step; /* of the base, in bytes */
	bool zero;
} rows[] = {
	{ "stg", stg, 0, 1 },
	{ "stg-offset", stg_offset, -2, 1 },
	{ "stg-pre", stg_pre, 1, 1, 16 },
	{ "stg-post", stg_post, 0, 1, -16 },
	{ "st2g", st2g, 0, 2 },
	{ "st2g-offset", st2g_offset, 1, 2 },
	{ "st2g-pre", st2g_pre, -2, 2, -32 },
	{ "st2g-post", st2g_post, 0, 2, 32 },
	{ "stzg", stzg, 0, 1, 0, true },
	{ "stzg-pre", stzg_pre, 3, 1, 48, true },
	{ "stz2g", stz2g, 0, 2, 0, true },
	{ "stz2g-offset", stz2g_offset, -1, 2, 0, true },
	{ "stz2g-post", stz2g_post, 0, 2, -32, true },
};

static void check(const struct row *r, unsigned int granule, unsigned int tag)
{
	uint8_t *at = mte_page + granule * MTE_GRANULE;
	unsigned int first = granule + r->first;
	uint8_t expected[PAGE_SIZE];

	memset(mte_untagged, 0xa5, PAGE_SIZE);
	memset(expected, 0xa5, PAGE_SIZE);
	if (r->zero)
		memset(expected + first * MTE_GRANULE, 0,
		       r->count * MTE_GRANULE);
	mte_tag_page();
	EXPECT_EQ(r->fn(mte_pointer(at, 5), mte_pointer(NULL, tag)),
		  (uintptr_t)mte_pointer(at, 5) + r->step);
	mte_expect_tags(first, first + r->count, tag);
	EXPECT_MEMEQ(mte_untagged, expected, PAGE_SIZE);
}

TEST_EACH(store, const struct row *r, rows,
	  "tags its granules and no others; data stays unless it says Z",
	  NEEDS_MTE)
{
	mte_period = GRANULES;
	for (unsigned int tag = 0; tag < 16; tag++)
		check(r, MIDDLE + tag % 2, tag);
}

/* What it is to tag, and of the other half of one byte that it is not. */
TEST_EACH(store_pair, const struct row *r, rows,
	  "tags its granules, and not the other of a pair", NEEDS_MTE)
{
	for (unsigned int n = 0; n < 32; n++) {
		unsigned int granule = MIDDLE + n % 2, tag = n / 2;
		unsigned int first = granule + r->first;

		mte_tag_page();
		r->fn(mte_pointer(mte_page + granule * MTE_GRANULE, 5),
		      mte_pointer(NULL, tag));
		test_context("granule %u, tag %u", first, tag);
		for (unsigned int i = first; i < first + r->count; i++)
			EXPECT_EQ(mte_load(mte_page + i * MTE_GRANULE), tag);
		if (r->count == 1)
			EXPECT_EQ(
				mte_load(mte_page + (first ^ 1) * MTE_GRANULE),
				mte_pattern(first ^ 1));
	}
}

TEST_EACH(store_untagged, const struct row *r, rows,
	  "stores no tag through memory that is not tagged", NEEDS_MTE)
{
	mte_tag_page();
	r->fn(mte_pointer(mte_untagged + MIDDLE * MTE_GRANULE, 5),
	      mte_pointer(NULL, 9));
	mte_expect_tags(0, 0, 0);
}

TEST_EACH(store_no_access, const struct row *r, rows,
	  "stores no tag while SCTLR_EL1.ATA is clear", NEEDS_MTE)
{
	mte_tag_page();
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) & ~SCTLR_ATA);
	isb();
	r->fn(mte_page + MIDDLE * MTE_GRANULE, mte_pointer(NULL, 9));
	for (unsigned int i = 0; i < GRANULES; i++)
		EXPECT_EQ(mte_load(mte_page + i * MTE_GRANULE), 0);
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | SCTLR_ATA);
	isb();
	mte_expect_tags(0, 0, 0);
}

struct call {
	const struct row *row;
	uint8_t *at;
};

static void store(const void *arg)
{
	const struct call *c = arg;

	c->row->fn(c->at, c->at);
}

/* C6.2, STG: aligned to a granule */
TEST_EACH(store_unaligned, const struct row *r, rows,
	  "an address that is no granule's is an alignment fault", NEEDS_MTE)
{
	for (unsigned int i = 1; i < MTE_GRANULE; i++) {
		struct call call = { r, mte_page + MIDDLE * MTE_GRANULE + i };
		struct trap t = trap_catch(store, &call);

		test_context("offset %u", i);
		EXPECT_TRAP_ERROR(t, ARM_DATA_ABORT, 0x96000061);
	}
	EXPECT_EQ(mte_load(mte_page + MIDDLE * MTE_GRANULE), 0);
}

TEST(stgp, "STGP stores a pair and its tag", NEEDS_MTE)
{
	uint64_t *at = (uint64_t *)mte_untagged + 2 * MIDDLE;
	register uint8_t *x0 asm("x0") = mte_page + MIDDLE * MTE_GRANULE;

	mte_tag_page();
	x0 = mte_pointer(x0, 11);
	asm volatile(MTE "mov x2, #0x22\n\tmov x3, #0x33\n\t"
			 "stgp x2, x3, [x0]\n\tstgp x3, x2, [x0, #32]!"
		     : "+r"(x0)
		     :
		     : "x2", "x3", "memory");
	EXPECT_EQ((uintptr_t)x0,
		  (uintptr_t)mte_pointer(mte_page + (MIDDLE + 2) * MTE_GRANULE,
					 11));
	EXPECT_EQ(at[0], 0x22);
	EXPECT_EQ(at[1], 0x33);
	EXPECT_EQ(at[4], 0x33);
	EXPECT_EQ(at[5], 0x22);
	EXPECT_EQ(mte_load(mte_page + (MIDDLE + 2) * MTE_GRANULE), 11);
	EXPECT_EQ(mte_load(mte_page + MIDDLE * MTE_GRANULE), 11);
	EXPECT_EQ(mte_load(mte_page + (MIDDLE + 1) * MTE_GRANULE),
		  mte_pattern(MIDDLE + 1));
}

/* ------------------------------------------------------------ loads ----- */

static void check_loads(void)
{
	mte_tag_page();
	for (unsigned int i = 0; i < PAGE_SIZE; i += 5) {
		register uint64_t x1 asm("x1") = 0xa5ffffff12345678;
		register void *x0 asm("x0") = mte_page + i;
		uint64_t tagged;

		asm volatile(MTE "ldg x1, [x0]" : "+r"(x1) : "r"(x0));
		tagged = x1;
		test_context("byte %u", i);
		EXPECT_EQ(tagged, (0xa5ffffff12345678 & ~(0xfull << 56)) |
					  (uint64_t)mte_pattern(i / MTE_GRANULE)
						  << 56);
	}
}

TEST(load_pair, "LDG has the tag of the granule, of the two of a pair",
     NEEDS_MTE)
{
	check_loads();
}

TEST(load, "LDG has the tag of the granule, whichever byte of it", NEEDS_MTE)
{
	mte_period = GRANULES;
	check_loads();
}

TEST(load_elsewhere, "LDG has 0 where memory is not tagged; an alias the same",
     NEEDS_MTE)
{
	mte_tag_page();
	for (unsigned int i = 0; i < GRANULES; i++) {
		EXPECT_EQ(mte_load(mte_untagged + i * MTE_GRANULE), 0);
		EXPECT_EQ(mte_load(mte_alias + i * MTE_GRANULE),
			  mte_pattern(i));
	}
}
