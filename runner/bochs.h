/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bochs as an engine: x86 machines without firmware, started from a ROM.
 *
 * It takes its whole configuration from files. They are made in memory by
 * hvcheck itself (BOCHS_OPTION), which then becomes Bochs: nothing is left
 * behind, whatever happens to either.
 */
#ifndef RUNNER_BOCHS_H
#define RUNNER_BOCHS_H

#include "engine.h"
#include "guest.h"
#include "probe.h"
#include "qemu.h"

#define BOCHS_OPTION  "--bochs"
#define BOCHS_CPU     "corei7_skylake_x" /* by default */
#define BOCHS_MACHINE "bochs"

enum {
	BOCHS_FACTOR = 3,
	BOCHS_MEMORY_MAX_MIB = 2048,
};

/** bochs_probe - its version and CPU models; an error: it is no Bochs */
probe_run_t bochs_probe;

/** bochs_argv - as qemu_argv() */
char **bochs_argv(const struct unit *unit, const struct qemu_boot *boot);

/** bochs_lacks - as engine_lacks() */
char *bochs_lacks(const struct engine *engine, const struct unit *unit);

/**
 * bochs_end - how the VM ended, from Bochs's messages
 *
 * Its exit status is always 1: .status becomes that of QEMU's exit device where
 * the guest has ended the VM, with what @exit_code it has announced.
 */
void bochs_end(struct vm_end *end, const char *messages);

/** bochs_main - `hvcheck --bochs BINARY ...`; returns an exit status, if at all */
int bochs_main(char *const *argv);

#endif
