/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page allocator against a model of what is in use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <host.h>
#include <mm/page.h>
#include <test/harness.h>

#include "child.h"

enum {
	NR_PAGES = PAGE_IDENTITY_END >> PAGE_SHIFT,
	NR_BLOCKS = 600,
	ROUNDS = 40000,
};

static struct child child;
static unsigned char in_use[NR_PAGES]; /* by page of the model */
static unsigned char ever[NR_PAGES];   /* was given out */
static uint64_t random_state = 1;

static unsigned int random_below(unsigned int limit)
{
	return (unsigned int)(random_mix(&random_state) % limit);
}

static bool is_ram(uint64_t page)
{
	paddr_t phys = page << PAGE_SHIFT;
	unsigned int i;

	for (i = 0; i < host_boot_info.nr_ram; i++)
		if (phys >= host_boot_info.ram[i].start &&
		    phys < host_boot_info.ram[i].end)
			return true;
	return false;
}

static const struct area {
	enum page_flags flag;
	paddr_t limit;
} areas[] = {
	{ PAGE_ANY, PAGE_IDENTITY_END }, { PAGE_BELOW_4G, 1ull << 32 },
	{ PAGE_BELOW_2G, 1ull << 31 },	 { PAGE_BELOW_16M, 1ull << 24 },
	{ PAGE_BELOW_1M, 1ull << 20 },
};

enum {
	NR_AREAS = sizeof(areas) / sizeof(areas[0])
};

/* ------------------------------------------------------------- torture ---- */

struct held {
	uint64_t *block;
	unsigned int order;
	uint64_t pattern;
};

static void mark(const void *block, unsigned int order, unsigned char from)
{
	uint64_t page = virt_to_phys(block) >> PAGE_SHIFT, i;

	for (i = 0; i < 1ull << order; i++, page++) {
		assert_true(is_ram(page));
		assert_int_equal(in_use[page], from);
		in_use[page] = !from;
	}
}

static uint64_t *last_word(const struct held *h)
{
	return h->block + (PAGE_SIZE << h->order) / sizeof(*h->block) - 1;
}

static void take(struct held *h)
{
	const struct area *area = &areas[random_below(NR_AREAS)];
	unsigned int flags = area->flag | random_below(4); /* ZERO, FRESH */
	uint64_t before = page_nr_free(PAGE_ANY), page, i;

	/* Mostly small ones. */
	h->order = random_below(4) ? random_below(3) : random_below(12);
	h->block = page_try_alloc(h->order, flags);
	if (!h->block)
		return;
	page = virt_to_phys(h->block) >> PAGE_SHIFT;
	assert_int_equal(page & ((1ull << h->order) - 1), 0);
	assert_true((page + (1ull << h->order)) << PAGE_SHIFT <= area->limit);
	assert_int_equal(page_nr_free(PAGE_ANY), before - (1ull << h->order));
	mark(h->block, h->order, 0);
	for (i = 0; i < 1ull << h->order; i++) {
		if (flags & PAGE_FRESH)
			assert_false(ever[page + i]);
		ever[page + i] = 1;
	}
	if (flags & PAGE_ZERO)
		for (i = 0; i < (PAGE_SIZE << h->order) / 8; i += 61)
			assert_int_equal(h->block[i], 0);
	h->pattern = random_mix(&random_state);
	*h->block = *last_word(h) = h->pattern;
}

static void give(struct held *h)
{
	assert_int_equal(*h->block, h->pattern);
	assert_int_equal(*last_word(h), h->pattern);
	mark(h->block, h->order, 1);
	page_free(h->block);
	h->block = NULL;
}

static void test_torture(void **state)
{
	static struct held held[NR_BLOCKS];
	uint64_t before[NR_AREAS];
	unsigned int i;

	(void)state;
	for (i = 0; i < NR_AREAS; i++)
		before[i] = page_nr_free(areas[i].flag);
	for (i = 0; i < ROUNDS; i++) {
		struct held *h = &held[random_below(NR_BLOCKS)];

		if (h->block)
			give(h);
		else
			take(h);
	}
	for (i = 0; i < NR_BLOCKS; i++)
		if (held[i].block)
			give(&held[i]);
	for (i = 0; i < NR_AREAS; i++)
		assert_int_equal(page_nr_free(areas[i].flag), before[i]);
}

/* --------------------------------------------------------------- areas ---- */

/* Every page of an area can be had, one by one, and then none. */
static void test_exhaustion(void **state)
{
	static void *blocks[1 << 16];
	uint64_t expected, nr = 0;

	(void)state;
	expected = page_nr_free(PAGE_BELOW_16M);
	assert_in_range(expected, 3000, 4096);
	while ((blocks[nr] = page_try_alloc(0, PAGE_BELOW_16M)) != NULL)
		mark(blocks[nr++], 0, 0);
	assert_int_equal(nr, expected);
	assert_int_equal(page_nr_free(PAGE_BELOW_16M), 0);
	assert_null(page_try_alloc(0, PAGE_BELOW_1M));
	assert_non_null(page_try_alloc(0, PAGE_BELOW_2G));
	while (nr-- > 0) {
		mark(blocks[nr], 0, 1);
		page_free(blocks[nr]);
	}
	assert_int_equal(page_nr_free(PAGE_BELOW_16M), expected);
	/* Joined again: the largest aligned block below 16 MiB is 8 MiB. */
	blocks[0] = page_try_alloc(11, PAGE_BELOW_16M);
	assert_int_equal(virt_to_phys(blocks[0]), 8ull << 20);
	page_free(blocks[0]);
}

/* What is scarce goes last. */
static void test_highest_first(void **state)
{
	void *block = page_alloc(0, PAGE_ANY);

	(void)state;
	assert_true(virt_to_phys(block) >= 1ull << 32);
	page_free(block);
	block = page_alloc(0, PAGE_BELOW_4G);
	assert_true(virt_to_phys(block) >= 1ull << 31);
	page_free(block);
}

static void test_too_large(void **state)
{
	(void)state;
	assert_null(page_try_alloc(PAGE_ORDER_MAX, PAGE_ANY));
	assert_null(page_try_alloc(8, PAGE_BELOW_1M));
}

/* --------------------------------------------------------- reservation ---- */

static void test_reserve(void **state)
{
	uint64_t before = page_nr_free(PAGE_ANY), i;
	void *page;

	(void)state;
	assert_int_equal(page_reserve(0x200000, 0x5000), 0);
	assert_int_equal(page_nr_free(PAGE_ANY), before - 5);
	assert_int_equal(page_reserve(0x204000, 0x1000), -EBUSY);
	assert_int_equal(page_reserve(0x1ff000, 0x2000), -EBUSY);
	assert_int_equal(page_nr_free(PAGE_ANY), before - 5);
	page_unreserve(0x202000, 0x1000);
	assert_int_equal(page_reserve(0x202000, 0x1000), 0);
	page_unreserve(0x200000, 0x5000);
	assert_int_equal(page_nr_free(PAGE_ANY), before);

	/* Across the limit of an area, where the upper part is in use. */
	page = page_alloc(0, PAGE_BELOW_4G);
	for (i = 0; i < 3; i++)
		assert_int_equal(page_reserve(virt_to_phys(page), PAGE_SIZE),
				 -EBUSY);
	page_free(page);
	/* Above 2 GiB an area begins with the allocator's own pages. */
	assert_int_equal(page_reserve(0x7fffe000, 0x3000), -EBUSY);
	assert_int_equal(page_nr_free(PAGE_ANY), before);
	assert_int_equal(page_reserve(0x7fffe000, 0x2000), 0);
	page_unreserve(0x7fffe000, 0x2000);
	assert_int_equal(page_nr_free(PAGE_ANY), before);
}

static void test_reserve_bad(void **state)
{
	(void)state;
	assert_int_equal(page_reserve(0x200001, 0x1000), -EINVAL);
	assert_int_equal(page_reserve(0x200000, 0x1001), -EINVAL);
	assert_int_equal(page_reserve(0x200000, 0), -EINVAL);
	assert_int_equal(page_reserve(0, 0x1000), -EINVAL);
	assert_int_equal(page_reserve(0x9f000, 0x1000), -EINVAL);
	assert_int_equal(page_reserve(0x9e000, 0x2000), -EINVAL);
	assert_int_equal(page_reserve(~0xfffull, 0x2000), -EINVAL);
	assert_int_equal(page_reserve(0x1000, 0x1000), -EBUSY);
}

/* --------------------------------------------------------------- abuse ---- */

static void free_twice(void *arg)
{
	char *page = page_alloc(1, PAGE_ANY);

	(void)arg;
	page_free(page);
	page_free(page);
}

/* Its lower buddy has swallowed it meanwhile. */
static void free_twice_joined(void *arg)
{
	char *low = page_alloc(1, PAGE_ANY);

	(void)arg;
	page_free(low);
	page_free(low + PAGE_SIZE);
}

static void free_inside(void *arg)
{
	(void)arg;
	page_free((char *)page_alloc(2, PAGE_ANY) + PAGE_SIZE);
}

static void free_misaligned(void *arg)
{
	(void)arg;
	page_free((char *)page_alloc(0, PAGE_ANY) + 16);
}

static void free_foreign(void *arg)
{
	(void)arg;
	page_free(&child);
}

static void free_reserved(void *arg)
{
	(void)arg;
	page_reserve(0x200000, 0x1000);
	page_free(phys_to_virt(0x200000));
}

static void free_own_data(void *arg)
{
	(void)arg;
	page_alloc(0, PAGE_ANY);
	page_free(phys_to_virt(0x1000));
}

static void free_untouched(void *arg)
{
	(void)arg;
	page_alloc(0, PAGE_ANY);
	page_free(phys_to_virt(0x50000));
}

static void unreserve_free(void *arg)
{
	(void)arg;
	page_unreserve(0x200000, 0x1000);
}

static void unreserve_hole(void *arg)
{
	(void)arg;
	page_unreserve(0x9f000, 0x1000);
}

static void alloc_too_large(void *arg)
{
	(void)arg;
	page_alloc(PAGE_ORDER_MAX + 1, PAGE_ANY);
}

/* The next one who takes a page from that list notices. */
static void write_after_free(void *arg)
{
	char *page = page_alloc(0, PAGE_ANY);

	(void)arg;
	page_free(page);
	memset(page, 0x5a, 64);
	page_alloc(0, PAGE_ANY);
}

static void run_out(void *arg)
{
	(void)arg;
	for (;;)
		page_alloc(6, PAGE_BELOW_1M);
}

static const struct abuse {
	void (*fn)(void *);
	const char *line; /* of the panic; N: an address */
} abuses[] = {
	{ free_twice, "page_free(N): the address is free already" },
	{ free_twice_joined, "page_free(N): the address is free already" },
	{ free_inside,
	  "page_free(N): the address is inside a block, not its start" },
	{ free_misaligned,
	  "page_free(N): the address is not aligned to a page" },
	{ free_foreign, "page_free(N): the address is not in RAM" },
	{ free_reserved,
	  "page_free(N): the address is reserved, not allocated" },
	{ free_own_data,
	  "page_free(N): the address holds the allocator's own data" },
	{ free_untouched, "page_free(N): the address was never given out" },
	{ unreserve_free, "page_unreserve(): page N is not reserved" },
	{ unreserve_hole, "page_unreserve(0x9f000): not pages of RAM" },
	{ alloc_too_large, "page_alloc() of order 19, the largest is 18" },
	{ run_out, "out of memory: no 64 contiguous pages for flags 0x4" },
};

static void replace_address(char *line, const char *before)
{
	char *at = strstr(line, before);

	if (!at)
		return;
	at += strlen(before);
	memmove(at + 1, at + strcspn(at, "): "),
		strlen(at + strcspn(at, "): ")) + 1);
	*at = 'N';
}

static void assert_panic(void (*fn)(void *), const char *line)
{
	char expected[256];

	child_call(&child, fn, NULL);
	child_join(&child);
	replace_address(child.output, "page_free(");
	replace_address(child.output, ": page ");
	snprintf(expected, sizeof(expected), "# panic %s\n", line);
	if (strncmp(child.output, expected, strlen(expected)) != 0)
		fail_msg("expected %s, got %s", line, child.output);
	assert_int_equal(child.status, PROTO_EXIT_ERROR);
}

static void test_abuse(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(abuses) / sizeof(abuses[0]); i++)
		assert_panic(abuses[i].fn, abuses[i].line);
	child_call(&child, write_after_free, NULL);
	child_join(&child);
	assert_non_null(
		strstr(child.output, " was written to after it was freed\n"));
}

/* RAM is not cleared at boot: this would be free pages of order 0. */
static void spoil_ram(void)
{
	unsigned int i;

	for (i = 0; i < host_boot_info.nr_ram; i++)
		memset(phys_to_virt(host_boot_info.ram[i].start), 0x40,
		       0x10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* Children first: they share this process's RAM. */
		cmocka_unit_test(test_abuse),
		cmocka_unit_test(test_highest_first),
		cmocka_unit_test(test_torture),
		cmocka_unit_test(test_exhaustion),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_reserve_bad),
	};

	spoil_ram();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
