/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TAP 14: every state, every text, every way that a run ends. */
#include "tap.h"

#include "alloc.h"
#include "sinks.h"
#include "synthetic.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static FILE *begin(struct synthetic *s, char **path)
{
	struct error error = { "" };
	FILE *out;

	*path = synthetic_path(s, "tap");
	out = fopen(*path, "w");
	assert_non_null(out);
	sinks_add(&s->run, tap_sink(out));
	assert_int_equal(sinks_begin(&s->run, &error), 0);
	return out;
}

static void test_all_states(void **unused)
{
	struct synthetic s;
	char *path;
	FILE *out;

	(void)unused;
	synthetic_init(&s);
	out = begin(&s, &path);
	synthetic_play(&s);
	synthetic_finish(&s);
	fclose(out);
	assert_golden(&s, path, "tap");
	free(path);
	synthetic_release(&s);
}

/* --flaky=pass: a flaky case is "ok". */
static void test_flaky_pass(void **unused)
{
	struct synthetic s;
	char *path, *text;
	FILE *out;

	(void)unused;
	synthetic_init(&s);
	s.run.flaky_pass = true;
	out = begin(&s, &path);
	synthetic_play(&s);
	synthetic_finish(&s);
	fclose(out);
	text = read_whole(path);
	assert_non_null(strstr(text, "\n    ok 4 - msr.flaky\n"));
	free(text);
	free(path);
	synthetic_release(&s);
}

/* A unit is on its way to the reader as soon as it ends. */
static void test_streams(void **unused)
{
	struct synthetic s;
	char *path, *text;
	FILE *out;

	(void)unused;
	synthetic_init(&s);
	out = begin(&s, &path);
	sinks_unit_begin(&s.run, &s.units[2]);
	synthetic_result(&s, &s.units[2], 0, STATE_PASS, NULL, NULL);
	sinks_unit_end(&s.run, &s.units[2], 1);
	text = read_whole(path);
	assert_string_equal(text, "TAP version 14\n1..3\n"
				  "# Subtest: x86_64/smp@two on qemu-tcg\n"
				  "    1..1\n    ok 1 - smp.start\n"
				  "ok 1 - x86_64/smp@two on qemu-tcg\n");
	free(text);
	free(path);
	fclose(out);
	synthetic_release(&s);
}

static void test_hostile(void **unused)
{
	struct synthetic s;
	char *path, *big = xcalloc(1, 1 << 20);
	FILE *out;

	(void)unused;
	synthetic_init(&s);
	out = begin(&s, &path);
	sinks_unit_begin(&s.run, &s.units[0]);
	synthetic_result(&s, &s.units[0], 0, STATE_SKIP,
			 "a # TODO b \\ \x1b[2J\xff\nok 9 - c", NULL);
	synthetic_result(&s, &s.units[0], 1, STATE_FAIL,
			 "\"quoted\" \x01\x7f\xfe: [x] {y} # no comment",
			 "...\n---\n  indented\n\x1b[2J\xff\r\n\n1..9\n");
	sinks_unit_end(&s.run, &s.units[0], 1);
	synthetic_finish(&s);
	assert_golden(&s, path, "tap-hostile");
	memset(big, '#', (1 << 20) - 1);
	sinks_unit_begin(&s.run, &s.units[1]);
	synthetic_result(&s, &s.units[1], 0, STATE_FAIL, big, big);
	sinks_unit_end(&s.run, &s.units[1], 1);
	assert_false(ferror(out));
	fclose(out);
	free(big);
	free(path);
	synthetic_release(&s);
}

static void test_interrupted(void **unused)
{
	struct synthetic s;
	char *path;
	FILE *out;

	(void)unused;
	synthetic_init(&s);
	out = begin(&s, &path);
	sinks_unit_begin(&s.run, &s.units[0]);
	synthetic_result(&s, &s.units[0], 0, STATE_PASS, NULL, NULL);
	synthetic_result(&s, &s.units[0], 1, STATE_CANCELLED, "interrupted",
			 NULL);
	s.run.interrupted = true;
	synthetic_finish(&s);
	fclose(out);
	assert_golden(&s, path, "tap-interrupted");
	free(path);
	synthetic_release(&s);
}

static void test_full_disk(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	FILE *out = fopen("/dev/full", "w");

	(void)unused;
	synthetic_init(&s);
	sinks_add(&s.run, tap_sink(out));
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	synthetic_play(&s);
	assert_int_equal(sinks_end(&s.run, &error), -ENOSPC);
	fclose(out);
	synthetic_release(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_states),
		cmocka_unit_test(test_flaky_pass),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
