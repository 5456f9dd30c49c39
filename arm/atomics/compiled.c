/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the compiler makes of atomic operations: exclusives, of every size. */
#include "suite.h"

#include <smp.h>

ATOMICS_SUITE;

enum {
	ROUNDS = 20000
};

/* clang-format off */
#define SIZES(F) F(1, uint8_t) F(2, uint16_t) F(4, uint32_t) F(8, uint64_t)
#define DEFINE(bytes, type)                                                 \
	static uint64_t add_##bytes(void *at, uint64_t value)               \
	{                                                                   \
		return __atomic_fetch_add((type *)at, (type)value,          \
					  __ATOMIC_SEQ_CST);                \
	}                                                                   \
	static uint64_t swap_##bytes(void *at, uint64_t value)              \
	{                                                                   \
		return __atomic_exchange_n((type *)at, (type)value,         \
					   __ATOMIC_SEQ_CST);               \
	}                                                                   \
	static bool compare_##bytes(void *at, uint64_t old, uint64_t value) \
	{                                                                   \
		type expected = (type)old;                                  \
									    \
		return __atomic_compare_exchange_n(                         \
			(type *)at, &expected, (type)value, false,          \
			__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                \
	}
#define ROW(bytes, type) \
	{ #bytes, bytes, add_##bytes, swap_##bytes, compare_##bytes },
/* clang-format on */

SIZES(DEFINE)

static const struct row {
	const char *name;
	unsigned int bytes;
	uint64_t (*add)(void *, uint64_t);
	uint64_t (*swap)(void *, uint64_t);
	bool (*compare)(void *, uint64_t, uint64_t);
} rows[] = { SIZES(ROW) };

TEST_EACH(compiled, const struct row *r, rows,
	  "returns the old value and leaves the new one, and no more")
{
	struct cell cell;

	for (unsigned int i = 0; i < NR_OPERANDS; i++)
		for (unsigned int j = 0; j < NR_OPERANDS; j++) {
			uint64_t old = atomic_operands[i];
			uint64_t value = atomic_operands[j];
			bool equal = low_bytes(old ^ value, r->bytes) == 0;

			test_context("0x%llx, 0x%llx", (unsigned long long)old,
				     (unsigned long long)value);
			cell_set(&cell, old, r->bytes);
			EXPECT_EQ(r->add(cell.value, value),
				  low_bytes(old, r->bytes));
			cell_expect(&cell, old + value, r->bytes);
			EXPECT_EQ(r->swap(cell.value, old),
				  low_bytes(old + value, r->bytes));
			cell_expect(&cell, old, r->bytes);
			EXPECT_EQ(r->compare(cell.value, value, ~old), equal);
			cell_expect(&cell, equal ? ~old : old, r->bytes);
		}
}

static struct barrier start;
static uint64_t shared[2];

static void count(void *arg)
{
	const struct row *r = arg;

	barrier_wait(&start);
	for (unsigned int i = 0; i < ROUNDS; i++)
		(void)r->add(shared, 1);
}

TEST_EACH(compiled_sum, const struct row *r, rows,
	  "loses no increment of several CPUs", .needs = NEEDS(&smp_2_cpus))
{
	start = (struct barrier){ .nr_cpus = cpu_count() };
	shared[0] = shared[1] = 0;
	on_all_cpus(count, (void *)r);
	EXPECT_EQ(shared[0],
		  low_bytes((uint64_t)ROUNDS * cpu_count(), r->bytes));
	EXPECT_EQ(shared[1], 0);
}
