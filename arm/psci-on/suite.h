/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: a CPU that starts, says how it was, and goes off. */
#ifndef ARM_PSCI_ON_SUITE_H
#define ARM_PSCI_ON_SUITE_H

#include "record.h"

#include <arm/psci.h>
#include <smp.h>
#include <test/test.h>

#define PSCI_ON_SUITE                                                       \
	TEST_SUITE("psci-on",                                               \
		   .summary = "CPU_ON starts a CPU in the state it should", \
		   .needs = NEEDS(&smp_2_cpus))

/** psci_on_prepare - use a CPU so that nothing is as after reset, and switch it off */
void psci_on_prepare(unsigned int cpu);

/** psci_on_start - a function of CPU_ON, with what it is to be told as context */
int psci_on_start(uint32_t function, unsigned int cpu, uintptr_t entry,
		  unsigned long context);

/** psci_on_expect - it ran once, in the state of reset, and is off again */
void psci_on_expect(unsigned int cpu, uintptr_t entry, uint64_t context);

/** psci_on_affinity - 0 on, 1 off, 2 on its way */
int psci_on_affinity(unsigned int cpu);

/** psci_on_read_back - bring the record up to date: the CPU writes past the caches */
void psci_on_read_back(void);

/** psci_on_by_smc - whether the machine's instruction for calls is SMC */
bool psci_on_by_smc(void);

/* Of the width: */

/** psci_on_spoil - on the CPU: change what reset is to change back */
void psci_on_spoil(void);

/** psci_on_expect_state - level, masks and what else is in @state, after reset */
void psci_on_expect_state(const struct record *r);

#endif
