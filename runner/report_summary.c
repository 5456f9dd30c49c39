/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a report: all units together. */
#include "report_text.h"

#include "alloc.h"
#include "text.h"
#include "totals.h"
#include <stdlib.h>
#include <string.h>

enum {
	LISTED_MAX = 60, /* cases of one kind */
	REASONS_MAX = 10,
	SLOWEST = 3,
	NAME_EXTRA = 18, /* of a case's name beyond its unit's */
};

/*
 * "x86/msr.c:31: EXPECT_EQ(a, b): got 1, expected 2" without what was written
 * in the source, which its line tells.
 */
static char *without_source(const char *reason)
{
	const char *check = strstr(reason, ": EXPECT_"), *values = NULL;

	if (!check)
		check = strstr(reason, ": ASSERT_");
	for (const char *at = check; at && (at = strstr(at, "): "));)
		values = at += 1;
	if (!values)
		return xstrdup(reason);
	return xasprintf("%.*s%s", (int)(check - reason), reason, values);
}

/* A list has a line a case: what does not fit stands with the unit. */
static void cut_reason(const struct page *page, const char *reason, size_t used)
{
	size_t room = page->width > used + 20 ? page->width - used : 200;
	char *text = without_source(reason), *clean = text_clean(text, 0);

	if (text_columns(clean) > room)
		strcpy(clean + text_fit(clean, room - 3), "...");
	fputs(clean, page->out);
	free(clean);
	free(text);
}

static void listed_case(const struct page *page, const struct record_unit *unit,
			const struct record_case *c)
{
	size_t columns = text_columns(c->id);

	fputs("  ", page->out);
	page_state(page, c->state);
	fputs(c->id, page->out);
	if (page->name_engines)
		columns += (size_t)fprintf(page->out, " on %s", unit->engine);
	if (c->reason) {
		do
			fputc(' ', page->out);
		while (++columns < page->name_width + NAME_EXTRA);
		fputc(' ', page->out);
		cut_reason(page, c->reason, columns + 12);
	}
	fputc('\n', page->out);
}

static bool is_failure(enum state state)
{
	return state_bad(state, true) && state != STATE_XPASS;
}

static bool is_flaky(enum state state)
{
	return state == STATE_FLAKY;
}

static bool is_stale(enum state state)
{
	return state == STATE_XPASS;
}

static void list(const struct page *page, const struct recording *recording,
		 const char *title, bool (*wanted)(enum state state))
{
	size_t nr = 0;

	for (size_t u = 0; u < recording->nr_units; u++)
		for (size_t i = 0; i < recording->units[u].nr_cases; i++) {
			const struct record_unit *unit = &recording->units[u];

			if (unit->cases[i].retried ||
			    !wanted(unit->cases[i].state))
				continue;
			if (nr == 0)
				fprintf(page->out, "\n%s:\n", title);
			if (nr++ < LISTED_MAX || page->verbosity > 0)
				listed_case(page, unit, &unit->cases[i]);
		}
	if (nr > LISTED_MAX && page->verbosity <= 0)
		fprintf(page->out, "  ... and %zu more (hvcheck report -v)\n",
			nr - LISTED_MAX);
}

/* ------------------------------------------------------- skipped, counted */

struct skip_reason {
	const char *text;
	size_t nr;
};

static int by_text(const void *a, const void *b)
{
	const struct skip_reason *x = a, *y = b;

	return strcmp(x->text, y->text);
}

static int by_number(const void *a, const void *b)
{
	const struct skip_reason *x = a, *y = b;

	if (x->nr != y->nr)
		return x->nr < y->nr ? 1 : -1;
	return strcmp(x->text, y->text);
}

static size_t collect_reasons(const struct recording *recording,
			      struct skip_reason *reasons)
{
	size_t nr = 0, kept = 0;

	for (size_t u = 0; u < recording->nr_units; u++)
		for (size_t i = 0; i < recording->units[u].nr_cases; i++) {
			const struct record_case *c =
				&recording->units[u].cases[i];

			if (c->state == STATE_SKIP && !c->retried)
				reasons[nr++] = (struct skip_reason){
					c->reason ? c->reason : "no reason", 1
				};
		}
	qsort(reasons, nr, sizeof(*reasons), by_text);
	for (size_t i = 0; i < nr; i++)
		if (kept &&
		    strcmp(reasons[kept - 1].text, reasons[i].text) == 0)
			reasons[kept - 1].nr++;
		else
			reasons[kept++] = reasons[i];
	return kept;
}

static void skipped(const struct page *page, const struct recording *recording)
{
	size_t all = recording->totals.by_state[STATE_SKIP], nr;
	size_t max = page->verbosity > 0 ? all : REASONS_MAX;
	struct skip_reason *reasons;

	if (!all || page->verbosity < 0)
		return;
	reasons = xcalloc(all, sizeof(*reasons));
	nr = collect_reasons(recording, reasons);
	qsort(reasons, nr, sizeof(*reasons), by_number);
	fputs("\nSkipped:\n", page->out);
	for (size_t i = 0; i < nr && i < max; i++) {
		fprintf(page->out, "  %8zu  ", reasons[i].nr);
		text_print(page->out, reasons[i].text, strlen(reasons[i].text),
			   0);
		fputc('\n', page->out);
	}
	if (nr > max)
		fprintf(page->out, "            and %zu other reasons\n",
			nr - max);
	free(reasons);
}

/* ---------------------------------------------------------------- slowest */

static void slowest(const struct page *page, const struct recording *recording)
{
	const struct record_unit *units = recording->units, *top[SLOWEST + 1];
	size_t nr = 0;
	char time[16];

	if (recording->nr_units <= SLOWEST || page->verbosity < 0)
		return;
	for (size_t u = 0; u < recording->nr_units; u++) {
		size_t at = nr;

		for (; at > 0 && top[at - 1]->time_us < units[u].time_us; at--)
			top[at] = top[at - 1];
		top[at] = &units[u];
		nr += nr < SLOWEST;
	}
	fputs("\nSlowest: ", page->out);
	for (size_t i = 0; i < nr; i++)
		fprintf(page->out, "%s%s %s", i ? ", " : "", top[i]->id,
			page_seconds(time, top[i]->time_us));
	fputc('\n', page->out);
}

/* -------------------------------------------------------------------- end */

static void verdict(const struct page *page, const struct recording *recording)
{
	bool good = recording->exit_status == EXIT_ALL_GOOD;
	char *counts = page_counts(&recording->totals);
	char time[16];

	fprintf(page->out, "\n%zu case%s in %zu unit%s: %s, in %s\n",
		recording->totals.nr_cases,
		recording->totals.nr_cases == 1 ? "" : "s", recording->nr_units,
		recording->nr_units == 1 ? "" : "s", counts,
		page_seconds(time, recording->time_us));
	free(counts);
	if (!recording->ended) {
		fputs("The run did not come to its end.\n", page->out);
		return;
	}
	if (page->color)
		fprintf(page->out, "\033[1;%dm", good ? 32 : 31);
	fprintf(page->out, "Exit status %d: %s", recording->exit_status,
		recording->exit_meaning);
	fprintf(page->out, "%s\n", page->color ? "\033[0m" : "");
}

void page_summary(const struct page *page, const struct recording *recording,
		  const char *where)
{
	/* One unit's failures stand right above: not again. */
	if (recording->nr_units > 1) {
		list(page, recording, "Failed", is_failure);
		list(page, recording, "Flaky: passed, but only on retry",
		     is_flaky);
		list(page, recording,
		     "Stale: passed, but expected to fail (remove the "
		     "expectation)",
		     is_stale);
	}
	skipped(page, recording);
	slowest(page, recording);
	verdict(page, recording);
	if (!where)
		return;
	fputs("Recorded in ", page->out);
	page_path(page, where);
	fputc('\n', page->out);
}
