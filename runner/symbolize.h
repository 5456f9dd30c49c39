/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `hvcheck symbolize IMAGE ADDRESS...`, or with a log on standard input. */
#ifndef RUNNER_SYMBOLIZE_H
#define RUNNER_SYMBOLIZE_H

#include "run.h"
#include <stdio.h>

/**
 * symbolize_command - print what stands at addresses, or a log with it
 * @addresses: NULL-ended; none at all: read @in, and copy it to @out with a
 * line a frame below each stack record
 *
 * Returns an exit status; -errno with @error set.
 */
int symbolize_command(const char *image, const char *const *addresses,
		      const char *tree, FILE *in, FILE *out,
		      struct error *error);

#endif
