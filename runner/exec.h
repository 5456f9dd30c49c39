/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `hvcheck exec IMAGE [-- QEMU-ARGUMENTS]`: boot one image, its console straight
 * through on standard output, lines from standard input to the guest. There is
 * no deadline: whoever types this is watching.
 */
#ifndef RUNNER_EXEC_H
#define RUNNER_EXEC_H

#include "run.h"

struct exec_request {
	const char *image; /* as the user named it */
	const struct target *target;
	const struct engine *engine;
	const char *cpu, *machine, *firmware; /* NULL: the default */
	char *const *args; /* what follows "--"; NULL: nothing */
};

/**
 * exec_target - the target an image was built for
 *
 * The folder below build/ says so; else the machine that the ELF file is for.
 * NULL with @error set: there is no such file, or it is no image.
 */
const struct target *exec_target(const char *image, struct error *error);

/**
 * exec_image - returns the exit status
 *
 * 0: all that was planned passed or was skipped; 1: a case did not, or the VM
 * ended before its "# end"; 2: the VMM did not come up; 130: interrupted. Says
 * on standard error what the console does not show. -errno with @error: no VMM
 * was started.
 */
int exec_image(const struct exec_request *request, struct error *error);

#endif
