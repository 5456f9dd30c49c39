/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel addresses: disjoint, aligned, guarded, and back after vmap_free(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <host.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <test/harness.h>

#include "child.h"

enum {
	NR_HELD = 100,
	ROUNDS = 20000,
};

static struct child child;
static uint64_t random_state = 9;

static struct held {
	uintptr_t start;
	size_t bytes;
} held[NR_HELD];

static void assert_disjoint(const struct held *h)
{
	uintptr_t from, to;
	unsigned int i;

	arch_kernel_range(&from, &to);
	assert_true(h->start >= from);
	/* The page after it stays unmapped, so it is nobody else's. */
	assert_true(h->start + h->bytes + PAGE_SIZE <= to);
	for (i = 0; i < NR_HELD; i++) {
		const struct held *o = &held[i];

		if (o == h || !o->start)
			continue;
		assert_true(h->start + h->bytes + PAGE_SIZE <= o->start ||
			    o->start + o->bytes + PAGE_SIZE <= h->start);
	}
}

static void test_torture(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		struct held *h = &held[random_mix(&random_state) % NR_HELD];
		size_t align = PAGE_SIZE << random_mix(&random_state) % 10;

		if (h->start) {
			vmap_free((void *)h->start);
			h->start = 0;
			continue;
		}
		h->bytes = 1 + random_mix(&random_state) % 100000;
		h->start = (uintptr_t)vmap_alloc(h->bytes, align);
		assert_int_equal(h->start % align, 0);
		h->bytes = (h->bytes + PAGE_SIZE - 1) & PAGE_MASK;
		assert_disjoint(h);
	}
	for (i = 0; i < NR_HELD; i++)
		if (held[i].start)
			vmap_free((void *)held[i].start);
}

static void touch(const void *address)
{
	++*(volatile char *)(uintptr_t)address;
}

static enum trap_cause touched(char *address)
{
	return trap_catch(touch, address).cause;
}

static void test_mapped(void **state)
{
	char *page = page_alloc(1, PAGE_ZERO);
	char *start = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	paddr_t phys;

	(void)state;
	host_trap_init(); /* cmocka has put its own handlers there */
	assert_int_equal(touched(start), TRAP_PAGE);
	assert_int_equal(arch_map(start, virt_to_phys(page), 2 * PAGE_SIZE,
				  MAP_KERNEL),
			 0);
	assert_int_equal(touched(start + 5), TRAP_NONE);
	assert_int_equal(touched(start + 2 * PAGE_SIZE - 1), TRAP_NONE);
	assert_int_equal(page[5], 1);
	assert_int_equal(arch_translate(start + PAGE_SIZE + 3, &phys), 0);
	assert_int_equal(phys, virt_to_phys(page) + PAGE_SIZE + 3);
	assert_int_equal(touched(start + 2 * PAGE_SIZE), TRAP_PAGE);
	assert_int_equal(touched(start - 1), TRAP_PAGE);
	vmap_free(start);
	assert_int_equal(touched(start), TRAP_PAGE);
	page_free(page);
}

static void test_io(void **state)
{
	char *page = page_alloc(1, PAGE_ZERO);
	char *io = vmap_io(virt_to_phys(page) + PAGE_SIZE - 4, 8);

	(void)state;
	memcpy(io, "12345678", 8);
	assert_memory_equal(page + PAGE_SIZE - 4, "12345678", 8);
	page_free(page);
}

/* --------------------------------------------------------------- abuse ---- */

static void free_twice(void *arg)
{
	char *start = vmap_alloc(1, PAGE_SIZE);

	(void)arg;
	vmap_free(start);
	vmap_free(start);
}

static void free_inside(void *arg)
{
	(void)arg;
	vmap_free((char *)vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE) + PAGE_SIZE);
}

static void no_bytes(void *arg)
{
	(void)arg;
	vmap_alloc(0, PAGE_SIZE);
}

static void all_bytes(void *arg)
{
	(void)arg;
	vmap_alloc(SIZE_MAX - 5, PAGE_SIZE);
}

static void small_align(void *arg)
{
	(void)arg;
	vmap_alloc(1, PAGE_SIZE / 2);
}

static void odd_align(void *arg)
{
	(void)arg;
	vmap_alloc(1, 3 * PAGE_SIZE);
}

static void run_out(void *arg)
{
	(void)arg;
	for (;;)
		vmap_alloc(100ul << 20, PAGE_SIZE);
}

static void no_such_memory(void *arg)
{
	(void)arg;
	vmap_io(PAGE_IDENTITY_END - 4, 8);
}

static const struct abuse {
	void (*fn)(void *);
	const char *message;
} abuses[] = {
	{ free_twice, ": not the start of a range in use\n" },
	{ free_inside, ": not the start of a range in use\n" },
	{ no_bytes, "vmap_alloc(): size 0x0\n" },
	{ all_bytes, "vmap_alloc(): size 0xfffffffffffffffa\n" },
	{ small_align, "vmap_alloc(): alignment 0x800\n" },
	{ odd_align, "vmap_alloc(): alignment 0x3000\n" },
	{ run_out, "out of kernel addresses: no 0x6400000 bytes aligned to "
		   "0x1000\n" },
	{ no_such_memory, "0x8 bytes at 0x1fffffffc cannot be mapped" },
};

static void test_abuse(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(abuses) / sizeof(abuses[0]); i++) {
		child_call(&child, abuses[i].fn, NULL);
		child_join(&child);
		if (!strstr(child.output, abuses[i].message))
			fail_msg("%zu: expected %s, got %s", i,
				 abuses[i].message, child.output);
		assert_int_equal(child.status, PROTO_EXIT_ERROR);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_abuse),
		cmocka_unit_test(test_torture),
		cmocka_unit_test(test_mapped),
		cmocka_unit_test(test_io),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
