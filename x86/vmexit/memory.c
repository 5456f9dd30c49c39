/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that the hypervisor has to give the guest first: never touched before,
 * or taken away again by pc-testdev.
 */
#include "suite.h"
#include <arch/page.h>
#include <mm/page.h>
#include <x86/pio.h>

enum {
	PORT_FLUSH = 0xe4, /* pc-testdev: unmap the page, and map it again */
	LARGE_ORDER = 9,
	NR_LARGE = 256,
	NR_SMALL = 64, /* large pages, touched in small steps */
	TOUCHED = 0x74,
};

#define LARGE (PAGE_SIZE << LARGE_ORDER)

static void do_flush(void *arg)
{
	outl((uint32_t)(uintptr_t)arg, PORT_FLUSH);
}

static void flush_and_touch(void *arg)
{
	do_flush(arg);
	++*(volatile uint64_t *)arg;
}

BENCH(ept_fault, "touches a page that the host has just unmapped",
      .needs = NEEDS(&x86_pc_testdev))
{
	uint64_t *page = page_alloc(0, PAGE_BELOW_4G | PAGE_ZERO);
	uint64_t calls;

	test_defer(page_free, page);
	bench_run("flush", do_flush, page);
	EXPECT_EQ(*page, 0);
	calls = bench_run("touch", flush_and_touch, page);
	EXPECT_EQ(*page, calls);
}

/* ---------------------------------------------------------- first touch ---- */

static struct cursor {
	uint8_t *blocks[NR_LARGE];
	unsigned int nr_blocks;
	size_t step;
	uint64_t nr, next; /* touches that there are, and the next one */
} cursor;

static uint8_t *place(uint64_t n)
{
	uint64_t per_block = LARGE / cursor.step;

	return cursor.blocks[n / per_block] + n % per_block * cursor.step;
}

/* Begins anew at the end, where it measures memory that is there already. */
static void touch(void *arg)
{
	(void)arg;
	*(volatile uint8_t *)place(cursor.next++ % cursor.nr) = TOUCHED;
}

static void give_back(uintptr_t unused)
{
	(void)unused;
	while (cursor.nr_blocks > 0)
		page_free(cursor.blocks[--cursor.nr_blocks]);
}

static void take_fresh(unsigned int nr_blocks, size_t step)
{
	cursor = (struct cursor){ .step = step };
	test_defer(give_back, 0);
	while (cursor.nr_blocks < nr_blocks) {
		uint8_t *block = page_try_alloc(LARGE_ORDER, PAGE_FRESH);

		if (!block)
			break;
		cursor.blocks[cursor.nr_blocks++] = block;
	}
	cursor.nr = cursor.nr_blocks * (LARGE / step);
	if (cursor.nr_blocks < nr_blocks / 2)
		SKIP("needs %u MiB that nobody has used", nr_blocks * 2);
}

static void bench_touch(unsigned int nr_blocks, size_t step)
{
	uint64_t calls, first, marked = 0;

	take_fresh(nr_blocks, step);
	calls = bench_run(NULL, touch, NULL);
	first = calls < cursor.nr ? calls : cursor.nr;
	test_note("%llu of %llu touches were the first ones of their page",
		  (unsigned long long)first, (unsigned long long)calls);
	for (uint64_t n = 0; n < first; n++)
		marked += *place(n) == TOUCHED;
	EXPECT_EQ(marked, first);
}

BENCH(first_touch_4k, "touches pages of 4 KiB for the first time")
{
	bench_touch(NR_SMALL, PAGE_SIZE);
}

BENCH(first_touch_2m, "touches blocks of 2 MiB for the first time")
{
	bench_touch(NR_LARGE, LARGE);
}
