/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several CPUs update one place at a time, each in its way. */
#include "suite.h"

#include <smp.h>

ATOMICS_SUITE;

enum {
	ROUNDS = 20000,
	CPUS = 8
};

static struct barrier start;
static uint64_t cell[2] __attribute__((aligned(64)));
static uint64_t taken[CPUS];

/* clang-format off */
#define ONE(id, text)                                                       \
	static void id(void)                                                \
	{                                                                   \
		uint64_t a, b, c;                                           \
		uint32_t s;                                                 \
                                                                            \
		asm volatile(LSE text                                       \
			     : "=&r"(a), "=&r"(b), "=&r"(c), "=&r"(s)       \
			     : "r"(cell), "r"(1ull)                         \
			     : "memory", "cc");                             \
	}
#define LOOP(w, l, s)                                                       \
	"1: " l " %" w "0, [%4]\n\tadd %" w "0, %" w "0, #1\n\t"            \
	s " %w3, %" w "0, [%4]\n\tcbnz %w3, 1b"
ONE(ldadd_b, "ldaddb %w5, %w0, [%4]")
ONE(ldadd_h, "ldaddh %w5, %w0, [%4]")
ONE(ldadd_w, "ldadd %w5, %w0, [%4]")
ONE(ldadd_x, "ldadd %5, %0, [%4]")
ONE(ldaddal_x, "ldaddal %5, %0, [%4]")
ONE(stadd_x, "stadd %5, [%4]")
ONE(exclusive_b, LOOP("w", "ldxrb", "stxrb"))
ONE(exclusive_h, LOOP("w", "ldxrh", "stxrh"))
ONE(exclusive_w, LOOP("w", "ldxr", "stxr"))
ONE(exclusive_x, LOOP("", "ldxr", "stxr"))
ONE(acquire_x, LOOP("", "ldaxr", "stlxr"))
ONE(exclusive_pair, "1: ldxp %0, %1, [%4]\n\tadd %0, %0, #1\n\t"
	"add %1, %1, #1\n\tstxp %w3, %0, %1, [%4]\n\tcbnz %w3, 1b")
ONE(cas_x, "1: ldr %0, [%4]\n\tadd %1, %0, #1\n\tmov %2, %0\n\t"
	"cas %0, %1, [%4]\n\tcmp %0, %2\n\tb.ne 1b")
ONE(cas_b, "1: ldrb %w0, [%4]\n\tadd %w1, %w0, #1\n\tmov %w2, %w0\n\t"
	"casb %w0, %w1, [%4]\n\tcmp %w0, %w2\n\tb.ne 1b")
/* clang-format on */

static const struct row {
	const char *name;
	void (*fn)(void);
	uint8_t bytes;
	bool lse, pair;
} rows[] = {
	{ "ldadd-b", ldadd_b, 1, true },
	{ "ldadd-h", ldadd_h, 2, true },
	{ "ldadd-w", ldadd_w, 4, true },
	{ "ldadd-x", ldadd_x, 8, true },
	{ "ldaddal-x", ldaddal_x, 8, true },
	{ "stadd-x", stadd_x, 8, true },
	{ "exclusive-b", exclusive_b, 1 },
	{ "exclusive-h", exclusive_h, 2 },
	{ "exclusive-w", exclusive_w, 4 },
	{ "exclusive-x", exclusive_x, 8 },
	{ "acquire-x", acquire_x, 8 },
	{ "exclusive-pair", exclusive_pair, 8, false, true },
	{ "cas-x", cas_x, 8, true },
	{ "cas-b", cas_b, 1, true },
};

static void count(void *arg)
{
	const struct row *r = arg;

	barrier_wait(&start);
	for (unsigned int i = 0; i < ROUNDS; i++)
		r->fn();
}

static void need_lse(bool lse)
{
	if (lse && !arm_lse.probe())
		SKIP("needs LSE atomics");
	start = (struct barrier){ .nr_cpus = cpu_count() };
	cell[0] = cell[1] = 0;
}

TEST_EACH(sum, const struct row *r, rows, "loses no increment of several CPUs",
	  .needs = NEEDS(&smp_2_cpus))
{
	uint64_t total = (uint64_t)ROUNDS * cpu_count();

	need_lse(r->lse);
	on_all_cpus(count, (void *)r);
	EXPECT_EQ(cell[0], low_bytes(total, r->bytes));
	EXPECT_EQ(cell[1], r->pair ? total : 0);
}

/* Each puts its own token in and takes another's out; none may be lost. */
static void swap(void *arg)
{
	uint64_t token = cpu_this() + 1, next;

	(void)arg;
	barrier_wait(&start);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		asm volatile(LSE "swpal %1, %0, [%2]"
			     : "=&r"(next)
			     : "r"(token), "r"(cell)
			     : "memory");
		token = next;
	}
	taken[cpu_this()] = token;
}

TEST(swap, "SWP neither loses nor doubles what it swaps",
     .needs = NEEDS(&smp_2_cpus, &arm_lse))
{
	unsigned int nr = cpu_count();
	uint64_t seen;

	need_lse(true);
	on_all_cpus(swap, NULL);
	seen = 1ull << cell[0];
	for (unsigned int i = 0; i < nr; i++) {
		EXPECT_LE(taken[i], nr);
		EXPECT_EQ(seen >> taken[i] & 1, 0);
		seen |= 1ull << taken[i];
	}
	EXPECT_EQ(seen, (1ull << (nr + 1)) - 1);
}

/* Each has a bit: set, cleared, flipped; the others' stay out of it. */
static void own_bits(void *arg)
{
	uint64_t bit = 1ull << cpu_this(), *bad = arg, old;

	barrier_wait(&start);
	for (unsigned int i = 0; i < ROUNDS / 4; i++) {
		asm volatile(LSE "ldset %1, %0, [%2]"
			     : "=&r"(old)
			     : "r"(bit), "r"(cell)
			     : "memory");
		bad[cpu_this()] += !!(old & bit);
		asm volatile(LSE "ldeor %1, %0, [%2]"
			     : "=&r"(old)
			     : "r"(bit), "r"(cell)
			     : "memory");
		bad[cpu_this()] += !(old & bit);
		asm volatile(LSE "ldclr %1, %0, [%2]"
			     : "=&r"(old)
			     : "r"(bit), "r"(cell)
			     : "memory");
		bad[cpu_this()] += !!(old & bit);
	}
}

TEST(bits, "LDSET, LDEOR and LDCLR change the bits they are given alone",
     .needs = NEEDS(&smp_2_cpus, &arm_lse))
{
	static uint64_t bad[64];

	__builtin_memset(bad, 0, sizeof(bad));
	need_lse(true);
	on_all_cpus(own_bits, bad);
	for (unsigned int i = 0; i < cpu_count(); i++)
		EXPECT_EQ(bad[i], 0);
	EXPECT_EQ(cell[0], 0);
}
