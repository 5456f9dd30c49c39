/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for another CPU, but not for ever. Private to lib/smp.c and lib/sync.c.
 */
#ifndef LIB_PATIENCE_H
#define LIB_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PATIENCE_S = 5,
};

struct patience {
	unsigned int ms; /* 0: PATIENCE_S */
	unsigned int looks;
	uint64_t start;
	uint64_t ticks;
};

/** patience_ran_out - to be asked once a round; zeros are a new wait */
bool patience_ran_out(struct patience *p);

/** smp_is_settling - the case is over: a secondary CPU that waits gives up */
bool smp_is_settling(void);

#endif
