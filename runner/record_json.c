/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record_json.h"

#include "alloc.h"
#include "text.h"
#include "totals.h"
#include <stdlib.h>

void json_put_text(json_t *object, const char *key, const char *text)
{
	json_t *value;
	char *valid;

	if (!text)
		return;
	value = json_string(text);
	if (!value) {
		valid = text_valid(text);
		value = json_string_nocheck(valid);
		free(valid);
	}
	json_object_set_new_nocheck(object, key, value);
}

void json_put_number(json_t *object, const char *key, uint64_t value)
{
	if (value)
		json_object_set_new_nocheck(object, key,
					    json_integer((json_int_t)value));
}

void json_put_true(json_t *object, const char *key, bool value)
{
	if (value)
		json_object_set_new_nocheck(object, key, json_true());
}

void json_put_words(json_t *object, const char *key, char *const *words)
{
	json_t *array;

	if (!words || !*words)
		return;
	array = json_array();
	for (; *words; words++) {
		char *valid = text_valid(*words);

		json_array_append_new(array, json_string_nocheck(valid));
		free(valid);
	}
	json_object_set_new_nocheck(object, key, array);
}

char *json_get_text(const json_t *object, const char *key)
{
	return xstrdup(json_string_value(json_object_get(object, key)));
}

uint64_t json_get_number(const json_t *object, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(object, key));
}

bool json_get_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

char **json_get_words(const json_t *object, const char *key)
{
	const json_t *array = json_object_get(object, key);
	size_t nr = json_array_size(array), kept = 0;
	char **words;

	if (!nr)
		return NULL;
	words = xcalloc(nr + 1, sizeof(*words));
	for (size_t i = 0; i < nr; i++) {
		const char *word = json_string_value(json_array_get(array, i));

		if (word)
			words[kept++] = xstrdup(word);
	}
	return words;
}

/* A seed has 64 bits; JSON's integers end at 63 in jansson: it is text. */
static void put_seed(json_t *object, uint64_t seed)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)seed);
	json_put_text(object, "seed", text);
}

static uint64_t get_seed(const json_t *object)
{
	const char *text = json_string_value(json_object_get(object, "seed"));

	return text ? strtoull(text, NULL, 10) : 0;
}

static json_t *engines_json(const struct recording *recording)
{
	json_t *engines = json_array();

	for (size_t i = 0; i < recording->nr_engines; i++) {
		const struct record_engine *e = &recording->engines[i];
		json_t *object = json_object();

		json_put_text(object, "name", e->name);
		json_put_text(object, "kind", e->kind);
		json_put_text(object, "binary", e->binary);
		json_put_text(object, "version", e->version);
		json_array_append_new(engines, object);
	}
	return engines;
}

static void engines_parse(const json_t *array, struct recording *recording)
{
	size_t nr = json_array_size(array);

	recording->engines = xcalloc(nr, sizeof(*recording->engines));
	recording->nr_engines = nr;
	for (size_t i = 0; i < nr; i++) {
		const json_t *object = json_array_get(array, i);
		struct record_engine *e = &recording->engines[i];

		e->name = json_get_text(object, "name");
		e->kind = json_get_text(object, "kind");
		e->binary = json_get_text(object, "binary");
		e->version = json_get_text(object, "version");
	}
}

void record_run_json(json_t *object, const struct recording *recording)
{
	json_put_text(object, "id", recording->id);
	json_put_text(object, "started", recording->started);
	json_put_text(object, "hvcheck", recording->hvcheck);
	json_put_words(object, "argv", recording->argv);
	json_put_text(object, "resumed", recording->resumed);
	json_put_text(object, "engine_reason", recording->engine_reason);
	json_object_set_new(object, "engines", engines_json(recording));
	json_put_text(object, "kernel", recording->kernel);
	json_put_text(object, "machine", recording->machine);
	json_put_text(object, "host_cpu", recording->host_cpu);
	json_put_text(object, "commit", recording->commit);
	put_seed(object, recording->seed);
	json_put_number(object, "planned_units", recording->nr_planned_units);
	json_put_number(object, "planned_cases", recording->nr_planned_cases);
	json_put_true(object, "allow_skip_all", recording->allow_skip_all);
	json_put_true(object, "flaky_pass", recording->flaky_pass);
}

void record_run_parse(const json_t *object, struct recording *recording)
{
	recording->id = json_get_text(object, "id");
	recording->started = json_get_text(object, "started");
	recording->hvcheck = json_get_text(object, "hvcheck");
	recording->argv = json_get_words(object, "argv");
	recording->resumed = json_get_text(object, "resumed");
	recording->engine_reason = json_get_text(object, "engine_reason");
	engines_parse(json_object_get(object, "engines"), recording);
	recording->kernel = json_get_text(object, "kernel");
	recording->machine = json_get_text(object, "machine");
	recording->host_cpu = json_get_text(object, "host_cpu");
	recording->commit = json_get_text(object, "commit");
	recording->seed = get_seed(object);
	recording->nr_planned_units = json_get_number(object, "planned_units");
	recording->nr_planned_cases = json_get_number(object, "planned_cases");
	recording->allow_skip_all = json_get_true(object, "allow_skip_all");
	recording->flaky_pass = json_get_true(object, "flaky_pass");
}

void record_unit_json(json_t *object, const struct record_unit *unit)
{
	json_put_text(object, "id", unit->id);
	json_put_text(object, "engine", unit->engine);
	json_put_number(object, "repetition", unit->repetition);
	json_put_text(object, "target", unit->target);
	json_put_text(object, "suite", unit->suite);
	json_put_text(object, "dir", unit->dir);
	json_put_text(object, "image", unit->image);
	json_put_text(object, "machine", unit->machine);
	json_put_text(object, "cpu", unit->cpu);
	json_put_text(object, "firmware", unit->firmware);
	json_put_number(object, "smp", unit->smp);
	json_put_number(object, "memory_mib", unit->memory_mib);
	json_put_words(object, "planned", unit->planned);
}

void record_unit_parse(const json_t *object, struct record_unit *unit)
{
	unit->id = json_get_text(object, "id");
	unit->engine = json_get_text(object, "engine");
	unit->repetition = (unsigned int)json_get_number(object, "repetition");
	unit->target = json_get_text(object, "target");
	unit->suite = json_get_text(object, "suite");
	unit->dir = json_get_text(object, "dir");
	unit->image = json_get_text(object, "image");
	unit->machine = json_get_text(object, "machine");
	unit->cpu = json_get_text(object, "cpu");
	unit->firmware = json_get_text(object, "firmware");
	unit->smp = (unsigned int)json_get_number(object, "smp");
	unit->memory_mib = (unsigned int)json_get_number(object, "memory_mib");
	unit->planned = json_get_words(object, "planned");
}

void record_case_json(json_t *object, const struct record_case *result)
{
	json_put_text(object, "case", result->id);
	json_put_text(object, "name", result->name);
	json_put_text(object, "state", state_name(result->state));
	json_put_text(object, "reason", result->reason);
	json_put_text(object, "file", result->file);
	json_put_number(object, "line", result->line);
	json_put_number(object, "time_us", result->time_us);
	json_put_number(object, "checks", result->checks);
	json_put_number(object, "failed", result->failed);
	json_put_number(object, "attempt", result->attempt);
	json_put_number(object, "vm", result->vm);
	json_put_true(object, "retried", result->retried);
	json_put_text(object, "command", result->command);
	json_put_text(object, "log_file", result->log_file);
	json_put_text(object, "log", result->log);
}

void record_case_parse(const json_t *object, struct record_case *result)
{
	const char *state = json_string_value(json_object_get(object, "state"));

	result->id = json_get_text(object, "case");
	result->name = json_get_text(object, "name");
	result->state = state ? state_parse(state) : STATE_NONE;
	result->reason = json_get_text(object, "reason");
	result->file = json_get_text(object, "file");
	result->line = (unsigned int)json_get_number(object, "line");
	result->time_us = json_get_number(object, "time_us");
	result->checks = json_get_number(object, "checks");
	result->failed = json_get_number(object, "failed");
	result->attempt = (unsigned int)json_get_number(object, "attempt");
	result->vm = (unsigned int)json_get_number(object, "vm");
	result->retried = json_get_true(object, "retried");
	result->command = json_get_text(object, "command");
	result->log_file = json_get_text(object, "log_file");
	result->log = json_get_text(object, "log");
}

json_t *totals_json(const struct totals *totals)
{
	json_t *object = json_object();

	for (int s = STATE_PASS; s <= STATE_CANCELLED; s++)
		json_put_number(object, state_name((enum state)s),
				totals->by_state[s]);
	return object;
}

void record_end_json(json_t *object, const struct recording *recording)
{
	json_put_number(object, "time_us", recording->time_us);
	json_object_set_new(object, "totals", totals_json(&recording->totals));
	json_put_true(object, "interrupted", recording->interrupted);
	json_put_true(object, "could_not_run", recording->could_not_run);
	json_object_set_new(object, "exit_status",
			    json_integer(recording->exit_status));
	json_put_text(object, "exit_meaning", recording->exit_meaning);
}

void record_end_parse(const json_t *object, struct recording *recording)
{
	recording->ended = true;
	recording->time_us = json_get_number(object, "time_us");
	recording->interrupted = json_get_true(object, "interrupted");
	recording->could_not_run = json_get_true(object, "could_not_run");
	recording->exit_status = (int)json_get_number(object, "exit_status");
	free(recording->exit_meaning); /* a run that was resumed ended before */
	recording->exit_meaning = json_get_text(object, "exit_meaning");
}
