/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `hvcheck report --never-run`: cases of the built images that no engine has
 * executed, as far as the recorded runs tell. A case that was skipped was not.
 */
#ifndef RUNNER_NEVER_H
#define RUNNER_NEVER_H

#include "run.h"
#include <stdio.h>

struct recording;

/* What is known of each case so far. */
struct never;

struct never *never_new(const struct image *const *images, size_t nr_images);

/** never_add - take a run into account; older ones first */
void never_add(struct never *never, const struct recording *recording);

/** never_print - the cases that were not executed, grouped by target */
void never_print(const struct never *never, FILE *out);

void never_free(struct never *never);

#endif
