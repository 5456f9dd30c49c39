/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A unit -> QEMU's command line.
 */
#ifndef RUNNER_QEMU_H
#define RUNNER_QEMU_H

#include "run.h"

/* What differs between the boots of one unit. */
struct qemu_boot {
	const struct options
		*options; /* seed, shuffle, --qemu-args; may be NULL */
	uint64_t seed;	  /* of the run; 0: none is passed */
	/* The cases to run, in plan order. NULL: all of the unit's. */
	const struct plan_case *const *list;
	size_t nr;
	size_t start;	 /* PROTO_ARG_START; 0, 1: from the first one on */
	bool answers;	 /* requests of the host channel: PROTO_ARG_HOST */
	bool stays;	 /* but those for another VM: it cannot migrate */
	bool supervised; /* with the runner's own descriptors, see below */
};

/* Descriptors of a supervised QEMU beyond 0 (lines to the guest), 1 and 2. */
enum {
	QEMU_FD_QMP = 3,
	QEMU_FD_INCOMING = 4, /* state of a VM that migrates */
};

/** qemu_argv - NULL-ended, to be given to words_free() */
char **qemu_argv(const struct unit *unit, const struct qemu_boot *boot);

/** qemu_quote - words as a shell reads them, on one line; to be freed */
char *qemu_quote(char *const *words);

/**
 * qemu_command - the plain QEMU command that repeats this boot
 * qemu_exec_command - the same through `hvcheck exec`, which needs no table of
 * exit statuses to understand
 *
 * One line for a shell; to be freed.
 */
char *qemu_command(const struct unit *unit, const struct qemu_boot *boot);
char *qemu_exec_command(const struct unit *unit, const struct qemu_boot *boot);

/** qemu_run_command - the same for what `hvcheck exec` does not do: migrate */
char *qemu_run_command(const struct unit *unit, const struct qemu_boot *boot,
		       const char *id);

#endif
