/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which cases run and in which order: arguments, globs, ranks, shuffling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <test/harness.h>

#include "child.h"

/* --------------------------------------------------------------- guest ---- */

TEST_SUITE("p", .summary = "cases in an order");

/* Declared from the last to the first: the linker's order must not count. */
static void run_passing(const void *row)
{
	(void)row;
	EXPECT_EQ(1, 1);
}

static const struct test_suite other_suite = { .magic = PROTO_MAGIC,
					       .name = "a" };
static const struct test_suite same_suite = { .magic = PROTO_MAGIC,
					      .name = "a" };

#define RECORD(id, suite_, file_, line_)                         \
	static const struct test id = { .magic = PROTO_MAGIC,    \
					.kind = PROTO_KIND_CASE, \
					.name = #id,             \
					.file = file_,           \
					.line = line_,           \
					.suite = &(suite_),      \
					.run = run_passing };    \
	static const struct test *const entry_##id               \
		__attribute__((section(PROTO_SECTION), used)) = &id

RECORD(third, same_suite, "a/z.c", 1);
RECORD(second_b, other_suite, "a/y.c", 20); /* of one macro */
RECORD(second_a, same_suite, "a/y.c", 20);
RECORD(first, other_suite, "a/y.c", 3);

TEST(one, "is first")
{
	EXPECT_EQ(1, 1);
}

TEST(last_way, "ends the machine", .ends = ENDS_RESET)
{
	SKIP("not here");
}

static const struct row {
	const char *name;
	int number;
} rows[] = { { "x", 0 }, { "y", 1 }, { "x-y", 2 } };

TEST_EACH(row, const struct row *r, rows, "gets each of its rows")
{
	EXPECT_EQ(r, &rows[r->number]);
}

TEST_NUMBERED(n, uint64_t state, 16, "has states")
{
	EXPECT_LT(state, 16);
}

TEST(two, "is the last one that passes")
{
	EXPECT_EQ(1, 1);
}

/* --------------------------------------------------------------- order ---- */

static struct child child;

/* The names of the "# run" lines, separated by blanks. */
static const char *order(const char *cmdline)
{
	static char names[4096];
	const char *line;
	size_t used = 0;

	names[0] = '\0';
	child_run(&child, cmdline);
	for (line = child.output; *line; line += strcspn(line, "\n") + 1)
		if (strncmp(line, PROTO_RUN, strlen(PROTO_RUN)) == 0)
			used += (size_t)snprintf(
				names + used, sizeof(names) - used, "%s%.*s",
				used ? " " : "",
				(int)(strcspn(line, "\n") - strlen(PROTO_RUN)),
				line + strlen(PROTO_RUN));
	return names;
}

#define ALL                                                         \
	"a.first a.second_a a.second_b a.third p.one p.row/x p.row/y p.row/x-y " \
	"p.n p.two p.last_way"

static void test_natural(void **state)
{
	(void)state;
	assert_string_equal(order(""), ALL);
	assert_int_equal(child.status, PROTO_EXIT_PASS);
	assert_non_null(strstr(child.output, "\n1..11\n"));
}

static const struct selection {
	const char *cmdline, *names;
} selections[] = {
	{ "cases=*", ALL },
	{ "cases=p.one", "p.one" },
	{ "  cases=p.one\t\n", "p.one" },
	{ "cases=p.two cases=p.one", "p.one" }, /* the last one wins */
	{ "cases=p.two,p.one", "p.one p.two" },
	{ "cases=p.row/*", "p.row/x p.row/y p.row/x-y" },
	{ "cases=p.row/x", "p.row/x" },
	{ "cases=p.row/?", "p.row/x p.row/y" },
	{ "cases=*/x*", "p.row/x p.row/x-y" },
	{ "cases=a.* skip=*d*", "a.first" },
	{ "skip=p.*", "a.first a.second_a a.second_b a.third" },
	{ "skip=p.*,a.s*,none", "a.first a.third" },
	{ "cases=p.n", "p.n" },
	{ "cases=p.n/*", "p.n" },
	{ "cases=p.n/3", "p.n/0x3" },
	{ "cases=p.n/0xf,p.n/0x0", "p.n/0xf p.n/0x0" },
	{ "cases=p.n/3,p.n", "p.n" }, /* all of them, once */
	{ "cases=*/3,p.one", "p.one p.n/0x3" },
	{ "cases=p.n/1,p.n/2 skip=p.n/0x1", "p.n/0x2" },
	{ "cases=p.* last=p.one", "p.row/x p.row/y p.row/x-y p.n p.two "
				  "p.last_way p.one" },
	{ "cases=p.* skip=p.row/* last=p.n/*,p.one",
	  "p.two p.last_way p.one p.n" },
	{ "cases=p.row/* last=*/x", "p.row/y p.row/x-y p.row/x" },
	{ "cases=p.row/* start=1", "p.row/x p.row/y p.row/x-y" },
	{ "cases=p.row/* start=3", "p.row/x-y" },
	{ "cases=p.row/* start=0x2", "p.row/y p.row/x-y" },
};

static void test_selections(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(selections) / sizeof(selections[0]); i++) {
		assert_string_equal(order(selections[i].cmdline),
				    selections[i].names);
		assert_int_equal(child.status, PROTO_EXIT_PASS);
	}
}

/* start= leaves the plan and its numbers as they are. */
static void test_start_keeps_numbers(void **state)
{
	(void)state;
	child_run(&child, "start=10");
	child_expect(&child,
		     "KTAP version 1\n"
		     "# hvcheck protocol=1 suite=a target=host cpus=4 seed=1\n"
		     "1..11\n"
		     "# run p.two\n"
		     "ok 10 p.two # time_us=N checks=1\n"
		     "# run p.last_way\n"
		     "ok 11 p.last_way # SKIP not here # time_us=N checks=0\n"
		     "# end pass=1 fail=0 error=0 skip=1\n");
}

static bool same_words(const char *a, const char *b)
{
	size_t len;

	if (strlen(a) != strlen(b))
		return false;
	for (; *b; b += len + (b[len] == ' ')) {
		char word[64];
		const char *found;

		len = strcspn(b, " ");
		snprintf(word, sizeof(word), "%.*s", (int)len, b);
		found = strstr(a, word);
		if (!found)
			return false;
	}
	return true;
}

static void test_shuffle(void **state)
{
	char one[512], other[512];

	(void)state;
	snprintf(one, sizeof(one), "%s", order("shuffle=1"));
	assert_string_equal(order("shuffle=1"), one);
	snprintf(other, sizeof(other), "%s", order("shuffle=2"));
	assert_string_not_equal(one, ALL);
	assert_string_not_equal(one, other);
	assert_true(same_words(one, ALL) && same_words(other, ALL));
	/* Ranks stay: what ends the machine is at the end, last= after it. */
	assert_string_equal(one + strlen(one) - 10, "p.last_way");
	snprintf(one, sizeof(one), "%s", order("shuffle=5 last=p.one"));
	assert_string_equal(one + strlen(one) - 16, "p.last_way p.one");
}

/* --------------------------------------------------------------- wrong ---- */

static const struct refusal {
	const char *cmdline, *line;
} refusals[] = {
	{ "cases=", "the argument cases= is empty" },
	{ "cases", "the argument cases= is empty" },
	{ "cases=q.*", "no case matches cases=q.*" },
	{ "cases=p.one,p.oneq", "no case matches cases=p.oneq" },
	{ "cases=P.one", "no case matches cases=P.one" },
	{ "cases=p.row", "no case matches cases=p.row" },
	{ "cases=p.n/16", "no case matches cases=p.n/16" },
	{ "cases=p.n/x", "no case matches cases=p.n/x" },
	{ "cases=p.n/-1", "no case matches cases=p.n/-1" },
	{ "cases=p.one,,p.two", "no case matches cases=" },
	{ "skip=*", "the arguments leave no case to run" },
	{ "cases=p.one skip=p.*", "the arguments leave no case to run" },
	{ "start=0", "no such case in the plan: start=0" },
	{ "start=12", "no such case in the plan: start=12" },
	{ "cases=p.one start=2", "no such case in the plan: start=2" },
	{ "start=4294967297", "no such case in the plan: start=4294967297" },
	{ "start=", "not a number: start=" },
	{ "start=1x", "not a number: start=1x" },
	{ "start=-1", "not a number: start=-1" },
	{ "start=18446744073709551616",
	  "not a number: start=18446744073709551616" },
	{ "seed=abc", "not a number: seed=abc" },
	{ "shuffle=", "not a number: shuffle=" },
};

static void test_refusals(void **state)
{
	char expected[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		snprintf(expected, sizeof(expected),
			 "KTAP version 1\n# panic %s\n", refusals[i].line);
		child_run(&child, refusals[i].cmdline);
		child_expect(&child, expected);
		assert_int_equal(child.status, PROTO_EXIT_ERROR);
	}
}

static void test_long_cmdline(void **state)
{
	char cmdline[5000];

	(void)state;
	memset(cmdline, 'x', sizeof(cmdline) - 1);
	cmdline[sizeof(cmdline) - 1] = '\0';
	child_run(&child, cmdline);
	child_expect(
		&child,
		"KTAP version 1\n# panic the command line is longer than 4094 "
		"bytes\n# stack\n");
	assert_int_equal(child.status, PROTO_EXIT_ERROR);
	cmdline[4094] = '\0';
	child_run(&child, cmdline);
	assert_int_equal(child.status, PROTO_EXIT_PASS);
}

/* --------------------------------------------------------------- globs ---- */

static void test_globs(void **state)
{
	static const struct {
		const char *glob, *text;
		bool matches;
	} globs[] = {
		{ "", "", true },
		{ "", "a", false },
		{ "*", "", true },
		{ "*", "abc", true },
		{ "?", "", false },
		{ "?", "a", true },
		{ "a*", "a", true },
		{ "*a", "ba", true },
		{ "*a", "ab", false },
		{ "a*c", "abcbc", true },
		{ "a*c", "abcb", false },
		{ "a?c", "abc", true },
		{ "**a**", "bab", true },
		{ "*ab*ab*", "abab", true },
		{ "*ab*ab*", "aba", false },
		{ "a.b", "axb", false },
		{ "[a]", "a", false },
		{ "A", "a", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(globs) / sizeof(globs[0]); i++)
		if (glob_match(globs[i].glob, strlen(globs[i].glob),
			       globs[i].text) != globs[i].matches)
			fail_msg("%s against %s", globs[i].glob, globs[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_natural),
		cmocka_unit_test(test_selections),
		cmocka_unit_test(test_start_keeps_numbers),
		cmocka_unit_test(test_shuffle),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_long_cmdline),
		cmocka_unit_test(test_globs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
