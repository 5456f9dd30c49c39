/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Load-exclusive and store-exclusive: B2.9, C3.2.6. */
#include "suite.h"

#include <smp.h>

ATOMICS_SUITE;

/* What comes between the two halves. */
enum between {
	NOTHING,
	CLREX,
	EXCEPTION,
	ANOTHER, /* store-exclusive, which succeeds */
	NR_BETWEEN
};

struct result {
	uint64_t old[2];
	uint64_t status;
};

/* The same registers in each: x0 address, x4 to x7 values, x8 status. */
#define PAIRED(load, store, between)                  \
	asm volatile(load "\n\t" between "\n\t" store \
		     : "+r"(x4), "+r"(x5), "+r"(x8)   \
		     : "r"(x0), "r"(x6), "r"(x7)      \
		     : "memory")

#define FORM(id, load, store)                                                  \
	static struct result id(enum between b, void *at, const uint64_t *new) \
	{                                                                      \
		register uint64_t x4 asm("x4") = GARBAGE;                      \
		register uint64_t x5 asm("x5") = GARBAGE;                      \
		register uint64_t x6 asm("x6") = new[0];                       \
		register uint64_t x7 asm("x7") = new[1];                       \
		register uint64_t x8 asm("x8") = GARBAGE;                      \
		register void *x0 asm("x0") = at;                              \
                                                                               \
		if (b == NOTHING)                                              \
			PAIRED(load, store, "");                               \
		else if (b == CLREX)                                           \
			PAIRED(load, store, "clrex");                          \
		else if (b == EXCEPTION)                                       \
			PAIRED(load, store, "svc #0");                         \
		else                                                           \
			PAIRED(load, store, store);                            \
		return (struct result){ { x4, x5 }, x8 };                      \
	}

/* clang-format off */
FORM(byte, "ldxrb w4, [x0]", "stxrb w8, w6, [x0]")
FORM(byte_al, "ldaxrb w4, [x0]", "stlxrb w8, w6, [x0]")
FORM(half, "ldxrh w4, [x0]", "stxrh w8, w6, [x0]")
FORM(half_al, "ldaxrh w4, [x0]", "stlxrh w8, w6, [x0]")
FORM(word, "ldxr w4, [x0]", "stxr w8, w6, [x0]")
FORM(word_al, "ldaxr w4, [x0]", "stlxr w8, w6, [x0]")
FORM(doubleword, "ldxr x4, [x0]", "stxr w8, x6, [x0]")
FORM(doubleword_al, "ldaxr x4, [x0]", "stlxr w8, x6, [x0]")
FORM(pair_w, "ldxp w4, w5, [x0]", "stxp w8, w6, w7, [x0]")
FORM(pair_w_al, "ldaxp w4, w5, [x0]", "stlxp w8, w6, w7, [x0]")
FORM(pair_x, "ldxp x4, x5, [x0]", "stxp w8, x6, x7, [x0]")
FORM(pair_x_al, "ldaxp x4, x5, [x0]", "stlxp w8, x6, x7, [x0]")
/* clang-format on */

static const struct row {
	const char *name;
	struct result (*fn)(enum between, void *, const uint64_t *);
	uint8_t bytes; /* of each */
	bool pair;
} rows[] = {
	{ "byte", byte, 1 },
	{ "byte-al", byte_al, 1 },
	{ "half", half, 2 },
	{ "half-al", half_al, 2 },
	{ "word", word, 4 },
	{ "word-al", word_al, 4 },
	{ "doubleword", doubleword, 8 },
	{ "doubleword-al", doubleword_al, 8 },
	{ "pair-w", pair_w, 4, true },
	{ "pair-w-al", pair_w_al, 4, true },
	{ "pair-x", pair_x, 8, true },
	{ "pair-x-al", pair_x_al, 8, true },
};

static bool on_svc(struct trap_frame *frame, void *count)
{
	(void)frame;
	++*(unsigned int *)count;
	return true;
}

static void put(struct cell *cell, const uint64_t *v, const struct row *r)
{
	cell_set(cell, GARBAGE, 8);
	__builtin_memcpy(cell->value, v, r->bytes);
	if (r->pair)
		__builtin_memcpy((char *)cell->value + r->bytes, v + 1,
				 r->bytes);
}

static void check(const struct row *r, enum between b, const uint64_t *old)
{
	static const uint64_t new[] = { 0x1122334455667788,
					0x99aabbccddeeff00 };
	bool done = b == NOTHING, stored = done || b == ANOTHER;
	struct cell cell, expected;
	struct result result;

	put(&expected, stored ? new : old, r);
	/* B2.9.5: it may fail for no reason, but not for ever */
	for (unsigned int tries = 0; tries < 1000; tries++) {
		put(&cell, old, r);
		result = r->fn(b, cell.value, new);
		if (!stored ||
		    __builtin_memcmp(&cell, &expected, sizeof(cell)) == 0)
			break;
	}
	EXPECT_EQ(result.old[0], low_bytes(old[0], r->bytes));
	EXPECT_EQ(result.old[1],
		  r->pair ? low_bytes(old[1], r->bytes) : GARBAGE);
	EXPECT_EQ(result.status, done ? 0 : 1);
	EXPECT_MEMEQ(&cell, &expected, sizeof(cell));
}

static void check_all(const struct row *r, enum between b)
{
	for (unsigned int i = 0; i + 1 < NR_OPERANDS; i++) {
		test_context("old 0x%llx",
			     (unsigned long long)atomic_operands[i]);
		check(r, b, &atomic_operands[i]);
	}
}

/* B2.9: no store to the address by anyone, and no memory access of its own */
TEST_EACH(exclusive, const struct row *r, rows,
	  "loads, and stores with status 0 when nothing came between")
{
	check_all(r, NOTHING);
}

TEST_EACH(exclusive_clrex, const struct row *r, rows,
	  "does not store after CLREX, with status 1")
{
	check_all(r, CLREX);
}

/* D1.3.4: returning from an exception clears the local monitor */
TEST_EACH(exclusive_exception, const struct row *r, rows,
	  "does not store after an exception, with status 1")
{
	unsigned int count = 0;

	trap_handle(ARM_SVC, on_svc, &count);
	check_all(r, EXCEPTION);
	EXPECT_EQ(count, NR_OPERANDS - 1);
}

TEST_EACH(exclusive_once, const struct row *r, rows,
	  "a second store-exclusive does not store")
{
	check_all(r, ANOTHER);
}

TEST_EACH(exclusive_once_same, const struct row *r, rows,
	  "nor where it would store what is there already")
{
	for (unsigned int i = 0; i + 1 < NR_OPERANDS; i++) {
		const uint64_t *old = &atomic_operands[i];
		struct cell cell, expected;
		struct result result;

		put(&cell, old, r);
		put(&expected, old, r);
		result = r->fn(ANOTHER, cell.value, old);
		EXPECT_EQ(result.status, 1);
		EXPECT_MEMEQ(&cell, &expected, sizeof(cell));
	}
}

/* ----------------------------------------------- and another CPU's store --- */

struct shared {
	volatile uint64_t value;
	volatile uint32_t phase;
	uint64_t write;
};

static void other_store(void *arg)
{
	struct shared *s = arg;

	while (s->phase != 1)
		cpu_relax();
	s->value = s->write;
	asm volatile("dmb ish" ::: "memory");
	s->phase = 2;
}

/* Loads, lets the other CPU store, and tries to store 99. */
static uint32_t contended(struct shared *s)
{
	uint64_t old;
	uint32_t status, phase, count = 1u << 30;

	asm volatile("1: ldxr %0, [%4]\n\t"
		     "mov %w2, #1\n\t"
		     "str %w2, [%5]\n"
		     "2: ldr %w2, [%5]\n\t"
		     "subs %w3, %w3, #1\n\t"
		     "b.eq 3f\n\t"
		     "cmp %w2, #2\n\t"
		     "b.ne 2b\n"
		     "3: dmb ish\n\t"
		     "stxr %w1, %6, [%4]"
		     : "=&r"(old), "=&r"(status), "=&r"(phase), "+r"(count)
		     : "r"(&s->value), "r"(&s->phase), "r"(99ull)
		     : "memory", "cc");
	return status;
}

static struct shared shared;

static void check_contended(uint64_t write)
{
	shared = (struct shared){ .value = 7, .write = write };
	on_cpu_start(1, other_store, &shared);
	EXPECT_EQ(contended(&shared), 1);
	on_cpu_wait(1);
	EXPECT_EQ(shared.phase, 2);
	EXPECT_EQ(shared.value, write);
}

TEST(exclusive_other, "does not store where another CPU has stored",
     .needs = NEEDS(&smp_2_cpus))
{
	check_contended(8);
}

/* B2.9.2: the store counts, not what it changes */
TEST(exclusive_same_value, "not even where that did not change the value",
     .needs = NEEDS(&smp_2_cpus))
{
	check_contended(7);
}
