/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include "alloc.h"
#include "outfile.h"
#include "record.h"
#include "report_text.h"
#include "text.h"
#include "totals.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	REDRAW_US = 100000, /* at most so often, apart from the ticks */
	TICK_MS = 250,	    /* of a line that is redrawn */
	SLOW_TICK_MS = 1000,
};

/* A unit that is running. */
struct running {
	const struct unit *unit;
	const struct plan_case *current; /* NULL: it boots */
	uint64_t unit_us, case_us;	 /* since when */
	uint64_t slow_told;		 /* how often, of this case */
};

struct report {
	struct sink sink;
	struct page page;
	struct recording recording;
	char *where;
	struct running *running;
	size_t nr_running;
	size_t nr_done, nr_failed;
	uint64_t slow_us;
	int failure; /* errno of the first write that failed */
	bool live;   /* a terminal that can be redrawn */
	bool drawn;  /* a status line is on it now */
	uint64_t drawn_us;
};

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static struct report *report_of(struct sink *sink)
{
	return (struct report *)sink;
}

/* -------------------------------------------------------- the status line */

static void clear(struct report *r)
{
	if (r->drawn)
		fputs("\r\033[K", r->page.out);
	r->drawn = false;
}

static char *status_text(const struct report *r)
{
	uint64_t now = now_us();
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const char *comma = "  ";

	fprintf(out, "[%zu/%zu]", r->nr_done, r->recording.nr_planned_units);
	if (r->nr_failed)
		fprintf(out, " %zu failed", r->nr_failed);
	for (size_t i = 0; i < r->nr_running; i++) {
		const struct running *n = &r->running[i];

		fprintf(out, "%s%s %.0f s", comma,
			n->current ? n->current->id : n->unit->id,
			(double)(now - n->unit_us) / 1e6);
		comma = ", ";
	}
	fclose(out);
	return text;
}

static void draw(struct report *r)
{
	unsigned int width;
	char *text;

	if (!r->live)
		return;
	width = color_width(fileno(r->page.out));
	text = status_text(r);
	/* One column less: the cursor must not wrap to the next line. */
	text[text_fit(text, width > 1 ? width - 1 : 1)] = '\0';
	fprintf(r->page.out, "\r%s\033[K", text);
	fflush(r->page.out);
	free(text);
	r->drawn = true;
	r->drawn_us = now_us();
}

static void draw_if_due(struct report *r)
{
	if (r->live && now_us() - r->drawn_us >= REDRAW_US)
		draw(r);
}

/* Once a period: it has not ended, and nothing is wrong with it yet. */
static void tell_slow(struct report *r, struct running *n)
{
	const uint64_t for_us =
		now_us() - (n->current ? n->case_us : n->unit_us);

	if (for_us / r->slow_us <= n->slow_told)
		return;
	n->slow_told = for_us / r->slow_us;
	clear(r);
	fprintf(r->page.out, "SLOW     %s on %s has been %s for %.0f s\n",
		n->current ? n->current->id : n->unit->id,
		n->unit->engine->name, n->current ? "running" : "starting",
		(double)for_us / 1e6);
	stream_flush(r->page.out, &r->failure);
}

void report_tick(struct sink *sink)
{
	struct report *r = report_of(sink);

	for (size_t i = 0; r->slow_us && i < r->nr_running; i++)
		tell_slow(r, &r->running[i]);
	if (r->nr_running)
		draw(r);
}

uint64_t report_tick_ms(const struct sink *sink)
{
	const struct report *r = (const struct report *)sink;
	const uint64_t slow_ms = r->slow_us / 1000;

	if (r->live)
		return TICK_MS;
	return slow_ms < SLOW_TICK_MS ? slow_ms : SLOW_TICK_MS;
}

void report_clear(struct sink *sink)
{
	clear(report_of(sink));
	fflush(report_of(sink)->page.out);
}

void report_status(struct sink *sink)
{
	struct report *r = report_of(sink);
	FILE *out = r->page.out;
	uint64_t now = now_us();
	char in_unit[16], in_case[16];

	clear(r);
	fprintf(out, "%zu of %zu units done, %zu running\n", r->nr_done,
		r->recording.nr_planned_units, r->nr_running);
	for (size_t i = 0; i < r->nr_running; i++) {
		const struct running *n = &r->running[i];

		fprintf(out, "  %s on %s for %s: ", n->unit->id,
			n->unit->engine->name,
			page_duration(in_unit, now - n->unit_us));
		if (n->current)
			fprintf(out, "%s for %s\n", n->current->name,
				page_duration(in_case, now - n->case_us));
		else
			fputs("starting\n", out);
	}
	draw(r);
	fflush(out);
}

/* ---------------------------------------------------------- running units */

static struct running *find_running(struct report *r, const struct unit *unit)
{
	for (size_t i = 0; i < r->nr_running; i++)
		if (r->running[i].unit == unit)
			return &r->running[i];
	return NULL;
}

static void report_unit_begin(struct sink *sink, const struct unit *unit)
{
	struct report *r = report_of(sink);

	r->running =
		xrealloc(r->running, r->nr_running + 1, sizeof(*r->running));
	r->running[r->nr_running++] =
		(struct running){ .unit = unit, .unit_us = now_us() };
	draw_if_due(r);
}

static void report_case_begin(struct sink *sink, const struct unit *unit,
			      const struct plan_case *planned)
{
	struct report *r = report_of(sink);
	struct running *running = find_running(r, unit);

	if (running) {
		running->current = planned;
		running->case_us = now_us();
		running->slow_told = 0;
	}
	draw_if_due(r);
}

static void end_running(struct report *r, const struct unit *unit)
{
	struct running *running = find_running(r, unit);

	if (running)
		*running = r->running[--r->nr_running];
}

/* ----------------------------------------------------------------- results */

static int report_begin(struct sink *sink, const struct run *run,
			struct error *error)
{
	struct report *r = report_of(sink);

	(void)error;
	recording_begin(&r->recording, run);
	if (run->plan)
		page_fit_plan(&r->page, run->plan);
	r->where = xstrdup(run->results_dir);
	page_begin(&r->page, &r->recording);
	stream_flush(r->page.out, &r->failure);
	return 0;
}

static int report_result(struct sink *sink, const struct result *result,
			 struct error *error)
{
	struct report *r = report_of(sink);

	(void)error;
	recording_result(&r->recording, result);
	if (!result->retried &&
	    state_bad(result->state, r->recording.flaky_pass))
		r->nr_failed++;
	return 0;
}

static void report_bench(struct sink *sink, const struct unit *unit,
			 const char *record)
{
	struct record_unit *u =
		recording_unit(&report_of(sink)->recording, unit);

	words_add(&u->bench, xstrdup(record));
}

/* What has been shown is not shown again: logs are the bulk of the memory. */
static void forget_logs(struct record_unit *unit)
{
	for (size_t i = 0; i < unit->nr_cases; i++) {
		free(unit->cases[i].log);
		unit->cases[i].log = NULL;
	}
}

static void report_unit_end(struct sink *sink, const struct unit *unit,
			    uint64_t time_us)
{
	struct report *r = report_of(sink);
	struct record_unit *u = recording_unit(&r->recording, unit);

	u->time_us = time_us;
	u->ended = true;
	end_running(r, unit);
	r->nr_done++;
	clear(r);
	page_unit(&r->page, u);
	forget_logs(u);
	if (r->nr_running)
		draw(r);
	stream_flush(r->page.out, &r->failure);
}

/* Units that an interruption ended have results, but no end. */
static void show_unended(struct report *r)
{
	for (size_t i = 0; i < r->recording.nr_units; i++)
		if (!r->recording.units[i].ended)
			page_unit(&r->page, &r->recording.units[i]);
}

static int report_end(struct sink *sink, const struct run *run,
		      struct error *error)
{
	struct report *r = report_of(sink);

	clear(r);
	show_unended(r);
	recording_end(&r->recording, run);
	page_summary(&r->page, &r->recording, r->where);
	stream_flush(r->page.out, &r->failure);
	return stream_verdict("the report", r->failure, error);
}

static void report_release(struct sink *sink)
{
	struct report *r = report_of(sink);

	recording_release(&r->recording);
	free(r->running);
	free(r->where);
	free(r);
}

static void page_open(struct page *page, const struct report_settings *settings)
{
	int fd;

	page->out = settings->out	? settings->out :
		    settings->on_stderr ? stderr :
					  stdout;
	fd = fileno(page->out);
	page->color = color_wanted(settings->color, fd);
	page->width = color_width(fd);
	page->verbosity = settings->verbosity;
}

struct sink *report_sink(const struct report_settings *settings)
{
	struct report *r = xcalloc(1, sizeof(*r));
	const char *term = getenv("TERM");

	page_open(&r->page, settings);
	r->live = r->page.width && term && strcmp(term, "dumb") != 0;
	r->slow_us = settings->verbosity < 0 ? 0 : settings->slow_ms * 1000;
	r->sink = (struct sink){
		.begin = report_begin,
		.unit_begin = report_unit_begin,
		.case_begin = report_case_begin,
		.result = report_result,
		.bench = report_bench,
		.unit_end = report_unit_end,
		.end = report_end,
		.release = report_release,
	};
	return &r->sink;
}

int report_recording(const struct recording *recording,
		     const struct report_settings *settings,
		     struct error *error)
{
	struct page page = { 0 };
	int failure = 0;

	page_open(&page, settings);
	page_fit_recording(&page, recording);
	page_begin(&page, recording);
	for (size_t i = 0; i < recording->nr_units; i++)
		page_unit(&page, &recording->units[i]);
	page_summary(&page, recording, NULL);
	stream_flush(page.out, &failure);
	return stream_verdict("the report", failure, error);
}
