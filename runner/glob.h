/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that users type: globs (glob_match() is in run.h) and suggestions for
 * names that were mistyped.
 */
#ifndef RUNNER_GLOB_H
#define RUNNER_GLOB_H

#include <stdbool.h>

bool glob_has_wildcard(const char *text);

/*
 * The candidate that differs least from a word, if it does not differ much:
 *
 *	near_miss_init(&near, word);
 *	near_miss_offer(&near, each candidate);
 *	... "unknown option '%s'%s", word, near_miss_text(&near)
 *	near_miss_release(&near);
 */
struct near_miss {
	const char *word;
	const char *best; /* NULL: nothing is near */
	unsigned int distance, limit;
	char *text;
};

void near_miss_init(struct near_miss *near, const char *word);
/** near_miss_offer - @candidate must live as long as @near is used */
void near_miss_offer(struct near_miss *near, const char *candidate);
/** near_miss_text - "; did you mean 'X'?", or "" */
const char *near_miss_text(struct near_miss *near);
void near_miss_release(struct near_miss *near);

#endif
