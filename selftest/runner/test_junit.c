/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JUnit by GitLab's rules: mapping, uniqueness, sizes, forbidden characters. */
#include "junit.h"

#include "alloc.h"
#include "record.h"
#include "sinks.h"
#include "synthetic.h"
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static char *begin(struct synthetic *s)
{
	struct error error = { "" };
	char *path;

	synthetic_init(s);
	path = synthetic_path(s, "junit.xml");
	sinks_add(&s->run, junit_sink(path, s->dir));
	assert_int_equal(sinks_begin(&s->run, &error), 0);
	return path;
}

static void test_all_states(void **unused)
{
	struct synthetic s;
	char *path = begin(&s);

	(void)unused;
	synthetic_play(&s);
	synthetic_finish(&s);
	assert_golden(&s, path, "junit.xml");
	free(path);
	synthetic_release(&s);
}

static void test_flaky_pass(void **unused)
{
	struct synthetic s;
	char *path = begin(&s);

	(void)unused;
	/* Flags are read as the run begins. */
	sinks_release(&s.run);
	s.run.flaky_pass = true;
	sinks_add(&s.run, junit_sink(path, s.dir));
	sinks_begin(&s.run, &(struct error){ "" });
	synthetic_result(&s, &s.units[0], 3, STATE_FLAKY, "attempt 2", NULL);
	synthetic_finish(&s);
	assert_golden(&s, path, "junit-flaky.xml");
	free(path);
	synthetic_release(&s);
}

static void test_hostile(void **unused)
{
	struct synthetic s;
	char *path = begin(&s);

	(void)unused;
	synthetic_result(&s, &s.units[0], 0, STATE_FAIL,
			 "]]> <a href=\"x\">&amp; \x1b[0m \xff \xef\xbf\xbe",
			 "<![CDATA[\n\ttab \x01 ]]>\n\xed\xa0\x80\n");
	synthetic_finish(&s);
	assert_golden(&s, path, "junit-hostile.xml");
	free(path);
	synthetic_release(&s);
}

/* GitLab ignores the second of two cases with one name. */
static void test_unique_names(void **unused)
{
	struct synthetic s;
	char *path = begin(&s), *text;

	(void)unused;
	for (int i = 0; i < 3; i++)
		synthetic_result(&s, &s.units[2], 0, STATE_PASS, NULL, NULL);
	synthetic_finish(&s);
	text = read_whole(path);
	assert_non_null(strstr(text, "name=\"start\""));
	assert_non_null(strstr(text, "name=\"start#2\""));
	assert_non_null(strstr(text, "name=\"start#3\""));
	free(text);
	free(path);
	synthetic_release(&s);
}

static void test_long_log(void **unused)
{
	struct synthetic s;
	char *path = begin(&s), *log = xcalloc(1, 1 << 20), *text;

	(void)unused;
	memset(log, 'x', (1 << 20) - 1);
	log[0] = 'A';
	log[(1 << 20) - 2] = 'Z';
	synthetic_result(&s, &s.units[0], 0, STATE_FAIL, "long", log);
	synthetic_finish(&s);
	text = read_whole(path);
	assert_true(strlen(text) < 70000);
	assert_non_null(strstr(text, "\nAxx"));
	assert_non_null(strstr(text, "xxZ\n"));
	assert_non_null(strstr(text, "... 983039 bytes left out ..."));
	free(text);
	free(log);
	free(path);
	synthetic_release(&s);
}

/* However much there is to say, the file stays below GitLab's 30 MB. */
static void test_size(void **unused)
{
	struct synthetic s;
	char *path = begin(&s), *log = xcalloc(1, 60000);
	struct stat st;

	(void)unused;
	memset(log, '<', 59999); /* four bytes each in XML */
	for (int i = 0; i < 200; i++)
		synthetic_result(&s, &s.units[0], 0, STATE_FAIL, "r", log);
	synthetic_finish(&s);
	assert_int_equal(stat(path, &st), 0);
	assert_in_range(st.st_size, 20 << 20, 30000000);
	free(log);
	free(path);
	synthetic_release(&s);
}

/* The old report stays when the new one cannot be written; no litter. */
static void test_atomic(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	struct recording empty = { 0 };
	struct dirent *entry;
	char *path, *text;
	DIR *dir;

	(void)unused;
	synthetic_init(&s);
	path = synthetic_path(&s, "no/such/folder.xml");
	assert_int_equal(junit_recording(&empty, path, s.dir, &error), -ENOENT);
	assert_non_null(strstr(error.text, "no/such/folder.xml"));
	/* Known before the first VM is started. */
	sinks_add(&s.run, junit_sink(path, NULL));
	assert_int_equal(sinks_begin(&s.run, &error), -ENOENT);
	free(path);
	assert_int_equal(junit_recording(&empty, "/dev/full", s.dir, &error),
			 -ENOSPC);
	path = synthetic_path(&s, "junit.xml");
	assert_int_equal(junit_recording(&empty, path, s.dir, &error), 0);
	assert_int_equal(junit_recording(&empty, path, s.dir, &error), 0);
	text = read_whole(path);
	assert_non_null(strstr(text, "</testsuites>"));
	dir = opendir(s.dir);
	while ((entry = readdir(dir)))
		assert_null(strstr(entry->d_name, ".tmp"));
	closedir(dir);
	free(text);
	free(path);
	synthetic_release(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_states),
		cmocka_unit_test(test_flaky_pass),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_unique_names),
		cmocka_unit_test(test_long_log),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_atomic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
