/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "config.h"
#include "image.h"
#include "options.h"
#include "select.h"

struct planner {
	const struct plan_request *request;
	struct selection selection;
	struct plan *plan;
};

/* ------------------------------------------------------------------ units -- */

static void case_copy(struct plan_case *to, const struct plan_case *from)
{
	*to = *from;
	to->name = xstrdup(from->name);
	to->id = xstrdup(from->id);
}

void plan_unit_release(struct unit *unit)
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
	const struct options *options = p->request->options;
	struct unit unit = unit_part(selected, 0, selected->nr_cases);

	unit.engine = engine;
	plan_settle(&unit, p->request);
	for (unsigned int i = 1; i <= options->repeat; i++) {
		size_t step = options->isolate ? 1 : unit.nr_cases;

		for (size_t at = 0; at < unit.nr_cases; at += step) {
			struct unit part = unit_part(&unit, at, step);

			part.repetition = i;
			part.migrates = plan_migrates(&part, options);
			add_unit(p->plan, part);
		}
	}
	plan_unit_release(&unit);
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
	plan_unit_release(&unit);
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
	plan_order(plan, options);
	if (!r)
		r = check_plan(plan, options, before_shard, error);
	return r;
}

void plan_release(struct plan *plan)
{
	for (size_t i = 0; i < plan->nr_units; i++)
		plan_unit_release(&plan->units[i]);
	free(plan->units);
	*plan = (struct plan){ .units = NULL };
}
