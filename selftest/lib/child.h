/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fake machine in a process of its own: every run starts afresh, and may end
 * in any way. Only the content of RAM is shared, so that a test that itself uses
 * an allocator of lib/ comes after those that have children.
 */
#ifndef SELFTEST_LIB_CHILD_H
#define SELFTEST_LIB_CHILD_H

#include <stddef.h>

struct child {
	char output[1 << 18]; /* what it wrote, ended by NUL */
	size_t len;
	int status; /* of exit(), or 256 and the signal */
};

/** child_call - call fn(arg) in a child; it need not return */
void child_call(struct child *child, void (*fn)(void *), void *arg);

/**
 * child_run - test_run_all(@cmdline), with figures that vary replaced
 *
 * "time_us=12" becomes "time_us=N", file and line of a check "FILE:LINE",
 * addresses of traps "pc=0xN", and "# regs", "# stack" lose what follows.
 */
void child_run(struct child *child, const char *cmdline);

/** child_run_raw - the same with the output as it is */
void child_run_raw(struct child *child, const char *cmdline);

/** child_join - put continued records together, as the runner does */
void child_join(struct child *child);

/** child_expect - fails the running test with the first line that differs */
void child_expect(const struct child *child, const char *output);

/** child_input - what the next children find on their standard input */
void child_input(const char *text);

#endif
