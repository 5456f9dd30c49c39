/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What report.c puts on the terminal, composed from records: the first lines,
 * one unit, the summary. Writes to a stream and knows no cursor.
 */
#ifndef RUNNER_REPORT_TEXT_H
#define RUNNER_REPORT_TEXT_H

#include "record.h"
#include <stdio.h>

struct page {
	FILE *out;
	bool color;
	unsigned int width; /* of the terminal; 0: not one, nothing is cut */
	int verbosity;	    /* as in struct report_settings */
	size_t name_width;  /* of the column of unit names */
	bool name_engines;  /* several engines: say which, every time */
	bool gap;	    /* failures came last: keep the next line apart */
};

/** page_fit - set the columns for a plan, or for what is recorded */
void page_fit_plan(struct page *page, const struct plan *plan);
void page_fit_recording(struct page *page, const struct recording *recording);

void page_begin(const struct page *page, const struct recording *recording);

/** page_unit - one line, then its failures with logs and commands */
void page_unit(struct page *page, const struct record_unit *unit);

/** page_summary - @where: folder of the run, or NULL */
void page_summary(const struct page *page, const struct recording *recording,
		  const char *where);

/** page_duration - "12 us", "3.4 ms", "0.21 s", "1 min 05 s" into @text[16] */
char *page_duration(char *text, uint64_t time_us);

/** page_seconds - "0.21 s", or minutes */
char *page_seconds(char *text, uint64_t time_us);

/** page_path - a path, shortened where it lies below the current folder */
void page_path(const struct page *page, const char *path);

/** page_state - the word of a state in its colour, padded to its column */
void page_state(const struct page *page, enum state state);

/** page_counts - "112 passed, 3 skipped", malloc'ed */
char *page_counts(const struct totals *totals);

#endif
