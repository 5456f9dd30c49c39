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

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * How many characters were added, left out, replaced, or swapped with their
 * neighbour: the matrix of all prefixes, three rows of it at a time.
 */
static unsigned int distance(const char *a, const char *b)
{
	size_t len = strlen(b) + 1;
	unsigned int *rows = xcalloc(3 * len, sizeof(*rows)), result;
	unsigned int *older = rows, *old = rows + len, *row = rows + 2 * len;

	for (size_t j = 0; j < len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		unsigned int *spare = older;

		older = old;
		old = row;
		row = spare;
		row[0] = i + 1;
		for (size_t j = 1; j < len; j++) {
			row[j] = min(old[j - 1] + (a[i] != b[j - 1]),
				     min(old[j], row[j - 1]) + 1);
			if (i && j > 1 && a[i] == b[j - 2] &&
			    a[i - 1] == b[j - 1])
				row[j] = min(row[j], older[j - 2] + 1);
		}
	}
	result = row[len - 1];
	free(rows);
	return result;
}

/* A third of what follows the last '/', so that "x86_64/" does not count. */
void near_miss_init(struct near_miss *near, const char *word)
{
	const char *slash = strrchr(word, '/');
	size_t len = strlen(slash ? slash + 1 : word);

	*near = (struct near_miss){ .word = word };
	near->limit = len < 6 ? 1 : len / 3;
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
