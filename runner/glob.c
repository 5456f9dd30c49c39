/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "glob.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "run.h"

/* On a mismatch only the last '*' need be tried again: never exponential. */
bool glob_match(const char *glob, const char *text)
{
	const char *star = NULL, *resume = NULL;

	while (*text) {
		if (*glob == '*') {
			star = ++glob;
			resume = text;
		} else if (*glob == '?' || *glob == *text) {
			glob++;
			text++;
		} else if (star) {
			glob = star;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*glob == '*')
		glob++;
	return !*glob;
}

bool glob_has_wildcard(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's distance, one row of the matrix at a time. */
static unsigned int distance(const char *a, const char *b)
{
	size_t len = strlen(b);
	unsigned int *row = xcalloc(len + 1, sizeof(*row));
	unsigned int result;

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 1; j <= len; j++) {
			unsigned int above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1,
				      diagonal + (a[i] != b[j - 1]));
			diagonal = above;
		}
	}
	result = row[len];
	free(row);
	return result;
}

void near_miss_init(struct near_miss *near, const char *word)
{
	*near = (struct near_miss){ .word = word };
	near->limit = strlen(word) / 3 + 1;
}

void near_miss_offer(struct near_miss *near, const char *candidate)
{
	unsigned int d;

	if (strlen(candidate) > 200 || strlen(near->word) > 200)
		return;
	d = distance(near->word, candidate);
	if (d && d <= near->limit && (!near->best || d < near->distance)) {
		near->best = candidate;
		near->distance = d;
	}
}

const char *near_miss_text(struct near_miss *near)
{
	if (!near->best)
		return "";
	free(near->text);
	near->text = xasprintf("; did you mean '%s'?", near->best);
	return near->text;
}

void near_miss_release(struct near_miss *near)
{
	free(near->text);
	near->text = NULL;
}
