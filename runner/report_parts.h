/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of report_text.h share. */
#ifndef RUNNER_REPORT_PARTS_H
#define RUNNER_REPORT_PARTS_H

#include "report_text.h"

enum {
	PAGE_STATE_WIDTH = 9, /* "CANCELLED" */
	PAGE_NAME_WIDTH_MAX = 44,
};

struct look {
	const char *color; /* SGR parameters */
	const char *word;  /* in front of a line */
	const char *count; /* behind a number */
};

extern const struct look looks[]; /* by enum state */

void page_paint(const struct page *page, const char *sgr);
/** page_painted - a text in a colour */
void page_painted(const struct page *page, const char *sgr, const char *text);
/** page_pad - blanks, from column @have to @want */
void page_pad(FILE *out, size_t have, size_t want);
/** page_name_columns - the width of a unit's name */
size_t page_name_columns(const struct page *page, const char *id,
			 const char *engine);
size_t page_line_width(const struct page *page);

/** page_log - what of a log is of interest; the middle of a long one is left out */
void page_log(const struct page *page, const char *log);

#endif
