/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "journal.h"

#include "alloc.h"
#include "record_json.h"
#include "sinks.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is being read, for messages. */
struct reader {
	struct recording *recording;
	const char *path;
	unsigned int line;
	struct error *error;
};

static int refuse(const struct reader *r, const char *what)
{
	return error_set(r->error, EINVAL, "%s:%u: %s", r->path, r->line, what);
}

static int read_run(const struct reader *r, const json_t *object)
{
	uint64_t version = json_get_number(object, "version");

	if (r->recording->id)
		return refuse(r, "a second run begins in one journal");
	if (version != JOURNAL_VERSION)
		return error_set(r->error, EINVAL,
				 "%s:%u: version %llu of the journal is not "
				 "known, only %d",
				 r->path, r->line, (unsigned long long)version,
				 JOURNAL_VERSION);
	record_run_parse(object, r->recording);
	for (size_t i = 0; i < r->recording->nr_engines; i++)
		if (!r->recording->engines[i].name)
			return refuse(r, "an engine without a name");
	return r->recording->id ? 0 : refuse(r, "the run has no id");
}

static int read_unit(const struct reader *r, const json_t *object)
{
	const char *id = json_string_value(json_object_get(object, "id"));
	const char *engine =
		json_string_value(json_object_get(object, "engine"));
	uint64_t repetition = json_get_number(object, "repetition");

	if (!id || !engine)
		return refuse(r, "a unit without a name");
	/* A resumed run tells of its old results first, then of the rest. */
	if (!recording_find(r->recording, id, engine, (unsigned int)repetition))
		record_unit_parse(object, recording_add_unit(r->recording));
	return 0;
}

/* The unit that a line belongs to. */
static struct record_unit *unit_of(const struct reader *r, const json_t *object)
{
	const char *id = json_string_value(json_object_get(object, "unit"));
	const char *engine =
		json_string_value(json_object_get(object, "engine"));
	uint64_t repetition = json_get_number(object, "repetition");

	return id && engine ? recording_find(r->recording, id, engine,
					     (unsigned int)repetition) :
			      NULL;
}

static int read_result(const struct reader *r, const json_t *object)
{
	struct record_unit *u = unit_of(r, object);
	struct record_case shape = { 0 };

	if (!u)
		return refuse(r, "a result of a unit that did not begin");
	record_case_parse(object, &shape);
	/* First into the record, which is then freed whatever comes. */
	recording_add_case(r->recording, u, &shape);
	return shape.id && shape.state ? 0 :
					 refuse(r, "a result without a state");
}

static int read_bench(const struct reader *r, const json_t *object)
{
	struct record_unit *u = unit_of(r, object);
	char *record = json_get_text(object, "record");

	if (!u || !record) {
		free(record);
		return refuse(r, "a measurement of no unit");
	}
	words_add(&u->bench, record);
	return 0;
}

static int read_unit_end(const struct reader *r, const json_t *object)
{
	struct record_unit *u = unit_of(r, object);

	if (!u)
		return refuse(r, "the end of a unit that did not begin");
	u->ended = true;
	u->time_us = json_get_number(object, "time_us");
	return 0;
}

static int read_end(const struct reader *r, const json_t *object)
{
	record_end_parse(object, r->recording);
	return 0;
}

static const struct {
	const char *type;
	int (*read)(const struct reader *r, const json_t *object);
} kinds[] = {
	{ "run", read_run },	       { "unit", read_unit },
	{ "result", read_result },     { "bench", read_bench },
	{ "unit-end", read_unit_end }, { "end", read_end },
};

static int read_object(const struct reader *r, const json_t *object)
{
	const char *type = json_string_value(json_object_get(object, "type"));

	if (!type)
		return refuse(r, "not a record of a journal");
	if (!r->recording->id && strcmp(type, "run") != 0)
		return refuse(r, "the journal does not begin with a run");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].type, type) == 0)
			return kinds[i].read(r, object);
	return 0; /* a newer writer's */
}

static int read_line(const struct reader *r, const char *text, size_t len)
{
	json_error_t problem;
	json_t *object = json_loadb(text, len, JSON_ALLOW_NUL, &problem);
	int status;

	if (!object)
		return refuse(r, problem.text);
	status = read_object(r, object);
	json_decref(object);
	return status;
}

static int read_stream(struct reader *r, FILE *file)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int status = 0;

	while (status == 0 && (len = getline(&line, &size, file)) > 0) {
		r->line++;
		if (line[len - 1] != '\n')
			break; /* torn: the runner was killed in this write */
		status = read_line(r, line, (size_t)len);
	}
	if (status == 0 && ferror(file))
		status = error_set(r->error, errno, "%s: %s", r->path,
				   strerror(errno));
	if (status == 0 && !r->recording->id)
		status = error_set(r->error, EINVAL,
				   "%s: there is no run in it", r->path);
	free(line);
	return status;
}

int journal_read(struct recording *recording, const char *path,
		 struct error *error)
{
	struct reader r = { .recording = recording, .error = error };
	struct stat st;
	FILE *file;
	int status;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		recording->path = xasprintf("%s/" JOURNAL_FILE, path);
	else
		recording->path = xstrdup(path);
	r.path = recording->path;
	file = fopen(r.path, "re");
	if (!file)
		return error_set(error, errno, "%s: %s", r.path,
				 strerror(errno));
	status = read_stream(&r, file);
	fclose(file);
	return status;
}

/* -------------------------------------------------------------- resume -- */

const struct record_case *journal_finished(const struct recording *past,
					   const struct unit *unit,
					   const struct plan_case *planned)
{
	const struct record_unit *u = recording_find(
		past, unit->id, unit->engine->name, unit->repetition);
	const struct record_case *c = u ? record_unit_case(u, planned->id) :
					  NULL;

	return c && c->state != STATE_CANCELLED ? c : NULL;
}

int journal_replay(struct run *run, const struct unit *unit,
		   const struct plan_case *planned,
		   const struct record_case *past, struct error *error)
{
	struct result result = {
		.unit = unit,
		.planned = planned,
		.state = past->state,
		.reason = past->reason,
		.log = past->log,
		.command = past->command,
		.time_us = past->time_us,
		.checks = past->checks,
		.failed = past->failed,
		.attempt = past->attempt,
		.vm = past->vm,
		.log_file = past->log_file,
	};
	struct symbols *symbols = run->symbols;
	int r;

	/* Its stack records have their lines already. */
	run->symbols = NULL;
	r = sinks_result(run, &result, error);
	run->symbols = symbols;
	return r;
}
