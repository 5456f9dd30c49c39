/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recorded durations: kept, updated, and never in the way. */
#include "timings.h"

#include "sinks.h"
#include "synthetic.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static void test_save_and_open(void **unused)
{
	struct synthetic s;
	struct error note = { "" };
	struct timings *t;

	(void)unused;
	synthetic_init(&s);
	t = timings_open(s.dir, &note);
	assert_string_equal(note.text, "");
	assert_true(timings_get(t, "x86_64/msr", "qemu-tcg") == 0);
	timings_set(t, "x86_64/msr", "qemu-tcg", 210000);
	timings_set(t, "x86_64/msr", "qemu-kvm", 90000);
	assert_int_equal(timings_save(t, &note), 0);
	timings_close(t);
	t = timings_open(s.dir, &note);
	assert_true(timings_get(t, "x86_64/msr", "qemu-tcg") == 210000);
	assert_true(timings_get(t, "x86_64/msr", "qemu-kvm") == 90000);
	assert_true(timings_get(t, "x86_64/pmu", "qemu-kvm") == 0);
	timings_close(t);
	synthetic_release(&s);
}

static void test_damaged(void **unused)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{\"version\":1}",
		"{\"version\":2,\"engines\":{}}",
		"{\"version\":1,\"engines\":{\"e\":7}}",
		"{\"version\":1,\"engines\":{\"e\":{\"u\":\"x\"}}}",
		"{\"version\":1,\"engines\":{\"e\":{\"u\":-5}}}",
	};
	struct synthetic s;
	char *dir, *path;

	(void)unused;
	synthetic_init(&s);
	dir = synthetic_path(&s, "results");
	path = synthetic_path(&s, "results/timings.json");
	mkdir(dir, 0777);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct error note = { "" };
		struct timings *t;
		FILE *file = fopen(path, "w");

		fputs(texts[i], file);
		fclose(file);
		t = timings_open(s.dir, &note);
		assert_non_null(strstr(note.text, "recorded times are not "
						  "used"));
		assert_true(timings_get(t, "u", "e") == 0);
		/* The next run puts it right. */
		timings_set(t, "u", "e", 5);
		assert_int_equal(timings_save(t, &note), 0);
		timings_close(t);
		t = timings_open(s.dir, NULL);
		assert_true(timings_get(t, "u", "e") == 5);
		timings_close(t);
	}
	free(path);
	free(dir);
	synthetic_release(&s);
}

/* Only whole units that came to their own end say how long one takes. */
static void test_sink(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct timings *t;

	(void)unused;
	synthetic_init(&s);
	t = timings_open(s.dir, NULL);
	timings_set(t, "x86_64/msr", "qemu-tcg", 77);
	s.units[1].all_cases = false;
	sinks_add(&s.run, timings_sink(t));
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	synthetic_play(&s);
	synthetic_finish(&s);
	timings_close(t);
	t = timings_open(s.dir, NULL);
	assert_true(timings_get(t, "x86_64/smp@two", "qemu-tcg") == 210000);
	assert_true(timings_get(t, "x86_64/vmx", "qemu-tcg") == 0);
	assert_true(timings_get(t, "x86_64/msr", "qemu-tcg") == 77);
	timings_close(t);
	synthetic_release(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_save_and_open),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_sink),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
