/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether to colour, how wide a terminal is, how text fits into it. */
#ifndef RUNNER_COLOR_H
#define RUNNER_COLOR_H

#include <stdbool.h>
#include <stddef.h>

enum color_when {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER
};

/** color_when_parse - "auto", "always", "never"; returns 0 or -EINVAL */
int color_when_parse(const char *text, enum color_when *when);

/**
 * color_wanted - whether to send colours to @fd
 *
 * Only to a terminal that is not "dumb", and not with NO_COLOR set in the
 * environment (no-color.org), unless the user said so.
 */
bool color_wanted(enum color_when when, int fd);

/** color_width - columns of the terminal @fd; 0: not a terminal */
unsigned int color_width(int fd);

#endif
