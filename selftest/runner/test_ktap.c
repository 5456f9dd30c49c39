/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parser of the serial protocol: every record, every way to spell it
 * wrong, and the same events however the bytes are cut into pieces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "ktap.h"

static const char *const types[] = {
	[KTAP_GARBAGE] = "garbage", [KTAP_VERSION] = "version",
	[KTAP_HEADER] = "header",   [KTAP_PLAN] = "plan",
	[KTAP_RUN] = "run",	    [KTAP_RESULT] = "result",
	[KTAP_END] = "end",	    [KTAP_ENDS] = "ends",
	[KTAP_BENCH] = "bench",	    [KTAP_TRAP] = "trap",
	[KTAP_REGS] = "regs",	    [KTAP_STACK] = "stack",
	[KTAP_PANIC] = "panic",	    [KTAP_HOST] = "host",
	[KTAP_COMMENT] = "comment",
};

static const char *const directives[] = { "", " SKIP", " ERROR", " OTHER" };

struct seen {
	char text[64 << 10];
	size_t len;
};

static void see(struct seen *seen, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void see(struct seen *seen, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	seen->len += (size_t)vsnprintf(seen->text + seen->len,
				       sizeof(seen->text) - seen->len, format,
				       args);
	va_end(args);
	assert_true(seen->len < sizeof(seen->text));
}

/* One line an event, with the fields that its type has. */
static void on_event(void *arg, const struct ktap_event *ev)
{
	struct seen *seen = arg;
	char text[200];

	assert_int_equal(ev->record[ev->len], '\0');
	see(seen, "%s", types[ev->type]);
	switch (ev->type) {
	case KTAP_HEADER:
		see(seen, " %" PRIu64 " '%s' '%s' %" PRIu64, ev->number,
		    ev->name, ev->target, ev->cpus);
		break;
	case KTAP_PLAN:
		see(seen, " %" PRIu64, ev->number);
		break;
	case KTAP_RESULT:
		see(seen,
		    " %s %" PRIu64 " '%s'%s '%s' time=%" PRIu64
		    " checks=%" PRIu64,
		    ev->ok ? "ok" : "bad", ev->number, ev->name,
		    directives[ev->directive], ev->text, ev->time_us,
		    ev->checks);
		if (ev->failed)
			see(seen, " failed=%" PRIu64, ev->failed);
		break;
	case KTAP_END:
		see(seen, " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64,
		    ev->pass, ev->fail, ev->error, ev->skip);
		break;
	case KTAP_GARBAGE:
		ktap_printable(ev->record, ev->len, text, sizeof(text));
		see(seen, "%s%s%s '%s'", ev->malformed ? " malformed" : "",
		    ev->truncated ? " truncated" : "", ev->torn ? " torn" : "",
		    text);
		break;
	case KTAP_VERSION:
		break;
	default:
		ktap_printable(ev->text, strlen(ev->text), text, sizeof(text));
		see(seen, " '%s'%s", text, ev->truncated ? " truncated" : "");
	}
	see(seen, "\n");
}

static void feed(struct seen *seen, const char *bytes, size_t len, size_t step)
{
	struct ktap *ktap = xcalloc(1, sizeof(*ktap));

	seen->len = 0;
	seen->text[0] = '\0';
	ktap_init(ktap, on_event, seen);
	for (size_t at = 0; at < len; at += step)
		ktap_feed(ktap, bytes + at, len - at < step ? len - at : step);
	ktap_end(ktap);
	free(ktap);
}

/* The events of @bytes, cut in every possible way. */
static void assert_events(const char *bytes, size_t len, const char *expected)
{
	struct seen *seen = xcalloc(1, sizeof(*seen));

	for (size_t step = 1; step <= len + 1; step++) {
		feed(seen, bytes, len, step);
		assert_string_equal(seen->text, expected);
	}
	free(seen);
}

#define CHECK(bytes, expected) assert_events(bytes, sizeof(bytes) - 1, expected)

static void test_records(void **state)
{
	(void)state;
	CHECK("KTAP version 1\n"
	      "# hvcheck protocol=1 suite=xsetbv target=x86_64 cpus=2 seed=9\n"
	      "1..3\n",
	      "version\nheader 1 'xsetbv' 'x86_64' 2\nplan 3\n");
	CHECK("# hvcheck protocol=2\n", "header 2 '' '' 0\n");
	CHECK("# run a.b/c-d_E@9\n", "run 'a.b/c-d_E@9'\n");
	CHECK("ok 1 a.b # time_us=4 checks=2\n"
	      "not ok 2 a.c # time_us=3 checks=1\n",
	      "result ok 1 'a.b' '' time=4 checks=2\n"
	      "result bad 2 'a.c' '' time=3 checks=1\n");
	CHECK("ok 3 a.b # SKIP needs XSAVE (CPUID.1:ECX[26]) # time_us=0 checks=0\n"
	      "not ok 4 a.b # ERROR # time_us=1 checks=0\n"
	      "ok 5 a.b # XFAIL why # time_us=1 checks=0\n"
	      "ok 6 a.b # SKIPPED x # time_us=1 checks=0\n"
	      "not ok 7 a.b # ERROR a # time_us=9 checks=9 # time_us=1 checks=0\n",
	      "result ok 3 'a.b' SKIP 'needs XSAVE (CPUID.1:ECX[26])' time=0 checks=0\n"
	      "result bad 4 'a.b' ERROR '' time=1 checks=0\n"
	      "result ok 5 'a.b' OTHER 'XFAIL why' time=1 checks=0\n"
	      "result ok 6 'a.b' OTHER 'SKIPPED x' time=1 checks=0\n"
	      "result bad 7 'a.b' ERROR 'a # time_us=9 checks=9' time=1 checks=0\n");
	CHECK("not ok 2 a.c # time_us=3 checks=9 failed=4\n",
	      "result bad 2 'a.c' '' time=3 checks=9 failed=4\n");
	CHECK("# end pass=1 fail=2 error=3 skip=4\n", "end 1 2 3 4\n");
	CHECK("# ends reset\n# ends poweroff\n# ends panic\n# ends reboot\n",
	      "ends 'reset'\nends 'poweroff'\nends 'panic'\nends 'reboot'\n");
	CHECK("# bench a.b ns=5\n# trap #GP a=1\n# regs rax=0x1\n"
	      "# stack 0x1 0x2\n# panic the end\n# host migrate\n# a note\n",
	      "bench 'a.b ns=5'\ntrap '#GP a=1'\nregs 'rax=0x1'\n"
	      "stack '0x1 0x2'\npanic 'the end'\nhost 'migrate'\n"
	      "comment 'a note'\n");
}

/* What only looks like a record: a result never, a diagnostic is free text. */
static void test_misspelled(void **state)
{
	(void)state;
	CHECK("ok 1 a.b\n", "garbage malformed 'ok 1 a.b'\n");
	CHECK("ok 1 a.b # time_us=4\n",
	      "garbage malformed 'ok 1 a.b # time_us=4'\n");
	CHECK("ok 1 a.b # time_us=4 checks=x\n",
	      "garbage malformed 'ok 1 a.b # time_us=4 checks=x'\n");
	CHECK("ok 1 a.b # time_us=4 checks=1x\n",
	      "garbage malformed 'ok 1 a.b # time_us=4 checks=1x'\n");
	CHECK("ok 1 a.b # time_us=4 checks=1 failed=x\n",
	      "garbage malformed 'ok 1 a.b # time_us=4 checks=1 failed=x'\n");
	CHECK("ok 1 a.b # time_us=4 checks=1 failed=1 x\n",
	      "garbage malformed 'ok 1 a.b # time_us=4 checks=1 failed=1 x'\n");
	CHECK("ok 1 ab # time_us=4 checks=1\n",
	      "garbage malformed 'ok 1 ab # time_us=4 checks=1'\n");
	CHECK("ok x a.b # time_us=4 checks=1\n",
	      "garbage malformed 'ok x a.b # time_us=4 checks=1'\n");
	CHECK("ok 1 a.b and more # time_us=4 checks=1\n",
	      "garbage malformed 'ok 1 a.b and more # time_us=4 checks=1'\n");
	CHECK("ok 99999999999999999999 a.b # time_us=4 checks=1\n",
	      "garbage malformed 'ok 99999999999999999999 a.b # time_us=4 "
	      "checks=1'\n");
	CHECK("1..x\n1..\n1..3x\n1..3 of them\n1..3 # three\n",
	      "garbage malformed '1..x'\ngarbage malformed '1..'\n"
	      "garbage malformed '1..3x'\n"
	      "garbage malformed '1..3 of them'\nplan 3\n");
	CHECK("okay\nnot okay\nKTAP version 2\n",
	      "garbage 'okay'\ngarbage 'not okay'\n"
	      "garbage 'KTAP version 2'\n");
	CHECK("# end of the table\n# ends meet\n# run away\n# run a.b now\n"
	      "# hvcheck protocol=x\n# end pass=1 fail=0 error=0\n",
	      "comment 'end of the table'\ncomment 'ends meet'\n"
	      "comment 'run away'\ncomment 'run a.b now'\n"
	      "comment 'hvcheck protocol=x'\n"
	      "comment 'end pass=1 fail=0 error=0'\n");
}

#define NINETY \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"

static void test_continued(void **state)
{
	(void)state;
	/* "# " and 98 bytes: a full line. */
	CHECK("# " NINETY "abcdefghij\n# +klm\n# next\n",
	      "comment '" NINETY "abcdefghijklm'\ncomment 'next'\n");
	CHECK("# " NINETY "abcdefghij\r\n# +" NINETY "abcdefghi\r\n# +end\r\n",
	      "comment '" NINETY "abcdefghij" NINETY "abcdefghiend'\n");
	/* A full line that nothing continues. */
	CHECK("# " NINETY "abcdefghij\n# next\n",
	      "comment '" NINETY "abcdefghij'\ncomment 'next'\n");
	CHECK("# " NINETY "abcdefghij\n", "comment '" NINETY "abcdefghij'\n");
	/* Nothing to continue. */
	CHECK("# short\n# +klm\n", "comment 'short'\ncomment '+klm'\n");
	/* An escape that is cut in two. */
	CHECK("# " NINETY "abcdefghi%\n# +25\n",
	      "comment '" NINETY "abcdefghi%'\n");
}

static void test_flush(void **state)
{
	static const char line[] = "# " NINETY "abcdefghij\n";
	struct seen *seen = xcalloc(1, sizeof(*seen));
	struct ktap *ktap = xcalloc(1, sizeof(*ktap));

	(void)state;
	ktap_init(ktap, on_event, seen);
	ktap_feed(ktap, line, sizeof(line) - 1);
	assert_int_equal(seen->len, 0);
	ktap_flush(ktap);
	assert_string_equal(seen->text, "comment '" NINETY "abcdefghij'\n");
	ktap_flush(ktap);
	ktap_end(ktap);
	assert_string_equal(seen->text, "comment '" NINETY "abcdefghij'\n");
	free(ktap);
	free(seen);
}

static void test_escapes(void **state)
{
	(void)state;
	CHECK("# 100%25 %0a %zz % %2\n", "comment '100% \\x0a %zz % %2'\n");
	CHECK("# 10%2 %2X %2F %2f\n", "comment '10%2 %2X %2F /'\n");
	CHECK("# a %00 b\n", "comment 'a '\n");
	/* Not in what is no record. */
	CHECK("100%25\n", "garbage '100%25'\n");
}

static void test_noise(void **state)
{
	(void)state;
	CHECK("\033c\033[2J\n\r\n\n\r\r\n", "garbage '\\x1bc\\x1b[2J'\n");
	CHECK("\0\0\0# run a.b\r\n", "run 'a.b'\n");
	CHECK("Booting from ROM..KTAP version 1\r\n1..1\r\n",
	      "version\nplan 1\n");
	CHECK("a\0b\377\n", "garbage 'a\\x00b\\xff'\n");
	CHECK("ok 1 a.b # time", "garbage torn 'ok 1 a.b # time'\n");
	CHECK("ok 1 a.b # time_us=4 checks=1",
	      "garbage torn 'ok 1 a.b # time_us=4 checks=1'\n");
	CHECK("", "");
}

/* A megabyte without a newline: what is kept is bounded, what follows is fine. */
static void test_long_line(void **state)
{
	enum {
		LONG = 1 << 20
	};
	struct seen *seen = xcalloc(1, sizeof(*seen));
	char *bytes = xcalloc(1, LONG + 64);

	(void)state;
	memset(bytes, 'x', LONG);
	memcpy(bytes, "ok 1 a.b # ", 11);
	strcpy(bytes + LONG, " # time_us=4 checks=1\n# run a.b\n");
	for (size_t step = 1; step < 3 * LONG; step = step * 7 + 1) {
		feed(seen, bytes, LONG + strlen(bytes + LONG), step);
		assert_non_null(strstr(seen->text, "garbage truncated 'ok 1"));
		assert_non_null(strstr(seen->text, "\nrun 'a.b'\n"));
		assert_null(strstr(seen->text, "result"));
	}
	free(bytes);
	free(seen);
}

/* A record that is continued without end. */
static void test_long_record(void **state)
{
	struct seen *seen = xcalloc(1, sizeof(*seen));
	struct ktap *ktap = xcalloc(1, sizeof(*ktap));

	(void)state;
	ktap_init(ktap, on_event, seen);
	ktap_feed(ktap, "# " NINETY "abcdefghij\n", 101);
	for (int i = 0; i < 100000; i++)
		ktap_feed(ktap, "# +" NINETY "abcdefghi\n", 101);
	ktap_feed(ktap, "# run a.b\n", 10);
	assert_non_null(strstr(seen->text, "garbage truncated '# 0123"));
	assert_non_null(strstr(seen->text, "run 'a.b'\n"));
	free(ktap);
	free(seen);
}

static void test_printable(void **state)
{
	char text[8];

	(void)state;
	assert_int_equal(ktap_printable("ab\n", 3, text, sizeof(text)), 6);
	assert_string_equal(text, "ab\\x0a");
	assert_int_equal(ktap_printable("abcdefghi", 9, text, sizeof(text)), 9);
	assert_string_equal(text, "abcdefg");
	assert_int_equal(ktap_printable("abc", 3, NULL, 0), 3);
	/* An escape is whole or not there. */
	assert_int_equal(ktap_printable("abcdef\n", 7, text, sizeof(text)), 10);
	assert_string_equal(text, "abcdef");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_misspelled),
		cmocka_unit_test(test_continued),
		cmocka_unit_test(test_flush),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_long_record),
		cmocka_unit_test(test_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
