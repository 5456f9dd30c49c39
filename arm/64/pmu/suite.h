/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: registers and counters by number. */
#ifndef ARM_PMU_SUITE_H
#define ARM_PMU_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <arm/insn.h>
#include <test/test.h>

#define PMU_SUITE                                                             \
	TEST_SUITE("pmu",                                                     \
		   .summary = "performance monitors count, filter, overflow " \
			      "and interrupt as they are told",               \
		   .needs = NEEDS(&arm_pmu), .setup = pmu_setup)

#define PMCR_E	(1u << 0)
#define PMCR_P	(1u << 1)
#define PMCR_C	(1u << 2)
#define PMCR_D	(1u << 3)
#define PMCR_X	(1u << 4)
#define PMCR_DP (1u << 5)
#define PMCR_LC (1u << 6)
#define PMCR_LP (1u << 7)
#define CYCLES	(1u << 31) /* the cycle counter in masks */

#define FILTER_P (1u << 31) /* not at EL1 */
#define FILTER_U (1u << 30) /* not at EL0 */

enum {
	SW_INCR = 0x00,
	INST_RETIRED = 0x08,
	CPU_CYCLES = 0x11,
	MEM_ACCESS = 0x13,
	INST_SPEC = 0x1b,
	CHAIN = 0x1e,
};

/** pmu_setup - all off, zero and without interrupts; again at the end */
void pmu_setup(void);

/** pmu_version - ID_AA64DFR0_EL1.PMUVer: 1 v3, 4 v3.1, 5 v3.4, 6 v3.5 */
unsigned int pmu_version(void);

/** pmu_number - event counters; pmu_mask - they and the cycle counter, as bits */
unsigned int pmu_number(void);
uint64_t pmu_mask(void);

/** pmu_has_event - by PMCEID0 and PMCEID1, below 64 */
bool pmu_has_event(unsigned int event);

/** pmcr - all of PMCR_EL0 that can be written */
void pmcr(uint64_t bits);

/** counter_set, counter, counter_type - event counter @n by PMSELR_EL0 */
void counter_set(unsigned int n, uint64_t value);
uint64_t counter(unsigned int n);
void counter_type(unsigned int n, uint64_t type);

/** counter_bits - what an event counter holds: 64 bits from PMUv3p5 on */
static inline uint64_t counter_bits(void)
{
	return pmu_version() >= 6 ? UINT64_MAX : UINT32_MAX;
}

/** sw_incr - write PMSWINC_EL0 so many times */
void sw_incr(uint64_t mask, unsigned int times);

extern const struct feature pmu_long; /* 64-bit event counters, PMUv3p5 */
extern const struct feature pmu_inst_retired, pmu_mem_access, pmu_chain;

#endif
