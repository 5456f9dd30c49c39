/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of a run, handed to every sink in turn. The loop and main call these
 * and never a sink's functions directly.
 */
#ifndef RUNNER_SINKS_H
#define RUNNER_SINKS_H

#include "run.h"

/** sinks_add - append a sink (never NULL); the run owns it from now on */
void sinks_add(struct run *run, struct sink *sink);

/** sinks_begin - before the first unit, once run->results_dir exists */
int sinks_begin(struct run *run, struct error *error);

void sinks_unit_begin(struct run *run, const struct unit *unit);
void sinks_case_begin(struct run *run, const struct unit *unit,
		      const struct plan_case *planned);

/**
 * sinks_result - what became of one case (or, planned == NULL, of a unit)
 *
 * Counts it in run->totals, puts functions and lines under the "# stack"
 * records of result->log (which is replaced: it must be NULL or malloc'ed),
 * and hands it on. A sink that fails does not keep the others from hearing;
 * the first error is returned: the run must then stop with
 * EXIT_COULD_NOT_RUN, as its results can no longer be kept.
 */
int sinks_result(struct run *run, struct result *result, struct error *error);

/** sinks_bench - @record: what follows PROTO_BENCH, unescaped */
void sinks_bench(struct run *run, const struct unit *unit, const char *record);
void sinks_unit_end(struct run *run, const struct unit *unit, uint64_t time_us);

/** sinks_end - always, also after an interruption; run->time_us is set */
int sinks_end(struct run *run, struct error *error);

/** sinks_release - free them all */
void sinks_release(struct run *run);

#endif
