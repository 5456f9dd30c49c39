/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One guest case for each way in which a case can end; test_harness.c has the
   exact lines that each must print. */
#include "harness_suite.h"

#include <arch.h>
#include <console.h>
#include <mm/heap.h>
#include <mm/page.h>
#include <smp.h>
#include <test/test.h>

const char harness_suite[] = "h";

static unsigned int nr_setups;

static void count_setup(void)
{
	nr_setups++;
}

TEST_SUITE("h", .summary = "every way in which a case can end",
	   .setup = count_setup);

TEST(pass, "passes")
{
	EXPECT_EQ(nr_setups, 1);
	EXPECT_STREQ("a", "a");
}

enum colour {
	RED,
	GREEN
};

TEST(values, "prints both sides of every kind")
{
	const struct {
		int negative : 3;
		unsigned int top : 31;
		enum colour colour : 2;
	} bits = { -1, 0x7fffffff, GREEN };
	const char *text = "abc";

	EXPECT_EQ(bits.negative, -1);
	EXPECT_EQ(bits.top, 0x7fffffff);
	EXPECT_EQ(bits.colour, GREEN);
	EXPECT_EQ(text, text);
	EXPECT_NE(text, NULL);
	EXPECT_EQ((uint8_t)0xff, 0xff);
	EXPECT_EQ(true, 1);
	EXPECT_LT(-1, 0u);
	EXPECT_GT(UINT64_MAX, INT64_MAX);
	EXPECT_LE(INT64_MIN, INT64_MIN);
	EXPECT_GE(1, 1);

	EXPECT_EQ(bits.negative, 7);
	EXPECT_EQ((uint64_t)-1, -1);
	EXPECT_EQ((void *)16, NULL);
	EXPECT_NE(3, 3);
	EXPECT_LT(2, 2);
	EXPECT_LE(INT64_MAX, INT64_MIN);
	EXPECT_GT(0, UINT64_MAX);
	EXPECT_GE(1, 2);
	EXPECT_TRUE(0);
	EXPECT_FALSE(text);
	EXPECT_STREQ(text, "abd");
	EXPECT_STREQ(NULL, text);
	EXPECT_MEMEQ("0123456789ab", "0123x56789ab", 12);
}

TEST(once, "evaluates each side once, actual first")
{
	int a = 0, b = 0;

	EXPECT_EQ(a++, b++);
	EXPECT_LT(a++, ++b);
	EXPECT_TRUE(a++);
	EXPECT_EQ(a, 3);
	EXPECT_EQ(b, 2);
	EXPECT_EQ((a = 7), a);
}

static void __attribute__((noinline)) deep(int depth)
{
	if (depth)
		deep(depth - 1);
	else
		ASSERT_EQ(depth, 1);
	test_note("not reached");
}

TEST(assert, "ends the case from any depth")
{
	deep(10);
}

TEST(nothing, "makes no check")
{
}

static const struct no_row {
	const char *name;
} no_rows[] = {};

TEST_EACH(rowless, const struct no_row *r, no_rows, "has no rows")
{
	EXPECT_NE(r, NULL);
}

TEST(error, "cannot do its job")
{
	EXPECT_EQ(1, 2);
	ERROR("no %s", "luck");
}

TEST(skip, "skips")
{
	EXPECT_EQ(1, 1);
	SKIP("not %d", 7);
}

TEST(fail_then_skip, "has failed all the same")
{
	EXPECT_EQ(1, 2);
	SKIP("too late");
}

static unsigned int nr_probes;

static bool probe_missing(void)
{
	nr_probes++;
	return false;
}

static bool probe_trapping(void)
{
	arch_illegal();
	return true;
}

static const struct feature missing = { "XSAVE", "CPUID.1:ECX[26]",
					probe_missing };
static const struct feature trapping = { "TRAP", "nowhere", probe_trapping };

TEST(needs, "is skipped", .needs = NEEDS(&missing))
{
	EXPECT_EQ(1, 2);
}

TEST(needs_again, "is skipped", .needs = NEEDS(&missing))
{
	EXPECT_EQ(nr_probes, 0);
}

TEST(needs_once, "sees one probe of a feature")
{
	EXPECT_EQ(nr_probes, 1);
}

TEST(needs_trap, "has a probe that traps", .needs = NEEDS(&trapping))
{
	EXPECT_EQ(1, 1);
}

static void undo(uintptr_t step)
{
	test_note("undo %d", (int)step);
	if (step == 2)
		ASSERT_EQ(step, 0);
	if (step == 3)
		arch_illegal();
}

static void undo2(uint32_t a, uint64_t b)
{
	test_note("undo2 0x%x 0x%llx", a, (unsigned long long)b);
}

TEST(defer, "undoes newest first, whatever fails")
{
	EXPECT_EQ(1, 1);
	test_defer(undo, 1);
	test_defer(undo, 2);
	test_defer(undo, 3);
	test_defer2(undo2, 0xfffffffe, 0xfedcba9876543210);
	ASSERT_EQ(1, 2);
}

TEST(defer_trap, "undoes after a trap")
{
	test_defer(undo, 4);
	arch_illegal();
}

TEST(defer_skip, "undoes after a skip")
{
	test_defer(undo, 5);
	SKIP("now");
}

static void undo_cpu(uintptr_t cpu)
{
	EXPECT_EQ(cpu_this(), cpu);
}

static void defer_here(void *arg)
{
	(void)arg;
	test_defer(undo_cpu, cpu_this());
}

TEST(defer_cpu, "undoes on the CPU that asked")
{
	on_cpu(2, defer_here, NULL);
	on_cpu(1, defer_here, NULL);
	defer_here(NULL);
}

TEST(defer_many, "is an error past the limit, which undoes the rest")
{
	int i;

	EXPECT_EQ(1, 1);
	for (i = 0; i < 1000; i++)
		test_defer(undo_cpu, 0);
}

TEST(trap, "ends in a trap")
{
	volatile int *p = (volatile int *)0x10;

	*p = 1;
}

static void store(const void *p)
{
	*(volatile int *)p = 1;
}

static void quiet(const void *p)
{
	(void)p;
}

static void both(const void *p)
{
	struct trap inner = trap_catch(store, p);

	EXPECT_TRAP_CAUSE(inner, TRAP_PAGE);
	arch_illegal();
}

TEST(caught, "catches, nested")
{
	struct trap t = trap_catch(both, (void *)0x10);

	EXPECT_TRAP(t, TRAP_ILLEGAL);
	EXPECT_TRAP(trap_catch(store, (void *)0x20), TRAP_NONE);
	EXPECT_TRAP(trap_catch(quiet, NULL), TRAP_PAGE);
	EXPECT_TRAP_ERROR(trap_catch(store, (void *)0x20), TRAP_PAGE, 6);
	EXPECT_TRAP_CAUSE(trap_catch(store, (void *)0x20), TRAP_BREAK);
}

static void assert_in_catch(const void *arg)
{
	ASSERT_NE(arg, NULL);
}

TEST(assert_in_catch, "leaves no stale trap_catch()")
{
	EXPECT_TRAP(trap_catch(assert_in_catch, NULL), TRAP_NONE);
}

TEST(trap_again, "is nobody's but the case's")
{
	store((void *)0x40);
}

static void check_cpu(void *cpu)
{
	EXPECT_EQ(cpu_this(), 0);
	ASSERT_EQ(cpu_this(), *(unsigned int *)cpu);
	test_note("CPU %u goes on", cpu_this());
}

TEST(cpu_assert, "ends the function, then the case")
{
	unsigned int cpu = 1;

	on_cpu(1, check_cpu, &cpu);
	on_cpu(2, check_cpu, &cpu);
	test_note("not reached");
}

static void trap_on_cpu(void *arg)
{
	store(arg);
}

TEST(cpu_trap, "ends the function, then the case")
{
	on_cpu(3, trap_on_cpu, (void *)0x30);
	test_note("not reached");
}

TEST(cpu_again, "finds idle CPUs")
{
	on_cpu(3, trap_on_cpu, &nr_setups);
	on_cpu(2, trap_on_cpu, &nr_setups);
	EXPECT_EQ(nr_setups, 1);
}

TEST(panic, "is the end")
{
	EXPECT_EQ(1, 1);
	panic("the sky %s", "falls");
}

TEST(memory, "runs out")
{
	EXPECT_EQ(1, 1);
	for (;;)
		page_alloc(8, PAGE_BELOW_16M);
}

TEST(leak, "leaves memory")
{
	EXPECT_NE(heap_alloc(100, 0), NULL);
	heap_free(heap_alloc(10, 0));
	EXPECT_NE(heap_alloc(20, 0), NULL);
}

TEST(context, "says which iteration it was")
{
	int i;

	for (i = 0; i < 4; i++) {
		test_context("round %d", i);
		EXPECT_NE(i, 1);
		EXPECT_NE(i, 1);
		EXPECT_LT(i, 3);
	}
	test_context("%s", "");
	EXPECT_EQ(1, 2);
}

TEST(flood, "shows the first failures only")
{
	int i;

	for (i = 0; i < 60; i++)
		EXPECT_LT(i, 0);
}

TEST(numbers, "repeats its random numbers")
{
	uint64_t a = test_random(), b = test_random();

	EXPECT_NE(a, b);
	test_note("%llx", (unsigned long long)a);
}

TEST(arguments, "gets its words")
{
	EXPECT_STREQ(test_arg("x"), "1");
	EXPECT_STREQ(test_arg("flag"), "");
	EXPECT_EQ(test_arg("y"), NULL);
	EXPECT_EQ(test_arg_u64("big", 0), UINT64_MAX);
	EXPECT_EQ(test_arg_u64("octal", 0), 8);
	EXPECT_EQ(test_arg_u64("absent", 5), 5);
	test_arg_u64("flag", 0);
}

TEST(host, "asks the runner")
{
	EXPECT_TRUE(test_host_available("nmi"));
	EXPECT_FALSE(test_host_available("migrate"));
	test_host("nmi");
	test_host("counters");
	test_note("not reached");
}

TEST_NUMBERED(states, uint64_t state, 100, "tells which states fail")
{
	if (state == 70)
		test_defer(undo, 70);
	EXPECT_LT(state % 64, 40);
}

TEST_NUMBERED(unchecked, uint64_t state, 3, "checks each of its states")
{
	if (state != 1)
		EXPECT_LT(state, 3);
}

TEST_NUMBERED(dice, uint64_t state, 3, "throws its own dice in each state")
{
	test_note("%llu: %llx", (unsigned long long)state,
		  (unsigned long long)test_random());
	EXPECT_LT(state, 3);
}

static unsigned int nr_handled;

static bool count_trap(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	nr_handled++;
	return false;
}

TEST_NUMBERED(handlers, uint64_t state, 2,
	      "loses the handlers of a failed state")
{
	if (state == 0)
		trap_handle(TRAP_PAGE, count_trap, NULL);
	ASSERT_TRAP_CAUSE(trap_catch(store, (void *)0x50), TRAP_PAGE);
	EXPECT_EQ(nr_handled, 0);
	nr_handled = 0;
}

static void nothing(void *arg)
{
	++*(uint64_t *)arg;
}

BENCH(bench, "measures")
{
	uint64_t calls = 0;

	EXPECT_EQ(bench_run("x", nothing, &calls), calls);
	EXPECT_GE(calls, 101);
}

TEST(undeclared, "says what it did not declare")
{
	test_ends();
}

TEST(reset, "ends the machine", .ends = ENDS_RESET)
{
	test_ends();
	arch_end(ENDS_RESET);
}

TEST(no_reset, "fails to", .ends = ENDS_PANIC)
{
	test_ends();
}

TEST(unsaid, "does not say so", .ends = ENDS_POWEROFF)
{
	EXPECT_EQ(1, 1);
}

TEST(reboot, "boots again", .ends = ENDS_REBOOT)
{
	test_ends();
	arch_end(ENDS_REBOOT);
}
