/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_text.h"

#include "alloc.h"
#include "symbols.h"
#include "text.h"
#include "totals.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>
#include <unistd.h>

enum {
	STATE_WIDTH = 9, /* "CANCELLED" */
	NAME_WIDTH_MAX = 44,
	WIDTH_DEFAULT = 96, /* of lines that go to a file */
	WIDTH_MAX = 120,
	FAILURES_MAX = 20, /* of one unit, and as many that died */
	LOG_HEAD = 24,	   /* lines of a log that are shown */
	LOG_TAIL = 12,
	LOG_LINE_MAX = 500, /* bytes of one line */
};

static const struct look {
	const char *color; /* SGR parameters */
	const char *word;  /* in front of a line */
	const char *count; /* behind a number */
} looks[] = {
	[STATE_NONE] = { "2", "NONE", "without a result" },
	[STATE_PASS] = { "32", "PASS", "passed" },
	[STATE_SKIP] = { "33", "SKIP", "skipped" },
	[STATE_XFAIL] = { "36", "XFAIL", "expected to fail" },
	[STATE_FLAKY] = { "1;35", "FLAKY", "flaky" },
	[STATE_XPASS] = { "1;35", "XPASS", "passed unexpectedly" },
	[STATE_FAIL] = { "1;31", "FAIL", "failed" },
	[STATE_TIMEOUT] = { "1;31", "TIMEOUT", "timed out" },
	[STATE_CRASH] = { "1;31", "CRASH", "crashed" },
	[STATE_ERROR] = { "1;31", "ERROR", "with errors" },
	[STATE_CANCELLED] = { "2", "CANCELLED", "cancelled" },
};

static void paint(const struct page *page, const char *sgr)
{
	if (page->color)
		fprintf(page->out, "\033[%sm", sgr);
}

static void painted(const struct page *page, const char *sgr, const char *text)
{
	paint(page, sgr);
	text_print(page->out, text, strlen(text), 0);
	paint(page, "0");
}

static void pad(FILE *out, size_t have, size_t want)
{
	for (; have < want; have++)
		fputc(' ', out);
}

void page_state(const struct page *page, enum state state)
{
	painted(page, looks[state].color, looks[state].word);
	pad(page->out, strlen(looks[state].word), STATE_WIDTH);
}

void page_path(const struct page *page, const char *path)
{
	char *cwd = getcwd(NULL, 0);
	size_t len = cwd ? strlen(cwd) : 0;

	if (len > 1 && strncmp(path, cwd, len) == 0 && path[len] == '/')
		path += len + 1;
	text_print(page->out, path, strlen(path), 0);
	free(cwd);
}

char *page_duration(char *text, uint64_t time_us)
{
	if (time_us < 1000)
		snprintf(text, 16, "%u us", (unsigned int)time_us);
	else if (time_us < 100000)
		snprintf(text, 16, "%.1f ms", (double)time_us / 1e3);
	else if (time_us < 60 * UINT64_C(1000000))
		snprintf(text, 16, "%.2f s", (double)time_us / 1e6);
	else
		snprintf(text, 16, "%u min %02u s",
			 (unsigned int)(time_us / 60000000),
			 (unsigned int)(time_us / 1000000 % 60));
	return text;
}

/* The unit that all lines of a column share. */
char *page_seconds(char *text, uint64_t time_us)
{
	if (time_us >= 60 * UINT64_C(1000000))
		return page_duration(text, time_us);
	snprintf(text, 16, "%.2f s", (double)time_us / 1e6);
	return text;
}

char *page_counts(const struct totals *totals)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const char *comma = "";

	for (int s = STATE_NONE; s <= STATE_CANCELLED; s++) {
		if (!totals->by_state[s])
			continue;
		fprintf(out, "%s%zu %s", comma, totals->by_state[s],
			looks[s].count);
		comma = ", ";
	}
	if (!*comma)
		fputs("no case", out);
	fclose(out);
	return text;
}

/* ---------------------------------------------------------------- columns */

static size_t name_columns(const struct page *page, const char *id,
			   const char *engine)
{
	return text_columns(id) +
	       (page->name_engines ? 4 + text_columns(engine) : 0);
}

static void widen(struct page *page, const char *id, const char *engine)
{
	size_t columns = name_columns(page, id, engine);

	if (columns > page->name_width)
		page->name_width = columns;
	if (page->name_width > NAME_WIDTH_MAX)
		page->name_width = NAME_WIDTH_MAX;
}

void page_fit_plan(struct page *page, const struct plan *plan)
{
	const struct unit *units = plan->units;

	for (size_t i = 1; i < plan->nr_units; i++)
		page->name_engines |= units[i].engine != units[0].engine;
	for (size_t i = 0; i < plan->nr_units; i++)
		widen(page, units[i].id, units[i].engine->name);
}

void page_fit_recording(struct page *page, const struct recording *recording)
{
	const struct record_unit *units = recording->units;

	for (size_t i = 1; i < recording->nr_units; i++)
		page->name_engines |=
			strcmp(units[i].engine, units[0].engine) != 0;
	for (size_t i = 0; i < recording->nr_units; i++)
		widen(page, units[i].id, units[i].engine);
}

static size_t line_width(const struct page *page)
{
	if (page->width == 0)
		return WIDTH_DEFAULT;
	return page->width < WIDTH_MAX ? page->width : WIDTH_MAX;
}

/* ------------------------------------------------------------------ begin */

/* As it is shown: the same of two targets is one. */
static char *engine_text(const struct page *page, const struct record_engine *e)
{
	if (!e->version)
		return xstrdup(e->name);
	return page->name_engines ? xasprintf("%s (%s)", e->name, e->version) :
				    xstrdup(e->version);
}

static char *engines_text(const struct page *page,
			  const struct recording *recording)
{
	char **shown = NULL, *text;

	for (size_t i = 0; i < recording->nr_engines; i++) {
		text = engine_text(page, &recording->engines[i]);
		if (words_contain(shown, text))
			free(text);
		else
			words_add(&shown, text);
	}
	text = words_join(shown, ", ");
	words_free(shown);
	return text;
}

void page_begin(const struct page *page, const struct recording *recording)
{
	FILE *out = page->out;
	char *engines = engines_text(page, recording);

	paint(page, "1");
	fprintf(out, "%s\n",
		recording->engine_reason ? recording->engine_reason :
					   "no engine");
	paint(page, "0");
	fprintf(out, "%zu unit%s, %zu case%s%s%s\n\n",
		recording->nr_planned_units,
		recording->nr_planned_units == 1 ? "" : "s",
		recording->nr_planned_cases,
		recording->nr_planned_cases == 1 ? "" : "s",
		*engines ? " on " : "", engines);
	free(engines);
}

/* --------------------------------------------------------------- one unit */

/* The one reason that every case was skipped for; NULL: several, or none. */
static const char *only_reason(const struct record_unit *unit)
{
	const char *reason = NULL;

	for (size_t i = 0; i < unit->nr_cases; i++) {
		const char *this = unit->cases[i].reason;

		if (unit->cases[i].state != STATE_SKIP || !this ||
		    (reason && strcmp(reason, this) != 0))
			return NULL;
		reason = this;
	}
	return reason;
}

static void unit_name(const struct page *page, const struct record_unit *unit)
{
	fputs(unit->id, page->out);
	if (page->name_engines)
		fprintf(page->out, " on %s", unit->engine);
	pad(page->out, name_columns(page, unit->id, unit->engine),
	    page->name_width);
}

static void unit_line(const struct page *page, const struct record_unit *unit)
{
	const char *reason = only_reason(unit);
	char *counts = reason ? text_clean(reason, 0) :
				page_counts(&unit->totals);
	size_t used = STATE_WIDTH + page->name_width + 2, columns;
	size_t room =
		line_width(page) > used + 12 ? line_width(page) - used - 12 : 0;
	char time[16];

	columns = text_columns(counts);
	if (page->width && columns > room && room > 20) {
		counts[text_fit(counts, room)] = '\0';
		columns = room;
	}
	page_state(page, totals_worst(&unit->totals));
	unit_name(page, unit);
	fprintf(page->out, "  %s", counts);
	pad(page->out, columns, room);
	fprintf(page->out, "%11s\n", page_seconds(time, unit->time_us));
	free(counts);
}

/* One line of a log for people: without the comment mark of the protocol. */
static void log_line(const struct page *page, const char *line, size_t len)
{
	if (strncmp(line, PROTO_COMMENT, strlen(PROTO_COMMENT)) == 0) {
		line += strlen(PROTO_COMMENT);
		len -= strlen(PROTO_COMMENT);
	}
	fputs("    | ", page->out);
	paint(page, "2");
	text_print(page->out, line, len < LOG_LINE_MAX ? len : LOG_LINE_MAX, 0);
	paint(page, "0");
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
static void log_lines(const struct page *page, const char *log)
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

/* The log without a first line that is the reason once more. */
static const char *log_to_show(const struct record_case *c)
{
	size_t len = c->reason ? strlen(c->reason) : 0;
	const char *first = c->log;

	if (!first || !len)
		return first;
	if (strncmp(first, "# ", 2) == 0)
		first += 2;
	if (strncmp(first, c->reason, len) != 0)
		return c->log;
	if (first[len] == '\n')
		return first + len + 1;
	return first[len] ? c->log : first + len;
}

/* The earlier attempts at a case, a line each. */
static void attempts(const struct page *page, const struct record_unit *unit,
		     const struct record_case *last)
{
	for (const struct record_case *c = unit->cases; c != last; c++) {
		if (!c->retried || strcmp(c->id, last->id) != 0)
			continue;
		fprintf(page->out, "    attempt %u: %s: ", c->attempt,
			looks[c->state].word);
		painted(page, "0", c->reason ? c->reason : "");
		fputc('\n', page->out);
	}
}

static void failure(const struct page *page, const struct record_unit *unit,
		    const struct record_case *c, const char **log_file)
{
	fputs("\n  ", page->out);
	painted(page, looks[c->state].color, looks[c->state].word);
	fputs("  ", page->out);
	painted(page, "1", c->id);
	if (page->name_engines)
		fprintf(page->out, " on %s", unit->engine);
	fputc('\n', page->out);
	attempts(page, unit, c);
	if (c->reason) {
		fputs("    ", page->out);
		text_print(page->out, c->reason, strlen(c->reason), 0);
		fputc('\n', page->out);
	}
	if (c->log)
		log_lines(page, log_to_show(c));
	/* Once for all failures in one VM. */
	if (c->log_file && (!*log_file || strcmp(*log_file, c->log_file))) {
		*log_file = c->log_file;
		fputs("    log:   ", page->out);
		page_path(page, c->log_file);
		fputc('\n', page->out);
	}
	if (c->command) {
		fputs("    again: ", page->out);
		text_print(page->out, c->command, strlen(c->command), 0);
		fputc('\n', page->out);
	}
}

/* A flaky case is shown even where it does not fail the run. */
static bool shown(const struct record_case *c)
{
	return !c->retried && state_bad(c->state, false) &&
	       c->state != STATE_CANCELLED;
}

/* Where very many cases fail, those that died are still shown. */
static void failures(struct page *page, const struct record_unit *unit)
{
	const char *log_file = NULL;
	size_t nr[2] = { 0, 0 }, left_out = 0;

	for (size_t i = 0; i < unit->nr_cases; i++) {
		const struct record_case *c = &unit->cases[i];
		bool died = state_worse(c->state, STATE_FAIL) != STATE_FAIL;

		if (!shown(c))
			continue;
		if (nr[died]++ < FAILURES_MAX || page->verbosity > 1)
			failure(page, unit, c, &log_file);
		else
			left_out++;
	}
	if (left_out)
		fprintf(page->out, "\n  ... and %zu more failures of %s\n",
			left_out, unit->id);
	page->gap = nr[0] + nr[1] > 0;
}

static void case_line(const struct page *page, const struct record_case *c,
		      size_t width)
{
	const char *name = c->name ? c->name : c->id;
	char time[16];

	fputs("  ", page->out);
	page_state(page, c->state);
	fputs(name, page->out);
	pad(page->out, text_columns(name), width);
	fprintf(page->out, "%9s  ", page_duration(time, c->time_us));
	if (c->reason)
		text_print(page->out, c->reason, strlen(c->reason), 0);
	else
		fprintf(page->out, "%" PRIu64 " check%s", c->checks,
			c->checks == 1 ? "" : "s");
	fputc('\n', page->out);
}

static void case_lines(const struct page *page, const struct record_unit *unit)
{
	size_t width = 0;

	for (size_t i = 0; i < unit->nr_cases; i++) {
		const char *name = unit->cases[i].name;
		size_t columns = name ? text_columns(name) : 0;

		if (columns > width && columns <= NAME_WIDTH_MAX)
			width = columns;
	}
	for (size_t i = 0; i < unit->nr_cases; i++)
		case_line(page, &unit->cases[i], width);
}

/* The value of a " key=" of a record, or NULL; ends at a blank. */
static const char *bench_value(const char *record, const char *key)
{
	const char *found = strstr(record, key);

	return found ? found + strlen(key) : NULL;
}

/* "msr.read  993.31 ns, 99 % within 4896.38 ns"; or the record as it is. */
static void bench_line(const struct page *page, const char *record)
{
	const char *median = bench_value(record, " median_ns=");
	const char *p99 = bench_value(record, " p99_ns=");
	size_t len = strcspn(record, " ");

	fputs("  bench    ", page->out);
	if (!median || !p99 || page->verbosity > 0) {
		text_print(page->out, record, strlen(record), 0);
	} else {
		text_print(page->out, record, len, 0);
		pad(page->out, len, page->name_width);
		fputs("  ", page->out);
		text_print(page->out, median, strcspn(median, " "), 0);
		fputs(" ns, 99 % within ", page->out);
		text_print(page->out, p99, strcspn(p99, " "), 0);
		fputs(" ns", page->out);
	}
	fputc('\n', page->out);
}

void page_unit(struct page *page, const struct record_unit *unit)
{
	bool bad = state_bad(totals_worst(&unit->totals), false);

	if (page->verbosity >= 0 || bad || unit->bench) {
		if (page->gap)
			fputc('\n', page->out);
		page->gap = false;
		unit_line(page, unit);
	}
	if (page->verbosity > 0)
		case_lines(page, unit);
	for (char **record = unit->bench; record && *record; record++)
		bench_line(page, *record);
	failures(page, unit);
}
