/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tap.h"

#include "alloc.h"
#include "outfile.h"
#include "record.h"
#include "record_json.h"
#include "text.h"
#include "totals.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct tap {
	struct sink sink;
	FILE *out;
	int failure; /* errno of the first write that failed */
	struct recording recording;
	size_t nr_done;
};

#define SUBTEST "    " /* what a subtest is indented by */

/* TAP 14: '#' and '\' are escaped in descriptions and reasons. */
static void print_escaped(FILE *out, const char *text)
{
	char *clean = text_clean(text, 0);

	for (const char *c = clean; *c; c++) {
		if (*c == '#' || *c == '\\')
			fputc('\\', out);
		fputc(*c, out);
	}
	free(clean);
}

static const char *directive(enum state state)
{
	switch (state) {
	case STATE_SKIP:
		return "SKIP";
	case STATE_XFAIL:
		return "TODO";
	default:
		return NULL;
	}
}

/* A directive would hide that a case did worse; XFAIL is "not ok ... # TODO". */
static void print_point(FILE *out, const char *indent, bool ok, size_t number,
			const char *name, const char *word, const char *reason)
{
	fprintf(out, "%s%sok %zu - ", indent, ok ? "" : "not ", number);
	print_escaped(out, name);
	if (word) {
		fprintf(out, " # %s ", word);
		print_escaped(out, reason ? reason : "no reason");
	}
	fputc('\n', out);
}

/* JSON's strings are YAML's double-quoted ones; @text is UTF-8. */
static void yaml_quoted(FILE *out, const char *text, size_t len)
{
	json_t *value = json_stringn_nocheck(text, len);
	char *quoted = json_dumps(value, JSON_ENCODE_ANY);

	fputs(quoted ? quoted : "\"\"", out);
	fputc('\n', out);
	free(quoted);
	json_decref(value);
}

static void yaml_text(FILE *out, const char *key, const char *text)
{
	char *clean = text_clean(text, 0);

	if (!clean)
		return;
	fprintf(out, SUBTEST "  %s: ", key);
	yaml_quoted(out, clean, strlen(clean));
	free(clean);
}

/* A list of lines: no reader needs to know of block scalars for it. */
static void yaml_log(FILE *out, const char *log)
{
	char *clean = text_clean(log, TEXT_NEWLINES);

	fputs(SUBTEST "  log:\n", out);
	for (const char *line = clean; *line;) {
		size_t len = strcspn(line, "\n");

		fputs(SUBTEST "    - ", out);
		yaml_quoted(out, line, len);
		line += len + (line[len] == '\n');
	}
	free(clean);
}

static void print_details(FILE *out, const struct record_case *c)
{
	fputs(SUBTEST "  ---\n", out);
	fprintf(out, SUBTEST "  state: %s\n", state_name(c->state));
	yaml_text(out, "message", c->reason);
	fprintf(out, SUBTEST "  duration_ms: %" PRIu64 ".%03u\n",
		c->time_us / 1000, (unsigned int)(c->time_us % 1000));
	if (c->attempt > 1)
		fprintf(out, SUBTEST "  attempt: %u\n", c->attempt);
	if (c->file) {
		yaml_text(out, "file", c->file);
		fprintf(out, SUBTEST "  line: %u\n", c->line);
	}
	yaml_text(out, "command", c->command);
	yaml_text(out, "log_file", c->log_file);
	if (c->log && *c->log)
		yaml_log(out, c->log);
	fputs(SUBTEST "  ...\n", out);
}

static void print_case(FILE *out, const struct record_case *c, size_t number,
		       bool flaky_pass)
{
	bool bad = state_bad(c->state, flaky_pass) ||
		   c->state == STATE_CANCELLED;

	print_point(out, SUBTEST, !bad && c->state != STATE_XFAIL, number,
		    c->name ? c->name : c->id, directive(c->state), c->reason);
	if (bad || c->state == STATE_FLAKY)
		print_details(out, c);
}

static void print_unit(FILE *out, const struct record_unit *unit, size_t number,
		       bool flaky_pass)
{
	enum state worst = totals_worst(&unit->totals);
	bool ok = !state_bad(worst, flaky_pass) && worst != STATE_CANCELLED &&
		  worst != STATE_NONE;
	char *name = unit->repetition > 1 ?
			     xasprintf("%s on %s, repetition %u", unit->id,
				       unit->engine, unit->repetition) :
			     xasprintf("%s on %s", unit->id, unit->engine);
	size_t nr = 0;

	fputs("# Subtest: ", out);
	print_escaped(out, name);
	fprintf(out, "\n" SUBTEST "1..%zu\n", unit->totals.nr_cases);
	for (size_t i = 0; i < unit->nr_cases; i++)
		if (!unit->cases[i].retried)
			print_case(out, &unit->cases[i], ++nr, flaky_pass);
	print_point(out, "", ok, number, name,
		    worst == STATE_SKIP ? "SKIP" : NULL,
		    "every case was skipped");
	free(name);
}

static void print_begin(FILE *out, const struct recording *recording)
{
	fputs("TAP version 14\n", out);
	fprintf(out, "1..%zu%s\n", recording->nr_planned_units,
		recording->nr_planned_units ? "" : " # SKIP nothing selected");
}

static void print_end(FILE *out, const struct recording *recording,
		      size_t nr_done)
{
	if (!recording->interrupted && nr_done >= recording->nr_planned_units)
		return;
	fprintf(out, "Bail out! %s\n",
		recording->exit_meaning ? recording->exit_meaning :
					  "the run did not end");
}

/* -------------------------------------------------------------------- sink */

static struct tap *tap_of(struct sink *sink)
{
	return (struct tap *)sink;
}

static int tap_begin(struct sink *sink, const struct run *run,
		     struct error *error)
{
	struct tap *tap = tap_of(sink);

	(void)error;
	recording_begin(&tap->recording, run);
	print_begin(tap->out, &tap->recording);
	stream_flush(tap->out, &tap->failure);
	return 0;
}

static int tap_result(struct sink *sink, const struct result *result,
		      struct error *error)
{
	(void)error;
	recording_result(&tap_of(sink)->recording, result);
	return 0;
}

/* Written once, then as good as empty: only the numbers are needed later. */
static void write_unit(struct tap *tap, struct record_unit *unit)
{
	print_unit(tap->out, unit, ++tap->nr_done, tap->recording.flaky_pass);
	stream_flush(tap->out, &tap->failure);
	unit->ended = true;
	for (size_t i = 0; i < unit->nr_cases; i++) {
		free(unit->cases[i].log);
		unit->cases[i].log = NULL;
	}
}

static void tap_unit_end(struct sink *sink, const struct unit *unit,
			 uint64_t time_us)
{
	struct tap *tap = tap_of(sink);

	(void)time_us;
	write_unit(tap, recording_unit(&tap->recording, unit));
}

static int tap_end(struct sink *sink, const struct run *run,
		   struct error *error)
{
	struct tap *tap = tap_of(sink);

	for (size_t i = 0; i < tap->recording.nr_units; i++)
		if (!tap->recording.units[i].ended)
			write_unit(tap, &tap->recording.units[i]);
	recording_end(&tap->recording, run);
	print_end(tap->out, &tap->recording, tap->nr_done);
	stream_flush(tap->out, &tap->failure);
	return stream_verdict("TAP", tap->failure, error);
}

static void tap_release(struct sink *sink)
{
	recording_release(&tap_of(sink)->recording);
	free(sink);
}

struct sink *tap_sink(FILE *out)
{
	struct tap *tap = xcalloc(1, sizeof(*tap));

	tap->out = out;
	tap->sink = (struct sink){
		.begin = tap_begin,
		.result = tap_result,
		.unit_end = tap_unit_end,
		.end = tap_end,
		.release = tap_release,
	};
	return &tap->sink;
}

int tap_recording(const struct recording *recording, FILE *out,
		  struct error *error)
{
	int failure = 0;

	print_begin(out, recording);
	for (size_t i = 0; i < recording->nr_units; i++)
		print_unit(out, &recording->units[i], i + 1,
			   recording->flaky_pass);
	print_end(out, recording, recording->nr_units);
	stream_flush(out, &failure);
	return stream_verdict("TAP", failure, error);
}
