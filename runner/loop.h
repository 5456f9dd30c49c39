/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All VMs of a run: starts them within the budgets of CPUs and memory, serves
 * them from one libuv loop, and hands every result to the sinks.
 */
#ifndef RUNNER_LOOP_H
#define RUNNER_LOOP_H

#include "run.h"

/**
 * loop_run - run the whole plan
 *
 * Calls sinks_unit_begin() ... sinks_unit_end() for each unit, and sinks_result()
 * for each case, also for those that are skipped, not run or cancelled. The
 * caller has called sinks_begin() and calls sinks_end(). Sets run->interrupted,
 * run->could_not_run and run->time_us. Returns 0 however the cases ended;
 * -errno with @error where results could not be kept or no loop could be made.
 */
int loop_run(struct run *run, struct error *error);

/*
 * What may run at the same time. Pure, for its own test.
 */
struct budget {
	unsigned int jobs, cpus;
	uint64_t memory_mib;
	/* in use */
	unsigned int nr, used_cpus;
	uint64_t used_mib;
};

enum {
	BUDGET_OVERHEAD_MIB = 96
}; /* of a VMM beside its guest's memory */

/** budget_init - from the options and this machine */
void budget_init(struct budget *budget, const struct options *options);
/** budget_take - whether a unit may start now; accounts for it if so */
bool budget_take(struct budget *budget, const struct unit *unit);
void budget_give(struct budget *budget, const struct unit *unit);

#endif
