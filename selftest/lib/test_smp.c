/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CPUs as threads: jobs, barriers, locks, and what goes wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <arch/barrier.h>
#include <host.h>
#include <smp.h>
#include <test/harness.h>

#include "child.h"

/* --------------------------------------------------------------- guest ---- */

TEST_SUITE("s", .summary = "CPUs", .needs = NEEDS(&smp_4_cpus));

static unsigned int ran_on[4];

static void count(void *arg)
{
	__atomic_fetch_add(&ran_on[cpu_this()], 1, __ATOMIC_RELAXED);
	if (arg)
		EXPECT_EQ(cpu_this(), *(unsigned int *)arg);
}

TEST(jobs, "run once, where they should")
{
	unsigned int cpu, round;

	memset(ran_on, 0, sizeof(ran_on));
	for (round = 0; round < 100; round++)
		for (cpu = 0; cpu < 4; cpu++)
			on_cpu(cpu, count, &cpu);
	on_all_cpus(count, NULL);
	for (cpu = 0; cpu < 4; cpu++)
		EXPECT_EQ(ran_on[cpu], 101);
}

static void spin_until(void *flag)
{
	while (!__atomic_load_n((bool *)flag, __ATOMIC_ACQUIRE))
		cpu_relax();
}

TEST(parallel, "goes on while the other runs")
{
	bool flag = false;

	on_cpu_start(1, spin_until, &flag);
	on_cpu_start(2, spin_until, &flag);
	__atomic_store_n(&flag, true, __ATOMIC_RELEASE);
	on_cpu_wait(2);
	on_cpu_wait(1);
	EXPECT_TRUE(flag);
}

TEST(busy, "refuses a second job")
{
	static bool flag;

	flag = false;
	on_cpu_start(1, spin_until, &flag);
	on_cpu_start(1, count, NULL);
}

TEST(no_such_cpu, "refuses it")
{
	EXPECT_EQ(1, 1);
	on_cpu(4, count, NULL);
}

TEST(nothing_to_wait_for, "refuses")
{
	EXPECT_EQ(1, 1);
	on_cpu_wait(1);
}

static void call_boot_cpu(void *arg)
{
	on_cpu(0, count, arg);
}

static void call_2_and_boot(void *zero)
{
	on_cpu(2, call_boot_cpu, zero);
}

TEST(cross, "calls the boot CPU while it waits")
{
	unsigned int zero = 0;

	memset(ran_on, 0, sizeof(ran_on));
	on_cpu(3, call_boot_cpu, &zero);
	on_cpu(1, call_2_and_boot, &zero);
	EXPECT_EQ(ran_on[0], 2);
}

static void fail_here(void *arg)
{
	ASSERT_EQ(arg, NULL);
}

static void call_failing(void *arg)
{
	on_cpu(0, fail_here, arg);
	test_note("not reached");
}

TEST(cross_assert, "ends the case on the boot CPU")
{
	on_cpu(2, call_failing, ran_on);
	test_note("not reached");
}

static void call_failing_there(void *arg)
{
	on_cpu(3, fail_here, arg);
	test_note("not reached");
}

TEST(chain_assert, "ends one function after the other")
{
	on_cpu(2, call_failing_there, ran_on);
	test_note("not reached");
}

static struct barrier barrier;

static void wait_alone(void *arg)
{
	(void)arg;
	barrier_wait(&barrier);
	test_note("not reached");
}

/* The others do not have to wait out their patience. */
TEST(abandoned, "ends who waits at a barrier")
{
	barrier = (struct barrier){ .nr_cpus = 4 };
	on_cpu_start(1, wait_alone, NULL);
	on_cpu_start(2, wait_alone, NULL);
	ASSERT_EQ(1, 2);
}

static struct spinlock lock;

static void lock_here(void *arg)
{
	(void)arg;
	spin_lock(&lock);
	test_note("not reached");
}

TEST(abandoned_lock, "ends who waits for a lock")
{
	memset(&lock, 0, sizeof(lock));
	spin_lock(&lock);
	EXPECT_FALSE(spin_try_lock(&lock));
	on_cpu_start(1, lock_here, NULL);
	ASSERT_EQ(1, 2);
}

TEST(after, "finds all CPUs idle")
{
	memset(ran_on, 0, sizeof(ran_on));
	on_all_cpus(count, NULL);
	EXPECT_EQ(ran_on[0] + ran_on[1] + ran_on[2] + ran_on[3], 4);
}

static void fail_barrier(void *arg)
{
	struct barrier *b = arg;

	barrier_wait(b);
}

TEST(barrier_alone, "gives up")
{
	struct barrier b = { .nr_cpus = 2 };

	EXPECT_EQ(1, 1);
	fail_barrier(&b);
}

TEST(endless, "is waited for in vain")
{
	static bool never;

	EXPECT_EQ(1, 1);
	on_cpu(2, spin_until, &never);
}

enum {
	PHASES = 20000,
};

static unsigned int seen[4];

/* Nobody is a phase ahead of anybody. */
static void run_phases(void *arg)
{
	unsigned int cpu = cpu_this(), phase, other;

	(void)arg;
	for (phase = 0; phase < PHASES; phase++) {
		__atomic_store_n(&seen[cpu], phase, __ATOMIC_RELAXED);
		barrier_wait(&barrier);
		for (other = 0; other < 4; other++)
			if (__atomic_load_n(&seen[other], __ATOMIC_RELAXED) !=
			    phase)
				ERROR("CPU %u saw CPU %u elsewhere", cpu,
				      other);
		barrier_wait(&barrier);
	}
	EXPECT_EQ(phase, PHASES);
}

TEST(phases, "meet exactly")
{
	barrier = (struct barrier){ .nr_cpus = 4 };
	on_all_cpus(run_phases, NULL);
	EXPECT_EQ(barrier.phase, 2 * PHASES);
	EXPECT_EQ(barrier.arrived, 0);
}

static unsigned long counter;

static void add_up(void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < PHASES; i++) {
		spin_lock(&lock);
		counter++; /* not atomic: the lock is */
		spin_unlock(&lock);
	}
}

TEST(locked, "loses nothing")
{
	memset(&lock, 0, sizeof(lock));
	counter = 0;
	on_all_cpus(add_up, NULL);
	EXPECT_EQ(counter, 4ul * PHASES);
	EXPECT_TRUE(spin_try_lock(&lock));
	EXPECT_FALSE(spin_try_lock(&lock));
	spin_unlock(&lock);
	EXPECT_TRUE(spin_try_lock(&lock));
}

static void count_checks(void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < 1000; i++)
		EXPECT_EQ(i, i);
}

TEST(checks, "count from everywhere")
{
	on_all_cpus(count_checks, NULL);
}

/* ------------------------------------------------------------- golden ---- */

static struct child child;

static const struct golden {
	const char *name, *lines;
} goldens[] = {
	{ "jobs", "ok 1 s.jobs # time_us=N checks=404\n" },
	{ "parallel", "ok 1 s.parallel # time_us=N checks=1\n" },
	{ "no_such_cpu", "not ok 1 s.no_such_cpu # ERROR there is no CPU 4, "
			 "this machine has 4 # time_us=N checks=1\n" },
	{ "nothing_to_wait_for",
	  "not ok 1 s.nothing_to_wait_for # ERROR CPU 1 has no function to "
	  "wait for # time_us=N checks=1\n" },
	{ "cross", "ok 1 s.cross # time_us=N checks=3\n" },
	{ "cross_assert",
	  "# FILE:LINE: ASSERT_EQ(arg, NULL): got 0xN (N), expected 0x0 (0)\n"
	  "not ok 1 s.cross_assert # time_us=N checks=1 failed=1\n" },
	{ "chain_assert",
	  "# FILE:LINE: ASSERT_EQ(arg, NULL): got 0xN (N), expected 0x0 (0) "
	  "(on CPU 3)\n"
	  "not ok 1 s.chain_assert # time_us=N checks=1 failed=1\n" },
	{ "abandoned",
	  "# FILE:LINE: ASSERT_EQ(1, 2): got 0x1 (1), expected 0x2 (2)\n"
	  "not ok 1 s.abandoned # time_us=N checks=1 failed=1\n" },
	{ "abandoned_lock",
	  "# FILE:LINE: ASSERT_EQ(1, 2): got 0x1 (1), expected 0x2 (2)\n"
	  "not ok 1 s.abandoned_lock # time_us=N checks=2 failed=1\n" },
	{ "phases", "ok 1 s.phases # time_us=N checks=6\n" },
	{ "locked", "ok 1 s.locked # time_us=N checks=4\n" },
	{ "checks", "ok 1 s.checks # time_us=N checks=4000\n" },
};

/* Of a pointer: "got 0xN (N)" */
static void replace_pointer(char *text)
{
	char *start = strstr(text, "NULL): got 0x");
	char *end = start ? strstr(start, "), expected") : NULL;

	if (!end)
		return;
	start += strlen("NULL): got 0x");
	memmove(start + 4, end, strlen(end) + 1);
	memcpy(start, "N (N", 4);
}

static void test_cases(void **state)
{
	char cmdline[80], expected[1024];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(goldens) / sizeof(goldens[0]); i++) {
		snprintf(cmdline, sizeof(cmdline), "cases=s.%s",
			 goldens[i].name);
		child_run(&child, cmdline);
		replace_pointer(child.output);
		snprintf(expected, sizeof(expected), "# run s.%s\n%s# end ",
			 goldens[i].name, goldens[i].lines);
		if (!strstr(child.output, expected))
			fail_msg("expected %s, got %s", expected, child.output);
	}
}

/* After each that ended early. */
static void test_left_idle(void **state)
{
	(void)state;
	child_run(&child, "cases=s.*assert,s.abandon*,s.no*,s.after");
	assert_non_null(
		strstr(child.output, "\nok 7 s.after # time_us=N checks=1\n"));
	assert_null(strstr(child.output, "not reached"));
}

/* ------------------------------------------------- patience that ends ---- */

static int be_quick(void **state)
{
	(void)state;
	host_speed = 20;
	return 0;
}

static int be_patient(void **state)
{
	(void)state;
	host_speed = 1;
	host_dead_cpu = 0;
	return 0;
}

static void assert_printed(const char *cmdline, const char *lines)
{
	child_run(&child, cmdline);
	if (!strstr(child.output, lines))
		fail_msg("expected %s, got %s", lines, child.output);
}

static void test_barrier_alone(void **state)
{
	(void)state;
	assert_printed("cases=s.barrier_alone",
		       "not ok 1 s.barrier_alone # ERROR CPU 0 waited 5 s at a "
		       "barrier of 2, where 1 came # time_us=N checks=1\n");
}

/* A CPU that never ends would disturb what follows: the machine is given up. */
static void test_endless(void **state)
{
	(void)state;
	assert_printed("cases=s.endless,s.after",
		       "# run s.endless\n"
		       "# panic CPU 2 does not end what s.endless gave it to "
		       "do\n# stack\n");
	assert_int_equal(child.status, PROTO_EXIT_ERROR);
}

static void test_busy(void **state)
{
	(void)state;
	assert_printed("cases=s.busy",
		       "# panic CPU 1 does not end what s.busy gave it to do");
}

static void test_dead_cpu(void **state)
{
	(void)state;
	host_dead_cpu = 2;
	assert_printed("cases=s.jobs", "not ok 1 s.jobs # ERROR CPU 2 did not "
				       "start within 5 s # time_us=N ");
}

/* -------------------------------------------------------- few and many ---- */

static void test_too_few(void **state)
{
	(void)state;
	host_nr_cpus = 3;
	child_run(&child, "cases=s.jobs");
	assert_non_null(strstr(child.output,
			       "ok 1 s.jobs # SKIP needs 4 CPUs (of the "
			       "machine) # time_us=N checks=0\n"));
	host_nr_cpus = 4;
}

static void test_too_many(void **state)
{
	(void)state;
	host_nr_cpus = 1000;
	child_run(&child, "cases=s.parallel");
	assert_non_null(strstr(child.output, " cpus=64 "));
	assert_non_null(
		strstr(child.output, "# 1000 CPUs are present, 64 are used\n"));
	assert_non_null(strstr(child.output, "\nok 1 s.parallel"));
	host_nr_cpus = 4;
}

#define PATIENTLY(test) \
	cmocka_unit_test_setup_teardown(test, be_quick, be_patient)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_left_idle),
		PATIENTLY(test_barrier_alone),
		PATIENTLY(test_endless),
		PATIENTLY(test_busy),
		PATIENTLY(test_dead_cpu),
		cmocka_unit_test(test_too_few),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
