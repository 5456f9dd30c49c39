/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What another CPU's store does to an exclusive; and counters of all of them. */
#include "suite.h"

#include <smp.h>

ATOMICS_SUITE;

enum {
	ROUNDS = 20000
};

struct shared {
	volatile uint32_t value[2] __attribute__((aligned(64)));
	volatile uint32_t phase __attribute__((aligned(64)));
	uint32_t write, offset, bytes;
};

static struct shared shared;

static void store(struct shared *s)
{
	volatile uint8_t *at = (volatile uint8_t *)s->value + s->offset;

	if (s->bytes == 1)
		*at = (uint8_t)s->write;
	else
		*(volatile uint32_t *)at = s->write;
}

static void other_store(void *arg)
{
	struct shared *s = arg;

	while (s->phase != 1)
		cpu_relax();
	if (s->bytes)
		store(s);
	asm volatile("dmb ish" ::: "memory");
	s->phase = 2;
}

/* Loads, lets the other CPU store, and tries to store 99. */
static uint32_t contended_word(struct shared *s)
{
	uint32_t old, status, phase, count = 1u << 30;

	asm volatile("1: ldrex %0, [%4]\n\t"
		     "mov %2, #1\n\t"
		     "str %2, [%5]\n"
		     "2: ldr %2, [%5]\n\t"
		     "subs %3, %3, #1\n\t"
		     "beq 3f\n\t"
		     "cmp %2, #2\n\t"
		     "bne 2b\n"
		     "3: dmb ish\n\t"
		     "strex %1, %6, [%4]"
		     : "=&r"(old), "=&r"(status), "=&r"(phase), "+r"(count)
		     : "r"(s->value), "r"(&s->phase), "r"(99)
		     : "memory", "cc");
	return status;
}

static uint32_t contended_pair(struct shared *s)
{
	register uint32_t r2 asm("r2"), r3 asm("r3");
	register uint32_t r4 asm("r4") = 99, r5 asm("r5") = 98;
	uint32_t status, phase, count = 1u << 30;

	asm volatile("1: ldrexd %0, %1, [%5]\n\t"
		     "mov %3, #1\n\t"
		     "str %3, [%6]\n"
		     "2: ldr %3, [%6]\n\t"
		     "subs %4, %4, #1\n\t"
		     "beq 3f\n\t"
		     "cmp %3, #2\n\t"
		     "bne 2b\n"
		     "3: dmb ish\n\t"
		     "strexd %2, %7, %8, [%5]"
		     : "=&r"(r2), "=&r"(r3), "=&r"(status), "=&r"(phase),
		       "+r"(count)
		     : "r"(s->value), "r"(&s->phase), "r"(r4), "r"(r5)
		     : "memory", "cc");
	return status;
}

static const struct row {
	const char *name;
	uint32_t (*fn)(struct shared *);
	uint32_t write, offset, bytes;
	uint32_t low, high; /* what is there afterwards */
	bool succeeds;
} others[] = {
	{ "word", contended_word, 8, 0, 4, 8, 7 },
	{ "byte", contended_word, 8, 3, 1, 0x08000007, 7 },
	{ "pair-low", contended_pair, 8, 0, 4, 8, 7 },
	{ "pair-high", contended_pair, 8, 4, 4, 7, 8 },
	{ "pair-byte", contended_pair, 8, 7, 1, 7, 0x08000007 },
}, same[] = {
	{ "word", contended_word, 7, 0, 4, 7, 7 },
	{ "byte", contended_word, 7, 0, 1, 7, 7 },
	{ "pair-low", contended_pair, 7, 0, 4, 7, 7 },
	{ "pair-high", contended_pair, 7, 4, 4, 7, 7 },
}, nothing[] = {
	{ "word", contended_word, 0, 0, 0, 99, 7, true },
	{ "pair", contended_pair, 0, 0, 0, 99, 98, true },
};

static uint32_t contend(const struct row *r)
{
	uint32_t status;

	shared = (struct shared){ .value = { 7, 7 },
				  .write = r->write,
				  .offset = r->offset,
				  .bytes = r->bytes };
	on_cpu_start(1, other_store, &shared);
	status = r->fn(&shared);
	on_cpu_wait(1);
	EXPECT_EQ(shared.phase, 2);
	return status;
}

static void check(const struct row *r)
{
	EXPECT_EQ(contend(r), 1);
	EXPECT_EQ(shared.value[0], r->low);
	EXPECT_EQ(shared.value[1], r->high);
}

TEST_EACH(exclusive_other, const struct row *r, others,
	  "does not store where another CPU has stored",
	  .needs = NEEDS(&smp_2_cpus))
{
	check(r);
}

/* E2.10.2: the store counts, not what it changes */
TEST_EACH(exclusive_same_value, const struct row *r, same,
	  "not even where that did not change the value",
	  .needs = NEEDS(&smp_2_cpus))
{
	check(r);
}

/* It may fail for no reason, but not each time. */
TEST_EACH(exclusive_waits, const struct row *r, nothing,
	  "stores in the end where the other has not",
	  .needs = NEEDS(&smp_2_cpus))
{
	uint32_t status = 1;

	for (unsigned int i = 0; i < 100 && status; i++)
		status = contend(r);
	EXPECT_EQ(status, 0);
	EXPECT_EQ(shared.value[0], r->low);
	EXPECT_EQ(shared.value[1], r->high);
}

/* ----------------------------------------------------------------- sums ---- */

static struct barrier start;
static uint64_t cell[2] __attribute__((aligned(64)));

/* R0 the address, R1 the status, R2 and R3 the value. */
/* clang-format off */
#define ONE(id, text)                                                  \
	static void id(void)                                           \
	{                                                              \
		register void *r0 asm("r0") = cell;                    \
									\
		asm volatile(".arch armv8-a\n1:\t" text "\n\tcmp r1, #0\n\tbne 1b" \
			     :                                         \
			     : "r"(r0)                                 \
			     : "r1", "r2", "r3", "memory", "cc");      \
	}
ONE(byte, "ldrexb r2, [r0]\n\tadd r2, r2, #1\n\tstrexb r1, r2, [r0]")
ONE(half, "ldrexh r2, [r0]\n\tadd r2, r2, #1\n\tstrexh r1, r2, [r0]")
ONE(word, "ldrex r2, [r0]\n\tadd r2, r2, #1\n\tstrex r1, r2, [r0]")
ONE(doubleword, "ldrexd r2, r3, [r0]\n\tadds r2, r2, #1\n\tadc r3, r3, #0\n\t"
	"strexd r1, r2, r3, [r0]")
ONE(both, "ldrexd r2, r3, [r0]\n\tadd r2, r2, #1\n\tadd r3, r3, #1\n\t"
	"strexd r1, r2, r3, [r0]")
ONE(word_al, "ldaex r2, [r0]\n\tadd r2, r2, #1\n\tstlex r1, r2, [r0]")
ONE(both_al, "ldaexd r2, r3, [r0]\n\tadd r2, r2, #1\n\tadd r3, r3, #1\n\t"
	"stlexd r1, r2, r3, [r0]")
/* clang-format on */

static const struct sum {
	const char *name;
	void (*fn)(void);
	uint8_t bytes;
	bool both, v8;
	uint64_t first; /* so that a carry is in it */
} sums[] = {
	{ "byte", byte, 1 },
	{ "half", half, 2 },
	{ "word", word, 4 },
	{ "doubleword", doubleword, 8, false, false, 0xfffffff0 },
	{ "both-halves", both, 8, true },
	{ "word-al", word_al, 4, false, true },
	{ "both-halves-al", both_al, 8, true, true },
};

static void count(void *arg)
{
	const struct sum *s = arg;

	barrier_wait(&start);
	for (unsigned int i = 0; i < ROUNDS; i++)
		s->fn();
}

TEST_EACH(sum, const struct sum *s, sums, "loses no increment of several CPUs",
	  .needs = NEEDS(&smp_2_cpus))
{
	uint64_t total = (uint64_t)ROUNDS * cpu_count();

	if (s->v8 && !arm_sevl.probe())
		SKIP("needs ARMv8");
	start = (struct barrier){ .nr_cpus = cpu_count() };
	cell[0] = s->first;
	cell[1] = 0;
	on_all_cpus(count, (void *)s);
	EXPECT_EQ(cell[0], s->both ? total << 32 | total :
				     s->first + low_bytes(total, s->bytes));
	EXPECT_EQ(cell[1], 0);
}
