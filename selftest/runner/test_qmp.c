/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's control channel: lines in any pieces, broken lines, commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "qmp.h"

static const char *const types[] = { "greeting", "event", "return", "error",
				     "invalid" };

static void on_message(void *arg, const struct qmp_message *message)
{
	char *seen = arg;

	sprintf(seen + strlen(seen), "%s '%s' '%s'\n", types[message->type],
		message->name, message->reason);
}

static void feed(char *seen, const char *bytes, size_t step)
{
	struct qmp qmp;
	size_t len = strlen(bytes);

	seen[0] = '\0';
	qmp_init(&qmp, on_message, seen);
	for (size_t at = 0; at < len; at += step)
		qmp_feed(&qmp, bytes + at, len - at < step ? len - at : step);
	qmp_release(&qmp);
}

static void test_messages(void **state)
{
	static const char bytes[] =
		"{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"
		"{\"return\": {}, \"id\": \"hello\"}\r\n"
		"{\"timestamp\": {\"seconds\": 1}, \"event\": \"RESUME\"}\r\n"
		"{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": "
		"\"guest-reset\"}}\n"
		"{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}, \"id\": \"x\"}\n"
		"\n{\"return\": [1, 2]}\n"
		"{\"return\": \n"
		"[1]\nnull\ngarbage\n{\"event\": 7}\n{\"other\": 1}\n";
	static const char expected[] =
		"greeting '' ''\nreturn 'hello' ''\nevent 'RESUME' ''\n"
		"event 'SHUTDOWN' 'guest-reset'\nerror 'x' 'no'\n"
		"return '' ''\n"
		"invalid '' ''\ninvalid '' ''\ninvalid '' ''\n"
		"invalid '' ''\nevent '' ''\ninvalid '' ''\n";
	char seen[2048];

	(void)state;
	for (size_t step = 1; step <= sizeof(bytes); step++) {
		feed(seen, bytes, step);
		assert_string_equal(seen, expected);
	}
}

/* A line without an end does not take all memory, and the next one is heard. */
static void test_long_line(void **state)
{
	size_t len = QMP_LINE_MAX + 1000;
	char *bytes = xcalloc(1, len + 64), seen[256];

	(void)state;
	memset(bytes, ' ', len);
	strcpy(bytes + len, "\n{\"event\": \"STOP\"}\n");
	feed(seen, bytes, 65536);
	assert_string_equal(seen, "invalid '' ''\nevent 'STOP' ''\n");
	free(bytes);
}

static void test_commands(void **state)
{
	char *text = qmp_command("7", "stop", NULL);

	(void)state;
	assert_string_equal(text, "{\"execute\":\"stop\",\"id\":\"7\"}\n");
	free(text);
	text = qmp_command("h", "human-monitor-command", "{s:s, s:i}",
			   "command-line", "x \"/2xg\"", "cpu-index", 1);
	assert_string_equal(
		text, "{\"execute\":\"human-monitor-command\",\"id\":\"h\","
		      "\"arguments\":{\"command-line\":\"x \\\"/2xg\\\"\","
		      "\"cpu-index\":1}}\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
