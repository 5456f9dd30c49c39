/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which cases of a unit the command line selects, by name and by group.
 */
#ifndef RUNNER_SELECT_H
#define RUNNER_SELECT_H

#include "run.h"

/* Groups that mean something. */
#define GROUP_BENCH  "bench"  /* cases that measure */
#define GROUP_MANUAL "manual" /* runs only when it is named */
#define GROUP_QUICK  "quick"

struct selection {
	char *const *names;  /* NULL or empty: everything */
	char *const *groups; /* the same */
	bool *name_matched;  /* one for each name */
	bool *name_hidden;   /* it matched only what must be named exactly */
	bool *group_matched;
};

void selection_init(struct selection *selection, char *const *names,
		    char *const *groups);
void selection_release(struct selection *selection);

/**
 * selection_cases - append the cases of a unit to its list, in plan order
 * @unit: has id, image and section
 */
void selection_cases(struct selection *selection, struct unit *unit);

/**
 * selection_check - every name and group has matched something
 * @images, @config: for suggestions
 */
struct images;
int selection_check(const struct selection *selection,
		    const struct images *images, const struct config *config,
		    struct error *error);

/** selection_wants_target - false: every name is of another target */
bool selection_wants_target(char *const *names, const struct target *target);

/**
 * selection_wants_image - false: no name can be of the suite of this file
 * @names: NULL: everything is wanted
 */
bool selection_wants_image(char *const *names, const struct target *target,
			   const char *path);

/** unit_id - malloc'ed "x86_64/msr@v" */
char *unit_id(const struct image *image, const struct section *section);

#endif
