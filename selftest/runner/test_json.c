/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The JSON document of a run. */
#include "json.h"

#include "record.h"
#include "sinks.h"
#include "synthetic.h"
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void test_document(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	char *path;

	(void)unused;
	synthetic_init(&s);
	path = synthetic_path(&s, "out.json");
	sinks_add(&s.run, json_sink(path));
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	synthetic_play(&s);
	synthetic_finish(&s);
	assert_golden(&s, path, "document.json");
	free(path);
	synthetic_release(&s);
}

static void test_hostile(void **unused)
{
	struct synthetic s;
	struct error error = { "" };
	json_error_t problem;
	json_t *root, *c;
	char *path;

	(void)unused;
	synthetic_init(&s);
	path = synthetic_path(&s, "out.json");
	sinks_add(&s.run, json_sink(path));
	assert_int_equal(sinks_begin(&s.run, &error), 0);
	synthetic_result(&s, &s.units[0], 0, STATE_FAIL, "\x01\xff\"\\/\n",
			 "\xed\xa0\x80\xc0\x80");
	synthetic_finish(&s);
	root = json_load_file(path, 0, &problem);
	if (!root)
		fail_msg("%d: %s", problem.line, problem.text);
	c = json_array_get(
		json_object_get(json_array_get(json_object_get(root, "units"),
					       0),
				"cases"),
		0);
	assert_string_equal(json_string_value(json_object_get(c, "reason")),
			    "\x01\\xff\"\\/\n");
	assert_string_equal(json_string_value(json_object_get(c, "log")),
			    "\\xed\\xa0\\x80\\xc0\\x80");
	json_decref(root);
	free(path);
	synthetic_release(&s);
}

/* --json=-: through the descriptor that is open, after what was printed. */
static void test_standard_output(void **unused)
{
	struct recording recording = { 0 };
	struct synthetic s;
	struct error error = { "" };
	char *path, *text;
	int saved = dup(STDOUT_FILENO);

	(void)unused;
	synthetic_init(&s);
	path = synthetic_path(&s, "stdout");
	fflush(stdout);
	assert_non_null(freopen(path, "w", stdout));
	printf("before\n");
	assert_int_equal(json_recording(&recording, "/dev/stdout", &error), 0);
	printf("after\n");
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	text = read_whole(path);
	assert_int_equal(strncmp(text, "before\n{\n", 9), 0);
	assert_non_null(strstr(text, "}\nafter\n"));
	free(text);
	free(path);
	synthetic_release(&s);
}

static void test_full_disk(void **unused)
{
	struct recording recording = { 0 };
	struct error error = { "" };

	(void)unused;
	assert_true(json_recording(&recording, "/dev/full", &error) < 0);
	assert_non_null(strstr(error.text, "/dev/full"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_standard_output),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
