/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A VM that goes on in another VMM process: all of its memory comes along, also
 * what changes meanwhile.
 */
#include <arch.h>
#include <mm/page.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

#include "ways.h"

TEST_SUITE("migration",
	   .summary = "memory, CPUs and time are the same in the next VM",
	   .needs = NEEDS(&host_migrate, &host_snapshot));

enum {
	BLOCKS_MAX = 512,
	ORDER_MAX = 10,
	LEAVE_PAGES = 64, /* to the library */
	WORDS = PAGE_SIZE / sizeof(uint64_t),
};

static struct block {
	uint64_t *start;
	size_t words;
} blocks[BLOCKS_MAX];
static unsigned int nr_blocks;

/* Different for each address and round, and never what an empty page holds. */
static uint64_t pattern(const uint64_t *at, uint64_t round)
{
	return ((uintptr_t)at + round) * 0x9e3779b97f4a7c15ull | 1;
}

static void free_blocks(uintptr_t unused)
{
	(void)unused;
	while (nr_blocks > 0)
		page_free(blocks[--nr_blocks].start);
}

/* The large blocks first, until little is left. */
static void take_memory(void)
{
	unsigned int order = ORDER_MAX;
	uint64_t *start;

	test_defer(free_blocks, 0);
	while (nr_blocks < BLOCKS_MAX) {
		start = page_nr_free(PAGE_ANY) < (1ul << order) + LEAVE_PAGES ?
				NULL :
				page_try_alloc(order, PAGE_ANY);
		if (start)
			blocks[nr_blocks++] =
				(struct block){ start, WORDS << order };
		else if (order-- == 0)
			break;
	}
}

static void fill_memory(uint64_t round)
{
	for (unsigned int i = 0; i < nr_blocks; i++)
		for (size_t k = 0; k < blocks[i].words; k++)
			blocks[i].start[k] =
				pattern(&blocks[i].start[k], round);
}

static uint64_t nr_wrong(uint64_t round)
{
	uint64_t wrong = 0;

	for (unsigned int i = 0; i < nr_blocks; i++)
		for (size_t k = 0; k < blocks[i].words; k++)
			wrong += blocks[i].start[k] !=
				 pattern(&blocks[i].start[k], round);
	return wrong;
}

TEST_EACH(memory, const struct way *way, ways,
	  "is the same, all that can be had of it, at each way")
{
	unsigned int i;

	take_memory();
	EXPECT_GE(nr_blocks, 8);
	for (i = 0; i < way->times; i++) {
		test_context("after way %u", i + 1);
		fill_memory(i);
		way->go();
		EXPECT_EQ(nr_wrong(i), 0);
	}
}

/*
 * Pages that change all the time, each with a number in all of its words that
 * another table knows: one that is not copied again is older than that table.
 */
enum {
	WRITTEN_PAGES = 512, /* of each CPU */
};

static struct writer {
	volatile uint64_t (*page)[WORDS];
	uint64_t number[WRITTEN_PAGES];
	uint64_t rounds;
	uint64_t torn; /* pages that were not as they were left */
} writers[CPU_MAX];
static bool enough;

static bool page_is(const struct writer *w, unsigned int page, uint64_t number)
{
	for (unsigned int i = 0; i < WORDS; i++)
		if (w->page[page][i] != number)
			return false;
	return true;
}

static void write_pages(struct writer *w)
{
	uint64_t number = ++w->rounds;

	for (unsigned int page = 0; page < WRITTEN_PAGES; page++) {
		w->torn += !page_is(w, page, w->number[page]);
		/* Every seventh at a time: most are at rest meanwhile. */
		if ((page + number) % 7)
			continue;
		for (unsigned int i = 0; i < WORDS; i++)
			w->page[page][i] = number;
		w->number[page] = number;
	}
}

static void keep_writing(void *arg)
{
	struct writer *w = &writers[cpu_this()];

	(void)arg;
	while (!__atomic_load_n(&enough, __ATOMIC_RELAXED))
		write_pages(w);
}

static void new_writer(unsigned int cpu)
{
	struct writer *w = &writers[cpu];
	void *pages = page_alloc(9, PAGE_ZERO);

	test_defer(page_free, pages);
	memset(w, 0, sizeof(*w));
	w->page = pages;
}

static void start_writers(void)
{
	unsigned int cpu;

	enough = false;
	for (cpu = 0; cpu < cpu_count(); cpu++)
		new_writer(cpu);
	for (cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, keep_writing, NULL);
}

static void stop_writers(void)
{
	unsigned int cpu;

	__atomic_store_n(&enough, true, __ATOMIC_RELAXED);
	for (cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_wait(cpu);
}

static void check_writers(void)
{
	unsigned int cpu, page, old = 0;

	for (cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("of CPU %u", cpu);
		for (page = 0; page < WRITTEN_PAGES; page++)
			old += !page_is(&writers[cpu], page,
					writers[cpu].number[page]);
		EXPECT_GE(writers[cpu].rounds, 1);
		EXPECT_EQ(writers[cpu].torn, 0);
		EXPECT_EQ(old, 0);
	}
}

TEST(continuous, "loses no store of any CPU while it goes back and forth",
     .needs = NEEDS(&host_migrate_live))
{
	unsigned int hops, i;

	start_writers();
	host_migrate_begin();
	for (i = 0; i < 50; i++)
		write_pages(&writers[0]);
	hops = host_migrate_end();
	stop_writers();
	EXPECT_GE(hops, 3);
	check_writers();
	test_note("%u migrations", hops);
}

TEST_EACH(writers, const struct way *way, ways,
	  "lose no store while one CPU waits for the next VM")
{
	start_writers();
	write_pages(&writers[0]);
	go(way);
	write_pages(&writers[0]);
	stop_writers();
	check_writers();
}
