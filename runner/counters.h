/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What KVM has counted of a VM. */
#ifndef RUNNER_COUNTERS_H
#define RUNNER_COUNTERS_H

struct json_t;

enum {
	COUNTERS_MAX = 1500 /* bytes of the text */
};

/**
 * counters_text - QMP's query-stats as "exits=12 halt_exits=3"
 *
 * Sums over all vCPUs; what is 0, or no single number, is left out. To be freed;
 * NULL: there is none.
 */
char *counters_text(struct json_t *stats);

#endif
