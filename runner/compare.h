/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `hvcheck compare RUN1 RUN2`: what has changed between two recorded runs, and
 * where engines disagree.
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
	const char *record_dir;
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

/* One result of a case, all repetitions taken together. */
struct compare_side {
	const char *id, *engine, *reason;
	enum state state;
	uint64_t time_us;
};

enum difference_kind {
	DIFFERENCE_NEWLY_FAILING,
	DIFFERENCE_STILL_FAILING,
	DIFFERENCE_FIXED,
	DIFFERENCE_NEWLY_SKIPPED,
	DIFFERENCE_NOT_RUN,
	DIFFERENCE_SLOWER,
	DIFFERENCE_ENGINES, /* two engines do not agree */
	DIFFERENCE_KINDS,
};

struct difference {
	enum difference_kind kind;
	struct compare_side before, after; /* state: STATE_NONE: not there */
};

struct recording;
struct differences {
	const struct recording *runs[2]; /* [1] NULL: one run */
	struct difference *v;
	size_t nr;
	size_t by_kind[DIFFERENCE_KINDS];
};

/** compare_recordings - @after may be NULL; strings are borrowed */
void compare_recordings(struct differences *differences,
			const struct recording *before,
			const struct recording *after);
void differences_release(struct differences *differences);

/* compare_text.c */
void differences_print(const struct differences *differences,
		       enum compare_format format, bool color, FILE *out);

#endif
