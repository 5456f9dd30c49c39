/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What to run: suites x targets x engines, down to cases. docs/hvcheck.1 has
 * the rules as users see them.
 *
 * Names select units ("x86_64/msr@v"), all rows of a test ("msr.efer"), rows,
 * and states of numbered cases ("access.matrix/0x3f21"); the target may be left
 * out. Units of group `manual` and cases that measure run only when a name
 * without wildcards names them, or --group does.
 */
#ifndef RUNNER_PLAN_H
#define RUNNER_PLAN_H

#include "run.h"

struct images;
struct timings;

enum {
	CASE_TIMEOUT_MS = 10000,
	BOOT_TIMEOUT_MS = 10000,
	UNIT_TIMEOUT_MS = 90000,
	DOOMED_TIMEOUT_MS = 2000, /* a case that is expected to crash or hang */
};

/* The engines that were chosen for a target. */
struct target_engines {
	const struct target *target;
	struct engine **engines; /* NULL-ended */
};

struct plan_request {
	const struct options *options;
	const struct config *config;
	const struct images *images;
	const struct target_engines *engines;
	size_t nr_engines;
	const struct timings *timings; /* NULL: nothing is recorded */
};

/**
 * plan_make - fill in @plan
 *
 * A name or a group that matches nothing, and an empty plan, are -EINVAL with
 * one sentence. The plan refers to all that is in the request.
 */
int plan_make(struct plan *plan, const struct plan_request *request,
	      struct error *error);
/** engine_matches - one of the globs names the engine, its kind or its family */
bool engine_matches(const struct engine *engine, char *const *globs);

void plan_release(struct plan *plan);

#endif
