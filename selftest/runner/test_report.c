/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reader sees of a run: on a terminal, in a pipe, and of a record. */
#include "report.h"

#include "journal.h"
#include "report_text.h"
#include "sinks.h"
#include "synthetic.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

/* The report of a whole run as a file. */
static char *play(struct synthetic *s, struct report_settings settings)
{
	char *path = synthetic_path(s, "report");
	struct error error = { "" };

	settings.out = fopen(path, "w");
	assert_non_null(settings.out);
	sinks_add(&s->run, report_sink(&settings));
	assert_int_equal(sinks_begin(&s->run, &error), 0);
	synthetic_play(s);
	synthetic_finish(s);
	fclose(settings.out);
	return path;
}

static void test_levels(void **unused)
{
	static const struct {
		int verbosity;
		enum color_when color;
		const char *golden;
	} rows[] = {
		{ -1, COLOR_AUTO, "report-quiet" },
		{ 0, COLOR_AUTO, "report" },
		{ 1, COLOR_NEVER, "report-verbose" },
		{ 0, COLOR_ALWAYS, "report-color" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct synthetic s;
		char *path;

		synthetic_init(&s);
		path = play(&s, (struct report_settings){
					.verbosity = rows[i].verbosity,
					.color = rows[i].color });
		assert_golden(&s, path, rows[i].golden);
		free(path);
		synthetic_release(&s);
	}
}

/* The same run, read from its journal, looks the same. */
static void test_recorded(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct recording recording = { 0 };
	struct report_settings settings = { 0 };
	char *path;

	(void)unused;
	synthetic_init(&s);
	free(s.run.id);
	free(s.run.results_dir);
	s.run.id = s.run.results_dir = NULL;
	assert_int_equal(journal_prepare(&s.run, &error), 0);
	sinks_add(&s.run, journal_sink());
	path = play(&s, settings);
	assert_int_equal(journal_read(&recording, s.run.results_dir, &error),
			 0);
	settings.out = fopen(path, "w");
	assert_int_equal(report_recording(&recording, &settings, &error), 0);
	fclose(settings.out);
	assert_golden(&s, path, "report-recorded");
	free(path);
	recording_release(&recording);
	synthetic_release(&s);
}

/* Nothing that a guest prints acts on the terminal. */
static void test_hostile(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct report_settings settings = { 0 };
	char *path, *text, *long_log = malloc(1 << 20);

	(void)unused;
	synthetic_init(&s);
	path = synthetic_path(&s, "report");
	settings.out = fopen(path, "w");
	sinks_add(&s.run, report_sink(&settings));
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	sinks_unit_begin(&s.run, &s.units[0]);
	synthetic_result(&s, &s.units[0], 0, STATE_FAIL,
			 "a\x1b[2Jb\rc\x9b\xff\x7f\xc2\x9b",
			 "\x1b]0;title\x07\n\ttab\nlast");
	memset(long_log, 'x', (1 << 20) - 1);
	long_log[(1 << 20) - 1] = '\0';
	synthetic_result(&s, &s.units[0], 1, STATE_FAIL, NULL, long_log);
	for (size_t i = 1; i < 1 << 20; i += 2)
		long_log[i] = '\n';
	long_log[(1 << 20) - 1] = '\0';
	synthetic_result(&s, &s.units[0], 2, STATE_FAIL, NULL, long_log);
	sinks_unit_end(&s.run, &s.units[0], 1);
	synthetic_finish(&s);
	fclose(settings.out);
	text = read_whole(path);
	for (const char *c = text; *c; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c < 0x7f));
	assert_non_null(
		strstr(text, "a\\x1b[2Jb\\x0dc\\x9b\\xff\\x7f\\xc2\\x9b"));
	assert_non_null(strstr(text, "    |  tab\n"));
	assert_non_null(strstr(text, "... 524252 more lines ..."));
	assert_true(strlen(text) < 8000);
	free(text);
	free(long_log);
	free(path);
	synthetic_release(&s);
}

/* A stack ends at the harness, whose frames are the same in every case. */
static void test_stack(void **unused)
{
	static const char log[] = "# before\n# stack 0x1 0x2 0x3\n"
				  "#   0x1 msr_wait x86/msr.c:80\n"
				  "#     inlined in test_hang x86/msr.c:90\n"
				  "#   0x2 guard_call lib/test/guard.c:36\n"
				  "#   0x3 start lib/x86/start_64.S:103\n"
				  "# after\nnot ok 7 msr.hang # time_us=1\n";
	struct synthetic s;

	(void)unused;
	for (int verbosity = 0; verbosity < 2; verbosity++) {
		struct report_settings settings = { .verbosity = verbosity };
		struct error error = { "" };
		char *path, *text;

		synthetic_init(&s);
		path = synthetic_path(&s, "report");
		settings.out = fopen(path, "w");
		sinks_add(&s.run, report_sink(&settings));
		assert_int_equal(sinks_begin(&s.run, &error), 0);
		synthetic_result(&s, &s.units[0], 6, STATE_TIMEOUT, "hang",
				 log);
		sinks_unit_end(&s.run, &s.units[0], 1);
		fclose(settings.out);
		text = read_whole(path);
		assert_non_null(strstr(text,
				       "    | before\n"
				       "    | stack 0x1 0x2 0x3\n"
				       "    |   0x1 msr_wait x86/msr.c:80\n"
				       "    |     inlined in test_hang "
				       "x86/msr.c:90\n"));
		assert_int_equal(strstr(text, "guard_call") != NULL,
				 verbosity > 0);
		assert_int_equal(strstr(text, "start_64.S") != NULL,
				 verbosity > 0);
		assert_non_null(strstr(text, "    | after\n    log:"));
		free(text);
		free(path);
		sinks_release(&s.run);
		synthetic_release(&s);
	}
}

/* A unit that was interrupted has its results shown at the end. */
static void test_interrupted(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct report_settings settings = { 0 };
	char *path;

	(void)unused;
	synthetic_init(&s);
	path = synthetic_path(&s, "report");
	settings.out = fopen(path, "w");
	sinks_add(&s.run, report_sink(&settings));
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	sinks_unit_begin(&s.run, &s.units[0]);
	synthetic_result(&s, &s.units[0], 0, STATE_PASS, NULL, NULL);
	synthetic_result(&s, &s.units[0], 5, STATE_FAIL, "why", NULL);
	synthetic_result(&s, &s.units[0], 6, STATE_CANCELLED, "interrupted",
			 NULL);
	s.run.interrupted = true;
	synthetic_finish(&s);
	fclose(settings.out);
	assert_golden(&s, path, "report-interrupted");
	free(path);
	synthetic_release(&s);
}

static void test_several_engines(void **unused)
{
	struct synthetic s;
	char *path;

	(void)unused;
	synthetic_init(&s);
	s.units[1].engine = &s.other_engine;
	s.engines[1] = &s.other_engine;
	s.run.nr_engines = 2;
	path = play(&s, (struct report_settings){ .verbosity = -1 });
	assert_golden(&s, path, "report-engines");
	free(path);
	synthetic_release(&s);
}

static void test_full_disk(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct report_settings settings = { 0 };

	(void)unused;
	synthetic_init(&s);
	settings.out = fopen("/dev/full", "w");
	sinks_add(&s.run, report_sink(&settings));
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	synthetic_play(&s);
	assert_int_equal(sinks_end(&s.run, &error), -ENOSPC);
	assert_non_null(strstr(error.text, "No space left on device"));
	fclose(settings.out);
	synthetic_release(&s);
}

/* `hvcheck | head -1`: the reader is gone, the verdict stays. */
static void test_closed_pipe(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct report_settings settings = { 0 };
	int ends[2];

	(void)unused;
	signal(SIGPIPE, SIG_IGN);
	synthetic_init(&s);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	settings.out = fdopen(ends[1], "w");
	sinks_add(&s.run, report_sink(&settings));
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	synthetic_play(&s);
	/* More at once than a stream holds. */
	for (size_t i = 0; i < 3000; i++)
		synthetic_result(&s, &s.units[1], 0, STATE_FAIL, "why", NULL);
	assert_int_equal(sinks_end(&s.run, &error), 0);
	assert_int_equal(run_exit_status(&s.run), EXIT_SOME_FAILED);
	assert_int_equal(fclose(settings.out), 0);
	synthetic_release(&s);
}

/* A terminal of 40 columns; returns its master's descriptor. */
static int open_terminal(FILE **out)
{
	struct winsize size = { .ws_col = 40, .ws_row = 24 };
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	assert_true(master >= 0);
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	*out = fopen(ptsname(master), "w");
	assert_non_null(*out);
	assert_int_equal(ioctl(fileno(*out), TIOCSWINSZ, &size), 0);
	return master;
}

/* What a terminal gets, until it ends with @end; kept in @text[4096]. */
static void read_until(int master, char *text, const char *end)
{
	struct pollfd fd = { .fd = master, .events = POLLIN };
	size_t len = 0, tail = strlen(end);

	do {
		ssize_t got;

		if (poll(&fd, 1, 10000) <= 0 || len == 4095)
			break;
		got = read(master, text + len, 4095 - len);
		if (got <= 0)
			break;
		len += (size_t)got;
		text[len] = '\0';
		if (len >= tail && strcmp(text + len - tail, end) == 0)
			return;
	} while (true);
	fail_msg("'%s' does not end in '%s'", text, end);
}

static void test_terminal(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct report_settings settings = { 0 };
	char text[4096] = "";
	int master;

	(void)unused;
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	synthetic_init(&s);
	master = open_terminal(&settings.out);
	sinks_add(&s.run, report_sink(&settings));
	assert_int_equal(report_tick_ms(s.run.sinks), 250);
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	sinks_unit_begin(&s.run, &s.units[0]);
	sinks_unit_begin(&s.run, &s.units[1]);
	sinks_case_begin(&s.run, &s.units[0], &s.cases[0]);
	report_tick(s.run.sinks);
	/* Cut at one column less than the terminal has. */
	read_until(master, text,
		   "\r[0/3]  x86_64/msr.read 0 s, x86_64/vmx \033[K");
	report_clear(s.run.sinks);
	read_until(master, text, "\r\033[K");
	report_status(s.run.sinks);
	read_until(master, text,
		   "\r[0/3]  x86_64/msr.read 0 s, x86_64/vmx \033[K");
	assert_non_null(strstr(text, "0 of 3 units done, 2 running"));
	assert_non_null(strstr(text, "msr.read for "));
	assert_non_null(strstr(text, "x86_64/vmx on qemu-tcg for "));
	assert_non_null(strstr(text, "starting"));
	fclose(settings.out);
	close(master);
	synthetic_release(&s);
}

/* Once a period, of each case that is running; not when nothing is asked for. */
static void test_slow(void **unused)
{
	struct report_settings settings = { .slow_ms = 20 };
	struct error error = { "" };
	struct synthetic s;
	char *text = NULL;
	size_t size;

	(void)unused;
	synthetic_init(&s);
	settings.out = open_memstream(&text, &size);
	sinks_add(&s.run, report_sink(&settings));
	assert_int_equal(report_tick_ms(s.run.sinks), 20);
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	sinks_unit_begin(&s.run, &s.units[0]);
	sinks_case_begin(&s.run, &s.units[0], &s.cases[0]);
	report_tick(s.run.sinks);
	fflush(settings.out);
	assert_null(strstr(text, "SLOW"));
	usleep(25000);
	report_tick(s.run.sinks);
	fflush(settings.out);
	assert_non_null(strstr(text, "SLOW     x86_64/msr.read on qemu-tcg has "
				     "been running for 0 s\n"));
	sinks_case_begin(&s.run, &s.units[0], &s.cases[1]);
	size = strlen(text);
	report_tick(s.run.sinks);
	fflush(settings.out);
	assert_int_equal(strlen(text), size);
	synthetic_release(&s);
	fclose(settings.out);
	free(text);
}

static void test_no_color(void **unused)
{
	FILE *out;
	int master = open_terminal(&out);

	(void)unused;
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	assert_true(color_wanted(COLOR_AUTO, fileno(out)));
	assert_int_equal(color_width(fileno(out)), 40);
	setenv("NO_COLOR", "", 1); /* no-color.org: empty is not set */
	assert_true(color_wanted(COLOR_AUTO, fileno(out)));
	setenv("NO_COLOR", "1", 1);
	assert_false(color_wanted(COLOR_AUTO, fileno(out)));
	assert_true(color_wanted(COLOR_ALWAYS, fileno(out)));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_false(color_wanted(COLOR_AUTO, fileno(out)));
	fclose(out);
	close(master);
}

static void test_durations(void **unused)
{
	static const struct {
		uint64_t us;
		const char *text;
	} rows[] = {
		{ 0, "0 us" },
		{ 999, "999 us" },
		{ 1000, "1.0 ms" },
		{ 99900, "99.9 ms" },
		{ 210000, "0.21 s" },
		{ 59990000, "59.99 s" },
		{ 65000000, "1 min 05 s" },
	};
	char text[16];

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(page_duration(text, rows[i].us),
				    rows[i].text);
	assert_string_equal(page_seconds(text, 40000), "0.04 s");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_recorded),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_stack),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_several_engines),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_closed_pipe),
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_no_color),
		cmocka_unit_test(test_durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
