/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `hvcheck exec IMAGE [-- QEMU-ARGUMENTS]`: boot one image, its console straight
 * through on standard output, lines from standard input to the guest.
 */
#ifndef RUNNER_EXEC_H
#define RUNNER_EXEC_H

#include "run.h"

struct exec_request {
	const char *image;	     /* as the user named it */
	const struct target *target; /* NULL: from the image's folder */
	const struct engine *engine;
	const char *cpu, *machine, *firmware; /* NULL: the default */
	char *const *args; /* what follows "--"; NULL: nothing */
};

/** exec_target - the target an image was built for, by its header line's rules */
const struct target *exec_target(const char *image, struct error *error);

/**
 * exec_image - returns the exit status: 0 all passed, 1 a case failed or the VM
 * died, 2 could not run, 130 interrupted; -errno with @error set
 */
int exec_image(const struct exec_request *request, struct error *error);

#endif
