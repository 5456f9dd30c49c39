/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The runner against a VMM that follows a script: what a run of several VMs
 * reports when they die, refuse to start or will not stop talking, and what is
 * left of them afterwards.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "../../lib/test/protocol.h"
#include "alloc.h"
#include "fake.h"
#include "guest_args.h"
#include "loop.h"

#define TWO FAKE_HEADER(2)

static const char *log_of_last;

static void keep_first_log(struct fake *fake, const struct result *result)
{
	(void)fake;
	if (!log_of_last && result->log)
		log_of_last = strdup(result->log);
}

/* ----------------------------------------------------- what is left over -- */

/* A process that keeps the pipes open does not keep the run waiting. */
static void test_holder(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(&fake, "a",
		  FAKE_HEADER(1) FAKE_PASS(1, "a") "holder\n" FAKE_END(1, 0, 0,
								       0, 33));
	fake_run(&fake);
	assert_string_equal(fake.seen, "pass t.a\n");
	assert_true(fake.run.time_us < 5000000);
	fake_release(&fake);
}

static void test_flood(void **state)
{
	struct fake fake;
	struct unit *unit;
	struct rusage use;
	struct stat st;

	(void)state;
	fake_init(&fake);
	unit = fake_unit(
		&fake, "a b",
		TWO "out # run t.a\nflood 50000000\nout \n"
		    "out not ok 1 t.a # time_us=5 checks=1\n" FAKE_PASS(2, "b")
			    FAKE_END(1, 1, 0, 0, 35));
	unit->cases[0].timeout_ms = 60000;
	fake.on_result = keep_first_log;
	fake_run(&fake);
	assert_string_equal(fake.seen, "fail t.a\npass t.b\n");
	assert_int_equal(stat(fake.last.log_file, &st), 0);
	assert_in_range(st.st_size, 16 << 20, (16 << 20) + 200);
	assert_true(strlen(log_of_last) < 200000);
	assert_non_null(strstr(log_of_last, "are left out here"));
	assert_non_null(strstr(log_of_last, "not ok 1 t.a"));
	free((char *)log_of_last);
	log_of_last = NULL;
	getrusage(RUSAGE_SELF, &use);
	assert_true(use.ru_maxrss < 400 << 10); /* KiB; sanitizers included */
	fake_release(&fake);
}

/* --------------------------------------------------------- many of them -- */

static void test_too_many_deaths(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(
		&fake, "a b c d e f g h i j",
		FAKE_HEADER(
			10) "at 1 out # run t.a\nat 2 out # run t.b\nat 3 out # run t.c\n"
			    "at 4 out # run t.d\nat 5 out # run t.e\nat 6 out # run t.f\n"
			    "at 7 out # run t.g\nat 8 out # run t.h\nat 9 out # run t.i\n"
			    "exit 1\n");
	fake_run(&fake);
	assert_non_null(
		strstr(fake.seen,
		       "crash t.h: the VMM exited with status 1\n"
		       "error t.i: not run: too many VMs of this unit died\n"
		       "error t.j: not run: too many VMs of this unit died\n"));
	fake_release(&fake);
}

static void test_expected_deaths_do_not_count(void **state)
{
	struct expectation expect = { .state = STATE_CRASH,
				      .reason = (char *)"known",
				      .file = (char *)"x.cfg",
				      .line = 3 };
	struct fake fake;
	struct unit *unit;

	(void)state;
	fake_init(&fake);
	unit = fake_unit(
		&fake, "a b c d e f g h i j",
		FAKE_HEADER(
			10) "at 1 out # run t.a\nat 2 out # run t.b\nat 3 out # run t.c\n"
			    "at 4 out # run t.d\nat 5 out # run t.e\nat 6 out # run t.f\n"
			    "at 7 out # run t.g\nat 8 out # run t.h\nat 9 out # run t.i\n"
			    "at 10 out # run t.j\nexit 1\n");
	for (size_t i = 0; i < unit->nr_cases; i++)
		unit->cases[i].expect = &expect;
	fake_run(&fake);
	assert_non_null(strstr(fake.seen,
			       "xfail t.j: known (x.cfg:3): the VMM exited "
			       "with status 1\n"));
	assert_null(strstr(fake.seen, "error"));
	fake_release(&fake);
}

/* Only the case that failed is run again, alone, and then it is flaky. */
static void test_flaky(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake.options.retry = 2;
	fake.show_more = true;
	fake_unit(
		&fake, "a b",
		"if cases=t.b cont\n"
		"if cases=t.b out # hvcheck protocol=1 suite=t target=x86_64 cpus=1\n"
		"if cases=t.b out 1..1\nif cases=t.b out # run t.b\n"
		"if cases=t.b out ok 1 t.b # time_us=5 checks=1\n"
		"if cases=t.b out # end pass=1 fail=0 error=0 skip=0\n"
		"if cases=t.b exit 33\n" TWO FAKE_PASS(
			1,
			"a") "out # run t.b\nout # x86/t.c:9: EXPECT_TRUE(b): got false\n"
			     "out not ok 2 t.b # time_us=5 checks=1\n" FAKE_END(
				     1, 1, 0, 0, 35));
	fake_run(&fake);
	assert_string_equal(
		fake.seen,
		"pass t.a attempt=1 vm=1\n"
		"fail t.b attempt=1 vm=1 retried: x86/t.c:9: EXPECT_TRUE(b): got false\n"
		"flaky t.b attempt=2 vm=2: passed on attempt 2; at first fail: x86/t.c:9: EXPECT_TRUE(b): got false\n");
	fake_release(&fake);
}

static void test_retries_are_used_up(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake.options.retry = 2;
	fake.show_more = true;
	fake_unit(&fake, "a",
		  FAKE_HEADER(1) "out # run t.a\nerr fake: again\nexit 1\n");
	fake_run(&fake);
	assert_string_equal(
		fake.seen,
		"crash t.a attempt=1 vm=1 retried: the VMM exited with status 1: fake: again\n"
		"crash t.a attempt=2 vm=2 retried: the VMM exited with status 1: fake: again\n"
		"crash t.a attempt=3 vm=3: the VMM exited with status 1: fake: again\n");
	fake_release(&fake);
}

/* What is wrong with the test or the VMM does not get better by trying. */
static void test_errors_are_not_retried(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake.options.retry = 2;
	fake.show_more = true;
	fake_unit(&fake, "a", "err fake: no such machine\nexit 1\n");
	fake_run(&fake);
	assert_string_equal(
		fake.seen,
		"error - attempt=1 vm=1: no case began: the VMM exited with status 1: fake: no such machine\n"
		"error t.a attempt=1 vm=1: not run: the VM did not come up\n");
	fake_release(&fake);
}

static void test_isolate(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake.options.isolate = true;
	fake.show_events = fake.show_more = true;
	fake_unit(
		&fake, "a b",
		FAKE_HEADER(
			1) "if cases=t.a out # run t.a\n"
			   "if cases=t.b out # run t.b\n"
			   "if cases=t.a out ok 1 t.a # time_us=5 checks=1\n"
			   "if cases=t.b out ok 1 t.b # time_us=5 checks=1\n" FAKE_END(
				   1, 0, 0, 0, 33));
	fake_run(&fake);
	assert_string_equal(fake.seen, "begin x86_64/t\ncase t.a\n"
				       "pass t.a attempt=1 vm=1\ncase t.b\n"
				       "pass t.b attempt=1 vm=2\n"
				       "end x86_64/t\n");
	fake_release(&fake);
}

/* Cases that one command line cannot name run in several VMs. */
static void test_long_list(void **state)
{
	static const char script[] = FAKE_HEADER(
		1) "if cases=t.a out # run t.a\n"
		   "if cases=t.c out # run t.c\n"
		   "if cases=t.a out ok 1 t.a # time_us=5 checks=1\n"
		   "if cases=t.c out ok 1 t.c # time_us=5 checks=1\n" FAKE_END(
			   1, 0, 0, 0, 33);
	struct fake fake;
	struct unit *unit;
	struct plan_case swapped;
	const struct plan_case *list[2];
	struct qemu_boot boot = { .list = list, .nr = 1, .start = 3 };
	char args[PROTO_ARGS_MAX + 1], *text;

	(void)state;
	fake_init(&fake);
	fake.show_more = true;
	unit = fake_unit(&fake, "a b c d", script);
	swapped = unit->cases[1];
	unit->cases[1] = unit->cases[2];
	unit->cases[2] = swapped;
	unit->nr_cases = 2;
	unit->all_cases = false;
	list[0] = &unit->cases[0];
	list[1] = &unit->cases[1];
	/* As long as one name allows, and ",t.c" no more. */
	boot.options = &fake.options;
	boot.answers = true;
	text = guest_args(unit, &boot);
	memset(args, 'x', sizeof(args));
	args[sizeof(args) - 2 - strlen(text)] = '\0';
	free(text);
	fake.sections[0].args = args;
	boot.nr = 2;
	assert_int_equal(guest_args_fit(unit, &boot), 1);
	fake_run(&fake);
	assert_string_equal(fake.seen, "pass t.a attempt=1 vm=1\n"
				       "pass t.c attempt=1 vm=2\n");
	args[strlen(args) - 4] = '\0';
	assert_int_equal(guest_args_fit(unit, &boot), 2);
	fake_release(&fake);
}

static void test_fail_fast(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake.options.fail_fast = true;
	fake_unit(
		&fake, "a b c",
		FAKE_HEADER(3) FAKE_PASS(
			1,
			"a") "out # run t.b\n"
			     "out not ok 2 t.b # time_us=5 checks=1\nout # run t.c\nhang\n");
	fake_unit(&fake, "d", "exit 1\n");
	fake_run(&fake);
	assert_string_equal(fake.seen, "pass t.a\nfail t.b\n"
				       "cancelled t.c\ncancelled t.d\n");
	assert_false(fake.run.interrupted);
	fake_release(&fake);
}

static void interrupt(struct fake *fake, const struct result *result)
{
	(void)fake;
	if (result->state == STATE_PASS)
		raise(SIGINT);
}

static void test_interrupt(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake.on_result = interrupt;
	fake_unit(&fake, "a b", TWO FAKE_PASS(1, "a") "out # run t.b\nhang\n");
	fake_unit(&fake, "c", "exit 1\n");
	fake_run(&fake);
	assert_string_equal(fake.seen,
			    "pass t.a\ncancelled t.b\ncancelled t.c\n");
	assert_true(fake.run.interrupted);
	fake_release(&fake);
}

static void test_skipped_unit(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(&fake, "a b", "exit 1\n")->skip_reason =
		(char *)"capability: no machine 'foo'";
	fake_run(&fake);
	assert_string_equal(fake.seen,
			    "skip t.a: capability: no machine 'foo'\n"
			    "skip t.b: capability: no machine 'foo'\n");
	fake_release(&fake);
}

static void test_no_vmm(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	free(fake.engine.binary);
	fake.engine.binary = xstrdup("/nonexistent/qemu");
	fake_unit(&fake, "a", "");
	fake_run(&fake);
	assert_string_equal(
		fake.seen,
		"error -: cannot start /nonexistent/qemu: No such file or directory\n"
		"error t.a: not run: the VMM could not be started\n");
	assert_true(fake.run.could_not_run);
	fake_release(&fake);
}

static void test_host_channel(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(
		&fake, "a",
		FAKE_HEADER(
			1) "out # run t.a\nout # host lunch\n"
			   "await lunch failed\nout ok 1 t.a # time_us=5 checks=1\n" FAKE_END(
				   1, 0, 0, 0, 33));
	fake_run(&fake);
	assert_string_equal(fake.seen, "pass t.a\n");
	fake_release(&fake);
}

/* --------------------------------------------------------------- budget -- */

static void test_budget(void **state)
{
	struct budget budget = { .jobs = 3, .cpus = 4, .memory_mib = 1000 };
	struct unit one = { .smp = 1, .memory_mib = 100 };
	struct unit three = { .smp = 3, .memory_mib = 100 };
	struct unit big = { .smp = 1, .memory_mib = 700 };
	struct unit giant = { .smp = 16, .memory_mib = 100000 };

	(void)state;
	assert_true(budget_take(&budget, &giant)); /* alone, but it runs */
	assert_false(budget_take(&budget, &one));
	budget_give(&budget, &giant);
	assert_true(budget_take(&budget, &three));
	assert_true(budget_take(&budget, &one));
	assert_false(budget_take(&budget, &one)); /* 5 CPUs */
	budget_give(&budget, &three);
	assert_true(budget_take(&budget, &big));
	assert_false(budget_take(&budget, &one)); /* memory */
	budget_give(&budget, &big);
	assert_true(budget_take(&budget, &one));
	assert_true(budget_take(&budget, &one));
	assert_false(budget_take(&budget, &one)); /* jobs */
	budget_give(&budget, &one);
	budget_give(&budget, &one);
	budget_give(&budget, &one);
	assert_int_equal(budget.used_cpus, 0);
	assert_int_equal(budget.used_mib, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holder),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_too_many_deaths),
		cmocka_unit_test(test_expected_deaths_do_not_count),
		cmocka_unit_test(test_flaky),
		cmocka_unit_test(test_retries_are_used_up),
		cmocka_unit_test(test_errors_are_not_retried),
		cmocka_unit_test(test_isolate),
		cmocka_unit_test(test_long_list),
		cmocka_unit_test(test_fail_fast),
		cmocka_unit_test(test_interrupt),
		cmocka_unit_test(test_skipped_unit),
		cmocka_unit_test(test_no_vmm),
		cmocka_unit_test(test_host_channel),
		cmocka_unit_test(test_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
