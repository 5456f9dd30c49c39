/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "timings.h"

#include "alloc.h"
#include "outfile.h"
#include "totals.h"
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TIMINGS_VERSION 1

/* {"version": 1, "engines": {"qemu-tcg": {"x86_64/msr": 210000}}} */
struct timings {
	char *dir, *path;
	json_t *root;
	bool changed;
};

/* Every number is where it is looked for, or the file is of no use. */
static bool is_sound(const json_t *root)
{
	json_t *engines = json_object_get(root, "engines"), *units, *time;
	const char *engine, *unit;

	if (json_integer_value(json_object_get(root, "version")) !=
		    TIMINGS_VERSION ||
	    !json_is_object(engines))
		return false;
	json_object_foreach(engines, engine, units)
	{
		if (!json_is_object(units))
			return false;
		json_object_foreach(units, unit,
				    time) if (!json_is_integer(time) ||
					      json_integer_value(time) <
						      0) return false;
	}
	return true;
}

static json_t *new_root(void)
{
	json_t *root = json_object();

	json_object_set_new(root, "version", json_integer(TIMINGS_VERSION));
	json_object_set_new(root, "engines", json_object());
	return root;
}

struct timings *timings_open(const char *record_dir, struct error *note)
{
	struct timings *t = xcalloc(1, sizeof(*t));
	json_error_t problem;

	t->dir = xasprintf("%s/results", record_dir);
	t->path = xasprintf("%s/timings.json", t->dir);
	if (access(t->path, F_OK) == 0) {
		t->root = json_load_file(t->path, 0, &problem);
		if (!is_sound(t->root)) {
			json_decref(t->root);
			t->root = NULL;
			if (note)
				error_set(note, EINVAL,
					  "%s: not understood: recorded times "
					  "are not used",
					  t->path);
		}
	}
	if (!t->root)
		t->root = new_root();
	return t;
}

void timings_close(struct timings *t)
{
	if (!t)
		return;
	json_decref(t->root);
	free(t->path);
	free(t->dir);
	free(t);
}

static json_t *units_of(const struct timings *t, const char *engine)
{
	return json_object_get(json_object_get(t->root, "engines"), engine);
}

uint64_t timings_get(const struct timings *t, const char *unit_id,
		     const char *engine)
{
	return (uint64_t)json_integer_value(
		json_object_get(units_of(t, engine), unit_id));
}

void timings_set(struct timings *t, const char *unit_id, const char *engine,
		 uint64_t time_us)
{
	json_t *units = units_of(t, engine);

	if (!units) {
		units = json_object();
		json_object_set_new(json_object_get(t->root, "engines"), engine,
				    units);
	}
	json_object_set_new(units, unit_id, json_integer((json_int_t)time_us));
	t->changed = true;
}

int timings_save(const struct timings *t, struct error *error)
{
	struct outfile file;
	int r;

	if (mkdir(t->dir, 0777) != 0 && errno != EEXIST)
		return error_set(error, errno, "%s: %s", t->dir,
				 strerror(errno));
	r = outfile_open(&file, t->path, error);
	if (r < 0)
		return r;
	/* What jansson could not write shows in the stream's error state. */
	json_dumpf(t->root, file.stream, JSON_INDENT(1) | JSON_SORT_KEYS);
	fputc('\n', file.stream);
	return outfile_commit(&file, error);
}

/* ------------------------------------------------------------------- sink */

struct timings_sink {
	struct sink sink;
	struct timings *timings;
	const struct unit **spoiled; /* units that did not run as they should */
	size_t nr_spoiled;
};

static struct timings_sink *timings_of(struct sink *sink)
{
	return (struct timings_sink *)sink;
}

/* A timeout's length says nothing about the next run, a retry's neither. */
static bool spoils(const struct result *result)
{
	return result->retried || result->attempt > 1 ||
	       result->state == STATE_TIMEOUT ||
	       result->state == STATE_CANCELLED ||
	       (!result->planned && result->state != STATE_PASS);
}

static int timings_result(struct sink *sink, const struct result *result,
			  struct error *error)
{
	struct timings_sink *t = timings_of(sink);

	(void)error;
	if (!spoils(result))
		return 0;
	t->spoiled =
		xrealloc(t->spoiled, t->nr_spoiled + 1, sizeof(*t->spoiled));
	t->spoiled[t->nr_spoiled++] = result->unit;
	return 0;
}

static void timings_unit_end(struct sink *sink, const struct unit *unit,
			     uint64_t time_us)
{
	struct timings_sink *t = timings_of(sink);

	if (!unit->all_cases || unit->skip_reason)
		return;
	for (size_t i = 0; i < t->nr_spoiled; i++)
		if (t->spoiled[i] == unit)
			return;
	timings_set(t->timings, unit->id, unit->engine->name, time_us);
}

/* Times are a convenience: that they cannot be kept does not fail a run. */
static int timings_end(struct sink *sink, const struct run *run,
		       struct error *error)
{
	struct timings_sink *t = timings_of(sink);
	struct error ignored;

	(void)run;
	(void)error;
	if (t->timings->changed)
		timings_save(t->timings, &ignored);
	return 0;
}

static void timings_release(struct sink *sink)
{
	free(timings_of(sink)->spoiled);
	free(sink);
}

struct sink *timings_sink(struct timings *timings)
{
	struct timings_sink *t = xcalloc(1, sizeof(*t));

	t->timings = timings;
	t->sink = (struct sink){
		.result = timings_result,
		.unit_end = timings_unit_end,
		.end = timings_end,
		.release = timings_release,
	};
	return &t->sink;
}
