/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLBI by range: every page of it, the first to the last, whatever SCALE and NUM
 * say it is (Arm ARM, C5.5.9 TLBI RVAE1 and those behind it; D8.13.6).
 */
#include "tlbi.h"

#include <arm/features.h>
#include <smp.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

TLBI(vmalle1is, 3, 0)
TLBI(rvae1is, 2, 1)
TLBI(rvaae1is, 2, 3)
TLBI(rvale1is, 2, 5)
TLBI(rvaale1is, 2, 7)
TLBI(rvae1os, 5, 1)
TLBI(rvaae1os, 5, 3)
TLBI(rvale1os, 5, 5)
TLBI(rvaale1os, 5, 7)
TLBI(rvae1, 6, 1)
TLBI(rvaae1, 6, 3)
TLBI(rvale1, 6, 5)
TLBI(rvaale1, 6, 7)

static const struct row {
	const char *name;
	void (*tlbi)(uint64_t operand);
	bool others; /* reaches other CPUs */
} rows[] = {
	{ "rvae1is", rvae1is, true },	{ "rvaae1is", rvaae1is, true },
	{ "rvale1is", rvale1is, true }, { "rvaale1is", rvaale1is, true },
	{ "rvae1os", rvae1os, true },	{ "rvaae1os", rvaae1os, true },
	{ "rvale1os", rvale1os, true }, { "rvaale1os", rvaale1os, true },
	{ "rvae1", rvae1, false },	{ "rvaae1", rvaae1, false },
	{ "rvale1", rvale1, false },	{ "rvaale1", rvaale1, false },
};

/* (NUM + 1) << (5 * SCALE + 1) pages, from a base that is no multiple of that */
static const struct size {
	unsigned int scale, num;
} sizes[] = { { 0, 0 },	 { 0, 1 }, { 0, 2 }, { 0, 7 }, { 0, 30 },
	      { 0, 31 }, { 1, 0 }, { 1, 1 }, { 1, 2 } };

enum {
	FIRST = 3,
	MOST = 192,
	WORDS = PAGE_SIZE / sizeof(uint64_t),
};

static unsigned int pages_of(const struct size *s)
{
	return (s->num + 1) << (5 * s->scale + 1);
}

static uint64_t operand(const struct size *s)
{
	uint64_t granule = PAGE_SHIFT == 12 ? 1 : PAGE_SHIFT == 14 ? 2 : 3;
	uint64_t base = ((uintptr_t)WINDOW >> PAGE_SHIFT) + FIRST;

	return granule << 46 | (uint64_t)s->scale << 44 |
	       (uint64_t)s->num << 39 | (base & ((1ull << 37) - 1));
}

static void fill(unsigned int nr, uint64_t entry)
{
	volatile uint64_t *at = window_entry(MMU_PAGE) + FIRST;

	for (unsigned int i = 0; i < nr; i++)
		at[i] = entry;
	dsb();
}

static void clear(uintptr_t unused)
{
	(void)unused;
	fill(MOST, 0);
	vmalle1is(0);
}

/* How many of the pages have another content than this: their last one, or none. */
struct look {
	unsigned int nr;
	uint64_t value;
	unsigned int wrong, last;
};

static void look(void *arg)
{
	struct look *l = arg;

	l->wrong = 0;
	for (unsigned int i = 0; i < l->nr; i++) {
		volatile uint64_t *page = WINDOW + (FIRST + i) * WORDS;

		if (*page == l->value)
			continue;
		l->wrong++;
		l->last = i;
	}
}

static void expect_value(const struct row *r, struct look *l, uint64_t value)
{
	l->value = value;
	look(l);
	EXPECT_EQ(l->wrong, 0);
	if (!r->others || cpu_count() < 2)
		return;
	on_cpu(1, look, l);
	EXPECT_EQ(l->wrong, 0);
}

TEST_EACH(range, const struct row *r, rows,
	  "after it, no page of the range is what the table said before",
	  .needs = NEEDS(&arm_tlbirange))
{
	uint64_t entries[2];

	open_two(entries);
	test_defer(clear, 0);
	grow_tlb(TLB_PAGES_64, entries[0]);
	for (unsigned int i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct look l = { .nr = pages_of(&sizes[i]) };

		test_context("SCALE %u NUM %u", sizes[i].scale, sizes[i].num);
		fill(l.nr, entries[0]);
		expect_value(r, &l, WINDOW_VALUE);
		fill(l.nr, 0);
		r->tlbi(operand(&sizes[i]));
		fill(l.nr, entries[1]);
		isb();
		expect_value(r, &l, WINDOW_STORE);
		clear(0);
	}
}
