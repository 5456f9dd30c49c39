/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `hvcheck list`: what would run, or the engines. Boots nothing. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <test/protocol.h>

#include "alloc.h"
#include "commands.h"
#include "options.h"
#include "session.h"

#define LIST_VERSION 1 /* of the JSON; new fields do not change it */

/* ---------------------------------------------------------------- values -- */

/* Numbered cases are listed with their states as one. */
static char *listed_id(const struct plan_case *c)
{
	bool whole = c->image->kind == PROTO_KIND_NUMBERED &&
		     !strcmp(c->name, c->image->name);

	return xasprintf("%s%s", c->id, whole ? "/*" : "");
}

static int print_json(json_t *root, struct error *error)
{
	int r = root ? json_dumpf(root, stdout, JSON_INDENT(1)) : -1;

	json_decref(root);
	putchar('\n');
	if (r < 0)
		return error_set(error, EIO, "standard output: %s",
				 strerror(EIO));
	return EXIT_ALL_GOOD;
}

static json_t *json_words(char *const *words)
{
	json_t *array = json_array();

	for (; words && *words; words++)
		json_array_append_new(array, json_string(*words));
	return array;
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

/* ------------------------------------------------------------------- text -- */

static void print_case(const struct plan_case *c)
{
	char *id = listed_id(c);

	printf("  %-44s %s\n", id, c->image->summary);
	for (char **need = c->image->needs; need && *need; need++)
		printf("  %-44s needs %s\n", "", *need);
	if (c->expect)
		printf("  %-44s expected to %s: %s (%s:%u)\n", "",
		       c->expect->state == STATE_TIMEOUT ? "time out" :
		       c->expect->state == STATE_CRASH	 ? "crash" :
							   "fail",
		       c->expect->reason, c->expect->file, c->expect->line);
	free(id);
}

static void print_unit(const struct unit *unit, const struct options *options,
		       bool with_engine)
{
	const char *summary = unit->image->summary;

	printf("%-28s%s%s%s %4zu case%s  %s\n", unit->id,
	       with_engine ? " on " : "", with_engine ? unit->engine->name : "",
	       "", unit->nr_cases, unit->nr_cases == 1 ? " " : "s",
	       summary ? summary : "");
	if (unit->skip_reason)
		printf("  skipped: %s\n", unit->skip_reason);
	for (size_t i = 0; options->list_cases && i < unit->nr_cases; i++)
		print_case(&unit->cases[i]);
}

static void print_names(const struct unit *unit, const struct options *options)
{
	if (!options->list_cases) {
		puts(unit->id);
		return;
	}
	for (size_t i = 0; i < unit->nr_cases; i++) {
		char *id = listed_id(&unit->cases[i]);

		puts(id);
		free(id);
	}
}

/* ------------------------------------------------------------------- json -- */

static json_t *case_json(const struct plan_case *c)
{
	static const char *const kinds[] = {
		[PROTO_KIND_CASE] = "case",
		[PROTO_KIND_EACH] = "row",
		[PROTO_KIND_NUMBERED] = "numbered",
		[PROTO_KIND_BENCH] = "bench",
	};
	static const char *const ends[] = {
		[PROTO_ENDS_KIND_NONE] = NULL,
		[PROTO_ENDS_KIND_RESET] = PROTO_ENDS_RESET,
		[PROTO_ENDS_KIND_POWEROFF] = PROTO_ENDS_POWEROFF,
		[PROTO_ENDS_KIND_PANIC] = PROTO_ENDS_PANIC,
		[PROTO_ENDS_KIND_REBOOT] = PROTO_ENDS_REBOOT,
	};
	const struct image_case *image = c->image;
	char *id = listed_id(c);
	json_t *object = json_pack("{s:s, s:s, s:s, s:i, s:s, s:o, s:o, s:I}",
				   "id", id, "summary", image->summary, "file",
				   image->file, "line", (int)image->line,
				   "kind", kinds[image->kind], "ends",
				   text_or_null(ends[image->ends]), "needs",
				   json_words(image->needs), "timeout_ms",
				   (json_int_t)c->timeout_ms);

	free(id);
	if (c->expect)
		json_object_set_new(object, "expect",
				    json_pack("{s:s, s:s, s:s, s:i}", "state",
					      state_name(c->expect->state),
					      "reason", c->expect->reason,
					      "file", c->expect->file, "line",
					      (int)c->expect->line));
	return object;
}

static json_t *unit_json(const struct unit *unit)
{
	const struct image *image = unit->image;
	json_t *cases = json_array();
	json_t *object;

	for (size_t i = 0; i < unit->nr_cases; i++)
		json_array_append_new(cases, case_json(&unit->cases[i]));
	object = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:i, s:i, s:o}",
		"id", unit->id, "target", image->target->name, "suite",
		image->suite, "summary", image->summary ? image->summary : "",
		"image", image->path, "engine", unit->engine->name, "machine",
		unit->machine, "cpu", unit->cpu, "firmware",
		text_or_null(unit->firmware), "smp", (int)unit->smp,
		"memory_mib", (int)unit->memory_mib, "groups",
		json_words(unit->section ? unit->section->groups : NULL));
	json_object_set_new(object, "skip", text_or_null(unit->skip_reason));
	json_object_set_new(object, "cases", cases);
	return object;
}

/* ------------------------------------------------------------------ units -- */

static int compare_units(const void *left, const void *right)
{
	const struct unit *const *l = left, *const *r = right;
	int c = strcmp((*l)->id, (*r)->id);

	return c ? c : strcmp((*l)->engine->name, (*r)->engine->name);
}

/* By name, not in the order in which they would start. */
static const struct unit **sorted_units(const struct plan *plan)
{
	const struct unit **units = xcalloc(plan->nr_units, sizeof(*units));

	for (size_t i = 0; i < plan->nr_units; i++)
		units[i] = &plan->units[i];
	qsort(units, plan->nr_units, sizeof(*units), compare_units);
	return units;
}

static int list_units(const struct session *session, struct error *error)
{
	const struct options *options = session->options;
	const struct plan *plan = &session->plan;
	const struct unit **units = sorted_units(plan);
	json_t *array = json_array();

	for (size_t i = 0; i < plan->nr_units; i++) {
		if (options->format == FORMAT_JSON)
			json_array_append_new(array, unit_json(units[i]));
		else if (options->format == FORMAT_TEXT)
			print_unit(units[i], options, session->nr_chosen > 1);
		else if (!i || strcmp(units[i]->id, units[i - 1]->id) ||
			 options->isolate)
			print_names(units[i], options);
	}
	free(units);
	if (options->format == FORMAT_JSON)
		return print_json(json_pack("{s:i, s:s, s:o}", "version",
					    LIST_VERSION, "engines",
					    session->engine_reason, "units",
					    array),
				  error);
	json_decref(array);
	return EXIT_ALL_GOOD;
}

/* ---------------------------------------------------------------- engines -- */

static bool is_chosen(const struct session *session,
		      const struct engine *engine)
{
	for (size_t i = 0; i < session->nr_chosen; i++)
		if (session->chosen[i] == engine)
			return true;
	return false;
}

static json_t *engine_json(const struct session *session,
			   const struct engine *e)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:i, s:b}", "name", e->name,
			 "kind", e->kind, "binary", e->binary, "version",
			 e->version_text, "factor", (int)e->factor, "default",
			 is_chosen(session, e));
}

static int list_engines(const struct session *session, struct error *error)
{
	json_t *array = json_array();

	for (size_t i = 0; i < session->nr_engines; i++) {
		const struct engine *e = session->engines[i];

		if (session->options->format == FORMAT_JSON)
			json_array_append_new(array, engine_json(session, e));
		else if (session->options->format != FORMAT_NAMES)
			printf("%c %-14s %-14s %-44s %s\n",
			       is_chosen(session, e) ? '*' : ' ', e->name,
			       e->kind, e->version_text, e->binary);
		else if (!session_named_before(session, i))
			puts(e->name);
	}
	if (session->options->format == FORMAT_JSON)
		return print_json(json_pack("{s:i, s:o}", "version",
					    LIST_VERSION, "engines", array),
				  error);
	json_decref(array);
	if (session->options->format == FORMAT_NAMES)
		return EXIT_ALL_GOOD;
	if (!session->nr_engines)
		puts("there is no engine: no QEMU is in $PATH");
	else
		printf("* is used by default: %s\n", session->engine_reason);
	if (!session->kvm.usable)
		printf("KVM cannot be used: %s\n", session->kvm.why);
	return EXIT_ALL_GOOD;
}

static int list_engines_command(struct session *session, struct error *error)
{
	int r = session_find_engines(session, true, error);

	if (!r)
		r = session_choose(session, error);
	return r < 0 ? r : list_engines(session, error);
}

/* ---------------------------------------------------------------- command -- */

int list_command(const struct options *options, struct error *error)
{
	struct session session;
	int r = session_locate(&session, options, error);

	if (!r && options->list_engines) {
		r = list_engines_command(&session, error);
		session_release(&session);
		return r;
	}
	if (!r)
		r = session_load(&session, error);
	if (!r)
		r = session_find_engines(
			&session, !options->qemus && !options->engines, error);
	if (!r)
		r = session_choose(&session, error);
	if (!r)
		r = session_plan(&session, error);
	if (!r)
		r = list_units(&session, error);
	session_release(&session);
	return r;
}
