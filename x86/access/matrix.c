/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbered states. The bits of the entry change fastest and the processor's
 * slowest, so that most states need nothing but an INVLPG.
 */
#include "suite.h"

#include <clock.h>

ACCESS_SUITE;

static const uint64_t leaf_bits[] = {
	PTE_NX, PTE_W, PTE_U, PTE_A, PTE_D, PTE_P
};
static const uint64_t table_bits[] = { PTE_NX, PTE_W, PTE_U, PTE_A, PTE_P };

#define LEAF_STATES  64
#define TABLE_STATES 32
#define ACCESSES     (NR_KINDS * 2)
#define MODES	     (2 * 2 * 2) /* WP, NXE, SMEP */
#define SMAP_MODES   (2 * 2)	 /* AC, WP */

/* Make @nr bits of an entry those of a number. */
static void choose(uint64_t *entry, const uint64_t *bits, unsigned int nr,
		   unsigned int number)
{
	for (unsigned int i = 0; i < nr; i++) {
		*entry &= ~bits[i];
		*entry |= number >> i & 1 ? bits[i] : 0;
	}
}

static void take_access(struct state *s, uint64_t *number)
{
	s->kind = take(number, NR_KINDS);
	s->user = take(number, 2);
}

static void take_mode(struct state *s, uint64_t *number)
{
	s->wp = take(number, 2);
	s->nxe = take(number, 2);
	s->smep = take(number, 2);
}

static struct state take_leaf(uint64_t *number)
{
	unsigned int bits = take(number, LEAF_STATES);
	struct state s = access_permissive(1 + take(number, LEAVES));

	choose(&s.entry[s.leaf], leaf_bits, 6, bits);
	take_access(&s, number);
	return s;
}

static struct state leaf_state(uint64_t number)
{
	struct state s = take_leaf(&number);

	take_mode(&s, &number);
	return s;
}

#define LEAF_SPACE (LEAF_STATES * LEAVES * ACCESSES * MODES)

TEST_NUMBERED(matrix, uint64_t number, LEAF_SPACE,
	      "bits of the last entry, against all modes")
{
	struct state s = leaf_state(number);

	access_check(&s);
}

TEST_NUMBERED(matrix_present, uint64_t number, LEAF_SPACE,
	      "P is set in the error code when NX is a reserved bit")
{
	struct state s = leaf_state(number);

	access_check_present(&s);
}

TEST_NUMBERED(matrix_accessed, uint64_t number, LEAF_SPACE,
	      "a fault does not set A of a page of 1 GiB",
	      .needs = NEEDS(&x86_page1gb))
{
	struct state s = leaf_state(number);

	access_check_accessed(&s);
}

TEST_NUMBERED(smap, uint64_t number, LEAF_STATES *LEAVES *ACCESSES *SMAP_MODES,
	      "bits of the last entry, with SMAP", .needs = NEEDS(&x86_smap))
{
	struct state s = take_leaf(&number);

	s.smap = true;
	s.ac = take(&number, 2);
	s.wp = take(&number, 2);
	access_check(&s);
}

static struct state upper_state(uint64_t number)
{
	unsigned int bits = take(&number, TABLE_STATES);
	unsigned int level = 2 + take(&number, LEVELS - 1);
	struct state s = access_permissive(1 + take(&number, LEAVES));

	if (level > access_top || level <= s.leaf)
		SKIP("there is no such table");
	choose(&s.entry[level], table_bits, 5, bits);
	take_access(&s, &number);
	take_mode(&s, &number);
	return s;
}

#define UPPER_SPACE (TABLE_STATES * (LEVELS - 1) * LEAVES * ACCESSES * MODES)

TEST_NUMBERED(upper, uint64_t number, UPPER_SPACE,
	      "bits of an entry that leads to a table, against all modes")
{
	struct state s = upper_state(number);

	access_check(&s);
}

/* ------------------------------------------------------------- single bits ---- */

/* An address bit that is not reserved leads elsewhere, and so does PS. */
static bool leads_elsewhere(const struct state *s, unsigned int level,
			    unsigned int bit)
{
	unsigned int low = level == s->leaf ? 12 + 9 * (level - 1) : 12;

	return (bit >= low && bit < access_physical_bits() && bit < 52) ||
	       (bit == 7 && (level == 2 || (level == 3 && access_huge())));
}

static struct state bit_state(uint64_t number)
{
	unsigned int bit = take(&number, 64);
	unsigned int level = 1 + take(&number, LEVELS);
	struct state s = access_permissive(1 + take(&number, LEAVES));

	if (level > access_top || level < s.leaf ||
	    leads_elsewhere(&s, level, bit))
		SKIP("that leads to another page");
	s.entry[level] ^= 1ull << bit;
	take_access(&s, &number);
	s.nxe = take(&number, 2);
	return s;
}

#define BIT_SPACE (64 * LEVELS * LEAVES * ACCESSES * 2)

TEST_NUMBERED(bits, uint64_t number, BIT_SPACE,
	      "each bit of each entry: reserved, ignored, or with a meaning")
{
	struct state s = bit_state(number);

	access_check(&s);
}

TEST_NUMBERED(bits_present, uint64_t number, BIT_SPACE,
	      "P is set in the error code for each reserved bit")
{
	struct state s = bit_state(number);

	access_check_present(&s);
}

/* --------------------------------------------------------------- full tier ---- */

/* What two levels of tables allow, on top of the leaf; the lower one also P. */
static struct state full_state(uint64_t number)
{
	unsigned int bits = take(&number, LEAF_STATES);
	unsigned int lower = take(&number, TABLE_STATES);
	unsigned int upper = take(&number, 8);
	struct state s = access_permissive(1 + take(&number, LEAVES));

	choose(&s.entry[s.leaf], leaf_bits, 6, bits);
	if (s.leaf + 1 <= access_top)
		choose(&s.entry[s.leaf + 1], table_bits, 5, lower);
	else if (lower != TABLE_STATES - 1)
		SKIP("there is no such table");
	if (s.leaf + 2 <= access_top)
		choose(&s.entry[s.leaf + 2], table_bits, 3, upper);
	else if (upper != 0)
		SKIP("there is no such table");
	take_access(&s, &number);
	take_mode(&s, &number);
	s.smap = take(&number, 2);
	return s;
}

TEST_NUMBERED(full, uint64_t number,
	      LEAF_STATES *TABLE_STATES * 8 * LEAVES * ACCESSES * MODES * 2,
	      "bits of three levels at once, against all modes")
{
	struct state s = full_state(number);

	access_check(&s);
}

/* ---------------------------------------------------------------- measure ---- */

static void one_state(void *arg)
{
	uint64_t *number = arg;
	struct state s = leaf_state((*number)++ % LEAF_SPACE);

	if (!access_missing(&s))
		access_check(&s);
}

BENCH(state, "one state of the matrix, and how many there are in a second")
{
	uint64_t number = 0;
	uint64_t ns = bench_run(NULL, one_state, &number);

	EXPECT_GT(ns, 0);
	test_note("%llu states per second",
		  (unsigned long long)(1000000000 / (ns ? ns : 1)));
}
