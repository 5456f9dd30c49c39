/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Few globs for many names, which match these and no others. */
#include "cover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "alloc.h"
#include "glob.h"
#include "run.h"

enum {
	NAMES_MAX = 64,
};

/* "+t.a -t.b ?t.c": wanted, unwanted, whichever */
static size_t parse(const char *text, char ***words, struct cover_name *names)
{
	size_t nr = 0;

	words_split(words, text, " ");
	for (char **w = *words; *w; w++)
		names[nr++] =
			(struct cover_name){ *w + 1, **w == '+' ? COVER_YES :
						     **w == '-' ? COVER_NO :
								  COVER_ANY };
	return nr;
}

static void table(void **state)
{
	static const char *const rows[][2] = {
		{ "-t.a", "" },
		{ "+t.a", "t.a" },
		{ "+t.a -t.b", "t.a" },
		{ "+t.a +t.b", "*" },
		{ "+t.a +t.b -t.c -t.d", "t.a,t.b" },
		{ "+t.c -t.a +t.b", "t.b,t.c" },
		{ "+t.one/a +t.one/b -t.two/a", "t.o*" },
		{ "+t.cr4/A +t.cr4/B +t.cr4_x -t.cr0", "t.cr4*" },
		{ "+t.cr4/A -t.cr4/B +t.cr4_x +t.cr4_y", "t.cr4/A,t.cr4_*" },
		/* A name that others begin with. */
		{ "+t.a -t.a/1 -t.ab", "t.a" },
		{ "-t.a +t.a/1 +t.a/2 -t.ab", "t.a/*" },
		{ "+t.a +t.a/1 +t.a/2 -t.ab", "t.a,t.a/*" },
		/* What does not matter makes it no longer. */
		{ "?t.a +t.b", "t.b" },
		{ "+t.aa ?t.ab +t.ac -t.b", "t.a*" },
		{ "?t.a ?t.b", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cover_name names[NAMES_MAX];
		char **words = NULL, *globs;

		globs = cover_globs(names, parse(rows[i][0], &words, names));
		assert_string_equal(globs, rows[i][1]);
		free(globs);
		words_free(words);
	}
}

static bool covered(char *const *globs, const char *name)
{
	for (; globs && *globs; globs++)
		if (glob_match(*globs, name))
			return true;
	return false;
}

/* Every one of many sets of names is met exactly. */
static void exact(void **state)
{
	char text[NAMES_MAX][8];
	struct cover_name names[NAMES_MAX];

	(void)state;
	srand(1);
	for (int round = 0; round < 3000; round++) {
		char **globs = NULL, *list;
		size_t nr = 0;

		for (int i = 0; i < NAMES_MAX; i++) {
			if (rand() % 3 == 0)
				continue;
			/* 0 to 333: of one to three digits */
			snprintf(text[nr], sizeof(text[nr]), "%o", i);
			names[nr].name = text[nr];
			names[nr++].want = rand() % (2 + round % 2);
		}
		list = cover_globs(names, nr);
		words_split(&globs, list, ",");
		for (size_t i = 0; i < nr; i++)
			if (names[i].want != COVER_ANY)
				assert_int_equal(covered(globs, names[i].name),
						 names[i].want == COVER_YES);
		assert_true(words_count(globs) <= nr);
		words_free(globs);
		free(list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
