/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One VM: its process, console, control channel, deadlines, log and end. What
 * it says is judged by a struct verdict; results come out complete but for what
 * only the owner knows (attempt).
 */
#ifndef RUNNER_GUEST_H
#define RUNNER_GUEST_H

#include <uv.h>

#include "qemu.h"
#include "run.h"
#include "verdict.h"

enum {
	GUEST_GRACE_MS = 2000,	       /* from SIGTERM to SIGKILL */
	GUEST_LOG_HALF = 8 << 20,      /* bytes kept of a console's beginning,
					   and of its end */
	GUEST_EXCERPT_HALF = 32 << 10, /* the same of a case's part of it */
	GUEST_STDERR_MAX = 16 << 10,
};

struct guest;

struct guest_params {
	uv_loop_t *loop;
	const struct run *run;
	const struct unit *unit;
	struct qemu_boot boot;
	struct verdict *verdict; /* verdict_boot() was called */
	unsigned int vm;	 /* 1, ... */
	uint64_t unit_deadline;	 /* uv_now() time; 0: none */
	char *const *argv;	 /* NULL: qemu_argv() */
	bool passthrough;	 /* exec: console to fd 1, lines from fd 0 */
	const char *log_file;	 /* NULL: none is written */
	void *arg;
	void (*case_begin)(void *arg, const struct plan_case *planned);
	void (*bench)(void *arg, const char *record);
	/** the VM is gone and verdict_end() was called: @again as it returned */
	void (*ended)(void *arg, struct guest *guest, bool again);
};

/** guest_start - -errno with @error: no process was made, @ended is not called */
int guest_start(struct guest **guest, const struct guest_params *params,
		struct error *error);

/**
 * guest_fill - add to a result what this VM knows: log, command, log_file, vm
 *
 * For verdict_fn, while the guest runs or ends. Strings are malloc'ed.
 */
void guest_fill(struct guest *guest, const struct verdict_result *from,
		struct result *result);

/** guest_cancel - the run is over: SIGTERM, SIGKILL after the grace */
void guest_cancel(struct guest *guest);
/** guest_kill - SIGKILL at once */
void guest_kill(struct guest *guest);
/** guest_free - from @ended on */
void guest_free(struct guest *guest);

#endif
