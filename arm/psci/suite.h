/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: functions by number, CPUs off and on. */
#ifndef ARM_PSCI_SUITE_H
#define ARM_PSCI_SUITE_H

#include <arm/psci.h>
#include <smp.h>
#include <stdint.h>
#include <test/test.h>

#define PSCI_SUITE                                                            \
	TEST_SUITE("psci",                                                    \
		   .summary = "PSCI calls: what there is, power of CPUs and " \
			      "of the machine")

/* The functions of 64 bits have this bit. */
#define FN64 0x40000000u

#define FN_CPU_SUSPEND	     0x84000001u
#define FN_CPU_ON	     0x84000003u
#define FN_AFFINITY_INFO     0x84000004u
#define FN_MIGRATE	     0x84000005u
#define FN_MIGRATE_INFO_TYPE 0x84000006u
#define FN_MIGRATE_INFO_CPU  0x84000007u
#define FN_SMCCC_VERSION     0x80000000u

enum {
	AFFINITY_ON = 0,
	AFFINITY_OFF = 1,
	AFFINITY_ON_PENDING = 2,
};

/* A function of the caller's width; an AArch32 caller has no others. */
#define FN_NATIVE(fn) (sizeof(long) == 8 ? (fn) | FN64 : (fn))

/** affinity - what AFFINITY_INFO says of a CPU, level 0 */
int affinity(unsigned int cpu);

/** switch_off - CPU_OFF on a CPU; returns when AFFINITY_INFO says so */
void switch_off(unsigned int cpu);

/* How often CPU_OFF has returned. */
extern unsigned int nr_came_back;

#endif
