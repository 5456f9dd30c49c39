/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that changes by other ways than a plain store while the VM migrates, again
 * and again: here by every kind of instruction that stores. Each page is written in
 * one way alone: a way that does not tell the host that the page is dirty leaves an
 * old copy behind.
 */
#include "suite.h"

#include <arch/page.h>
#include <clock.h>
#include <mm/page.h>

DIRTY_WRITERS_SUITE;

enum {
	PAGES = 64, /* of each way */
};

void dirty_migrate_while(void (*write)(unsigned int round))
{
	unsigned int hops;

	host_migrate_begin();
	for (unsigned int round = 0; round < DIRTY_ROUNDS; round++) {
		write(round);
		delay_us(3000);
	}
	hops = host_migrate_end();
	EXPECT_GE(hops, 3);
	test_note("%u migrations", hops);
}

static uint8_t *pages[DIRTY_WAYS_MAX];
static unsigned int counts[DIRTY_WAYS_MAX][PAGES];

static bool possible(const struct way *w)
{
	return !w->needs || w->needs->probe();
}

static void open_ways(void)
{
	if (nr_dirty_ways > DIRTY_WAYS_MAX)
		ERROR("%u ways", nr_dirty_ways);
	for (unsigned int w = 0; w < nr_dirty_ways; w++) {
		pages[w] = page_alloc(6, PAGE_ZERO);
		test_defer(page_free, pages[w]);
		for (unsigned int i = 0; i < PAGES; i++)
			counts[w][i] = 0;
	}
}

/* In each round some pages of each: most are at rest meanwhile. */
static void write_ways(unsigned int round)
{
	for (unsigned int w = 0; w < nr_dirty_ways; w++)
		for (unsigned int i = round % 5; i < PAGES; i += 5) {
			if (!possible(&dirty_ways[w]))
				continue;
			dirty_ways[w].write(
				(uint64_t *)(pages[w] + i * PAGE_SIZE));
			counts[w][i]++;
		}
}

static void check_ways(void)
{
	for (unsigned int w = 0; w < nr_dirty_ways; w++)
		for (unsigned int i = 0; i < PAGES; i++) {
			volatile uint64_t *at =
				(uint64_t *)(pages[w] + i * PAGE_SIZE);

			test_context("%s, page %u", dirty_ways[w].name, i);
			ASSERT_EQ(*at, counts[w][i]);
		}
	test_context("%s", "");
}

TEST(instructions, "no store of any instruction is lost")
{
	open_ways();
	dirty_migrate_while(write_ways);
	check_ways();
}
