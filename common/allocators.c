/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory as the library gives it out: pages, mappings and heap, against the
 * machine's own RAM and translation. lib/arch.h is the reference.
 */
#include <arch.h>
#include <errno.h>
#include <malloc.h>
#include <mm/heap.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <stdlib.h>
#include <string.h>
#include <test/test.h>
#include <trap.h>

TEST_SUITE("allocators", .summary = "pages, mappings and heap are what they "
				    "are said to be");

static uint64_t *take_page(enum page_flags flags)
{
	uint64_t *page = page_alloc(0, flags);

	test_defer(page_free, page);
	return page;
}

static void *take_addresses(size_t bytes)
{
	void *start = vmap_alloc(bytes, PAGE_SIZE);

	test_defer(vmap_free, start);
	return start;
}

static void map(void *virt, const void *page, size_t bytes, unsigned int flags)
{
	ASSERT_EQ(arch_map(virt, virt_to_phys(page), bytes, flags), 0);
}

/* --------------------------------------------------------------- pages ---- */

static const struct order {
	const char *name;
	unsigned int order;
} orders[] = {
	{ "0", 0 }, { "1", 1 }, { "2", 2 },
	{ "5", 5 }, { "9", 9 }, { "10", 10 },
};

static void fill(uint64_t *block, size_t words)
{
	size_t i;

	for (i = 0; i < words; i += 64)
		block[i] = (uintptr_t)&block[i] ^ words;
}

TEST_EACH(
	order, const struct order *o, orders,
	"is aligned to its size, where the tables say, and holds what it is told")
{
	size_t bytes = PAGE_SIZE << o->order, words = bytes / 8, i;
	uint64_t *block = page_alloc(o->order, PAGE_ANY);
	paddr_t phys;

	test_defer(page_free, block);
	EXPECT_EQ(virt_to_phys(block) & (bytes - 1), 0);
	for (i = 0; i < words; i += PAGE_SIZE / 8) {
		ASSERT_EQ(arch_translate(&block[i], &phys), 0);
		ASSERT_EQ(phys, virt_to_phys(block) + i * 8);
	}
	fill(block, words);
	for (i = 0; i < words; i += 64)
		ASSERT_EQ(block[i], (uintptr_t)&block[i] ^ words);
}

static const struct area {
	const char *name;
	enum page_flags flag;
	paddr_t limit;
} areas[] = {
	{ "below-1m", PAGE_BELOW_1M, 1ull << 20 },
	{ "below-16m", PAGE_BELOW_16M, 1ull << 24 },
	{ "below-2g", PAGE_BELOW_2G, 1ull << 31 },
	{ "below-4g", PAGE_BELOW_4G, 1ull << 32 },
};

/* All of an area at once, up to this: each page its own, to the last word. */
enum {
	NR_TOGETHER = 1024
};

TEST_EACH(area, const struct area *a, areas,
	  "gives pages below its limit that are all different memory")
{
	static uint64_t *pages[NR_TOGETHER];
	uint64_t before = page_nr_free(a->flag);
	unsigned int nr, i;

	for (nr = 0; nr < NR_TOGETHER; nr++) {
		pages[nr] = page_try_alloc(0, a->flag);
		if (!pages[nr])
			break;
		test_context("page %u", nr);
		EXPECT_LE(virt_to_phys(pages[nr]) + PAGE_SIZE, a->limit);
		pages[nr][0] = pages[nr][PAGE_SIZE / 8 - 1] = nr;
	}
	for (i = 0; i < nr; i++) {
		test_context("page %u", i);
		EXPECT_EQ(pages[i][0], i);
		EXPECT_EQ(pages[i][PAGE_SIZE / 8 - 1], i);
		page_free(pages[i]);
	}
	test_context("%s", "");
	EXPECT_EQ(page_nr_free(a->flag), before);
	if (before < NR_TOGETHER)
		EXPECT_EQ(nr, before);
	if (!before)
		SKIP("this machine has no RAM %s", a->name);
}

TEST(zeroed, "is cleared, though it was used before")
{
	uint64_t *dirty = page_alloc(3, PAGE_ANY), *clean;
	size_t i, set = 0;

	memset(dirty, 0xff, PAGE_SIZE << 3);
	page_free(dirty);
	clean = page_alloc(3, PAGE_ZERO);
	test_defer(page_free, clean);
	for (i = 0; i < (PAGE_SIZE << 3) / 8; i++)
		set += clean[i] != 0;
	EXPECT_EQ(set, 0);
}

TEST(fresh, "was not given out before")
{
	uint64_t *used = page_alloc(0, PAGE_ANY), *fresh;

	page_free(used);
	fresh = take_page(PAGE_FRESH);
	EXPECT_NE(fresh, used);
	EXPECT_NE(take_page(PAGE_FRESH), fresh);
}

TEST(reserved, "is nobody else's until it is given back")
{
	uint64_t *page = page_alloc(0, PAGE_ANY);
	paddr_t phys = virt_to_phys(page);
	uint64_t before;

	EXPECT_EQ(page_reserve(phys, PAGE_SIZE), -EBUSY);
	page_free(page);
	before = page_nr_free(PAGE_ANY);
	EXPECT_EQ(page_reserve(phys, PAGE_SIZE), 0);
	EXPECT_EQ(page_nr_free(PAGE_ANY), before - 1);
	EXPECT_EQ(page_reserve(phys, PAGE_SIZE), -EBUSY);
	EXPECT_NE(take_page(PAGE_ANY), page);
	page_unreserve(phys, PAGE_SIZE);
	EXPECT_EQ(page_nr_free(PAGE_ANY), before - 1);
}

/* ------------------------------------------------------------ mappings ---- */

TEST(alias, "is the page it was mapped to, from both sides")
{
	uint64_t *page = take_page(PAGE_ZERO);
	volatile uint64_t *a = take_addresses(PAGE_SIZE);
	volatile uint64_t *b = take_addresses(PAGE_SIZE);
	unsigned int last = PAGE_SIZE / 8 - 1;

	map((void *)a, page, PAGE_SIZE, MAP_KERNEL);
	map((void *)b, page, PAGE_SIZE, MAP_KERNEL);
	a[0] = 0x1122334455667788;
	EXPECT_EQ(page[0], 0x1122334455667788);
	EXPECT_EQ(b[0], 0x1122334455667788);
	((volatile uint64_t *)page)[last] = 0xfedcba9876543210;
	EXPECT_EQ(a[last], 0xfedcba9876543210);
	b[last]++;
	EXPECT_EQ(a[last], 0xfedcba9876543211);
	EXPECT_EQ(((volatile uint64_t *)page)[last], 0xfedcba9876543211);
}

TEST(translate, "says where each byte leads")
{
	enum {
		PAGES = 8
	};
	char *block = page_alloc(3, PAGE_ANY);
	char *start = take_addresses(PAGES * PAGE_SIZE);
	static const size_t offsets[] = { 0, 1, 8, PAGE_SIZE - 1 };
	paddr_t phys;
	unsigned int i, j;

	test_defer(page_free, block);
	EXPECT_EQ(arch_translate(start, &phys), -ENOENT);
	/* In reverse, so that an offset cannot stand in for a walk. */
	for (i = 0; i < PAGES; i++)
		map(start + (PAGES - 1 - i) * PAGE_SIZE, block + i * PAGE_SIZE,
		    PAGE_SIZE, MAP_KERNEL);
	for (i = 0; i < PAGES; i++)
		for (j = 0; j < sizeof(offsets) / sizeof(offsets[0]); j++) {
			size_t at = (PAGES - 1 - i) * PAGE_SIZE + offsets[j];

			test_context("page %u, offset 0x%zx", i, offsets[j]);
			EXPECT_EQ(arch_translate(start + at, &phys), 0);
			EXPECT_EQ(phys, virt_to_phys(block) + i * PAGE_SIZE +
						offsets[j]);
		}
	EXPECT_EQ(arch_translate(start + PAGES * PAGE_SIZE, &phys), -ENOENT);
}

TEST(remap, "takes effect at the next access")
{
	uint64_t *one = take_page(PAGE_ZERO), *two = take_page(PAGE_ZERO);
	volatile uint64_t *start = take_addresses(PAGE_SIZE);
	unsigned int i;

	one[0] = 1;
	two[0] = 2;
	for (i = 0; i < 100; i++) {
		map((void *)start, one, PAGE_SIZE, MAP_KERNEL);
		ASSERT_EQ(start[0], 1);
		map((void *)start, two, PAGE_SIZE, MAP_KERNEL);
		ASSERT_EQ(start[0], 2);
	}
}

static void load(const void *address)
{
	(void)*(const volatile uint8_t *)address;
}

static void store(const void *address)
{
	*(volatile uint8_t *)(uintptr_t)address = 0x5a;
}

static void call(const void *address)
{
	((void (*)(void))(uintptr_t)address)();
}

static void expect_page_trap(void (*access)(const void *), const char *address)
{
	struct trap t = trap_catch(access, address);

	EXPECT_TRAP_CAUSE(t, TRAP_PAGE);
	EXPECT_EQ(t.address, (uintptr_t)address);
	EXPECT_EQ(t.write, access == store);
	EXPECT_EQ(t.fetch, access == call);
	EXPECT_FALSE(t.user);
	if (access == call)
		EXPECT_EQ(t.pc, (uintptr_t)address);
}

TEST(unmapped, "traps with the exact address and kind of access")
{
	char *start = take_addresses(2 * PAGE_SIZE);
	static const size_t offsets[] = { 0, 5, PAGE_SIZE - 1, PAGE_SIZE,
					  2 * PAGE_SIZE - 1 };
	unsigned int i;

	for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		test_context("offset 0x%zx", offsets[i]);
		expect_page_trap(load, start + offsets[i]);
		expect_page_trap(store, start + offsets[i]);
	}
	expect_page_trap(call, start);
}

TEST(guard, "is never mapped, while the page before it is")
{
	char *page = (char *)take_page(PAGE_ZERO);
	char *start = take_addresses(1);
	char *next = take_addresses(1);

	map(start, page, PAGE_SIZE, MAP_KERNEL);
	map(next, page, PAGE_SIZE, MAP_KERNEL);
	EXPECT_TRAP(trap_catch(store, start), TRAP_NONE);
	EXPECT_TRAP(trap_catch(store, start + PAGE_SIZE - 1), TRAP_NONE);
	EXPECT_EQ(page[PAGE_SIZE - 1], 0x5a);
	expect_page_trap(store, start + PAGE_SIZE);
	expect_page_trap(load, start + 2 * PAGE_SIZE - 1);
	EXPECT_TRAP(trap_catch(store, next), TRAP_NONE);
}

TEST(unmap, "traps from the next access on, and leaves the neighbours")
{
	char *block = page_alloc(2, PAGE_ZERO);
	char *start = take_addresses(4 * PAGE_SIZE);
	paddr_t phys;

	test_defer(page_free, block);
	map(start, block, 4 * PAGE_SIZE, MAP_KERNEL);
	EXPECT_TRAP(trap_catch(store, start + PAGE_SIZE), TRAP_NONE);
	EXPECT_EQ(arch_unmap(start + PAGE_SIZE, 2 * PAGE_SIZE), 0);
	EXPECT_EQ(arch_translate(start + PAGE_SIZE, &phys), -ENOENT);
	expect_page_trap(load, start + PAGE_SIZE);
	expect_page_trap(store, start + 3 * PAGE_SIZE - 1);
	EXPECT_TRAP(trap_catch(load, start + PAGE_SIZE - 1), TRAP_NONE);
	EXPECT_TRAP(trap_catch(load, start + 3 * PAGE_SIZE), TRAP_NONE);
	EXPECT_EQ(block[PAGE_SIZE], 0x5a);
}

TEST(read_only, "can be read; a store traps and stores nothing")
{
	char *page = (char *)take_page(PAGE_ZERO);
	char *start = take_addresses(PAGE_SIZE);

	map(start, page, PAGE_SIZE, MAP_READ);
	EXPECT_TRAP(trap_catch(load, start + 7), TRAP_NONE);
	expect_page_trap(store, start + 7);
	EXPECT_EQ(page[7], 0);
	map(start, page, PAGE_SIZE, MAP_READ | MAP_WRITE);
	EXPECT_TRAP(trap_catch(store, start + 7), TRAP_NONE);
	EXPECT_EQ(page[7], 0x5a);
}

TEST(no_exec,
     "can be read and written; a call traps before its first instruction")
{
	char *page = (char *)take_page(PAGE_ZERO);
	char *start = take_addresses(PAGE_SIZE);

	map(start, page, PAGE_SIZE, MAP_READ | MAP_WRITE);
	EXPECT_TRAP(trap_catch(store, start), TRAP_NONE);
	expect_page_trap(call, start);
	expect_page_trap(call, start + PAGE_SIZE - 4); /* an odd one may be
							  another mode */
}

static int answer;

/* No memory but its own code, so that it runs at any address. */
static int __attribute__((noinline)) give_answer(void)
{
	return 42;
}

static void ask(const void *address)
{
	answer = ((int (*)(void))(uintptr_t)address)();
}

/* The function's own pages, mapped a second time. */
TEST(exec, "runs code")
{
	uintptr_t code = (uintptr_t)&give_answer;
	size_t offset = code & ~PAGE_MASK;
	char *start = take_addresses(2 * PAGE_SIZE);
	paddr_t phys;

	if (arch_translate((void *)code, &phys) < 0)
		SKIP("code is not in RAM here");
	ASSERT_EQ(arch_map(start, phys - offset, 2 * PAGE_SIZE,
			   MAP_READ | MAP_EXEC),
		  0);
	answer = 0;
	EXPECT_TRAP(trap_catch(ask, start + offset), TRAP_NONE);
	EXPECT_EQ(answer, 42);
}

TEST(refused, "maps nothing that is not whole pages")
{
	char *page = (char *)take_page(PAGE_ZERO);
	char *start = take_addresses(2 * PAGE_SIZE);
	paddr_t phys = virt_to_phys(page), found;

	EXPECT_EQ(arch_map(start + 8, phys, PAGE_SIZE, MAP_KERNEL), -EINVAL);
	EXPECT_EQ(arch_map(start, phys + 8, PAGE_SIZE, MAP_KERNEL), -EINVAL);
	EXPECT_EQ(arch_map(start, phys, PAGE_SIZE - 8, MAP_KERNEL), -EINVAL);
	EXPECT_EQ(arch_unmap(start + 8, PAGE_SIZE), -EINVAL);
	EXPECT_EQ(arch_unmap(start, 8), -EINVAL);
	EXPECT_EQ(arch_translate(start, &found), -ENOENT);
}

/* ---------------------------------------------------------------- heap ---- */

static const struct size {
	const char *name;
	size_t bytes;
} sizes[] = {
	{ "0", 0 },	  { "1", 1 },	      { "15", 15 },
	{ "16", 16 },	  { "17", 17 },	      { "1000", 1000 },
	{ "4096", 4096 }, { "65536", 65536 }, { "1000000", 1000000 },
};

TEST_EACH(malloc, const struct size *s, sizes,
	  "gives aligned memory, all of it the caller's, and takes it back")
{
	struct heap_stats before = heap_stats();
	unsigned char *block = malloc(s->bytes);

	ASSERT_NE(block, NULL);
	EXPECT_EQ((uintptr_t)block % 16, 0);
	EXPECT_EQ(heap_stats().nr_blocks, before.nr_blocks + 1);
	EXPECT_EQ(heap_stats().bytes, before.bytes + s->bytes);
	memset(block, 0x33, s->bytes);
	heap_check();
	free(block);
	EXPECT_EQ(heap_stats().nr_blocks, before.nr_blocks);
	EXPECT_EQ(heap_stats().bytes, before.bytes);
}

TEST(calloc, "is cleared, and refuses a product that does not fit")
{
	volatile size_t half = SIZE_MAX / 2; /* or the compiler knows */
	unsigned char zero[100] = { 0 };
	unsigned char *block = calloc(10, 10);

	test_defer(free, block);
	EXPECT_MEMEQ(block, zero, 100);
	EXPECT_EQ(calloc(half, 3), NULL);
}

TEST(realloc, "keeps what fits")
{
	char *block = malloc(10);

	memcpy(block, "123456789", 10);
	block = realloc(block, 5000);
	EXPECT_STREQ(block, "123456789");
	block = realloc(block, 4);
	EXPECT_MEMEQ(block, "1234", 4);
	EXPECT_EQ(heap_bytes(block), 4);
	free(block);
}

static const struct alignment {
	const char *name;
	size_t align;
} alignments[] = {
	{ "16", 16 },
	{ "64", 64 },
	{ "4096", 4096 },
	{ "65536", 65536 },
};

TEST_EACH(memalign, const struct alignment *a, alignments, "is aligned")
{
	char *one = memalign(a->align, 100), *two = memalign(a->align, 100);

	test_defer(free, one);
	test_defer(free, two);
	EXPECT_EQ((uintptr_t)one % a->align, 0);
	EXPECT_EQ((uintptr_t)two % a->align, 0);
	EXPECT_NE(one, two);
	memset(one, 1, 100);
	memset(two, 2, 100);
	EXPECT_EQ(one[99], 1);
	heap_check();
}
