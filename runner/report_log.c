/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a failure's log. */
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>

#include "report_parts.h"
#include "symbols.h"
#include "text.h"

enum {
	LOG_HEAD = 24, /* lines of a log that are shown */
	LOG_TAIL = 12,
	LOG_LINE_MAX = 500, /* bytes of one line */
};

/* One line of a log for people: without the comment mark of the protocol. */
static void log_line(const struct page *page, const char *line, size_t len)
{
	if (strncmp(line, PROTO_COMMENT, strlen(PROTO_COMMENT)) == 0) {
		line += strlen(PROTO_COMMENT);
		len -= strlen(PROTO_COMMENT);
	}
	fputs("    | ", page->out);
	page_paint(page, "2");
	text_print(page->out, line, len < LOG_LINE_MAX ? len : LOG_LINE_MAX, 0);
	page_paint(page, "0");
	fputs(len < LOG_LINE_MAX ? "\n" : "...\n", page->out);
}

/* The result is known by now. */
static bool is_result_line(const char *line)
{
	return strncmp(line, PROTO_OK, strlen(PROTO_OK)) == 0 ||
	       strncmp(line, PROTO_NOT_OK, strlen(PROTO_NOT_OK)) == 0;
}

/* A function of a stack, as symbols_text.c writes it. */
static bool is_frame_line(const char *line)
{
	return strncmp(line, SYMBOLS_FRAME, strlen(SYMBOLS_FRAME)) == 0;
}

static bool is_harness_frame(const char *line, size_t len)
{
	static const char harness[] = " lib/test/guard.c:";

	return is_frame_line(line) &&
	       memmem(line, len, harness, strlen(harness));
}

/*
 * What of a log is of interest: not the result line, and not what a stack has
 * beyond the case, which is the same in all of them.
 */
static char *interesting(const struct page *page, const char *log)
{
	bool in_harness = false;
	char *text = NULL;
	size_t size, len;
	FILE *out = open_memstream(&text, &size);

	for (; *log; log += len + (log[len] == '\n')) {
		len = strcspn(log, "\n");
		in_harness = is_frame_line(log) &&
			     (in_harness || is_harness_frame(log, len));
		if ((in_harness && page->verbosity < 1) || is_result_line(log))
			continue;
		fwrite(log, 1, len, out);
		fputc('\n', out);
	}
	fclose(out);
	return text;
}

/* A log's lines; the middle of a long one is left out. */
void page_log(const struct page *page, const char *log)
{
	char *text = interesting(page, log);
	size_t nr = 0, nr_lines = 0, left_out = 0, len;

	for (const char *c = text; *c; c++)
		nr_lines += *c == '\n';
	if (page->verbosity < 2 && nr_lines > LOG_HEAD + LOG_TAIL + 1)
		left_out = nr_lines - LOG_HEAD - LOG_TAIL;
	for (const char *line = text; *line; line += len + 1, nr++) {
		len = strcspn(line, "\n");
		if (left_out && nr == LOG_HEAD)
			fprintf(page->out, "    | ... %zu more lines ...\n",
				left_out);
		if (!left_out || nr < LOG_HEAD || nr >= LOG_HEAD + left_out)
			log_line(page, line, len);
	}
	free(text);
}
