/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recorded runs against each other, put together, and looked through. */
#include "compare.h"

#include "alloc.h"
#include "journal.h"
#include "merge.h"
#include "never.h"
#include "report.h"
#include "sinks.h"
#include "synthetic.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* One case of a made-up run. */
struct row {
	const char *id, *engine;
	enum state state;
	const char *reason;
	uint64_t time_us;
	bool retried;
};

/* A recording with these results, all of unit x86_64/u. */
static struct recording make(const char *id, const struct row *rows)
{
	struct recording r = { .id = xstrdup(id),
			       .started = xstrdup("then"),
			       .ended = true };

	for (; rows->id; rows++) {
		struct record_unit *u =
			recording_find(&r, "x86_64/u", rows->engine, 1);
		struct record_case c = { .id = xstrdup(rows->id),
					 .name = xstrdup(rows->id + 7),
					 .state = rows->state,
					 .reason = xstrdup(rows->reason),
					 .time_us = rows->time_us,
					 .retried = rows->retried };

		if (!u) {
			u = recording_add_unit(&r);
			u->id = xstrdup("x86_64/u");
			u->engine = xstrdup(rows->engine);
			u->target = xstrdup("x86_64");
			u->suite = xstrdup("u");
			u->repetition = 1;
			u->ended = true;
		}
		recording_add_case(&r, u, &c);
	}
	return r;
}

static const struct row before[] = {
	{ "x86_64/u.a", "qemu-tcg", STATE_PASS, NULL, 100, false },
	{ "x86_64/u.b", "qemu-tcg", STATE_FAIL, "old", 100, false },
	{ "x86_64/u.c", "qemu-tcg", STATE_CRASH, "boom", 100, false },
	{ "x86_64/u.d", "qemu-tcg", STATE_PASS, NULL, 100, false },
	{ "x86_64/u.e", "qemu-tcg", STATE_PASS, NULL, 100, false },
	{ "x86_64/u.f", "qemu-tcg", STATE_PASS, NULL, 100000, false },
	{ "x86_64/u.g", "qemu-tcg", STATE_SKIP, "no", 0, false },
	{ "x86_64/u.h", "qemu-tcg", STATE_PASS, NULL, 100000, false },
	{ NULL, NULL, STATE_NONE, NULL, 0, false },
};

static const struct row after[] = {
	{ "x86_64/u.a", "qemu-tcg", STATE_FAIL, "expected 1, got 2", 90,
	  false },
	{ "x86_64/u.b", "qemu-tcg", STATE_TIMEOUT, "10 s | <b>", 90, false },
	{ "x86_64/u.c", "qemu-tcg", STATE_FAIL, "first", 90, true },
	{ "x86_64/u.c", "qemu-tcg", STATE_FLAKY, "attempt 2", 90, false },
	{ "x86_64/u.d", "qemu-tcg", STATE_SKIP, "needs more", 0, false },
	{ "x86_64/u.f", "qemu-tcg", STATE_PASS, NULL, 400000, false },
	{ "x86_64/u.g", "qemu-tcg", STATE_PASS, NULL, 500000, false },
	{ "x86_64/u.h", "qemu-tcg", STATE_PASS, NULL, 140000, false },
	{ "x86_64/u.n", "qemu-tcg", STATE_ERROR, "new\nand bad", 90, false },
	{ NULL, NULL, STATE_NONE, NULL, 0, false },
};

static void check_golden(const struct differences *d,
			 enum compare_format format, const char *golden)
{
	struct synthetic s;
	char *path;
	FILE *out;

	synthetic_init(&s);
	path = synthetic_path(&s, "out");
	out = fopen(path, "w");
	differences_print(d, format, false, out);
	fclose(out);
	assert_golden(&s, path, golden);
	free(path);
	synthetic_release(&s);
}

static void test_kinds(void **unused)
{
	struct recording a = make("run1", before), b = make("run2", after);
	struct differences d;

	(void)unused;
	compare_recordings(&d, &a, &b);
	assert_int_equal(d.by_kind[DIFFERENCE_NEWLY_FAILING], 2);
	assert_int_equal(d.by_kind[DIFFERENCE_STILL_FAILING], 1);
	assert_int_equal(d.by_kind[DIFFERENCE_FIXED], 1);
	assert_int_equal(d.by_kind[DIFFERENCE_NEWLY_SKIPPED], 1);
	assert_int_equal(d.by_kind[DIFFERENCE_NOT_RUN], 1);
	assert_int_equal(d.by_kind[DIFFERENCE_SLOWER], 1);
	assert_int_equal(d.by_kind[DIFFERENCE_ENGINES], 0);
	check_golden(&d, COMPARE_TEXT, "compare");
	check_golden(&d, COMPARE_MARKDOWN, "compare.md");
	check_golden(&d, COMPARE_JSON, "compare.json");
	differences_release(&d);
	recording_release(&a);
	recording_release(&b);
}

static void test_no_difference(void **unused)
{
	struct recording a = make("run1", before), b = make("run2", before);
	struct differences d;

	(void)unused;
	b.units[0].cases[1].state = STATE_PASS;
	a.units[0].cases[1].state = STATE_PASS;
	b.units[0].cases[2].state = a.units[0].cases[2].state = STATE_XFAIL;
	compare_recordings(&d, &a, &b);
	assert_int_equal(d.nr, 0);
	check_golden(&d, COMPARE_TEXT, "compare-same");
	differences_release(&d);
	recording_release(&a);
	recording_release(&b);
}

/* Two engines in one run; then one engine in each of two runs. */
static void test_engines(void **unused)
{
	static const struct row both[] = {
		{ "x86_64/u.a", "qemu-tcg", STATE_XFAIL, "known", 1, false },
		{ "x86_64/u.a", "qemu-kvm", STATE_PASS, NULL, 1, false },
		{ "x86_64/u.b", "qemu-tcg", STATE_PASS, NULL, 1, false },
		{ "x86_64/u.b", "qemu-kvm", STATE_PASS, NULL, 1, false },
		{ "x86_64/u.c", "qemu-tcg", STATE_SKIP, "needs", 1, false },
		{ "x86_64/u.c", "qemu-kvm", STATE_FAIL, "why", 1, false },
		{ NULL, NULL, STATE_NONE, NULL, 0, false },
	};
	static const struct row tcg[] = {
		{ "x86_64/u.a", "qemu-tcg", STATE_PASS, NULL, 1, false },
		{ NULL, NULL, STATE_NONE, NULL, 0, false },
	};
	static const struct row kvm[] = {
		{ "x86_64/u.a", "qemu-kvm", STATE_FAIL, "why", 1, false },
		{ NULL, NULL, STATE_NONE, NULL, 0, false },
	};
	struct recording a = make("run1", both), b;
	struct differences d;

	(void)unused;
	compare_recordings(&d, &a, NULL);
	assert_int_equal(d.nr, 1);
	check_golden(&d, COMPARE_TEXT, "compare-engines");
	differences_release(&d);
	recording_release(&a);
	a = make("run1", tcg);
	b = make("run2", kvm);
	compare_recordings(&d, &a, &b);
	assert_int_equal(d.by_kind[DIFFERENCE_ENGINES], 1);
	assert_int_equal(d.by_kind[DIFFERENCE_NEWLY_FAILING], 1);
	differences_release(&d);
	recording_release(&a);
	recording_release(&b);
}

/* Of --repeat the worst counts. */
static void test_repetitions(void **unused)
{
	struct recording a = make("run1", before), b = make("run2", before);
	struct record_unit *u;
	struct record_case c = { .id = xstrdup("x86_64/u.a"),
				 .state = STATE_FAIL };
	struct differences d;

	(void)unused;
	u = recording_add_unit(&b);
	u->id = xstrdup("x86_64/u");
	u->engine = xstrdup("qemu-tcg");
	u->repetition = 2;
	recording_add_case(&b, u, &c);
	compare_recordings(&d, &a, &b);
	assert_int_equal(d.by_kind[DIFFERENCE_NEWLY_FAILING], 1);
	differences_release(&d);
	recording_release(&a);
	recording_release(&b);
}

/* ------------------------------------------------------------------ merge */

static void test_merge(void **unused)
{
	static const struct row first[] = {
		{ "x86_64/u.a", "qemu-tcg", STATE_PASS, NULL, 1, false },
		{ "x86_64/u.b", "qemu-tcg", STATE_FAIL, "first", 1, true },
		{ "x86_64/u.b", "qemu-tcg", STATE_FAIL, "again", 1, false },
		{ "x86_64/u.c", "qemu-tcg", STATE_SKIP, "needs", 1, false },
		{ "x86_64/u.d", "qemu-tcg", STATE_PASS, NULL, 1, false },
		{ NULL, NULL, STATE_NONE, NULL, 0, false },
	};
	static const struct row second[] = {
		{ "x86_64/u.b", "qemu-tcg", STATE_PASS, NULL, 1, false },
		{ "x86_64/u.c", "qemu-tcg", STATE_PASS, NULL, 1, false },
		{ "x86_64/u.d", "qemu-tcg", STATE_SKIP, "no", 1, false },
		{ "x86_64/u.e", "qemu-tcg", STATE_FAIL, "e", 1, true },
		{ "x86_64/u.e", "qemu-tcg", STATE_FLAKY, "e2", 1, false },
		{ "x86_64/u.a", "qemu-kvm", STATE_PASS, NULL, 1, false },
		{ NULL, NULL, STATE_NONE, NULL, 0, false },
	};
	struct recording merged = { 0 }, a = make("run1", first);
	struct recording b = make("run2", second);
	const struct record_unit *u;

	(void)unused;
	a.time_us = 70;
	b.time_us = 50;
	merge_recordings(&merged, &a);
	merge_recordings(&merged, &b);
	assert_int_equal(merged.nr_units, 2);
	u = recording_find(&merged, "x86_64/u", "qemu-tcg", 1);
	assert_int_equal(u->nr_cases, 6); /* one of them a retried attempt */
	assert_int_equal(record_unit_case(u, "x86_64/u.b")->state, STATE_PASS);
	assert_int_equal(record_unit_case(u, "x86_64/u.c")->state, STATE_PASS);
	assert_int_equal(record_unit_case(u, "x86_64/u.d")->state, STATE_PASS);
	assert_int_equal(record_unit_case(u, "x86_64/u.e")->state, STATE_FLAKY);
	assert_int_equal(merged.totals.nr_cases, 6);
	assert_int_equal(merged.totals.by_state[STATE_PASS], 5);
	assert_int_equal(merged.exit_status, EXIT_SOME_FAILED);
	assert_true(merged.time_us == 70);
	recording_release(&a);
	recording_release(&b);
	recording_release(&merged);
}

/* A shard that was killed cannot make the whole green. */
static void test_merge_unfinished(void **unused)
{
	static const struct row rows[] = {
		{ "x86_64/u.a", "qemu-tcg", STATE_PASS, NULL, 1, false },
		{ NULL, NULL, STATE_NONE, NULL, 0, false },
	};
	struct recording merged = { 0 }, a = make("run1", rows);

	(void)unused;
	a.ended = false;
	merge_recordings(&merged, &a);
	assert_int_equal(merged.exit_status, EXIT_COULD_NOT_RUN);
	recording_release(&a);
	recording_release(&merged);
}

/* A recorded run in s->dir, through the journal itself. */
static void record(struct synthetic *s)
{
	struct error error = { "" };

	assert_int_equal(journal_prepare(&s->run, &error), 0);
	sinks_add(&s->run, journal_sink());
	assert_int_equal(sinks_begin(&s->run, &error), 0);
	synthetic_play(s);
	synthetic_finish(s);
	sinks_release(&s->run);
}

static void test_merge_command(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	const char *runs[] = { "latest", "latest", NULL }, *none[] = { NULL };
	struct recording merged = { 0 };
	char *out;

	(void)unused;
	synthetic_init(&s);
	record(&s);
	out = synthetic_path(&s, "merged");
	assert_int_equal(merge_command(s.dir, out, runs, &error),
			 EXIT_SOME_FAILED);
	assert_int_equal(journal_read(&merged, out, &error), 0);
	assert_string_equal(merged.id, "merged");
	assert_memory_equal(&merged.totals, &s.run.totals,
			    sizeof(merged.totals));
	recording_release(&merged);
	assert_int_equal(merge_command(s.dir, out, runs, &error), -EEXIST);
	assert_int_equal(merge_command(s.dir, out, none, &error), -EINVAL);
	free(out);
	synthetic_release(&s);
}

static void test_compare_command(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct compare_request request = { .before = "latest",
					   .after = "latest" };
	FILE *out = fopen("/dev/null", "w"), *full = fopen("/dev/full", "w");

	(void)unused;
	synthetic_init(&s);
	request.record_dir = s.dir;
	assert_int_equal(compare_command(&request, out, &error), -ENOENT);
	record(&s);
	assert_int_equal(compare_command(&request, out, &error), 0);
	assert_int_equal(compare_command(&request, full, &error), -ENOSPC);
	fclose(out);
	fclose(full);
	synthetic_release(&s);
}

/* ----------------------------------------------------------------- report */

static void test_report_command(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct report_request request = { .run = NULL };
	char *path, *junit, *json, *text;

	(void)unused;
	synthetic_init(&s);
	record(&s);
	request.record_dir = s.dir;
	path = synthetic_path(&s, "out");
	request.junit = junit = synthetic_path(&s, "junit.xml");
	request.json = json = synthetic_path(&s, "out.json");
	request.tap = true;
	request.settings.out = fopen(path, "w");
	assert_int_equal(report_command(&request, &error), EXIT_SOME_FAILED);
	fclose(request.settings.out);
	text = read_whole(path);
	assert_int_equal(strncmp(text, "TAP version 14\n1..3\n", 20), 0);
	assert_null(strstr(text, "Bail out!"));
	free(text);
	text = read_whole(junit);
	assert_non_null(strstr(text, "</testsuites>"));
	free(text);
	text = read_whole(json);
	assert_int_equal(text[0], '{');
	free(text);
	free(json);
	free(junit);
	free(path);
	synthetic_release(&s);
}

static void test_never_run(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct image_case smp[] = { { .name = (char *)"smp.start" },
				    { .name = (char *)"smp.stop" },
				    { .name = (char *)"smp.new" } };
	struct image_case pmu[] = { { .name = (char *)"pmu.a" },
				    { .name = (char *)"pmu.b" } };
	struct image more, *images[4];
	struct report_request request = { .never_run = true };
	char *path;

	(void)unused;
	synthetic_init(&s);
	record(&s);
	s.images[0].cases = &s.image_cases[0];
	s.images[0].nr_cases = 8;
	s.images[1].cases = &s.image_cases[8];
	s.images[1].nr_cases = 2;
	s.images[2].cases = smp;
	s.images[2].nr_cases = 3;
	more = (struct image){ .target = &s.target,
			       .suite = (char *)"pmu",
			       .cases = pmu,
			       .nr_cases = 2 };
	for (int i = 0; i < 3; i++)
		images[i] = &s.images[i];
	images[3] = &more;
	request.record_dir = s.dir;
	request.images = (const struct image *const *)images;
	request.nr_images = 4;
	path = synthetic_path(&s, "out");
	request.settings.out = fopen(path, "w");
	assert_int_equal(report_command(&request, &error), 0);
	fclose(request.settings.out);
	assert_golden(&s, path, "never-run");
	free(path);
	synthetic_release(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_no_difference),
		cmocka_unit_test(test_engines),
		cmocka_unit_test(test_repetitions),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_merge_unfinished),
		cmocka_unit_test(test_merge_command),
		cmocka_unit_test(test_compare_command),
		cmocka_unit_test(test_report_command),
		cmocka_unit_test(test_never_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
