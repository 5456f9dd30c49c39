/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Primes by the sieve, in RAM that is mapped one to one and through mappings of
 * single pages in another order: what was written is what is read.
 */
#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("sieve", .summary = "memory keeps what the sieve crosses out");

enum {
	LIMIT = 1000000,
	PRIMES = 78498, /* below it */
	ORDER = 8,	/* pages: one byte a number */
};

static unsigned int primes(uint8_t *crossed)
{
	unsigned int nr = 0;

	memset(crossed, 0, LIMIT);
	for (unsigned int i = 2; i < LIMIT; i++) {
		if (crossed[i])
			continue;
		nr++;
		for (uint64_t j = (uint64_t)i * i; j < LIMIT; j += i)
			crossed[j] = 1;
	}
	return nr;
}

TEST(identity, "finds the primes below a million")
{
	uint8_t *crossed = page_alloc(ORDER, PAGE_ANY);

	test_defer(page_free, crossed);
	EXPECT_EQ(primes(crossed), PRIMES);
	EXPECT_EQ(crossed[999983], 0);
	EXPECT_EQ(crossed[999981], 1);
}

TEST(mapped, "finds them three times through pages in reverse order")
{
	size_t bytes = PAGE_SIZE << ORDER;
	char *pages = page_alloc(ORDER, PAGE_ANY);
	char *start = vmap_alloc(bytes, PAGE_SIZE);

	test_defer(page_free, pages);
	test_defer(vmap_free, start);
	for (size_t at = 0; at < bytes; at += PAGE_SIZE)
		ASSERT_EQ(arch_map(start + at,
				   virt_to_phys(pages + bytes - PAGE_SIZE - at),
				   PAGE_SIZE, MAP_READ | MAP_WRITE),
			  0);
	for (unsigned int i = 0; i < 3; i++)
		EXPECT_EQ(primes((uint8_t *)start), PRIMES);
	EXPECT_EQ(pages[bytes - PAGE_SIZE], 0);	    /* 0 */
	EXPECT_EQ(pages[bytes - PAGE_SIZE + 4], 1); /* 4 */
}
