/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long each unit took last time, build/results/timings.json: the plan
 * starts the longest first, --shard balances by it.
 */
#ifndef RUNNER_TIMINGS_H
#define RUNNER_TIMINGS_H

#include "run.h"

struct timings;

/**
 * timings_open - read them; never fails for what is in the file
 * @note: set when the file exists and is of no use, for a remark; may be NULL
 *
 * Returns NULL only for ENOMEM.
 */
struct timings *timings_open(const char *record_dir, struct error *note);
void timings_close(struct timings *timings);

/** timings_get - microseconds, 0: unknown */
uint64_t timings_get(const struct timings *timings, const char *unit_id,
		     const char *engine);
void timings_set(struct timings *timings, const char *unit_id,
		 const char *engine, uint64_t time_us);

/** timings_save - replace the file, whole or not at all */
int timings_save(const struct timings *timings, struct error *error);

/**
 * timings_sink - keeps them up to date: whole units that came to their end
 *
 * @timings stays the caller's and is saved when the run ends.
 */
struct sink *timings_sink(struct timings *timings);

#endif
