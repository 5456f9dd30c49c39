/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "merge.h"

#include "alloc.h"
#include "journal.h"
#include "record.h"
#include "totals.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Move a string, or a list, from one record to another. */
#define TAKE(to, from) ((to) = (from), (from) = NULL)

/* Forget all attempts at a case; what is left stays in order. */
static void drop_case(struct record_unit *unit, const char *id)
{
	size_t kept = 0;

	for (size_t i = 0; i < unit->nr_cases; i++) {
		struct record_case *c = &unit->cases[i];

		if (strcmp(c->id, id) == 0)
			record_case_release(c);
		else
			unit->cases[kept++] = *c;
	}
	unit->nr_cases = kept;
}

/* Whether @unit's result of a case gives way to another run's. */
static bool gives_way(const struct record_unit *unit,
		      const struct record_unit *from, const char *id)
{
	const struct record_case *old = record_unit_case(unit, id);
	const struct record_case *new = record_unit_case(from, id);

	return !old || (new && (state_executed(new->state) ||
				!state_executed(old->state)));
}

/* All attempts of one case at once: @first is the first one of them. */
static void move_case(struct record_unit *unit, struct record_unit *from,
		      size_t first)
{
	char *id = xstrdup(from->cases[first].id);

	drop_case(unit, id);
	for (size_t i = first; i < from->nr_cases; i++)
		if (from->cases[i].id && strcmp(from->cases[i].id, id) == 0) {
			record_unit_add(unit, &from->cases[i]);
			memset(&from->cases[i], 0, sizeof(from->cases[i]));
		}
	free(id);
}

static void merge_unit(struct record_unit *unit, struct record_unit *from)
{
	bool *move = xcalloc(from->nr_cases, sizeof(*move));

	for (size_t i = 0; i < from->nr_cases; i++)
		move[i] = gives_way(unit, from, from->cases[i].id);
	for (size_t i = 0; i < from->nr_cases; i++)
		if (move[i] && from->cases[i].id)
			move_case(unit, from, i);
	for (char **id = from->planned; id && *id; id++)
		if (!words_contain(unit->planned, *id))
			words_add(&unit->planned, xstrdup(*id));
	for (char **record = from->bench; record && *record; record++)
		words_add(&unit->bench, xstrdup(*record));
	unit->time_us += from->time_us;
	unit->ended &= from->ended;
	free(move);
}

static void merge_engines(struct recording *into, struct recording *from)
{
	for (size_t i = 0; i < from->nr_engines; i++) {
		struct record_engine *e = &from->engines[i];
		bool known = false;

		for (size_t j = 0; j < into->nr_engines; j++)
			known |= strcmp(into->engines[j].name, e->name) == 0;
		if (known)
			continue;
		into->engines = xrealloc(into->engines, into->nr_engines + 1,
					 sizeof(*into->engines));
		into->engines[into->nr_engines++] = *e;
		memset(e, 0, sizeof(*e));
	}
}

static void take_facts(struct recording *into, struct recording *from)
{
	TAKE(into->engine_reason, from->engine_reason);
	TAKE(into->started, from->started);
	TAKE(into->hvcheck, from->hvcheck);
	TAKE(into->kernel, from->kernel);
	TAKE(into->machine, from->machine);
	TAKE(into->host_cpu, from->host_cpu);
	TAKE(into->commit, from->commit);
	into->seed = from->seed;
	into->allow_skip_all = from->allow_skip_all;
	into->flaky_pass = from->flaky_pass;
	into->ended = true;
}

static void count(struct recording *recording)
{
	memset(&recording->totals, 0, sizeof(recording->totals));
	recording->nr_planned_cases = 0;
	recording->nr_planned_units = recording->nr_units;
	for (size_t u = 0; u < recording->nr_units; u++) {
		struct record_unit *unit = &recording->units[u];

		memset(&unit->totals, 0, sizeof(unit->totals));
		for (size_t i = 0; i < unit->nr_cases; i++)
			if (!unit->cases[i].retried)
				totals_add(&unit->totals, unit->cases[i].state);
		totals_merge(&recording->totals, &unit->totals);
		recording->nr_planned_cases += words_count(unit->planned);
	}
}

/* The status that one run with all these results would have had. */
static void conclude(struct recording *recording)
{
	struct run run = { .totals = recording->totals,
			   .allow_skip_all = recording->allow_skip_all,
			   .flaky_pass = recording->flaky_pass,
			   .interrupted = recording->interrupted,
			   .could_not_run = recording->could_not_run };

	recording->exit_status = run_exit_status(&run);
	free(recording->exit_meaning);
	recording->exit_meaning = xstrdup(run_exit_meaning(&run));
}

void merge_recordings(struct recording *into, struct recording *from)
{
	if (!into->started)
		take_facts(into, from);
	merge_engines(into, from);
	for (size_t i = 0; i < from->nr_units; i++) {
		struct record_unit *u = &from->units[i], *known;

		known = recording_find(into, u->id, u->engine, u->repetition);
		if (known) {
			merge_unit(known, u);
			continue;
		}
		*recording_add_unit(into) = *u;
		memset(u, 0, sizeof(*u));
	}
	/* Shards run side by side: together they took as long as the longest. */
	if (from->time_us > into->time_us)
		into->time_us = from->time_us;
	into->interrupted |= from->interrupted;
	/* A shard that was killed leaves something that did not run. */
	into->could_not_run |= from->could_not_run || !from->ended;
	count(into);
	conclude(into);
}

static int merge_run(struct recording *into, const char *record_dir,
		     const char *name, struct error *error)
{
	struct recording from = { 0 };
	char *path = journal_find(record_dir, name, error);
	int r = path ? journal_read(&from, path, error) : -ENOENT;

	if (r == 0)
		merge_recordings(into, &from);
	recording_release(&from);
	free(path);
	return r;
}

static int write_merged(const struct recording *merged, const char *out,
			struct error *error)
{
	char *path = xasprintf("%s/" JOURNAL_FILE, out);
	int r = 0;

	if (mkdir(out, 0777) != 0 && errno != EEXIST)
		r = error_set(error, errno, "%s: %s", out, strerror(errno));
	else if (access(path, F_OK) == 0)
		r = error_set(error, EEXIST, "%s: it exists already", path);
	else
		r = journal_write(merged, path, error);
	free(path);
	return r;
}

int merge_command(const char *record_dir, const char *out,
		  const char *const *runs, struct error *error)
{
	struct recording merged = { 0 };
	const char *slash = strrchr(out, '/');
	int r = 0;

	if (!runs || !*runs)
		return error_set(error, EINVAL,
				 "merge: no run to merge into %s", out);
	merged.id = xstrdup(slash && slash[1] ? slash + 1 : out);
	for (; r == 0 && *runs; runs++)
		r = merge_run(&merged, record_dir, *runs, error);
	if (r == 0)
		r = write_merged(&merged, out, error);
	if (r == 0)
		r = merged.exit_status;
	recording_release(&merged);
	return r;
}
