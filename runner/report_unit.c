/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One unit: its line, its failures, its cases. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report_parts.h"
#include "text.h"
#include "totals.h"

enum {
	FAILURES_MAX = 20, /* of one unit, and as many that died */
};

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
	page_pad(page->out, page_name_columns(page, unit->id, unit->engine),
		 page->name_width);
}

static void unit_line(const struct page *page, const struct record_unit *unit)
{
	const char *reason = only_reason(unit);
	char *counts = reason ? text_clean(reason, 0) :
				page_counts(&unit->totals);
	size_t used = PAGE_STATE_WIDTH + page->name_width + 2, columns;
	size_t room = page_line_width(page) > used + 12 ?
			      page_line_width(page) - used - 12 :
			      0;
	char time[16];

	columns = text_columns(counts);
	if (page->width && columns > room && room > 20) {
		counts[text_fit(counts, room)] = '\0';
		columns = room;
	}
	page_state(page, totals_worst(&unit->totals));
	unit_name(page, unit);
	fprintf(page->out, "  %s", counts);
	page_pad(page->out, columns, room);
	fprintf(page->out, "%11s\n", page_seconds(time, unit->time_us));
	free(counts);
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
		page_painted(page, "0", c->reason ? c->reason : "");
		fputc('\n', page->out);
	}
}

static void failure(const struct page *page, const struct record_unit *unit,
		    const struct record_case *c, const char **log_file)
{
	fputs("\n  ", page->out);
	page_painted(page, looks[c->state].color, looks[c->state].word);
	fputs("  ", page->out);
	page_painted(page, "1", c->id);
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
		page_log(page, log_to_show(c));
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
	page_pad(page->out, text_columns(name), width);
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

		if (columns > width && columns <= PAGE_NAME_WIDTH_MAX)
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
		page_pad(page->out, len, page->name_width);
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
