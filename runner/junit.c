/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "junit.h"

#include "alloc.h"
#include "outfile.h"
#include "record.h"
#include "text.h"
#include "totals.h"
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * GitLab refuses reports of 30 MB and more. One log never takes more than its
 * share, logs end at FILE_LOGS, and cases at FILE_CASES.
 */
enum {
	LOG_MAX = 64 << 10,
	MESSAGE_MAX = 1000,
	FILE_LOGS = 20 << 20,
	FILE_CASES = 28 << 20,
};

struct junit {
	FILE *out;
	const char *project; /* absolute, no slash at its end */
	bool flaky_pass;
	size_t nr_left_out;
	void *names; /* tsearch() tree of struct used_name */
};

/* What a (classname, name) was used for: GitLab ignores the second one. */
struct used_name {
	char *text;
	unsigned int nr;
};

static int compare_names(const void *a, const void *b)
{
	const struct used_name *x = a, *y = b;

	return strcmp(x->text, y->text);
}

static void free_name(void *node)
{
	struct used_name *name = node;

	free(name->text);
	free(name);
}

/* How often this name has been used, this time included. */
static unsigned int use_name(struct junit *j, const char *class,
			     const char *name)
{
	struct used_name *new = xcalloc(1, sizeof(*new)), **found;

	new->text = xasprintf("%s\n%s", class, name);
	found = tsearch(new, &j->names, compare_names);
	if (found && *found != new)
		free_name(new);
	return found ? ++(*found)->nr : 1;
}

/* --------------------------------------------------------------- elements */

static void attribute(const struct junit *j, const char *name, const char *text)
{
	size_t len = strlen(text);

	fprintf(j->out, " %s=\"", name);
	text_print(j->out, text, len < MESSAGE_MAX ? len : MESSAGE_MAX,
		   TEXT_XML);
	fputc('"', j->out);
}

static void body(const struct junit *j, const char *text)
{
	size_t len = strlen(text), half = LOG_MAX / 2;
	enum text_flags flags = TEXT_XML | TEXT_NEWLINES | TEXT_TABS;

	if (ftell(j->out) > FILE_LOGS) {
		fputs("(left out: the report would be too long)", j->out);
	} else if (len <= LOG_MAX) {
		text_print(j->out, text, len, flags);
	} else {
		text_print(j->out, text, half, flags);
		fprintf(j->out, "\n... %zu bytes left out ...\n",
			len - 2 * half);
		text_print(j->out, text + len - half, half, flags);
	}
}

static void attribute_time(const struct junit *j, uint64_t time_us)
{
	fprintf(j->out, " time=\"%" PRIu64 ".%06u\"", time_us / 1000000,
		(unsigned int)(time_us % 1000000));
}

/* <failure message="first line" type="state">reason, log, command</failure> */
static void verdict(const struct junit *j, const char *element,
		    const struct record_case *c)
{
	fprintf(j->out, "      <%s", element);
	attribute(j, "message", c->reason ? c->reason : state_name(c->state));
	attribute(j, "type", state_name(c->state));
	fputs(">", j->out);
	if (c->reason)
		body(j, c->reason);
	fputc('\n', j->out);
	if (c->log)
		body(j, c->log);
	if (c->command) {
		fputs("\nagain: ", j->out);
		body(j, c->command);
	}
	fprintf(j->out, "</%s>\n", element);
}

static void skipped(const struct junit *j, const struct record_case *c)
{
	fputs("      <skipped", j->out);
	attribute(j, "message", c->reason ? c->reason : state_name(c->state));
	fputs("/>\n", j->out);
}

/* Surefire's names for attempts that did not decide; stackTrace is required. */
static void attempts(const struct junit *j, const struct record_unit *unit,
		     const struct record_case *last)
{
	const char *prefix = last->state == STATE_FLAKY ? "flaky" : "rerun";

	for (const struct record_case *c = unit->cases; c != last; c++) {
		const char *kind = c->state == STATE_ERROR ? "Error" :
							     "Failure";

		if (!c->retried || strcmp(c->id, last->id) != 0)
			continue;
		fprintf(j->out, "      <%s%s", prefix, kind);
		attribute(j, "message",
			  c->reason ? c->reason : state_name(c->state));
		attribute(j, "type", state_name(c->state));
		fputs("><stackTrace>", j->out);
		if (c->log)
			body(j, c->log);
		fprintf(j->out, "</stackTrace></%s%s>\n", prefix, kind);
	}
}

/* GitLab links the first attachment of a failed case. */
static void attachment(const struct junit *j, const struct record_case *c)
{
	const char *path = c->log_file;
	size_t len = strlen(j->project);

	if (!path)
		return;
	if (strncmp(path, j->project, len) == 0 && path[len] == '/')
		path += len + 1;
	fputs("      <system-out>[[ATTACHMENT|", j->out);
	text_print(j->out, path, strlen(path), TEXT_XML);
	fputs("]]</system-out>\n", j->out);
}

static void outcome(const struct junit *j, const struct record_unit *unit,
		    const struct record_case *c)
{
	switch (c->state) {
	case STATE_NONE:
	case STATE_PASS:
		break;
	case STATE_SKIP:
	case STATE_XFAIL:
	case STATE_CANCELLED:
		skipped(j, c);
		break;
	case STATE_FLAKY:
		if (!j->flaky_pass)
			verdict(j, "failure", c);
		break;
	case STATE_ERROR:
		verdict(j, "error", c);
		break;
	default:
		verdict(j, "failure", c);
		break;
	}
	attempts(j, unit, c);
	if (state_bad(c->state, false))
		attachment(j, c);
}

/* "xsetbv.value/x87-off" is "value/x87-off" of the class that names its unit */
static const char *short_name(const struct record_unit *unit,
			      const struct record_case *c)
{
	size_t len = unit->suite ? strlen(unit->suite) : 0;

	if (!c->name)
		return c->id;
	if (len && strncmp(c->name, unit->suite, len) == 0 &&
	    c->name[len] == '.')
		return c->name + len + 1;
	return c->name;
}

static void testcase(struct junit *j, const struct record_unit *unit,
		     const struct record_case *c)
{
	char *class = xasprintf("%s.%s", unit->engine, unit->id);
	const char *name = short_name(unit, c);
	unsigned int nr = use_name(j, class, name);
	char *unique = nr > 1 ? xasprintf("%s#%u", name, nr) : xstrdup(name);

	fputs("    <testcase", j->out);
	attribute(j, "classname", class);
	attribute(j, "name", unique);
	if (c->file)
		attribute(j, "file", c->file);
	if (c->line)
		fprintf(j->out, " line=\"%u\"", c->line);
	if (c->checks)
		fprintf(j->out, " assertions=\"%" PRIu64 "\"", c->checks);
	attribute_time(j, c->time_us);
	fputs(">\n", j->out);
	outcome(j, unit, c);
	fputs("    </testcase>\n", j->out);
	free(unique);
	free(class);
}

/* ----------------------------------------------------------------- suites */

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
	attribute_time(j, time_us);
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
	attribute(j, "name", name);
	attribute(j, "value", value);
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
				testcase(j, u, &u->cases[i]);
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
	attribute(j, "name", name);
	counts(j, &sum, time_us);
	if (recording->started)
		attribute(j, "timestamp", recording->started);
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
	tdestroy(j.names, free_name);
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
