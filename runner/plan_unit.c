/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a unit comes down to: machine, limits, expectations, or why it is skipped. */
#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "config.h"
#include "engine.h"
#include "expect.h"
#include "firmware.h"
#include "options.h"
#include "plan_parts.h"
#include "timings.h"

/* -------------------------------------------------------------- settings -- */

/* The first that was given. */
static const char *first_text(const char *a, const char *b, const char *c,
			      const char *d)
{
	return a ? a : b ? b : c ? c : d;
}

static void set_machine(struct unit *unit, const struct plan_request *request)
{
	static const struct section none = { .suite = NULL };
	const struct target *target = unit->image->target;
	const struct section *s = unit->section ? unit->section : &none;
	const struct section *d = &request->config->defaults;
	const struct options *o = request->options;
	const char *cpu = engine_cpu(unit->engine, target);
	const char *firmware =
		first_text(o->firmware, s->firmware, d->firmware,
			   engine_firmware(unit->engine, target));

	unit->machine =
		xstrdup(first_text(o->machine, s->machine, d->machine,
				   engine_machine(unit->engine, target)));
	unit->cpu = xstrdup(first_text(o->cpu, s->cpu, d->cpu, cpu));
	/* "none": whatever the machine type brings along */
	if (firmware && strcmp(firmware, "none"))
		unit->firmware = firmware_path(firmware);
	unit->smp = s->smp ? s->smp : d->smp ? d->smp : 1;
	unit->memory_mib = s->memory_mib ? s->memory_mib :
			   d->memory_mib ? d->memory_mib :
					   target->memory_mib;
}

static bool is_doomed(const struct plan_case *c)
{
	return c->expect && (c->expect->state == STATE_CRASH ||
			     c->expect->state == STATE_TIMEOUT);
}

static void set_timeouts(struct unit *unit, const struct plan_request *request)
{
	const struct section *s = unit->section;
	uint64_t factor = unit->engine->factor ? unit->engine->factor : 1;
	uint64_t limit = request->options->timeout_ms;

	if (!limit && s)
		limit = s->timeout_ms;
	if (!limit)
		limit = request->config->defaults.timeout_ms;
	if (!limit)
		limit = CASE_TIMEOUT_MS;
	unit->case_timeout_ms = limit * factor;
	unit->boot_timeout_ms =
		(BOOT_TIMEOUT_MS + firmware_boot_ms(unit->firmware)) * factor;
	/* A suite with patient cases is patient as a whole. */
	unit->unit_timeout_ms = UNIT_TIMEOUT_MS * factor;
	if (limit > CASE_TIMEOUT_MS)
		unit->unit_timeout_ms =
			UNIT_TIMEOUT_MS / CASE_TIMEOUT_MS * limit * factor;
	unit->unit_timeout_ms += firmware_boot_ms(unit->firmware) * factor;
	for (size_t i = 0; i < unit->nr_cases; i++) {
		struct plan_case *c = &unit->cases[i];

		c->timeout_ms = limit;
		if (is_doomed(c) && limit > DOOMED_TIMEOUT_MS)
			c->timeout_ms = DOOMED_TIMEOUT_MS;
		c->timeout_ms *= factor;
	}
}

/* A case that needs to migrate, or all of them are to. */
bool plan_migrates(const struct unit *unit, const struct options *options)
{
	static const char *const requests[] = {
		"(" PROTO_ARG_HOST PROTO_HOST_MIGRATE,
		"(" PROTO_ARG_HOST PROTO_HOST_SNAPSHOT,
	};

	if (options->migrate_ms)
		return true;
	for (size_t i = 0; i < unit->nr_cases; i++)
		for (char **n = unit->cases[i].image->needs; n && *n; n++)
			if (strstr(*n, requests[0]) || strstr(*n, requests[1]))
				return true;
	return false;
}

/* ---------------------------------------------------------- expectations -- */

/* The first entry of a section that is about this case on this engine. */
static const struct expectation *first_of(const struct section *s,
					  const struct unit *unit,
					  const struct plan_case *c)
{
	for (size_t i = 0; s && i < s->nr_expect; i++) {
		const struct expectation *e = &s->expect[i];
		bool covers = expect_covers_image_case(e, c->image) ||
			      expect_covers_case(e, c->name);

		if (covers && expect_covers_engine(e, unit->engine, unit->cpu))
			return e;
	}
	return NULL;
}

/* A variant's own entries come before those of its suite on the same target. */
static const struct expectation *find_expectation(const struct config *config,
						  const struct unit *unit,
						  const struct plan_case *c)
{
	const struct section *s = unit->section;
	const struct expectation *found = first_of(s, unit, c);
	const struct section *base = NULL;

	if (!found && s && s->variant)
		base = config_find(config, s->suite, NULL);
	if (base && (!base->archs ||
		     words_contain(base->archs, unit->image->target->name)))
		found = first_of(base, unit, c);
	return found && found->state != STATE_PASS ? found : NULL;
}

/* Stable: the others keep the order of the guest's plan. */
static void move_doomed_last(struct unit *unit)
{
	struct plan_case *ordered =
		xcalloc(unit->nr_cases, sizeof(*unit->cases));
	size_t nr = 0;

	for (int last = 0; last <= 1; last++)
		for (size_t i = 0; i < unit->nr_cases; i++)
			if (unit->cases[i].last == last)
				ordered[nr++] = unit->cases[i];
	free(unit->cases);
	unit->cases = ordered;
}

static void set_expectations(const struct config *config, struct unit *unit)
{
	for (size_t i = 0; i < unit->nr_cases; i++) {
		struct plan_case *c = &unit->cases[i];

		c->expect = find_expectation(config, unit, c);
		c->last = is_doomed(c);
	}
	move_doomed_last(unit);
}

/* ------------------------------------------------------------------ skips -- */

bool engine_matches(const struct engine *engine, char *const *globs)
{
	const char *kind = engine->kind ? engine->kind : engine->name;
	char *family = xstrndup(kind, strcspn(kind, "/"));
	bool matches = false;

	for (; globs && *globs && !matches; globs++)
		matches = glob_match(*globs, engine->name) ||
			  glob_match(*globs, kind) ||
			  glob_match(*globs, family);
	free(family);
	return matches;
}

static char *find_skip_reason(const struct unit *unit,
			      const struct options *options)
{
	bool named = options->qemus;
	const struct target *target = unit->image->target;
	char *what, *reason = NULL;

	if (!unit->engine->binary && named)
		return xasprintf(
			"capability: no binary of --qemu or $QEMU runs %s",
			target->name);
	if (!unit->engine->binary)
		return xasprintf("capability: %s is not in $PATH",
				 target->qemu);
	if (target->unfit && !strcmp(target->unfit, unit->engine->kind))
		return xasprintf("capability: %s", target->unfit_reason);
	if (options->migrate_ms && unit->engine->accel == ACCEL_BOCHS)
		return xstrdup("capability: Bochs cannot migrate");
	what = firmware_lack(unit->firmware);
	if (what) {
		reason = xasprintf("capability: %s", what);
	} else if (unit->section && unit->section->engines &&
		   !engine_matches(unit->engine, unit->section->engines)) {
		what = words_join(unit->section->engines, ", ");
		reason = xasprintf("engine: it runs on %s only", what);
	} else {
		what = engine_lacks(unit->engine, unit);
		if (what)
			reason = xasprintf("capability: %s", what);
	}
	free(what);
	return reason;
}

/* ------------------------------------------------------------- all of it -- */

void plan_settle(struct unit *unit, const struct plan_request *request)
{
	set_machine(unit, request);
	set_expectations(request->config, unit);
	set_timeouts(unit, request);
	unit->skip_reason = find_skip_reason(unit, request->options);
	if (request->timings)
		unit->expected_us = timings_get(request->timings, unit->id,
						unit->engine->name);
}
