/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

#include "alloc.h"
#include "commit.h"
#include "totals.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

static char *time_text(void)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32];

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return xstrdup(text);
}

/* The value of a "key : value" line; NULL: another key. */
static const char *value_of(const char *line, const char *key)
{
	size_t len = strlen(key);

	if (strncmp(line, key, len) != 0)
		return NULL;
	line += len + strspn(line + len, " \t");
	return *line == ':' ? line + 1 + strspn(line + 1, " ") : NULL;
}

/* What the processors of x86, POWER and RISC-V hosts are called. */
static char *cpu_model(void)
{
	static const char *const keys[] = { "model name", "cpu", "uarch" };
	FILE *file = fopen("/proc/cpuinfo", "re");
	char *line = NULL, *model = NULL;
	size_t size = 0;

	while (file && !model && getline(&line, &size, file) > 0)
		for (size_t i = 0; i < 3 && !model; i++) {
			const char *value = value_of(line, keys[i]);

			if (value)
				model = xstrndup(value, strcspn(value, "\n"));
		}
	free(line);
	if (file)
		fclose(file);
	return model;
}

static void add_engine(struct recording *recording, const struct engine *engine)
{
	struct record_engine *e;

	recording->engines = xrealloc(recording->engines,
				      recording->nr_engines + 1,
				      sizeof(*recording->engines));
	e = &recording->engines[recording->nr_engines++];
	e->name = xstrdup(engine->name);
	e->kind = xstrdup(engine->kind);
	e->binary = xstrdup(engine->binary);
	e->version = xstrdup(engine->version_text);
}

static char **copy_words(char *const *words)
{
	size_t nr = words_count(words);
	char **copy;

	if (!words)
		return NULL;
	copy = xcalloc(nr + 1, sizeof(*copy));
	for (size_t i = 0; i < nr; i++)
		copy[i] = xstrdup(words[i]);
	return copy;
}

void recording_begin(struct recording *recording, const struct run *run)
{
	struct utsname uts;

	recording->id = xstrdup(run->id);
	recording->engine_reason = xstrdup(run->engine_reason);
	recording->resumed = xstrdup(run->resumed);
	recording->argv = copy_words(run->argv);
	recording->seed = run->seed;
	recording->allow_skip_all = run->allow_skip_all;
	recording->flaky_pass = run->flaky_pass;
	if (run->plan) {
		recording->nr_planned_units = run->plan->nr_units;
		recording->nr_planned_cases = run->plan->nr_cases;
	}
	for (size_t i = 0; i < run->nr_engines; i++)
		add_engine(recording, run->engines[i]);
	recording->started = time_text();
	recording->hvcheck = xstrdup(HVCHECK_VERSION);
	recording->commit = commit_of(run->source_dir);
	recording->host_cpu = cpu_model();
	if (uname(&uts) == 0) {
		recording->kernel =
			xasprintf("%s %s", uts.sysname, uts.release);
		recording->machine = xstrdup(uts.machine);
	}
}

void recording_end(struct recording *recording, const struct run *run)
{
	recording->time_us = run->time_us;
	recording->interrupted = run->interrupted;
	recording->could_not_run = run->could_not_run;
	recording->ended = true;
	recording->exit_status = run_exit_status(run);
	recording->exit_meaning = xstrdup(run_exit_meaning(run));
}

struct record_unit *recording_find(const struct recording *recording,
				   const char *id, const char *engine,
				   unsigned int repetition)
{
	for (size_t i = recording->nr_units; i-- > 0;) {
		struct record_unit *u = &recording->units[i];

		if (u->repetition == repetition && strcmp(u->id, id) == 0 &&
		    strcmp(u->engine, engine) == 0)
			return u;
	}
	return NULL;
}

struct record_unit *recording_add_unit(struct recording *recording)
{
	struct record_unit *u;

	recording->units = xrealloc(recording->units, recording->nr_units + 1,
				    sizeof(*recording->units));
	u = &recording->units[recording->nr_units++];
	memset(u, 0, sizeof(*u));
	return u;
}

static char **planned_ids(const struct unit *unit)
{
	char **ids = xcalloc(unit->nr_cases + 1, sizeof(*ids));

	for (size_t i = 0; i < unit->nr_cases; i++)
		ids[i] = xstrdup(unit->cases[i].id);
	return ids;
}

struct record_unit record_unit_of(const struct unit *unit)
{
	const struct image *image = unit->image;
	const struct target *target = image ? image->target : NULL;

	return (struct record_unit){
		.id = unit->id,
		.engine = unit->engine->name,
		.target = target ? (char *)target->name : NULL,
		.suite = image ? image->suite : NULL,
		.dir = image ? image->dir : NULL,
		.image = image ? image->path : NULL,
		.machine = unit->machine,
		.cpu = unit->cpu,
		.firmware = unit->firmware,
		.smp = unit->smp,
		.memory_mib = unit->memory_mib,
		.repetition = unit->repetition,
	};
}

static void own_unit(struct record_unit *u)
{
	u->id = xstrdup(u->id);
	u->engine = xstrdup(u->engine);
	u->target = xstrdup(u->target);
	u->suite = xstrdup(u->suite);
	u->dir = xstrdup(u->dir);
	u->image = xstrdup(u->image);
	u->machine = xstrdup(u->machine);
	u->cpu = xstrdup(u->cpu);
	u->firmware = xstrdup(u->firmware);
}

struct record_unit *recording_unit(struct recording *recording,
				   const struct unit *unit)
{
	struct record_unit *u = recording_find(
		recording, unit->id, unit->engine->name, unit->repetition);

	if (u)
		return u;
	u = recording_add_unit(recording);
	*u = record_unit_of(unit);
	own_unit(u);
	u->planned = planned_ids(unit);
	return u;
}

struct record_case record_case_of(const struct result *result)
{
	const struct plan_case *planned = result->planned;
	const struct image_case *image = planned ? planned->image : NULL;

	return (struct record_case){
		.id = planned ? planned->id : result->unit->id,
		.name = planned ? (char *)planned->name : NULL,
		.file = image ? image->file : NULL,
		.line = image ? image->line : 0,
		.state = result->state,
		.reason = result->reason,
		.log = result->log,
		.command = result->command,
		.log_file = result->log_file,
		.time_us = result->time_us,
		.checks = result->checks,
		.failed = result->failed,
		.attempt = result->attempt,
		.vm = result->vm,
		.retried = result->retried,
	};
}

struct record_case *recording_result(struct recording *recording,
				     const struct result *result)
{
	struct record_unit *unit = recording_unit(recording, result->unit);
	struct record_case shape = record_case_of(result);

	shape.id = xstrdup(shape.id);
	shape.name = xstrdup(shape.name);
	shape.file = xstrdup(shape.file);
	shape.reason = xstrdup(shape.reason);
	shape.log = xstrdup(shape.log);
	shape.command = xstrdup(shape.command);
	shape.log_file = xstrdup(shape.log_file);
	return recording_add_case(recording, unit, &shape);
}

struct record_case *record_unit_add(struct record_unit *unit,
				    const struct record_case *shape)
{
	/* At a power of two the array is full, or not there yet. */
	if ((unit->nr_cases & (unit->nr_cases - 1)) == 0)
		unit->cases = xrealloc(unit->cases,
				       unit->nr_cases ? 2 * unit->nr_cases : 1,
				       sizeof(*unit->cases));
	unit->cases[unit->nr_cases] = *shape;
	return &unit->cases[unit->nr_cases++];
}

struct record_case *recording_add_case(struct recording *recording,
				       struct record_unit *unit,
				       const struct record_case *shape)
{
	if (!shape->retried) {
		totals_add(&unit->totals, shape->state);
		totals_add(&recording->totals, shape->state);
	}
	return record_unit_add(unit, shape);
}

const struct record_case *record_unit_case(const struct record_unit *unit,
					   const char *id)
{
	for (size_t i = unit->nr_cases; i-- > 0;)
		if (!unit->cases[i].retried &&
		    strcmp(unit->cases[i].id, id) == 0)
			return &unit->cases[i];
	return NULL;
}

void record_case_release(struct record_case *c)
{
	free(c->id);
	free(c->name);
	free(c->file);
	free(c->reason);
	free(c->log);
	free(c->command);
	free(c->log_file);
}

static void unit_release(struct record_unit *u)
{
	for (size_t i = 0; i < u->nr_cases; i++)
		record_case_release(&u->cases[i]);
	free(u->cases);
	free(u->id);
	free(u->engine);
	free(u->target);
	free(u->suite);
	free(u->dir);
	free(u->image);
	free(u->machine);
	free(u->cpu);
	free(u->firmware);
	words_free(u->planned);
	words_free(u->bench);
}

static void engine_release(struct record_engine *e)
{
	free(e->name);
	free(e->kind);
	free(e->binary);
	free(e->version);
}

void recording_release(struct recording *recording)
{
	for (size_t i = 0; i < recording->nr_units; i++)
		unit_release(&recording->units[i]);
	for (size_t i = 0; i < recording->nr_engines; i++)
		engine_release(&recording->engines[i]);
	free(recording->units);
	free(recording->engines);
	free(recording->id);
	free(recording->path);
	free(recording->engine_reason);
	free(recording->started);
	free(recording->hvcheck);
	free(recording->kernel);
	free(recording->machine);
	free(recording->host_cpu);
	free(recording->commit);
	free(recording->resumed);
	free(recording->exit_meaning);
	words_free(recording->argv);
	memset(recording, 0, sizeof(*recording));
}
