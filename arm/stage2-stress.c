/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a hypervisor's second stage goes through when many CPUs come to the same
 * pages at once: first touches, and the faults of reads, writes, atomics and
 * fetches on pages that it protects or moves meanwhile.
 *
 * Arguments: pages=, rounds= of a storm, mib= of first touches, steps= of new code;
 * the defaults are for TCG. They are to be run with more CPUs than the host has.
 */
#include <arch/page.h>
#include <arm/code.h>
#include <arm/cpu.h>
#include <mm/page.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("stage2-stress", .summary = "many CPUs on one page lose nothing",
	   .needs = NEEDS(&smp_2_cpus));

static unsigned int order_of(uint64_t pages)
{
	unsigned int order = 0;

	while (1ull << order < pages)
		order++;
	return order;
}

/* All of 0 .. 2^order - 1 once, in an order that is the CPU's own. */
static uint64_t nth(uint64_t n, unsigned int cpu, unsigned int order)
{
	uint64_t odd = 2 * (cpu * 0x9e3779b1ull + 0x1234567) + 1;

	return (n * odd + cpu * 977) & ((1ull << order) - 1);
}

/* ----------------------------------------------------------- first touches ---- */

static struct touch {
	char *start;
	uint8_t *claimed; /* by page */
	unsigned int order;
	uint64_t wins[CPU_MAX];
} touch;

/* The first who comes writes the page's address, and who it was, at both ends. */
static void touch_pages(void *arg)
{
	struct touch *t = arg;
	unsigned int cpu = arch_cpu_index();

	for (uint64_t i = 0; i < 1ull << t->order; i++) {
		uint64_t page = nth(i, cpu, t->order);
		uint64_t *at = (uint64_t *)(t->start + page * PAGE_SIZE);

		if (__atomic_exchange_n(&t->claimed[page], 1 + cpu,
					__ATOMIC_ACQ_REL))
			continue;
		at[0] = (uintptr_t)at;
		at[PAGE_SIZE / 8 - 1] = ~(uint64_t)(uintptr_t)at;
		t->wins[cpu]++;
	}
}

TEST(first_touch, "each page keeps what the first CPU to come wrote there")
{
	uint64_t pages = test_arg_u64("mib", 16) << 20 >> PAGE_SHIFT;
	uint64_t wins = 0, wrong = 0;

	memset(&touch, 0, sizeof(touch));
	touch.order = order_of(pages);
	touch.start = page_alloc(touch.order, PAGE_ANY);
	touch.claimed = page_alloc(order_of((1ull << touch.order) / PAGE_SIZE),
				   PAGE_ZERO);
	test_defer(page_free, touch.start);
	test_defer(page_free, touch.claimed);
	on_all_cpus(touch_pages, &touch);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		wins += touch.wins[cpu];
	EXPECT_EQ(wins, 1ull << touch.order);
	for (uint64_t i = 0; i < 1ull << touch.order; i++) {
		uint64_t *at = (uint64_t *)(touch.start + i * PAGE_SIZE);

		wrong += at[0] != (uintptr_t)at ||
			 at[PAGE_SIZE / 8 - 1] != ~(uint64_t)(uintptr_t)at;
	}
	EXPECT_EQ(wrong, 0);
}

/* -------------------------------------------------------------------- storm ---- */

enum {
	COUNTER = 1 << (PAGE_SHIFT - 4), /* u64: the middle of the page */
};

static struct storm {
	char *start;
	unsigned int order;
	uint64_t rounds;
	uint32_t steps; /* of new code */
	struct progress {
		uint64_t calls, adds, reads, rewrites, wrong;
	} cpus[CPU_MAX];
} storm;

/* One of four things to do with a page, by who it is and which turn. */
static void visit(struct progress *p, char *page, unsigned int role)
{
	uint64_t *counter = (uint64_t *)page + COUNTER;
	int (*code)(int) = (int (*)(int))(uintptr_t)page;
	uint64_t seen;

	switch (role % 4) {
	case 0:
		p->wrong += code((int)p->calls) != (int)p->calls + 1;
		p->calls++;
		break;
	case 1:
		seen = __atomic_load_n(counter, __ATOMIC_ACQUIRE);
		p->wrong += __atomic_load_n(counter, __ATOMIC_ACQUIRE) < seen;
		p->reads++;
		break;
	case 2:
		__atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
		p->adds++;
		break;
	default:
		code_write((uint32_t *)page, CODE_ADD_ONE);
		p->rewrites++;
		break;
	}
}

static void visit_pages(void *arg)
{
	struct storm *s = arg;
	unsigned int cpu = arch_cpu_index();

	isb(); /* the code was written by another */
	for (uint64_t round = 0; round < s->rounds; round++)
		for (uint64_t i = 0; i < 1ull << s->order; i++)
			visit(&s->cpus[cpu],
			      s->start + nth(i, cpu, s->order) * PAGE_SIZE,
			      cpu + (unsigned int)round);
}

static void open_storm(void)
{
	memset(&storm, 0, sizeof(storm));
	storm.order = order_of(test_arg_u64("pages", 64));
	storm.rounds = test_arg_u64("rounds", 40);
	storm.steps = (uint32_t)test_arg_u64("steps", 64);
	storm.start = page_alloc(storm.order, PAGE_ZERO);
	test_defer(page_free, storm.start);
	for (uint64_t i = 0; i < 1ull << storm.order; i++) {
		uint32_t *code = (uint32_t *)(storm.start + i * PAGE_SIZE);

		code[1] = CODE_RETURN;
		code_write(code, CODE_ADD_ONE);
	}
}

TEST(storm, "calls, loads, atomics and rewrites of the same pages all succeed")
{
	uint64_t adds = 0, sum = 0, pages;

	open_storm();
	pages = 1ull << storm.order;
	on_all_cpus(visit_pages, &storm);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		const struct progress *p = &storm.cpus[cpu];

		EXPECT_EQ(p->wrong, 0);
		EXPECT_EQ(p->calls + p->reads + p->adds + p->rewrites,
			  storm.rounds * pages);
		adds += p->adds;
	}
	for (uint64_t i = 0; i < pages; i++)
		sum += ((uint64_t *)(storm.start + i * PAGE_SIZE))[COUNTER];
	EXPECT_EQ(sum, adds);
	for (uint64_t i = 0; i < pages; i++)
		EXPECT_EQ(((uint32_t *)(storm.start + i * PAGE_SIZE))[0],
			  CODE_ADD_ONE);
}

/* -------------------------------------------------------------- new code ---- */

/* One page: a branch, and for each step what returns its number. */
static uint32_t *open_steps(void)
{
	uint32_t *code;

	open_storm();
	code = (uint32_t *)storm.start;
	for (uint32_t step = 0; step <= storm.steps; step++) {
		code_write(&code[2 + 2 * step], code_move(step));
		code_write(&code[3 + 2 * step], CODE_RETURN);
	}
	code_write(code, code_branch(2));
	return code;
}

static uint32_t branch_to(uint32_t step)
{
	return code_branch(2 + 2 * step);
}

static struct barrier turn;

/* All stand still while the code is written: nobody may run what changes. */
static void call_in_turn(void *arg)
{
	struct storm *s = arg;
	struct progress *p = &s->cpus[arch_cpu_index()];
	int (*code)(void) = (int (*)(void))(uintptr_t)s->start;

	for (int step = 1; step <= (int)s->steps; step++) {
		barrier_wait(&turn);
		isb();
		p->wrong += code() != step;
		p->calls++;
		barrier_wait(&turn);
	}
}

static void expect_calls(void)
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		on_cpu_wait(cpu);
		EXPECT_EQ(storm.cpus[cpu].wrong, 0);
		EXPECT_GT(storm.cpus[cpu].calls, 0);
	}
}

TEST(new_code, "code that was written and synchronised is what all CPUs run")
{
	uint32_t *code = open_steps();

	memset(&turn, 0, sizeof(turn));
	turn.nr_cpus = cpu_count();
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, call_in_turn, &storm);
	for (uint32_t step = 1; step <= storm.steps; step++) {
		code_write(code, branch_to(step));
		barrier_wait(&turn);
		barrier_wait(&turn);
	}
	expect_calls();
}

static void call_until(void *arg)
{
	struct storm *s = arg;
	struct progress *p = &s->cpus[arch_cpu_index()];
	int (*code)(void) = (int (*)(void))(uintptr_t)s->start;
	uint64_t *announced = (uint64_t *)s->start + COUNTER;

	for (uint64_t told = 0; told < s->steps; p->calls++) {
		told = __atomic_load_n(announced, __ATOMIC_ACQUIRE);
		isb();
		/* never an older one; a newer one may be there already */
		p->wrong += (uint64_t)code() - told > s->steps - told;
	}
}

/* B2.2.5, Concurrent modification and execution: one B may become another. */
TEST(live_code, "a branch that changes under way goes to its old or new target")
{
	uint32_t *code = open_steps();

	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, call_until, &storm);
	for (uint32_t step = 1; step <= storm.steps; step++) {
		code_write(code, branch_to(step));
		__atomic_store_n((uint64_t *)storm.start + COUNTER, step,
				 __ATOMIC_RELEASE);
	}
	expect_calls();
}
