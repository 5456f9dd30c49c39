/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One unit on its way: the VMs it takes, one after the other, until each of its
 * cases has its result. Joins guest.h, which keeps a VM, and verdict.h, which
 * understands it.
 */
#ifndef RUNNER_JOB_H
#define RUNNER_JOB_H

#include <uv.h>

#include "run.h"

struct job;

struct job_owner {
	void *arg;
	/** a result that counts and fails the run: --fail-fast */
	void (*failed)(void *arg);
	/** a sink refused: results can no longer be kept */
	void (*broke)(void *arg, const struct error *error);
	/** all results are out; job_free() follows */
	void (*ended)(void *arg, struct job *job);
};

/** job_start - calls owner->ended at the latest from the loop, never from here */
struct job *job_start(uv_loop_t *loop, struct run *run, const struct unit *unit,
		      const struct job_owner *owner);
/** job_cancel - end its VM; what has no result yet is cancelled */
void job_cancel(struct job *job);
/** job_kill - the same without waiting for the VM to end by itself */
void job_kill(struct job *job);
/** job_freeze - stop its VM for as long as the runner is stopped */
void job_freeze(struct job *job);
/** job_thaw - go on; the time in between does not count */
void job_thaw(struct job *job, uint64_t frozen_ms);
const struct unit *job_unit(const struct job *job);
void job_free(struct job *job);

/** job_all - give all cases of a unit that never starts the same result */
void job_all(struct run *run, const struct unit *unit, enum state state,
	     const char *reason, const struct job_owner *owner);

#endif
