/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "junit_parts.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "outfile.h"
#include "text.h"
#include "totals.h"

static void counts(const struct junit *j, const struct totals *t,
		   uint64_t time_us)
{
	size_t failures = t->by_state[STATE_XPASS] + t->by_state[STATE_FAIL] +
			  t->by_state[STATE_TIMEOUT] +
			  t->by_state[STATE_CRASH] +
			  (j->flaky_pass ? 0 : t->by_state[STATE_FLAKY]);
	size_t nr_skipped = t->by_state[STATE_SKIP] + t->by_state[STATE_XFAIL] +
			    t->by_state[STATE_CANCELLED];

	fprintf(j->out,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		"skipped=\"%zu\"",
		t->nr_cases, failures, t->by_state[STATE_ERROR], nr_skipped);
	junit_time(j, time_us);
}

/* A configuration is an engine and a target. */
static bool same_configuration(const struct record_unit *a,
			       const struct record_unit *b)
{
	return strcmp(a->engine, b->engine) == 0 &&
	       strcmp(a->target ? a->target : "", b->target ? b->target : "") ==
		       0;
}

static void property(const struct junit *j, const char *name, const char *value)
{
	if (!value)
		return;
	fputs("      <property", j->out);
	junit_attribute(j, "name", name);
	junit_attribute(j, "value", value);
	fputs("/>\n", j->out);
}

static void properties(const struct junit *j, const struct recording *recording)
{
	fputs("    <properties>\n", j->out);
	property(j, "run", recording->id);
	property(j, "hvcheck", recording->hvcheck);
	property(j, "engine", recording->engine_reason);
	property(j, "kernel", recording->kernel);
	property(j, "host_cpu", recording->host_cpu);
	property(j, "commit", recording->commit);
	fputs("    </properties>\n", j->out);
}

static void units(struct junit *j, const struct recording *recording,
		  const struct record_unit *first)
{
	const struct record_unit *end = recording->units + recording->nr_units;

	for (const struct record_unit *u = first; u != end; u++) {
		if (!same_configuration(u, first))
			continue;
		for (size_t i = 0; i < u->nr_cases; i++)
			if (u->cases[i].retried)
				continue;
			else if (ftell(j->out) < FILE_CASES)
				junit_testcase(j, u, &u->cases[i]);
			else
				j->nr_left_out++;
	}
}

static void testsuite(struct junit *j, const struct recording *recording,
		      const struct record_unit *first)
{
	const struct record_unit *end = recording->units + recording->nr_units;
	struct totals sum = { 0 };
	uint64_t time_us = 0;
	char *name = xasprintf("%s %s", first->engine,
			       first->target ? first->target : "");

	for (const struct record_unit *u = first; u != end; u++)
		if (same_configuration(u, first)) {
			totals_merge(&sum, &u->totals);
			time_us += u->time_us;
		}
	fputs("  <testsuite", j->out);
	junit_attribute(j, "name", name);
	counts(j, &sum, time_us);
	if (recording->started)
		junit_attribute(j, "timestamp", recording->started);
	fputs(">\n", j->out);
	properties(j, recording);
	units(j, recording, first);
	fputs("  </testsuite>\n", j->out);
	free(name);
}

static bool seen_before(const struct recording *recording, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (same_configuration(&recording->units[i],
				       &recording->units[nr]))
			return true;
	return false;
}

static void document(struct junit *j, const struct recording *recording)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
	      "name=\"hvcheck\"",
	      j->out);
	counts(j, &recording->totals, recording->time_us);
	fputs(">\n", j->out);
	for (size_t i = 0; i < recording->nr_units; i++)
		if (!seen_before(recording, i))
			testsuite(j, recording, &recording->units[i]);
	if (j->nr_left_out)
		fprintf(j->out,
			"  <!-- %zu cases left out: the report would be too "
			"long -->\n",
			j->nr_left_out);
	fputs("</testsuites>\n", j->out);
}

int junit_recording(const struct recording *recording, const char *path,
		    const char *project_dir, struct error *error)
{
	const char *given = project_dir ? project_dir :
					  getenv("CI_PROJECT_DIR");
	char *project = realpath(given ? given : ".", NULL);
	struct junit j = { .project = project ? project : "",
			   .flaky_pass = recording->flaky_pass };
	char *text = NULL;
	size_t size = 0;
	struct outfile file;
	int r = outfile_open(&file, path, error);

	if (r == 0) {
		/* In memory first: a pipe has no position to ask for. */
		j.out = open_memstream(&text, &size);
		document(&j, recording);
		fclose(j.out);
		fwrite(text, 1, size, file.stream);
		r = outfile_commit(&file, error);
	}
	tdestroy(j.names, junit_free_name);
	free(text);
	free(project);
	return r;
}

/* ------------------------------------------------------------------- sink */

struct junit_sink {
	struct sink sink;
	struct recording recording;
	char *path, *project_dir;
};

static struct junit_sink *junit_of(struct sink *sink)
{
	return (struct junit_sink *)sink;
}

static int junit_begin(struct sink *sink, const struct run *run,
		       struct error *error)
{
	recording_begin(&junit_of(sink)->recording, run);
	return outfile_check(junit_of(sink)->path, error);
}

static int junit_result(struct sink *sink, const struct result *result,
			struct error *error)
{
	(void)error;
	recording_result(&junit_of(sink)->recording, result);
	return 0;
}

static void junit_unit_end(struct sink *sink, const struct unit *unit,
			   uint64_t time_us)
{
	recording_unit(&junit_of(sink)->recording, unit)->time_us = time_us;
}

static int junit_end(struct sink *sink, const struct run *run,
		     struct error *error)
{
	struct junit_sink *j = junit_of(sink);

	recording_end(&j->recording, run);
	return junit_recording(&j->recording, j->path, j->project_dir, error);
}

static void junit_release(struct sink *sink)
{
	struct junit_sink *j = junit_of(sink);

	recording_release(&j->recording);
	free(j->path);
	free(j->project_dir);
	free(j);
}

struct sink *junit_sink(const char *path, const char *project_dir)
{
	struct junit_sink *j = xcalloc(1, sizeof(*j));

	j->path = xstrdup(path);
	j->project_dir = xstrdup(project_dir);
	j->sink = (struct sink){
		.begin = junit_begin,
		.result = junit_result,
		.unit_end = junit_unit_end,
		.end = junit_end,
		.release = junit_release,
	};
	return &j->sink;
}
