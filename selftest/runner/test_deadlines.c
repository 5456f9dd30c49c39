/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The runner against a VMM that follows a script: hangs, what each deadline
 * covers, and the evidence that is collected.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"

#define TWO FAKE_HEADER(2)

static void test_case_timeout(void **state)
{
	struct fake fake;
	struct unit *unit;

	(void)state;
	fake_init(&fake);
	unit = fake_unit(&fake, "a b",
			 TWO "at 1 out # run t.a\nat 1 hang\n" FAKE_PASS(2, "b")
				 FAKE_END(1, 0, 0, 0, 33));
	unit->cases[0].timeout_ms = 300;
	fake_run(&fake);
	assert_string_equal(
		fake.seen, "timeout t.a: timeout at 0x100010 on CPU 0 (0.3 s)\n"
			   "pass t.b\n");
	fake_release(&fake);
}

static const char *log_of_last;

static void keep_first_log(struct fake *fake, const struct result *result)
{
	(void)fake;
	if (!log_of_last && result->log)
		log_of_last = strdup(result->log);
}

static void test_hang_evidence(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake.on_result = keep_first_log;
	fake_unit(&fake, "a",
		  FAKE_HEADER(1) "out # run t.a\nout # so far, so good\nhang\n")
		->cases[0]
		.timeout_ms = 200;
	fake_run(&fake);
	assert_non_null(log_of_last);
	assert_non_null(strstr(log_of_last, "# so far, so good\n"));
	assert_non_null(strstr(log_of_last, "# stack 0x100010 0x100030\n"));
	assert_non_null(strstr(log_of_last, "# CPU 1, halted\n"));
	assert_non_null(strstr(log_of_last, "RFL=00000046"));
	assert_null(strstr(log_of_last, "XMM"));
	free((char *)log_of_last);
	log_of_last = NULL;
	fake_release(&fake);
}

/* Deaf to QMP and to SIGTERM: the evidence is missing, the verdict is not. */
static void test_ignores_sigterm(void **state)
{
	struct fake fake;
	struct unit *unit;

	(void)state;
	fake_init(&fake);
	unit = fake_unit(
		&fake, "a b",
		"ignore-term\n" TWO
		"at 1 out # run t.a\nat 1 close 3\nat 1 deaf\n" FAKE_PASS(
			2, "b") FAKE_END(1, 0, 0, 0, 33));
	unit->cases[0].timeout_ms = 200;
	fake_run(&fake);
	assert_string_equal(fake.seen, "timeout t.a: timeout (0.2 s)\n"
				       "pass t.b\n");
	fake_release(&fake);
}

static void test_boot_timeout(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(&fake, "a", "cont\nout noise\nhang\n")->boot_timeout_ms = 200;
	fake_run(&fake);
	assert_string_equal(fake.seen,
			    "timeout -: no case began: timeout at 0x100010 on "
			    "CPU 0 (0.2 s to boot)\n"
			    "error t.a: not run: the VM did not come up\n");
	assert_false(fake.run.could_not_run);
	fake_release(&fake);
}

static void test_unit_timeout(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(&fake, "a b", TWO FAKE_PASS(1, "a") "out # run t.b\nhang\n")
		->unit_timeout_ms = 300;
	fake_run(&fake);
	assert_string_equal(fake.seen,
			    "pass t.a\ntimeout t.b: timeout at 0x100010 on CPU "
			    "0 (0.3 s for the whole unit)\n");
	fake_release(&fake);
}

/* The deadline counts from each "# run", not from the boot. */
static void test_deadline_is_per_case(void **state)
{
	struct fake fake;
	struct unit *unit;

	(void)state;
	fake_init(&fake);
	unit = fake_unit(
		&fake, "a b c",
		FAKE_HEADER(3) "out # run t.a\nsleep 400\n"
			       "out ok 1 t.a # time_us=5 checks=1\n"
			       "out # run t.b\nsleep 400\n"
			       "out ok 2 t.b # time_us=5 checks=1\n"
			       "out # run t.c\nsleep 400\n"
			       "out ok 3 t.c # time_us=5 checks=1\n" FAKE_END(
				       3, 0, 0, 0, 33));
	for (size_t i = 0; i < 3; i++)
		unit->cases[i].timeout_ms = 800;
	fake_run(&fake);
	assert_string_equal(fake.seen, "pass t.a\npass t.b\npass t.c\n");
	fake_release(&fake);
}

static void test_does_not_end(void **state)
{
	struct fake fake;

	(void)state;
	fake_init(&fake);
	fake_unit(&fake, "a",
		  FAKE_HEADER(1) FAKE_PASS(
			  1,
			  "a") "out # end pass=1 fail=0 error=0 skip=0\nhang\n")
		->case_timeout_ms = 200;
	fake_run(&fake);
	assert_string_equal(fake.seen,
			    "pass t.a\ntimeout -: the VM did not end after its "
			    "'# end': timeout at 0x100010 on CPU 0 (0.2 s)\n");
	fake_release(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_case_timeout),
		cmocka_unit_test(test_hang_evidence),
		cmocka_unit_test(test_ignores_sigterm),
		cmocka_unit_test(test_boot_timeout),
		cmocka_unit_test(test_unit_timeout),
		cmocka_unit_test(test_deadline_is_per_case),
		cmocka_unit_test(test_does_not_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
