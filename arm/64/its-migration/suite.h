/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_64_ITS_MIGRATION_SUITE_H
#define ARM_64_ITS_MIGRATION_SUITE_H

#include <arm/gic.h>
#include <arm/its.h>
#include <smp.h>
#include <test/test.h>

/** its_set_up - devices 2 and 7, with an event each, on CPUs 3 and 2 */
void its_set_up(void);

TEST_SUITE("its-migration", .summary = "the ITS and LPIs survive migration",
	   .needs = NEEDS(&arm_its, &smp_4_cpus, &host_migrate),
	   .setup = its_set_up);

enum {
	FIRST = 8448, /* LPIs of most cases */
	NR_LPIS = 256,
};

#endif
