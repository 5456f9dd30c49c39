/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

static int compare(const void *left, const void *right)
{
	const struct cover_name *l = left, *r = right;

	return strcmp(l->name, r->name);
}

static size_t count(const struct cover_name *names, size_t nr,
		    enum cover_want want)
{
	size_t found = 0;

	for (size_t i = 0; i < nr; i++)
		found += names[i].want == want;
	return found;
}

static const char *first_wanted(const struct cover_name *names)
{
	while (names->want != COVER_YES)
		names++;
	return names->name;
}

/* How many of the names, which are sorted, have the same letter at @depth. */
static size_t run_of(const struct cover_name *names, size_t nr, size_t depth)
{
	size_t len = 1;

	while (len < nr && names[len].name[depth] == names[0].name[depth])
		len++;
	return len;
}

/* @names: those that begin with the same @depth letters, as a tree's branch */
static void cover(char ***globs, const struct cover_name *names, size_t nr,
		  size_t depth)
{
	size_t wanted = count(names, nr, COVER_YES);
	const char *name;

	if (!wanted)
		return;
	name = first_wanted(names);
	if (wanted == 1) {
		words_add(globs, xstrdup(name));
		return;
	}
	if (!count(names, nr, COVER_NO)) {
		words_add(globs, xasprintf("%.*s*", (int)depth, name));
		return;
	}
	for (size_t i = 0, len; i < nr; i += len) {
		len = run_of(names + i, nr - i, depth);
		cover(globs, names + i, len, depth + 1);
	}
}

char *cover_globs(struct cover_name *names, size_t nr)
{
	char **globs = NULL, *text;

	qsort(names, nr, sizeof(*names), compare);
	cover(&globs, names, nr, 0);
	text = words_join(globs, ",");
	words_free(globs);
	return text;
}
