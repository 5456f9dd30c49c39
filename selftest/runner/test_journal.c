/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The journal: written as results arrive, read again after any end. */
#include "journal.h"

#include "alloc.h"
#include "sinks.h"
#include "synthetic.h"
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A run with a journal that has begun. */
static void begin(struct synthetic *s)
{
	struct error error = { "" };

	synthetic_init(s);
	assert_int_equal(journal_prepare(&s->run, &error), 0);
	sinks_add(&s->run, journal_sink());
	assert_int_equal(sinks_begin(&s->run, &error), 0);
}

static void read_back(const struct synthetic *s, struct recording *recording)
{
	struct error error = { "" };

	memset(recording, 0, sizeof(*recording));
	if (journal_read(recording, s->run.results_dir, &error) != 0)
		fail_msg("%s", error.text);
}

static void test_round_trip(void **unused)
{
	struct synthetic s;
	struct recording r;
	const struct record_unit *u;
	const struct record_case *c;

	(void)unused;
	begin(&s);
	synthetic_play(&s);
	synthetic_finish(&s);
	read_back(&s, &r);
	assert_string_equal(r.id, s.run.id);
	assert_string_equal(r.engine_reason, "qemu-tcg: /dev/kvm is missing");
	assert_true(r.seed == 0xfedcba9876543210);
	assert_int_equal(r.nr_units, 3);
	assert_memory_equal(&r.totals, &s.run.totals, sizeof(r.totals));
	assert_true(r.ended);
	assert_int_equal(r.exit_status, EXIT_SOME_FAILED);
	assert_true(r.time_us == 10500000);
	u = recording_find(&r, "x86_64/msr", "qemu-tcg", 1);
	assert_non_null(u);
	assert_true(u->ended);
	assert_int_equal(words_count(u->planned), 8);
	assert_int_equal(u->nr_cases,
			 9); /* with the attempt that was retried */
	c = record_unit_case(u, "x86_64/msr.write/ro");
	assert_int_equal(c->state, STATE_FAIL);
	assert_int_equal(c->line, 15);
	assert_non_null(strstr(c->log, "# msr=0x1b value=0x0\n"));
	assert_string_equal(c->command, "./run_tests.sh --engine=qemu-tcg "
					"x86_64/msr.write/ro");
	c = record_unit_case(u, "x86_64/msr.flaky");
	assert_int_equal(c->state, STATE_FLAKY);
	assert_int_equal(c->attempt, 2);
	u = recording_find(&r, "x86_64/smp@two", "qemu-tcg", 1);
	assert_string_equal(u->bench[0],
			    "smp.start median_ns=1200 p99_ns=1900");
	recording_release(&r);
	synthetic_release(&s);
}

/* Any text is a valid record. */
static void test_hostile_text(void **unused)
{
	struct synthetic s;
	struct recording r;
	const struct record_case *c;
	char *big = xcalloc(1 << 20, 1), *text;

	(void)unused;
	memset(big, '\xfe', (1 << 20) - 1);
	begin(&s);
	sinks_unit_begin(&s.run, &s.units[0]);
	synthetic_result(&s, &s.units[0], 0, STATE_FAIL,
			 "\x01\x1b[2J \xff \"\\ ]]> \xf0\x9f\x92\xa9", big);
	read_back(&s, &r);
	c = &r.units[0].cases[0];
	assert_string_equal(c->reason,
			    "\x01\x1b[2J \\xff \"\\ ]]> \xf0\x9f\x92\xa9");
	assert_int_equal(strlen(c->log), 4 * ((1 << 20) - 1));
	text = synthetic_path(&s, "results/latest/results.jsonl");
	assert_int_equal(access(text, R_OK), 0);
	free(text);
	free(big);
	recording_release(&r);
	synthetic_release(&s);
}

/* However much of the last line was written, the others are kept. */
static void test_torn_line(void **unused)
{
	struct synthetic s;
	struct recording r;
	char *path, *text;
	size_t len, last;

	(void)unused;
	begin(&s);
	sinks_unit_begin(&s.run, &s.units[0]);
	synthetic_result(&s, &s.units[0], 0, STATE_PASS, NULL, NULL);
	synthetic_result(&s, &s.units[0], 5, STATE_FAIL, "why", "log\n");
	path = xasprintf("%s/results.jsonl", s.run.results_dir);
	text = read_whole(path);
	len = strlen(text);
	text[len - 1] = '\0';
	last = (size_t)(strrchr(text, '\n') - text) + 1;
	for (size_t cut = len - 1; cut >= last; cut--) {
		assert_int_equal(truncate(path, (off_t)cut), 0);
		read_back(&s, &r);
		assert_int_equal(r.totals.nr_cases, 1);
		assert_false(r.ended);
		recording_release(&r);
	}
	free(text);
	free(path);
	synthetic_release(&s);
}

static void test_damage(void **unused)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ "", "there is no run in it" },
		{ "{\"type\":\"run\"}\n", "version 0 of the journal" },
		{ "{\"type\":\"run\",\"version\":1}\n", "the run has no id" },
		{ "{\"type\":\"unit\"}\n", "does not begin with a run" },
		{ "{\"type\":\"run\",\"version\":1,\"id\":\"a\"}\nnoise\n",
		  ":2: " },
		{ "{\"type\":\"run\",\"version\":1,\"id\":\"a\"}\n"
		  "{\"type\":\"result\",\"unit\":\"u\",\"engine\":\"e\"}\n",
		  "did not begin" },
		{ "[1]\n", "not a record" },
	};
	struct synthetic s;
	char *path;

	(void)unused;
	synthetic_init(&s);
	path = synthetic_path(&s, "damaged");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct recording r = { 0 };
		struct error error = { "" };
		FILE *file = fopen(path, "w");

		fputs(rows[i].text, file);
		fclose(file);
		assert_int_equal(journal_read(&r, path, &error), -EINVAL);
		if (!strstr(error.text, rows[i].message))
			fail_msg("%s", error.text);
		recording_release(&r);
	}
	free(path);
	synthetic_release(&s);
}

/* What a newer writer adds is no damage. */
static void test_unknown_records(void **unused)
{
	struct synthetic s;
	struct recording r;
	FILE *file;
	char *path;

	(void)unused;
	begin(&s);
	path = xasprintf("%s/results.jsonl", s.run.results_dir);
	file = fopen(path, "a");
	fputs("{\"type\":\"weather\",\"rain\":true}\n", file);
	fclose(file);
	sinks_unit_begin(&s.run, &s.units[0]);
	read_back(&s, &r);
	assert_int_equal(r.nr_units, 1);
	recording_release(&r);
	free(path);
	synthetic_release(&s);
}

/* kill -9 at any moment: what was told is there. */
static void test_killed(void **unused)
{
	struct synthetic s;
	struct recording r;
	pid_t child;
	int status, started[2];
	char byte;

	(void)unused;
	synthetic_init(&s);
	assert_int_equal(pipe(started), 0);
	child = fork();
	if (child == 0) {
		struct error error = { "" };

		journal_prepare(&s.run, &error);
		sinks_add(&s.run, journal_sink());
		sinks_begin(&s.run, &error);
		sinks_unit_begin(&s.run, &s.units[0]);
		for (size_t i = 0; i < 7; i++)
			synthetic_result(&s, &s.units[0], i, STATE_PASS, NULL,
					 NULL);
		if (write(started[1], "", 1) != 1)
			_exit(1);
		pause();
	}
	close(started[1]);
	assert_int_equal(read(started[0], &byte, 1), 1);
	close(started[0]);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	free(s.run.results_dir);
	s.run.results_dir = synthetic_path(&s, "results/latest");
	read_back(&s, &r);
	assert_int_equal(r.totals.by_state[STATE_PASS], 7);
	assert_false(r.ended);
	recording_release(&r);
	synthetic_release(&s);
}

/*
 * A full disk, as the limit on file sizes shows it: a short write, then an
 * error. One sentence, and the file ends with a whole line.
 */
static void test_disk_full(void **unused)
{
	struct synthetic s;
	struct recording r;
	struct error error = { "" };
	struct rlimit old, limit;
	struct stat st;
	char *path, *text, *log = xcalloc(1, 4096);
	int result = 0;

	(void)unused;
	memset(log, 'x', 4095);
	begin(&s);
	path = xasprintf("%s/results.jsonl", s.run.results_dir);
	sinks_unit_begin(&s.run, &s.units[0]);
	synthetic_result(&s, &s.units[0], 0, STATE_FAIL, "a", log);
	assert_int_equal(stat(path, &st), 0);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	limit.rlim_cur = (rlim_t)st.st_size + 1000;
	setrlimit(RLIMIT_FSIZE, &limit);
	result = synthetic_result(&s, &s.units[0], 1, STATE_FAIL, "b", log);
	assert_int_equal(result, -ENOSPC);
	/* It stays so: half of a run must not look like the whole of it. */
	setrlimit(RLIMIT_FSIZE, &old);
	assert_true(synthetic_result(&s, &s.units[0], 2, STATE_PASS, NULL,
				     NULL) < 0);
	assert_true(sinks_end(&s.run, &error) < 0);
	assert_non_null(strstr(error.text, "No space left on device"));
	text = read_whole(path);
	assert_int_equal(text[strlen(text) - 1], '\n');
	read_back(&s, &r);
	assert_int_equal(r.totals.nr_cases, 1);
	recording_release(&r);
	free(text);
	free(path);
	free(log);
	synthetic_release(&s);
}

static void make_run(const struct synthetic *s, unsigned int nr)
{
	char *dir = xasprintf("%s/results/20250101-0000%02u-1", s->dir, nr);
	char *path = xasprintf("%s/results.jsonl", dir);

	assert_int_equal(mkdir(dir, 0777), 0);
	fclose(fopen(path, "w"));
	free(path);
	free(dir);
}

/* The oldest runs go, but not one that goes on, and nothing that is not ours. */
static void test_retention(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	char *path, **runs;
	int fd;

	(void)unused;
	synthetic_init(&s);
	path = synthetic_path(&s, "results");
	mkdir(path, 0777);
	free(path);
	path = synthetic_path(&s, "results/keep-me");
	mkdir(path, 0777);
	for (unsigned int i = 0; i < 25; i++)
		make_run(&s, i);
	free(path);
	path = synthetic_path(&s, "results/20250101-000001-1/results.jsonl");
	fd = open(path, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(journal_prepare(&s.run, &error), 0);
	assert_string_equal(error.text, "");
	runs = journal_runs(s.dir);
	assert_int_equal(words_count(runs), JOURNAL_KEEP + 1);
	assert_string_equal(runs[0], "20250101-000001-1");
	assert_string_equal(runs[1], "20250101-000006-1");
	assert_string_equal(runs[JOURNAL_KEEP], s.run.id);
	close(fd);
	free(path);
	path = synthetic_path(&s, "results/keep-me");
	assert_int_equal(access(path, F_OK), 0);
	free(path);
	words_free(runs);
	synthetic_release(&s);
}

static void test_find(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	char *path;

	(void)unused;
	synthetic_init(&s);
	assert_null(journal_find(s.dir, NULL, &error));
	assert_non_null(strstr(error.text, "no run is recorded"));
	synthetic_release(&s);
	begin(&s);
	path = journal_find(s.dir, NULL, &error);
	assert_non_null(path);
	free(path);
	path = journal_find(s.dir, s.run.id, &error);
	assert_non_null(path);
	free(path);
	path = journal_find(s.dir, s.run.results_dir, &error);
	assert_non_null(path);
	free(path);
	make_run(&s, 1);
	make_run(&s, 2);
	path = journal_find(s.dir, "20250101-000001", &error);
	assert_non_null(path);
	free(path);
	assert_null(journal_find(s.dir, "20250101", &error));
	assert_non_null(strstr(error.text, "begins 2 recorded runs"));
	assert_null(journal_find(s.dir, "nonsense", &error));
	assert_non_null(strstr(error.text, "'nonsense' is no recorded run"));
	synthetic_release(&s);
}

/* --resume: finished cases are known, and told to the new run's sinks. */
static void test_resume(void **unused)
{
	struct synthetic s;
	struct recording past, now;
	struct error error = { "" };
	const struct record_case *c;
	struct unit *u;

	(void)unused;
	begin(&s);
	u = &s.units[0];
	sinks_unit_begin(&s.run, u);
	synthetic_result(&s, u, 0, STATE_PASS, NULL, NULL);
	synthetic_result(&s, u, 5, STATE_FAIL, "why", "log\n");
	synthetic_result(&s, u, 6, STATE_CANCELLED, "interrupted", NULL);
	read_back(&s, &past);
	assert_non_null(journal_finished(&past, u, &u->cases[0]));
	assert_null(journal_finished(&past, u, &u->cases[1]));
	assert_null(journal_finished(&past, u, &u->cases[6]));
	c = journal_finished(&past, u, &u->cases[5]);
	assert_non_null(c);

	sinks_release(&s.run);
	assert_int_equal(journal_prepare(&s.run, &error), 0);
	sinks_add(&s.run, journal_sink());
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	assert_int_equal(journal_replay(&s.run, u, &u->cases[5], c, &error), 0);
	read_back(&s, &now);
	assert_string_equal(now.units[0].cases[0].log, "log\n");
	assert_int_equal(now.totals.by_state[STATE_FAIL], 1);
	recording_release(&now);
	recording_release(&past);
	synthetic_release(&s);
}

static void test_write(void **unused)
{
	struct synthetic s;
	struct recording first, second;
	struct error error = { "" };
	char *path;

	(void)unused;
	begin(&s);
	synthetic_play(&s);
	synthetic_finish(&s);
	read_back(&s, &first);
	path = synthetic_path(&s, "copy.jsonl");
	assert_int_equal(journal_write(&first, path, &error), 0);
	memset(&second, 0, sizeof(second));
	assert_int_equal(journal_read(&second, path, &error), 0);
	assert_memory_equal(&first.totals, &second.totals,
			    sizeof(first.totals));
	assert_int_equal(first.nr_units, second.nr_units);
	assert_int_equal(first.units[0].nr_cases, second.units[0].nr_cases);
	recording_release(&first);
	recording_release(&second);
	free(path);
	synthetic_release(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_torn_line),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_unknown_records),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_retention),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_resume),
		cmocka_unit_test(test_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
