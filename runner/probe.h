/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a VMM's binary says of itself, asked once and kept under build/engines/
 * for as long as its size and its time of change stay the same.
 */
#ifndef RUNNER_PROBE_H
#define RUNNER_PROBE_H

#include <stdbool.h>

#include "run.h"

struct probe {
	unsigned int version[3];
	char *text; /* "QEMU 7.2.22 (Debian ...)" */
	char *arch; /* QEMU's name of the target, "x86_64" */
	bool kvm;   /* built with it */
	char **machines, **cpus, **devices; /* NULL-ended; NULL: none */
};

void probe_release(struct probe *probe);

/* What it takes to ask one kind of binary; 0 or, in *error, why it failed. */
typedef int probe_run_t(struct probe *probe, const char *binary,
			struct error *error);

probe_run_t probe_qemu;

/**
 * probe_get - what @binary says of itself, from the cache or by @run
 * @build_dir: where the cache is; NULL: there is none
 * @refresh: ask again whatever the cache says
 *
 * 0, and probe_release() is due; else *error says why.
 */
int probe_get(struct probe *probe, const char *binary, probe_run_t *run,
	      const char *build_dir, bool refresh, struct error *error);

#endif
