/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting results; state_name() and run_exit_status() of run.h are here too.
 */
#ifndef RUNNER_TOTALS_H
#define RUNNER_TOTALS_H

#include "run.h"

/** totals_add - count one case's final state */
void totals_add(struct totals *totals, enum state state);

/** totals_merge - add the numbers of @from */
void totals_merge(struct totals *totals, const struct totals *from);

/** totals_worst - the state that sums all of them up; STATE_NONE: no result */
enum state totals_worst(const struct totals *totals);

/** state_parse - the state of a name; STATE_NONE: no such name */
enum state state_parse(const char *name);

/** state_worse - the more severe of two, by the order of totals.c */
enum state state_worse(enum state a, enum state b);

/** state_bad - whether a case that ended so fails the run */
bool state_bad(enum state state, bool flaky_pass);

/** state_executed - whether the case ran at all: not skipped, not cancelled */
bool state_executed(enum state state);

/** run_exit_meaning - why run_exit_status() is what it is, in a few words */
const char *run_exit_meaning(const struct run *run);

#endif
