/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap against a model, and each way to misuse it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <host.h>
#include <mm/heap.h>
#include <mm/page.h>
#include <test/harness.h>

#include "child.h"

enum {
	NR_BLOCKS = 300,
	ROUNDS = 20000,
};

static struct child child;
static uint64_t random_state = 5;

static unsigned int random_below(unsigned int limit)
{
	return (unsigned int)(random_mix(&random_state) % limit);
}

/* ------------------------------------------------------------- torture ---- */

struct held {
	unsigned char *block;
	size_t bytes;
	unsigned char value;
};

static void take(struct held *h)
{
	static const size_t tops[] = { 1, 17, 64, 300, 5000, 70000 };
	size_t align = random_below(4) ? 0 : (size_t)1 << random_below(14);
	size_t i;

	h->bytes = random_below((unsigned int)tops[random_below(6)]);
	h->block = heap_alloc(h->bytes, align);
	assert_int_equal((uintptr_t)h->block % (align > 16 ? align : 16), 0);
	assert_int_equal(heap_bytes(h->block), h->bytes);
	for (i = 0; i < h->bytes; i++)
		assert_int_equal(h->block[i], 0xa5); /* never zero by chance */
	h->value = (unsigned char)random_below(256);
	memset(h->block, h->value, h->bytes);
}

static void give(struct held *h)
{
	size_t i;

	for (i = 0; i < h->bytes; i++)
		assert_int_equal(h->block[i], h->value);
	heap_free(h->block);
	h->block = NULL;
}

static void test_torture(void **state)
{
	static struct held held[NR_BLOCKS];
	size_t nr_blocks = 0, bytes = 0;
	unsigned int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		struct held *h = &held[random_below(NR_BLOCKS)];

		if (h->block) {
			nr_blocks--;
			bytes -= h->bytes;
			give(h);
		} else {
			take(h);
			nr_blocks++;
			bytes += h->bytes;
		}
		assert_int_equal(heap_stats().nr_blocks, nr_blocks);
		assert_int_equal(heap_stats().bytes, bytes);
		if (i % 64 == 0)
			heap_check();
	}
	for (i = 0; i < NR_BLOCKS; i++)
		if (held[i].block)
			give(&held[i]);
	assert_int_equal(heap_stats().nr_blocks, 0);
}

/* Memory of large blocks goes back, that of small ones is used again. */
static void test_no_growth(void **state)
{
	uint64_t before;
	unsigned int i;

	(void)state;
	heap_free(heap_alloc(100, 0));
	before = page_nr_free(PAGE_ANY);
	for (i = 0; i < 10000; i++) {
		heap_free(heap_alloc(100, 0));
		heap_free(heap_alloc(9000, 0));
	}
	assert_int_equal(page_nr_free(PAGE_ANY), before);
}

static void test_edges(void **state)
{
	char *none = heap_alloc(0, 0), *other = heap_alloc(0, 0);

	(void)state;
	assert_ptr_not_equal(none, other);
	heap_free(none);
	heap_free(other);
	heap_free(NULL);
	/* Both ends are the user's. */
	none = heap_alloc(4096, 4096);
	memset(none, 0, 4096);
	heap_check();
	heap_free(none);
}

/* --------------------------------------------------------------- abuse ---- */

static void free_twice(void *arg)
{
	char *p = heap_alloc((size_t)arg, 0);

	heap_free(p);
	heap_free(p);
}

static void overrun(void *arg)
{
	char *p = heap_alloc((size_t)arg, 0);

	p[(size_t)arg] = 0;
	heap_free(p);
}

static void overrun_far(void *arg)
{
	char *p = heap_alloc((size_t)arg, 0);

	p[(size_t)arg + 7]++;
	heap_check();
}

static void underrun(void *arg)
{
	char *p = heap_alloc((size_t)arg, 64);

	p[-1] = 0;
	heap_free(p);
}

static void header(void *arg)
{
	char *p = heap_alloc((size_t)arg, 0);

	memset(p - 40, 0, 40);
	heap_free(p);
}

static void inside(void *arg)
{
	char *p = heap_alloc((size_t)arg, 0);

	memset(p, 0, (size_t)arg);
	heap_free(p + 64);
}

static void misaligned(void *arg)
{
	heap_free((char *)heap_alloc((size_t)arg, 0) + 1);
}

static void copied(void *arg)
{
	char *a = heap_alloc((size_t)arg, 0), *b = heap_alloc((size_t)arg, 0);

	memcpy(b, a - 112, 112);
	heap_free(b + 112);
}

static void bad_align(void *arg)
{
	heap_alloc((size_t)arg, 24);
}

static void use_after_free(void *arg)
{
	char *p = heap_alloc((size_t)arg, 0);

	heap_free(p);
	p[8] = 1;
	heap_alloc((size_t)arg, 0);
}

static void too_large(void *arg)
{
	(void)arg;
	heap_alloc((size_t)1 << 31, 0);
}

static void way_too_large(void *arg)
{
	(void)arg;
	heap_alloc(SIZE_MAX, 0);
}

static const struct abuse {
	void (*fn)(void *);
	size_t bytes;
	const char *message; /* part of the panic */
} abuses[] = {
	{ free_twice, 10, ": it is free already\n" },
	{ free_twice, 100000, ": it is free already\n" },
	{ overrun, 0, ": it was written to past its end\n" },
	{ overrun, 1, ": it was written to past its end\n" },
	{ overrun, 16, ": it was written to past its end\n" },
	{ overrun, 4000, ": it was written to past its end\n" },
	{ overrun, 100000, ": it was written to past its end\n" },
	{ overrun_far, 40, ": it was written to past its end\n" },
	{ underrun, 10, ": it was written to before its start\n" },
	{ underrun, 8192, ": it was written to before its start\n" },
	{ header, 10, ": it is not one, or its header was overwritten\n" },
	{ inside, 512, ": it is not one, or its header was overwritten\n" },
	{ copied, 512, ": it is not one, or its header was overwritten\n" },
	{ misaligned, 10, ": it is not the start of one\n" },
	{ bad_align, 10, "heap_alloc(): alignment 0x18\n" },
	{ use_after_free, 100, " was written to after it was freed\n" },
	{ too_large, 0, "out of memory: no 2147483648 bytes for the heap\n" },
	{ way_too_large, 0, "out of memory: no 18446744073709551615 bytes" },
};

static void test_abuse(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(abuses) / sizeof(abuses[0]); i++) {
		child_call(&child, abuses[i].fn, (void *)abuses[i].bytes);
		child_join(&child);
		if (strncmp(child.output, PROTO_PANIC, strlen(PROTO_PANIC)) ||
		    !strstr(child.output, abuses[i].message))
			fail_msg("%zu: expected %s, got %s", i,
				 abuses[i].message, child.output);
		assert_int_equal(child.status, PROTO_EXIT_ERROR);
	}
}

static void print_blocks(void *arg)
{
	(void)arg;
	heap_free(heap_alloc(1, 0));
	heap_alloc(20, 0);
	heap_alloc(30, 0);
	heap_print();
}

static void test_listing(void **state)
{
	char *second;

	(void)state;
	child_call(&child, print_blocks, NULL);
	assert_non_null(
		strstr(child.output, " of 20 bytes, allocated at\n# stack 0x"));
	second = strstr(child.output, " of 30 bytes, allocated at\n# stack 0x");
	assert_non_null(second);
	assert_null(strstr(second + 10, " bytes, allocated at"));
}

int main(void)
{
	/* Children first: they share this process's RAM, and spoil it. */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_abuse),
		cmocka_unit_test(test_listing),
		cmocka_unit_test(test_torture),
		cmocka_unit_test(test_no_growth),
		cmocka_unit_test(test_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
