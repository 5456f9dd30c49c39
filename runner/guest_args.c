/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest_args.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "cover.h"
#include "engine.h"
#include "options.h"

/* Requests of the host channel that guest_control.c answers. */
#define ANSWERED                                                         \
	PROTO_HOST_STOP_CONT "," PROTO_HOST_NMI "," PROTO_HOST_POWERDOWN \
			     "," PROTO_HOST_WAKEUP
#define MIGRATES      "," PROTO_HOST_MIGRATE "," PROTO_HOST_SNAPSHOT
#define MIGRATES_LIVE "," PROTO_HOST_MIGRATE_CONTINUOUS
#define COUNTS	      "," PROTO_HOST_COUNTERS

/* ----------------------------------------------------------------- cases -- */

static size_t nr_cases(const struct unit *unit, const struct qemu_boot *boot)
{
	return boot->list ? boot->nr : unit->nr_cases;
}

static const struct plan_case *case_at(const struct unit *unit,
				       const struct qemu_boot *boot, size_t i)
{
	return boot->list ? boot->list[i] : &unit->cases[i];
}

bool guest_reboots(const struct unit *unit, const struct qemu_boot *boot)
{
	for (size_t i = 0; i < nr_cases(unit, boot); i++)
		if (case_at(unit, boot, i)->image->ends ==
		    PROTO_ENDS_KIND_REBOOT)
			return true;
	return false;
}

static bool has_single_states(const struct unit *unit,
			      const struct qemu_boot *boot)
{
	for (size_t i = 0; i < nr_cases(unit, boot); i++) {
		const struct plan_case *planned = case_at(unit, boot, i);

		if (strcmp(planned->name, planned->image->name))
			return true;
	}
	return false;
}

/* Of all the cases of an image: what a list of globs is to say of each. */
struct names {
	struct cover_name *v;
	size_t nr;
};

static struct names names_of(const struct image *image, enum cover_want want)
{
	struct names names = {
		.v = xcalloc(image->nr_cases, sizeof(*names.v)),
		.nr = image->nr_cases,
	};

	for (size_t i = 0; i < names.nr; i++)
		names.v[i] = (struct cover_name){ image->cases[i].name, want };
	return names;
}

static void set_want(struct names *names, const struct unit *unit,
		     const struct plan_case *planned, enum cover_want want)
{
	names->v[planned->image - unit->image->cases].want = want;
}

static char *globs_of(struct names *names)
{
	char *text = cover_globs(names->v, names->nr);

	free(names->v);
	return text;
}

/* The cases of the boot are @boots, all others @others. */
static char *globs(const struct unit *unit, const struct qemu_boot *boot,
		   enum cover_want boots, enum cover_want others)
{
	struct names names = names_of(unit->image, others);

	for (size_t i = 0; i < nr_cases(unit, boot); i++)
		set_want(&names, unit, case_at(unit, boot, i), boots);
	return globs_of(&names);
}

/* Single states run in the order in which they are named. */
static char *one_by_one(const struct unit *unit, const struct qemu_boot *boot)
{
	char **names = NULL, *text;

	for (size_t i = 0; i < nr_cases(unit, boot); i++)
		words_add(&names, xstrdup(case_at(unit, boot, i)->name));
	text = words_join(names, ",");
	words_free(names);
	return text;
}

static void add_list(char ***words, const char *key, char *list)
{
	if (*list)
		words_add(words, xasprintf("%s%s", key, list));
	free(list);
}

/* What selects the cases: nothing, or the shorter of cases= and skip=. */
static void add_selection(char ***words, const struct unit *unit,
			  const struct qemu_boot *boot)
{
	char *cases, *skip;

	if (has_single_states(unit, boot)) {
		add_list(words, PROTO_ARG_CASES, one_by_one(unit, boot));
		return;
	}
	if (unit->all_cases && nr_cases(unit, boot) == unit->nr_cases)
		return;
	cases = globs(unit, boot, COVER_YES, COVER_NO);
	skip = globs(unit, boot, COVER_NO, COVER_YES);
	if (strlen(skip) < strlen(cases)) {
		add_list(words, PROTO_ARG_SKIP, skip);
		free(cases);
	} else {
		add_list(words, PROTO_ARG_CASES, cases);
		free(skip);
	}
}

static bool has_last(const struct unit *unit, const struct qemu_boot *boot)
{
	for (size_t i = 0; i < nr_cases(unit, boot); i++)
		if (case_at(unit, boot, i)->last)
			return true;
	return false;
}

/* A state of a case that has many is last under its own name alone. */
static char *last_one_by_one(const struct unit *unit,
			     const struct qemu_boot *boot)
{
	char **names = NULL, *text;

	for (size_t i = 0; i < nr_cases(unit, boot); i++)
		if (case_at(unit, boot, i)->last)
			words_add(&names,
				  xstrdup(case_at(unit, boot, i)->name));
	text = words_join(names, ",");
	words_free(names);
	return text;
}

static void add_last(char ***words, const struct unit *unit,
		     const struct qemu_boot *boot)
{
	struct names names;

	if (!has_last(unit, boot))
		return;
	if (has_single_states(unit, boot)) {
		add_list(words, PROTO_ARG_LAST, last_one_by_one(unit, boot));
		return;
	}
	names = names_of(unit->image, COVER_ANY);
	for (size_t i = 0; i < nr_cases(unit, boot); i++) {
		const struct plan_case *planned = case_at(unit, boot, i);

		set_want(&names, unit, planned,
			 planned->last ? COVER_YES : COVER_NO);
	}
	add_list(words, PROTO_ARG_LAST, globs_of(&names));
}

/* ------------------------------------------------------------- all of them -- */

static void add_options(char ***words, const struct qemu_boot *boot)
{
	const struct options *options = boot->options;

	if (boot->seed)
		words_add(words,
			  xasprintf(PROTO_ARG_SEED "%" PRIu64, boot->seed));
	if (!options)
		return;
	if (options->shuffle)
		words_add(words, xasprintf(PROTO_ARG_SHUFFLE "%" PRIu64,
					   options->shuffle_seed));
	if (options->invert)
		words_add(words, xstrdup(PROTO_ARG_INVERT));
}

/* QMP's query-stats is of QEMU 7.1, and of KVM. */
static bool counts(const struct unit *unit)
{
	const char *text = unit->engine->version_text;
	unsigned int major, minor;

	return unit->engine->accel == ACCEL_KVM && text &&
	       sscanf(text, "QEMU %u.%u", &major, &minor) == 2 &&
	       major * 100 + minor >= 701;
}

static char *answered(const struct unit *unit, const struct qemu_boot *boot)
{
	bool live = !boot->stays && engine_migrates_live(unit->engine);

	return xasprintf("%s%s%s%s", PROTO_ARG_HOST ANSWERED,
			 boot->stays ? "" : MIGRATES, live ? MIGRATES_LIVE : "",
			 counts(unit) ? COUNTS : "");
}

char *guest_args(const struct unit *unit, const struct qemu_boot *boot)
{
	char **words = NULL, *text;

	add_selection(&words, unit, boot);
	add_last(&words, unit, boot);
	if (boot->start > 1)
		words_add(&words,
			  xasprintf(PROTO_ARG_START "%zu", boot->start));
	add_options(&words, boot);
	if (boot->answers)
		words_add(&words, answered(unit, boot));
	if (unit->section && unit->section->args)
		words_add(&words, xstrdup(unit->section->args));
	text = words_join(words, " ");
	words_free(words);
	return text;
}

static size_t length(const struct unit *unit, const struct qemu_boot *boot)
{
	char *text = guest_args(unit, boot);
	size_t len = strlen(text);

	free(text);
	return len;
}

size_t guest_args_fit(const struct unit *unit, const struct qemu_boot *boot)
{
	struct qemu_boot longest = *boot;

	/* Also of a VM that goes on where another one has died. */
	longest.start = boot->nr + 1;
	longest.answers = true;
	while (longest.nr > 1 && length(unit, &longest) > PROTO_ARGS_MAX)
		longest.nr = (longest.nr + 1) / 2;
	return longest.nr;
}
