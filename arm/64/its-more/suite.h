/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_64_ITS_MORE_SUITE_H
#define ARM_64_ITS_MORE_SUITE_H

#include <arm/gic.h>
#include <arm/its.h>
#include <smp.h>
#include <test/test.h>

void set_up(void);

TEST_SUITE("its-more", .summary = "commands, queue and tables of the ITS",
	   .needs = NEEDS(&arm_its, &smp_2_cpus), .setup = set_up);

enum {
	NOBODY = CPU_MAX,
	DEVICE = 5,
	LPI = 8200,
};

/* map_event - @event of DEVICE to an enabled LPI, in the collection of @cpu */
void map_event(uint32_t event, uint32_t lpi, unsigned int cpu);

/* check_arrival - that one LPI on that one CPU, and then nothing anywhere */
void check_arrival(unsigned int cpu, uint32_t lpi);

#endif
