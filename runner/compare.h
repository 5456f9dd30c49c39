/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `hvcheck compare RUN1 RUN2`: what has changed between two recorded runs, or
 * between the engines of one.
 */
#ifndef RUNNER_COMPARE_H
#define RUNNER_COMPARE_H

#include "color.h"
#include "run.h"
#include <stdio.h>

enum compare_format {
	COMPARE_TEXT,
	COMPARE_JSON,
	COMPARE_MARKDOWN
};

struct compare_request {
	const char *build_dir;
	const char *before, *after; /* see journal_find(); after NULL: one run,
				       only its engines are compared */
	enum compare_format format;
	enum color_when color;
};

/**
 * compare_command - print the differences to @out
 *
 * Returns an exit status: 0 nothing newly failing, 1 something is; -errno with
 * @error set.
 */
int compare_command(const struct compare_request *request, FILE *out,
		    struct error *error);

#endif
