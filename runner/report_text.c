/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_parts.h"

#include "alloc.h"
#include "text.h"
#include "totals.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	WIDTH_DEFAULT = 96, /* of lines that go to a file */
	WIDTH_MAX = 120,
};

const struct look looks[] = {
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

void page_paint(const struct page *page, const char *sgr)
{
	if (page->color)
		fprintf(page->out, "\033[%sm", sgr);
}

void page_painted(const struct page *page, const char *sgr, const char *text)
{
	page_paint(page, sgr);
	text_print(page->out, text, strlen(text), 0);
	page_paint(page, "0");
}

void page_pad(FILE *out, size_t have, size_t want)
{
	for (; have < want; have++)
		fputc(' ', out);
}

void page_state(const struct page *page, enum state state)
{
	page_painted(page, looks[state].color, looks[state].word);
	page_pad(page->out, strlen(looks[state].word), PAGE_STATE_WIDTH);
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

size_t page_name_columns(const struct page *page, const char *id,
			 const char *engine)
{
	return text_columns(id) +
	       (page->name_engines ? 4 + text_columns(engine) : 0);
}

static void widen(struct page *page, const char *id, const char *engine)
{
	size_t columns = page_name_columns(page, id, engine);

	if (columns > page->name_width)
		page->name_width = columns;
	if (page->name_width > PAGE_NAME_WIDTH_MAX)
		page->name_width = PAGE_NAME_WIDTH_MAX;
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

size_t page_line_width(const struct page *page)
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

	page_paint(page, "1");
	fprintf(out, "%s\n",
		recording->engine_reason ? recording->engine_reason :
					   "no engine");
	page_paint(page, "0");
	fprintf(out, "%zu unit%s, %zu case%s%s%s\n\n",
		recording->nr_planned_units,
		recording->nr_planned_units == 1 ? "" : "s",
		recording->nr_planned_cases,
		recording->nr_planned_cases == 1 ? "" : "s",
		*engines ? " on " : "", engines);
	free(engines);
}
