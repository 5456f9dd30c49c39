/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One VM: its process, console, control channel, deadline, log and end. Knows
 * how to keep a VM, not what its guest means: that is verdict.h's.
 */
#ifndef RUNNER_GUEST_H
#define RUNNER_GUEST_H

#include <uv.h>

#include "run.h"
#include "verdict.h"

enum {
	GUEST_LOG_HALF = 8 << 20, /* see log.h */
	GUEST_EXCERPT_HALF = 16 << 10,
	GUEST_HOP_MS = 60000, /* for a migration */
};

struct guest;
struct ktap_event;
struct symbols;

struct guest_params {
	uv_loop_t *loop;
	char *const *argv; /* of the VMM; with QMP_FD if .qmp */
	bool look; /* whether it can migrate before it starts, see .blocked */
	uint64_t random_ms; /* migrate at random, so far apart; 0: never */
	bool stand; /* it stands still while it migrates */
	uint64_t seed;
	bool qmp;	   /* the VMM waits for QMP_HELLO on QEMU_FD_QMP */
	bool bochs;	   /* its messages tell how it ended */
	bool passthrough;  /* console bytes to standard output as well */
	const char *image; /* the ELF file, for symbols */
	struct symbols *symbols; /* NULL: none */
	char *log_path;		 /* the guest's from now on; NULL: no log */
	int log_fd;		 /* of that file; the guest's, too */
	void *arg;
	/** each record, in order; not after guest_stop() */
	void (*event)(void *arg, const struct ktap_event *event);
	/** the deadline has passed: guest_stop(), or set a new one */
	void (*deadline)(void *arg);
	/** all its CPUs are halted with interrupts off; NULL: nobody looks */
	void (*stuck)(void *arg);
	/** its time has stood still for @ms, or it has migrated for so long */
	void (*waited)(void *arg, uint64_t ms);
	/** it has not begun, and cannot migrate: guest_stop(), or it goes on */
	void (*blocked)(void *arg, const char *reason);
	/** it is gone, all it said was handed over; then guest_free() */
	void (*ended)(void *arg, const struct vm_end *end);
};

/** guest_start - -errno with @error: there is no process, nothing is called */
int guest_start(struct guest **guest, const struct guest_params *params,
		struct error *error);

/** guest_set_deadline - at @time (of uv_now()); UINT64_MAX: none */
void guest_set_deadline(struct guest *guest, uint64_t time);

/** guest_flush - hand over all that was said, whether a record may go on or not */
void guest_flush(struct guest *guest);

/**
 * guest_stop - end the VM, SIGTERM first; @ended reports @cause
 *
 * VM_TIMEOUT first collects the evidence of a hang, see hang.h. The first call
 * decides on cause, deadline and limit.
 */
void guest_stop(struct guest *guest, enum vm_cause cause,
		enum vm_deadline deadline, uint64_t limit_ms);

/** guest_kill - SIGKILL at once, without evidence */
void guest_kill(struct guest *guest);

/** guest_freeze - SIGSTOP to its VMMs; deadlines are wrong until guest_thaw() */
void guest_freeze(struct guest *guest);
/** guest_thaw - SIGCONT, and a deadline that is @frozen_ms later */
void guest_thaw(struct guest *guest, uint64_t frozen_ms);

/** guest_new_excerpt - what comes from now on belongs to another case */
void guest_new_excerpt(struct guest *guest);

/**
 * guest_excerpt - the console since guest_new_excerpt(), to be freed
 * @after: with the VMM's messages and the evidence of a hang, in @ended
 */
char *guest_excerpt(const struct guest *guest, bool after);

/** guest_send - a line for the guest, with its newline; lost if it is full */
void guest_send(struct guest *guest, const char *line);

const char *guest_log_path(const struct guest *guest); /* NULL: none */
int guest_pid(const struct guest *guest);

/** guest_free - in @ended or later */
void guest_free(struct guest *guest);

#endif
