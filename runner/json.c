/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json.h"

#include "alloc.h"
#include "outfile.h"
#include "record_json.h"
#include <errno.h>
#include <stdlib.h>

#define JSON_VERSION 1 /* of the document's schema */

static json_t *unit_json(const struct record_unit *u)
{
	json_t *object = json_object(), *cases = json_array();

	record_unit_json(object, u);
	json_object_del(object, "planned"); /* each has its object below */
	json_put_number(object, "time_us", u->time_us);
	json_object_set_new(object, "totals", totals_json(&u->totals));
	for (size_t i = 0; i < u->nr_cases; i++) {
		json_t *c = json_object();

		record_case_json(c, &u->cases[i]);
		json_array_append_new(cases, c);
	}
	json_object_set_new(object, "cases", cases);
	json_put_words(object, "bench", u->bench);
	return object;
}

static json_t *document(const struct recording *recording)
{
	json_t *root = json_object(), *run = json_object();
	json_t *units = json_array();

	record_run_json(run, recording);
	record_end_json(run, recording);
	json_put_number(root, "version", JSON_VERSION);
	json_object_set_new(root, "run", run);
	for (size_t i = 0; i < recording->nr_units; i++)
		json_array_append_new(units, unit_json(&recording->units[i]));
	json_object_set_new(root, "units", units);
	return root;
}

int json_recording(const struct recording *recording, const char *path,
		   struct error *error)
{
	struct outfile file;
	json_t *root;
	int r = outfile_open(&file, path, error);

	if (r < 0)
		return r;
	root = document(recording);
	if (json_dumpf(root, file.stream, JSON_INDENT(1)) != 0) {
		outfile_discard(&file);
		r = error_set(error, EIO, "%s: could not be written", path);
	} else {
		fputc('\n', file.stream);
		r = outfile_commit(&file, error);
	}
	json_decref(root);
	return r;
}

/* ------------------------------------------------------------------- sink */

struct json_sink {
	struct sink sink;
	struct recording recording;
	char *path;
};

static struct json_sink *json_of(struct sink *sink)
{
	return (struct json_sink *)sink;
}

static int json_begin(struct sink *sink, const struct run *run,
		      struct error *error)
{
	recording_begin(&json_of(sink)->recording, run);
	return outfile_check(json_of(sink)->path, error);
}

static int json_result(struct sink *sink, const struct result *result,
		       struct error *error)
{
	(void)error;
	recording_result(&json_of(sink)->recording, result);
	return 0;
}

static void json_bench(struct sink *sink, const struct unit *unit,
		       const char *record)
{
	struct record_unit *u = recording_unit(&json_of(sink)->recording, unit);

	words_add(&u->bench, xstrdup(record));
}

static void json_unit_end(struct sink *sink, const struct unit *unit,
			  uint64_t time_us)
{
	recording_unit(&json_of(sink)->recording, unit)->time_us = time_us;
}

static int json_end(struct sink *sink, const struct run *run,
		    struct error *error)
{
	struct json_sink *j = json_of(sink);

	recording_end(&j->recording, run);
	return json_recording(&j->recording, j->path, error);
}

static void json_release(struct sink *sink)
{
	struct json_sink *j = json_of(sink);

	recording_release(&j->recording);
	free(j->path);
	free(j);
}

struct sink *json_sink(const char *path)
{
	struct json_sink *j = xcalloc(1, sizeof(*j));

	j->path = xstrdup(path);
	j->sink = (struct sink){
		.begin = json_begin,
		.result = json_result,
		.bench = json_bench,
		.unit_end = json_unit_end,
		.end = json_end,
		.release = json_release,
	};
	return &j->sink;
}
