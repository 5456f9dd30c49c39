/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host channel against a VMM that follows a script: a guest that moves from
 * one VM to another, and every way in which that may not work.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake.h"
#include "loop.h"

/* The first VM up to its request, the second one after the answer to it. */
#define ASKS(request)                                                    \
	"source cont\n"                                                  \
	"source out KTAP version 1\n"                                    \
	"source out # hvcheck protocol=1 suite=t target=x86_64 cpus=1\n" \
	"source out 1..1\n"                                              \
	"source out # run t.a\n"                                         \
	"source raw # ho\nsource raw st " request "\\n\nsource hang\n"   \
	"destination cont\n"
#define HEARD(answer) "await " answer "\nout # host heard\n"
#define PASSES	      "out ok 1 t.a # time_us=5 checks=1\n" FAKE_END(1, 0, 0, 0, 33)

/* What becomes of a unit of one case with this script. */
static void assert_seen(const char *script, const char *expected)
{
	struct fake fake;

	fake_init(&fake);
	fake_unit(&fake, "a", script)->migrates = true;
	fake_run(&fake);
	assert_string_equal(fake.seen, expected);
	fake_release(&fake);
}

static void test_moves(void **state)
{
	(void)state;
	assert_seen(ASKS("migrate") HEARD("migrate ok") PASSES, "pass t.a\n");
	assert_seen(ASKS("snapshot") HEARD("snapshot ok") PASSES, "pass t.a\n");
}

/* An engine that loses stores of a guest that runs: it is stopped, and goes on. */
static void test_stands(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake.engine.version[0] = 8;
	fake_unit(&fake, "a", ASKS("migrate") HEARD("migrate ok") PASSES)
		->migrates = true;
	fake_run(&fake);
	assert_string_equal(fake.seen, "pass t.a\n");
	fake_release(&fake);
}

/* What the first VM said last comes before what the second one says first. */
static void test_console(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(&fake, "a",
		  ASKS("migrate") HEARD(
			  "migrate ok") "out # half a\n"
					"raw not ok 1 t.a # time"
					"\nraw _us=5 checks=1\\n\n" FAKE_END(
						0, 1, 0, 0, 35))
		->migrates = true;
	fake_run(&fake);
	assert_string_equal(fake.seen, "fail t.a: half a\n");
	assert_string_equal(fake.last.log,
			    "# host migrate\n"
			    "[hvcheck: it goes on in another VM]\n"
			    "# host heard\n# half a\n"
			    "not ok 1 t.a # time_us=5 checks=1\n");
	fake_release(&fake);
}

static void test_continuous(void **state)
{
	(void)state;
	/* Each VM asks for the end, which the third of them is granted. */
	assert_seen(
		"source cont\n"
		"source out KTAP version 1\n"
		"source out # hvcheck protocol=1 suite=t target=x86_64 cpus=1\n"
		"source out 1..1\n"
		"source out # run t.a\n"
		"source out # host migrate-continuous\n"
		"source await migrate-continuous ok\n"
		"source out # host heard\n"
		"source hang\n"
		"destination cont\n"
		"out # host migrate-stop\n" HEARD("migrate-stop ok hops=3")
			PASSES,
		"pass t.a\n");
}

static void test_fails(void **state)
{
	static const struct {
		const char *how, *reason;
	} ways[] = {
		{ "source migrate refuse State blocked by a ghost\n",
		  "State blocked by a ghost" },
		{ "source migrate fail Unable to write\n", "Unable to write" },
		{ "destination err fake-vmm: no such machine\ndestination exit 1\n",
		  "fake-vmm: no such machine" },
		{ "destination err it is gone\ndestination signal 9\n",
		  "it is gone" },
		{ "destination close 4\n", "fake-vmm: 0 bytes of state" },
	};
	char script[2048], expected[256];

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		snprintf(script, sizeof(script), "%s%s", ways[i].how,
			 ASKS("migrate") HEARD("migrate ok") PASSES);
		snprintf(expected, sizeof(expected),
			 "error t.a: the migration failed: %s\n",
			 ways[i].reason);
		assert_seen(script, expected);
	}
}

/* It is known before the guest runs: then nobody is told that it could. */
static void test_blocked(void **state)
{
	static const char script[] =
		"if host=stop-cont,nmi,powerdown,wakeup,migrate blocked by a ghost\n" FAKE_HEADER(
			1) "out # run t.a\n"
			   "if migrate out not ok 1 t.a # time_us=5 checks=1\n"
			   "unless migrate out ok 1 t.a # SKIP alone # time_us=5 checks=0\n" FAKE_END(
				   0, 0, 0, 1, 33);

	(void)state;
	assert_seen(script, "skip t.a: alone\n");
}

static void test_other_requests(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(&fake, "a",
		  FAKE_HEADER(1) "out # run t.a\n"
				 "out # host counters\n"
				 "await counters ok exits=7\n"
				 "out # host tea\nawait tea failed\n"
				 "out # host migrate-stop\n"
				 "await migrate-stop failed\n" PASSES);
	fake_run(&fake);
	assert_string_equal(fake.seen, "pass t.a\n");
	fake_release(&fake);
}

/* Both VMs of a migration that does not end are gone with their unit. */
static void test_deadline(void **state)
{
	struct fake fake;
	struct unit *unit;

	(void)state;
	fake_init(&fake);
	unit = fake_unit(
		&fake, "a",
		"source migrate never\n"
		"source cont\n"
		"source out KTAP version 1\n"
		"source out # hvcheck protocol=1 suite=t target=x86_64 cpus=1\n"
		"source out 1..1\n"
		"source out # run t.a\n"
		"source out # host migrate-continuous\n"
		"source await migrate-continuous ok\n"
		"source out # host heard\n"
		"source hang\n"
		"destination ignore-term\n"
		"destination deaf\n");
	unit->migrates = true;
	unit->cases[0].timeout_ms = 400;
	fake_run(&fake);
	assert_string_equal(
		fake.seen,
		"timeout t.a: timeout at 0x100010 on CPU 0 (0.4 s)\n");
	fake_release(&fake);
}

static void test_budget(void **state)
{
	struct unit one = { .smp = 1, .memory_mib = 104 };
	struct unit two = { .smp = 1, .memory_mib = 104, .migrates = true };
	struct budget budget = { .jobs = 4, .cpus = 4, .memory_mib = 600 };

	(void)state;
	assert_true(budget_take(&budget, &two));
	assert_true(budget.used_cpus == 2 && budget.used_mib == 400);
	assert_false(budget_take(&budget, &two));
	assert_true(budget_take(&budget, &one));
	assert_false(budget_take(&budget, &one));
	budget_give(&budget, &two);
	budget_give(&budget, &one);
	assert_true(!budget.used_cpus && !budget.used_mib && !budget.nr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_console),
		cmocka_unit_test(test_stands),
		cmocka_unit_test(test_continuous),
		cmocka_unit_test(test_fails),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_other_requests),
		cmocka_unit_test(test_deadline),
		cmocka_unit_test(test_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
