/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sinks.h"

#include "symbols.h"
#include "totals.h"
#include <stdlib.h>

void sinks_add(struct run *run, struct sink *sink)
{
	struct sink **end = &run->sinks;

	while (*end)
		end = &(*end)->next;
	*end = sink;
}

/* Remember the first error only; the caller reports one. */
static void note(int *first, struct error *error, int r,
		 const struct error *this)
{
	if (r < 0 && *first == 0) {
		*first = r;
		*error = *this;
	}
}

int sinks_begin(struct run *run, struct error *error)
{
	for (struct sink *s = run->sinks; s; s = s->next) {
		int r = s->begin ? s->begin(s, run, error) : 0;

		if (r < 0)
			return r;
	}
	return 0;
}

void sinks_unit_begin(struct run *run, const struct unit *unit)
{
	for (struct sink *s = run->sinks; s; s = s->next)
		if (s->unit_begin)
			s->unit_begin(s, unit);
}

void sinks_case_begin(struct run *run, const struct unit *unit,
		      const struct plan_case *planned)
{
	for (struct sink *s = run->sinks; s; s = s->next)
		if (s->case_begin)
			s->case_begin(s, unit, planned);
}

static void symbolise(struct run *run, struct result *result)
{
	const struct image *image = result->unit->image;
	char *log;

	if (!result->log || !run->symbols || !image || !image->path)
		return;
	log = symbols_annotate(run->symbols, image->path, result->log);
	if (!log)
		return;
	free(result->log);
	result->log = log;
}

int sinks_result(struct run *run, struct result *result, struct error *error)
{
	struct error this = { "" };
	int first = 0;

	if (!result->retried)
		totals_add(&run->totals, result->state);
	symbolise(run, result);
	for (struct sink *s = run->sinks; s; s = s->next)
		if (s->result)
			note(&first, error, s->result(s, result, &this), &this);
	return first;
}

void sinks_bench(struct run *run, const struct unit *unit, const char *record)
{
	for (struct sink *s = run->sinks; s; s = s->next)
		if (s->bench)
			s->bench(s, unit, record);
}

void sinks_unit_end(struct run *run, const struct unit *unit, uint64_t time_us)
{
	for (struct sink *s = run->sinks; s; s = s->next)
		if (s->unit_end)
			s->unit_end(s, unit, time_us);
}

int sinks_end(struct run *run, struct error *error)
{
	struct error this = { "" };
	int first = 0;

	for (struct sink *s = run->sinks; s; s = s->next)
		if (s->end)
			note(&first, error, s->end(s, run, &this), &this);
	return first;
}

void sinks_release(struct run *run)
{
	while (run->sinks) {
		struct sink *sink = run->sinks;

		run->sinks = sink->next;
		sink->release(sink);
	}
}
