/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Child processes. A child dies with the runner, whatever kills that one, and
 * leads a session, and so a process group, of its own: the terminal's signals
 * do not reach it. libuv cannot do the first, and copies the runner for each.
 */
#ifndef RUNNER_CHILD_H
#define RUNNER_CHILD_H

#include <uv.h>

#include "run.h"

/* Exit status of what could not become another program. */
enum {
	CHILD_EXIT_NO_PROGRAM = 127
};

/** child_self - absolute path of hvcheck; NULL: unknown; never freed */
const char *child_self(void);

struct child {
	uv_poll_t end; /* of the process: readable once it is over */
	int pid, fd;
	int status, signal; /* then: the exit status, -1: a signal */
	void (*exited)(struct child *child);
	void *data;
};

/**
 * child_start - start @argv[0], which is a path
 * @child: has exited and data; they are called in the loop
 * @fds: what become its descriptors 0, 1, ...; -1: that one is not open
 *
 * Returns 0, or a negative errno, also where the program cannot be executed:
 * then there is no process and nothing to close.
 */
int child_start(struct child *child, uv_loop_t *loop, char *const *argv,
		const int *fds, int nr_fds);

/** child_close - once it has exited; @closed is called with the uv_poll_t */
void child_close(struct child *child, uv_close_cb closed);

/** child_kill - a signal to the child's whole process group */
void child_kill(int pid, int signal);

/*
 * Run a program to its end, with a text as its input, and keep what it says.
 * Blocks; for probes, not for guests.
 */
struct child_output {
	char *out, *err; /* NUL-terminated; to be freed */
	size_t out_len, err_len;
	int status; /* exit status, -1: a signal */
	int signal;
	bool timed_out;
};
int child_capture(char *const *argv, const char *input, unsigned int timeout_ms,
		  struct child_output *output, struct error *error);
void child_output_release(struct child_output *output);

#endif
