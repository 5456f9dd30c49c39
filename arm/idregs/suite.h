/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share in both widths. */
#ifndef ARM_IDREGS_SHARED_H
#define ARM_IDREGS_SHARED_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <test/test.h>

#define IDREGS_SUITE                                                       \
	TEST_SUITE("idregs",                                               \
		   .summary = "ID registers are consistent, and say what " \
			      "the processor does")

enum {
	ID_MAX = 96,
};

/* Every register of which all CPUs have the same, by name. */
extern const char *const id_names[];
extern const unsigned int nr_ids; /* at most ID_MAX */

/** id_values - the values of all of them, on this CPU */
void id_values(uint64_t *values);

#endif
