/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_GIC_MMIO_SUITE_H
#define ARM_GIC_MMIO_SUITE_H

#include <arm/gic.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("gic-mmio",
	   .summary = "registers of each interrupt take and give their own bits",
	   .needs = NEEDS(&arm_gic));

enum {
	INTIDS_MAX = 1020,
	TO_LAST = 0, /* as the end of a row: gic_nr_irqs() */
};

/* A range of INTIDs, [first, end). */
struct range {
	const char *name;
	unsigned int first, end;
	const struct feature *needs;
};

static inline unsigned int end_of(const struct range *r)
{
	return r->end == TO_LAST ? gic_nr_irqs() : r->end;
}

static inline void check_range_needs(const struct range *r)
{
	if (r->needs && !r->needs->probe())
		SKIP("needs %s", r->needs->name);
}

#endif
