/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting, severity, and what the runner's exit status is. */
#include "totals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_names(void **unused)
{
	(void)unused;
	for (int s = STATE_NONE; s <= STATE_CANCELLED; s++)
		assert_int_equal(state_parse(state_name((enum state)s)), s);
	assert_int_equal(state_parse("passed"), STATE_NONE);
}

static void test_severity(void **unused)
{
	static const enum state order[] = {
		STATE_NONE,  STATE_SKIP,  STATE_PASS, STATE_XFAIL,
		STATE_FLAKY, STATE_XPASS, STATE_FAIL, STATE_TIMEOUT,
		STATE_CRASH, STATE_ERROR,
	};

	(void)unused;
	for (size_t i = 1; i < sizeof(order) / sizeof(order[0]); i++) {
		assert_int_equal(state_worse(order[i - 1], order[i]), order[i]);
		assert_int_equal(state_worse(order[i], order[i - 1]), order[i]);
	}
}

static void test_worst(void **unused)
{
	struct totals t = { { 0 }, 0 };

	(void)unused;
	assert_int_equal(totals_worst(&t), STATE_NONE);
	totals_add(&t, STATE_PASS);
	totals_add(&t, STATE_SKIP);
	assert_int_equal(totals_worst(&t), STATE_PASS);
	totals_add(&t, STATE_CANCELLED);
	assert_int_equal(totals_worst(&t), STATE_CANCELLED);
	totals_add(&t, STATE_TIMEOUT);
	totals_add(&t, STATE_FAIL);
	assert_int_equal(totals_worst(&t), STATE_TIMEOUT);
	assert_int_equal(t.nr_cases, 5);
}

/* One run a row: how many cases of each state, the flags, the status. */
static const struct status_row {
	const char *name;
	struct {
		enum state state;
		size_t nr;
	} cases[3];
	bool interrupted, could_not_run, allow_skip_all, flaky_pass;
	int status;
} status_rows[] = {
	{ "all passed", { { STATE_PASS, 3 } }, .status = 0 },
	{ "some skipped",
	  { { STATE_PASS, 1 }, { STATE_SKIP, 3 } },
	  .status = 0 },
	{ "expected failure", { { STATE_XFAIL, 1 } }, .status = 0 },
	{ "fail", { { STATE_PASS, 3 }, { STATE_FAIL, 1 } }, .status = 1 },
	{ "crash", { { STATE_CRASH, 1 } }, .status = 1 },
	{ "timeout", { { STATE_TIMEOUT, 1 } }, .status = 1 },
	{ "error of a case", { { STATE_ERROR, 1 } }, .status = 1 },
	{ "unexpected pass", { { STATE_XPASS, 1 } }, .status = 1 },
	{ "flaky", { { STATE_FLAKY, 1 } }, .status = 1 },
	{ "flaky, allowed",
	  { { STATE_FLAKY, 1 } },
	  .flaky_pass = true,
	  .status = 0 },
	{ "nothing selected", { { STATE_NONE, 0 } }, .status = 2 },
	{ "all cancelled", { { STATE_CANCELLED, 2 } }, .status = 2 },
	{ "all skipped", { { STATE_SKIP, 2 } }, .status = 2 },
	{ "all skipped, allowed",
	  { { STATE_SKIP, 2 } },
	  .allow_skip_all = true,
	  .status = 0 },
	{ "nothing ran, skips allowed",
	  { { STATE_NONE, 0 } },
	  .allow_skip_all = true,
	  .status = 2 },
	{ "a VMM that does not start",
	  { { STATE_PASS, 3 }, { STATE_ERROR, 1 } },
	  .could_not_run = true,
	  .status = 2 },
	{ "fail-fast",
	  { { STATE_FAIL, 1 }, { STATE_CANCELLED, 9 } },
	  .status = 1 },
	{ "interrupted",
	  { { STATE_PASS, 1 }, { STATE_CANCELLED, 1 } },
	  .interrupted = true,
	  .status = 130 },
	{ "interrupted wins",
	  { { STATE_FAIL, 1 } },
	  .interrupted = true,
	  .could_not_run = true,
	  .status = 130 },
};

static void test_exit_status(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(status_rows) / sizeof(status_rows[0]);
	     i++) {
		const struct status_row *row = &status_rows[i];
		struct run run = { .interrupted = row->interrupted,
				   .could_not_run = row->could_not_run,
				   .allow_skip_all = row->allow_skip_all,
				   .flaky_pass = row->flaky_pass };

		for (int c = 0; c < 3; c++)
			for (size_t nr = 0; nr < row->cases[c].nr; nr++)
				totals_add(&run.totals, row->cases[c].state);
		if (run_exit_status(&run) != row->status)
			fail_msg("%s: %d instead of %d", row->name,
				 run_exit_status(&run), row->status);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_severity),
		cmocka_unit_test(test_worst),
		cmocka_unit_test(test_exit_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
