/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Globs, near misses, and the values of parse.h. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "alloc.h"
#include "glob.h"
#include "parse.h"
#include "run.h"

static void globs(void **state)
{
	static const struct {
		const char *glob, *text;
		bool matches;
	} rows[] = {
		{ "", "", true },
		{ "", "a", false },
		{ "*", "", true },
		{ "?", "", false },
		{ "a", "a", true },
		{ "a", "ab", false },
		{ "ab", "a", false },
		{ "*", "x86_64/msr.efer/nxe", true },
		{ "x86_64/msr*", "x86_64/msr.efer/nxe", true },
		{ "*/nxe", "x86_64/msr.efer/nxe", true },
		{ "*/nx", "x86_64/msr.efer/nxe", false },
		{ "msr.?fer", "msr.efer", true },
		{ "**a**", "bab", true },
		{ "a*b*c", "aXbXXc", true },
		{ "a*b*c", "aXcXXb", false },
		{ "*ab", "aab", true },
		{ "[a]", "a", false }, /* brackets are characters */
		{ "[a]", "[a]", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (glob_match(rows[i].glob, rows[i].text) != rows[i].matches)
			fail_msg("'%s' on '%s'", rows[i].glob, rows[i].text);
}

/* Backtracking over each star would take longer than the machine lives. */
static void glob_is_not_exponential(void **state)
{
	char text[2001], glob[2001];

	(void)state;
	memset(text, 'a', 2000);
	text[2000] = '\0';
	for (size_t i = 0; i < 2000; i += 2)
		memcpy(glob + i, "*a", 2);
	glob[2000] = '\0';
	assert_true(glob_match(glob, text));
	glob[1999] = 'b';
	assert_false(glob_match(glob, text));
}

static void near_misses(void **state)
{
	static const char *const candidates[] = { "x86_64", "i386", "arm64" };
	static const struct {
		const char *word, *best;
	} rows[] = {
		{ "x86-64", "x86_64" }, { "x8664", "x86_64" },
		{ "i368", "i386" },	{ "arm6", "arm64" },
		{ "sparc", NULL },	{ "", NULL },
		{ "i486", "i386" },	{ "i468", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct near_miss near;

		near_miss_init(&near, rows[i].word);
		for (size_t j = 0; j < 3; j++)
			near_miss_offer(&near, candidates[j]);
		if (rows[i].best)
			assert_string_equal(near.best, rows[i].best);
		else
			assert_string_equal(near_miss_text(&near), "");
		near_miss_release(&near);
	}
}

static void numbers(void **state)
{
	static const char *const bad[] = { "",
					   "-1",
					   "+1",
					   " 1",
					   "1 ",
					   "1x",
					   "0x",
					   "0xg",
					   "0x0x1",
					   "x1",
					   "18446744073709551616" };
	unsigned int small;
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parse_u64(bad[i], &value), -EINVAL);
	assert_int_equal(parse_u64("0x3f21", &value), 0);
	assert_int_equal(value, 0x3f21);
	assert_int_equal(parse_u64("18446744073709551615", &value), 0);
	assert_true(value == UINT64_MAX);
	assert_int_equal(parse_uint("0", 1, 8, &small), -EINVAL);
	assert_int_equal(parse_uint("9", 1, 8, &small), -EINVAL);
	assert_int_equal(parse_uint("4294967297", 1, UINT32_MAX, &small),
			 -EINVAL);
	assert_int_equal(parse_uint("8", 1, 8, &small), 0);
}

static void units(void **state)
{
	static const char *const bad[] = { "",	   "0",	  "0s",
					   "s",	   "10x", "10 s",
					   "1.5s", "-1s", "99999999999h" };
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parse_duration(bad[i], &value), -EINVAL);
	assert_int_equal(parse_duration("10", &value), 0);
	assert_int_equal(value, 10000);
	assert_int_equal(parse_duration("500ms", &value), 0);
	assert_int_equal(value, 500);
	assert_int_equal(parse_duration("2m", &value), 0);
	assert_int_equal(value, 120000);
	assert_int_equal(parse_memory("2G", &value), 0);
	assert_int_equal(value, 2048);
	assert_int_equal(parse_memory("512", &value), 0);
	assert_int_equal(value, 512);
	assert_int_equal(parse_memory("512K", &value), -EINVAL);
	assert_int_equal(parse_memory("18446744073709551615T", &value),
			 -EINVAL);
}

static void check_words(const char *text, const char *const *expected)
{
	char **words = NULL;
	size_t nr = 0;

	assert_int_equal(parse_words(text, &words), 0);
	while (expected[nr])
		nr++;
	assert_int_equal(words_count(words), nr);
	for (size_t i = 0; i < nr; i++)
		assert_string_equal(words[i], expected[i]);
	words_free(words);
}

static void words(void **state)
{
	static const char *const bad[] = { "'a", "\"a", "a\\", "a 'b c",
					   "\"a\\\"" };
	char **none = NULL;

	(void)state;
	check_words("", (const char *[]){ NULL });
	check_words("  \t ", (const char *[]){ NULL });
	check_words(" -device  edu ",
		    (const char *[]){ "-device", "edu", NULL });
	check_words("a'b c'd", (const char *[]){ "ab cd", NULL });
	check_words("'' \"\"", (const char *[]){ "", "", NULL });
	check_words("\"a\\\"b\\\\c\\d\"",
		    (const char *[]){ "a\"b\\c\\d", NULL });
	check_words("a\\ b '\\'", (const char *[]){ "a b", "\\", NULL });
	check_words("$HOME `id` $(id) * ;&|<>",
		    (const char *[]){ "$HOME", "`id`", "$(id)", "*", ";&|<>",
				      NULL });
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parse_words(bad[i], &none), -EINVAL);
	words_free(none);
}

static void quoting(void **state)
{
	static const char *const rows[][2] = {
		{ "q35,accel=tcg", "q35,accel=tcg" },
		{ "", "''" },
		{ "a b", "'a b'" },
		{ "it's", "'it'\\''s'" },
		{ "$(id)", "'$(id)'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *quoted = quote_word(rows[i][0]);

		assert_string_equal(quoted, rows[i][1]);
		free(quoted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(globs),
		cmocka_unit_test(glob_is_not_exponential),
		cmocka_unit_test(near_misses),
		cmocka_unit_test(numbers),
		cmocka_unit_test(units),
		cmocka_unit_test(words),
		cmocka_unit_test(quoting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
