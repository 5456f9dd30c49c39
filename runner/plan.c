/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "config.h"
#include "engine.h"
#include "expect.h"
#include "firmware.h"
#include "glob.h"
#include "image.h"
#include "options.h"
#include "select.h"
#include "timings.h"

struct planner {
	const struct plan_request *request;
	struct selection selection;
	struct plan *plan;
};

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

	unit->machine = xstrdup(first_text(o->machine, s->machine, d->machine,
					   engine_machine(unit->engine,
							  target)));
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
static bool needs_two_vms(const struct unit *unit,
			  const struct options *options)
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

static char *join(char *const *words)
{
	char *text = xstrdup("");

	for (; words && *words; words++) {
		char *longer =
			xasprintf("%s%s%s", text, *text ? ", " : "", *words);

		free(text);
		text = longer;
	}
	return text;
}

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
		what = join(unit->section->engines);
		reason = xasprintf("engine: it runs on %s only", what);
	} else {
		what = engine_lacks(unit->engine, unit);
		if (what)
			reason = xasprintf("capability: %s", what);
	}
	free(what);
	return reason;
}

/* ------------------------------------------------------------------ units -- */

static void case_copy(struct plan_case *to, const struct plan_case *from)
{
	*to = *from;
	to->name = xstrdup(from->name);
	to->id = xstrdup(from->id);
}

static void unit_release(struct unit *unit)
{
	free(unit->id);
	free(unit->machine);
	free(unit->cpu);
	free(unit->firmware);
	free(unit->skip_reason);
	for (size_t i = 0; i < unit->nr_cases; i++) {
		free((char *)unit->cases[i].name);
		free(unit->cases[i].id);
	}
	free(unit->cases);
}

/* A copy with the cases [first, first + nr). */
static struct unit unit_part(const struct unit *from, size_t first, size_t nr)
{
	struct unit unit = *from;

	unit.id = xstrdup(from->id);
	unit.machine = xstrdup(from->machine);
	unit.cpu = xstrdup(from->cpu);
	unit.firmware = xstrdup(from->firmware);
	unit.skip_reason = xstrdup(from->skip_reason);
	unit.cases = xcalloc(nr, sizeof(*unit.cases));
	unit.nr_cases = nr;
	unit.all_cases = from->all_cases && nr == from->nr_cases;
	for (size_t i = 0; i < nr; i++)
		case_copy(&unit.cases[i], &from->cases[first + i]);
	return unit;
}

static void add_unit(struct plan *plan, struct unit unit)
{
	plan->units =
		xrealloc(plan->units, plan->nr_units + 1, sizeof(*plan->units));
	plan->units[plan->nr_units++] = unit;
	plan->nr_cases += unit.nr_cases;
}

static void add_unit_on(struct planner *p, const struct unit *selected,
			const struct engine *engine)
{
	const struct plan_request *request = p->request;
	const struct options *options = request->options;
	struct unit unit = unit_part(selected, 0, selected->nr_cases);

	unit.engine = engine;
	set_machine(&unit, request);
	set_expectations(request->config, &unit);
	set_timeouts(&unit, request);
	unit.skip_reason = find_skip_reason(&unit, options);
	if (request->timings)
		unit.expected_us =
			timings_get(request->timings, unit.id, engine->name);
	for (unsigned int i = 1; i <= options->repeat; i++) {
		size_t step = options->isolate ? 1 : unit.nr_cases;

		for (size_t at = 0; at < unit.nr_cases; at += step) {
			struct unit part = unit_part(&unit, at, step);

			part.repetition = i;
			part.migrates = needs_two_vms(&part, options);
			add_unit(p->plan, part);
		}
	}
	unit_release(&unit);
}

static const struct target_engines *
engines_of(const struct plan_request *request, const struct target *target)
{
	for (size_t i = 0; i < request->nr_engines; i++)
		if (request->engines[i].target == target)
			return &request->engines[i];
	return NULL;
}

/* How many of an image's cases are there at all, numbered states counted as 1. */
static bool is_whole(const struct unit *unit)
{
	if (unit->nr_cases != unit->image->nr_cases)
		return false;
	for (size_t i = 0; i < unit->nr_cases; i++)
		if (strcmp(unit->cases[i].name, unit->cases[i].image->name))
			return false;
	return true;
}

static void plan_section(struct planner *p, const struct image *image,
			 const struct section *section)
{
	const struct target_engines *engines =
		engines_of(p->request, image->target);
	struct unit unit = { .image = image, .section = section };

	unit.id = unit_id(image, section);
	selection_cases(&p->selection, &unit);
	unit.all_cases = is_whole(&unit);
	for (struct engine **e = engines ? engines->engines : NULL;
	     e && *e && unit.nr_cases; e++)
		add_unit_on(p, &unit, *e);
	unit_release(&unit);
}

/* Its plain run, and those of its variants, as far as they are of this build. */
static void plan_image(struct planner *p, const struct image *image)
{
	const struct config *config = p->request->config;
	const struct section *defaults = &config->defaults;

	if (!image->build && !config_find(config, image->suite, NULL))
		plan_section(p, image,
			     defaults->qemu || defaults->args ? defaults :
								NULL);
	for (size_t i = 0; i < config->nr_sections; i++) {
		const struct section *s = &config->sections[i];

		if (!strcmp(s->suite, image->suite) &&
		    section_applies(s, image))
			plan_section(p, image, s);
	}
}

/* ------------------------------------------------------------------ order -- */

static int compare_ids(const void *left, const void *right)
{
	const struct unit *l = left, *r = right;
	int c = strcmp(l->id, r->id);

	if (!c)
		c = strcmp(l->engine->name, r->engine->name);
	if (!c)
		c = l->repetition < r->repetition ?
			    -1 :
			    l->repetition > r->repetition;
	if (!c)
		c = strcmp(l->cases[0].name, r->cases[0].name);
	return c;
}

/* Of unknown length first, so that one that turns out long does not come last. */
static int compare_lengths(const void *left, const void *right)
{
	const struct unit *l = left, *r = right;

	if (!l->expected_us != !r->expected_us)
		return !l->expected_us ? -1 : 1;
	if (l->expected_us != r->expected_us)
		return l->expected_us > r->expected_us ? -1 : 1;
	return compare_ids(left, right);
}

/*
 * Every N-th of the units in order of their names: the same on every machine,
 * whatever times it has recorded, and no part is more than one unit longer.
 */
static void take_shard(struct plan *plan, const struct options *options)
{
	size_t kept = 0;

	if (!options->nr_shards)
		return;
	plan->nr_cases = 0;
	for (size_t i = 0; i < plan->nr_units; i++) {
		if (i % options->nr_shards != options->shard - 1) {
			unit_release(&plan->units[i]);
			continue;
		}
		plan->units[kept] = plan->units[i];
		plan->nr_cases += plan->units[kept++].nr_cases;
	}
	plan->nr_units = kept;
}

/* Sebastiano Vigna's splitmix64: every seed will do, also 0. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void shuffle(struct plan *plan, uint64_t seed)
{
	for (size_t i = plan->nr_units; i > 1; i--) {
		size_t j = next_random(&seed) % i;
		struct unit swapped = plan->units[i - 1];

		plan->units[i - 1] = plan->units[j];
		plan->units[j] = swapped;
	}
}

static void order(struct plan *plan, const struct options *options)
{
	if (!plan->nr_units)
		return;
	qsort(plan->units, plan->nr_units, sizeof(*plan->units), compare_ids);
	take_shard(plan, options);
	if (options->shuffle)
		shuffle(plan, options->shuffle_seed);
	else if (plan->nr_units)
		qsort(plan->units, plan->nr_units, sizeof(*plan->units),
		      compare_lengths);
}

/* ------------------------------------------------------------------- plan -- */

static int check_plan(const struct plan *plan, const struct options *options,
		      size_t before_shard, struct error *error)
{
	if (plan->nr_units)
		return 0;
	if (before_shard)
		return error_set(
			error, EINVAL,
			"--shard=%u/%u is empty: %zu of them would hold all units",
			options->shard, options->nr_shards, before_shard);
	return error_set(error, EINVAL, "nothing is selected to run");
}

int plan_make(struct plan *plan, const struct plan_request *request,
	      struct error *error)
{
	const struct options *options = request->options;
	struct planner p = { .request = request, .plan = plan };
	size_t before_shard;
	int r;

	*plan = (struct plan){ .units = NULL };
	selection_init(&p.selection, options->words, options->groups);
	for (size_t i = 0; i < request->images->nr; i++)
		plan_image(&p, request->images->v[i]);
	r = selection_check(&p.selection, request->images, request->config,
			    error);
	selection_release(&p.selection);
	before_shard = plan->nr_units;
	order(plan, options);
	if (!r)
		r = check_plan(plan, options, before_shard, error);
	return r;
}

void plan_release(struct plan *plan)
{
	for (size_t i = 0; i < plan->nr_units; i++)
		unit_release(&plan->units[i]);
	free(plan->units);
	*plan = (struct plan){ .units = NULL };
}
