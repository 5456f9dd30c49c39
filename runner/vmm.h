/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One VMM process: its pipes, its messages and its end. A guest has one, and a
 * second one while it migrates; what the guest means is guest.h's affair.
 */
#ifndef RUNNER_VMM_H
#define RUNNER_VMM_H

#include <uv.h>

#include "child.h"
#include "qmp.h"
#include "run.h"

enum {
	VMM_GRACE_MS = 2000, /* from SIGTERM to SIGKILL */
	VMM_DRAIN_MS = 500,  /* for pipes to close once it is dead */
	VMM_MESSAGES_MAX = 16 << 10,
};

struct vmm;

struct vmm_params {
	uv_loop_t *loop;
	char *const *argv;
	bool qmp;	  /* a control channel on QEMU_FD_QMP */
	int incoming;	  /* for QEMU_FD_INCOMING; -1: none */
	bool passthrough; /* its messages to standard error as well */
	void *arg;
	/** the guest's console */
	void (*console)(void *arg, const char *bytes, size_t len);
	void (*qmp_message)(void *arg, struct vmm *vmm,
			    const struct qmp_message *message);
	/** the control channel was closed from the other side */
	void (*deaf)(void *arg, struct vmm *vmm);
	/** it is dead, and all it said was handed over; then vmm_free() */
	void (*gone)(void *arg, struct vmm *vmm);
};

struct vmm {
	struct vmm_params set; /* without argv */
	struct child child; /* its status, once it has exited */
	uv_pipe_t in, out, err, control;
	uv_timer_t timer, pause;
	unsigned int nr_handles; /* that are not closed yet */
	unsigned int nr_open;	 /* of out, err, control: not at their end */
	unsigned int eager;	 /* reads without a pause after each */
	bool exited, killed, gone, freed;
	bool control_open;
	struct qmp qmp;
	char *messages;
	size_t messages_len;
};

/** vmm_start - -errno with @error: there is no process, nothing is called */
int vmm_start(struct vmm **vmm, const struct vmm_params *params,
	      struct error *error);

/** vmm_say - text to the guest's console; lost where that is full */
void vmm_say(struct vmm *vmm, const char *text);

/** vmm_control - text to the control channel */
void vmm_control(struct vmm *vmm, const char *text);

/** vmm_command - a command without arguments */
void vmm_command(struct vmm *vmm, const char *id, const char *name);

/** vmm_hand_over - give it a descriptor, as "getfd" calls it; closes @fd */
int vmm_hand_over(struct vmm *vmm, const char *id, const char *name, int fd);

/** vmm_catch_up - read what the console holds now */
void vmm_catch_up(struct vmm *vmm);

/** vmm_terminate - SIGTERM, then SIGKILL; vmm_kill - SIGKILL */
void vmm_terminate(struct vmm *vmm);
void vmm_kill(struct vmm *vmm);

/** vmm_freeze - SIGSTOP; vmm_thaw - SIGCONT, and what it was granted once more */
void vmm_freeze(struct vmm *vmm);
void vmm_thaw(struct vmm *vmm);

/** vmm_message - the line of its messages that says most, or NULL; to be freed */
char *vmm_message(const struct vmm *vmm);
/** vmm_noise - a line that tells only of our own signal */
bool vmm_noise(const char *line, size_t len);

/** vmm_free - once it is gone, or did not start */
void vmm_free(struct vmm *vmm);

/* vmm_streams.c */
void vmm_listen(struct vmm *vmm);
void vmm_begin_streams(struct vmm *vmm);
/* vmm.c */
void vmm_settle(struct vmm *vmm);

#endif
