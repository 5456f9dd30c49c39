/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a VM on its way through a file: what the source writes into a
 * pipe is kept, and later written into another pipe for the destination.
 */
#ifndef RUNNER_RELAY_H
#define RUNNER_RELAY_H

#include <uv.h>

struct relay;

/**
 * relay_start - read a pipe into a file without a name
 * @fd: of which to write for the source; the caller's
 * @full: called once all has arrived, or -errno
 */
int relay_start(struct relay **relay, uv_loop_t *loop, int *fd,
		void (*full)(void *arg, int error), void *arg);

/** relay_give - write it all; @fd: of which to read for the destination */
int relay_give(struct relay *relay, int *fd);

/** relay_free - at any time, NULL too */
void relay_free(struct relay *relay);

#endif
