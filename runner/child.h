/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Child processes. A child is exec'ed through hvcheck itself
 *
 *	hvcheck --child PARENT -- PROGRAM ARGUMENT...
 *
 * which makes it die with the runner whatever kills that one, and leads its own
 * process group. libuv can do neither. Where hvcheck-child is found it takes
 * the place of hvcheck, with the same arguments: it loads no library.
 */
#ifndef RUNNER_CHILD_H
#define RUNNER_CHILD_H

#include "run.h"

#define CHILD_OPTION  "--child"
#define CHILD_PROGRAM "hvcheck-child"

/* Exit status of `hvcheck --child` where the program cannot be started. */
enum {
	CHILD_EXIT_NO_PROGRAM = 127
};

/**
 * child_main - the whole of `hvcheck --child`; main() calls it first of all
 * @argv: what follows CHILD_OPTION
 *
 * Does not return unless it failed; the result is the exit status.
 */
int child_main(char *const *argv);

/** child_self - absolute path of hvcheck; NULL: unknown; never freed */
const char *child_self(void);

/** child_argv - @argv as `hvcheck --child` wants it; words_free() releases it */
char **child_argv(char *const *argv);

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
