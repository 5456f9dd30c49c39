/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: registers and counters by number. */
#ifndef ARM_PMU_SUITE_H
#define ARM_PMU_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>
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

#ifdef __aarch64__

#define PMU_VERSION		field(read_sysreg(id_aa64dfr0_el1), 8, 4)
#define PMU_PMCR		UINT32_MAX
#define PMU_PMCR_UNKNOWN	0u
#define PMU_USERENR		0xfu
#define PMU_COUNTER_MAX		(pmu_version() >= 6 ? UINT64_MAX : UINT32_MAX)
#define PMU_LONG		(pmu_version() >= 6)
#define PMU_CYCLES_LC		PMCR_LC /* so that the cycle counter wraps at its width */
#define PMU_READ_CYCLES()	read_sysreg(pmccntr_el0)
#define PMU_WRITE_CYCLES(value) write_sysreg(pmccntr_el0, value)

#else

/* Before PMUv3 there is no LC, and user mode gets all or nothing. */
#define PMU_VERSION		field(read_sysreg(ID_DFR0), 24, 4)
#define PMU_PMCR		(pmu_version() >= 3 ? UINT32_MAX : 0x3fu)
#define PMU_PMCR_UNKNOWN	(pmu_version() >= 3 ? 0u : 0x7c0u)
#define PMU_USERENR		(pmu_version() >= 3 ? 0xfu : 1u)
/* PMXEVCNTR reaches 32 bits of a counter. */
#define PMU_COUNTER_MAX		UINT32_MAX
#define PMU_LONG		false
#define PMU_CYCLES_LC		0
#define PMU_READ_CYCLES()	read_sysreg(PMCCNTR)
#define PMU_WRITE_CYCLES(value) write_sysreg(PMCCNTR, value)

#endif

/** pmu_setup - all off, zero and without interrupts; again at the end */
void pmu_setup(void);

/**
 * pmu_version - ID_AA64DFR0_EL1.PMUVer or ID_DFR0.PerfMon
 *
 * 4 v3.1, 5 v3.4, 6 v3.5; of AArch64 1 v3, of AArch32 1 v1, 2 v2, 3 v3.
 */
unsigned int pmu_version(void);

/** pmu_number - event counters; pmu_mask - they and the cycle counter, as bits */
unsigned int pmu_number(void);
uint64_t pmu_mask(void);

/** pmu_has_event - by PMCEID0 and PMCEID1, below 64; SW_INCR in any event */
bool pmu_has_event(unsigned int event);

/** pmcr - all of PMCR_EL0 that can be written; LC and LP where they are there */
void pmcr(uint64_t bits);

/** counter_set, counter, counter_type - event counter @n by PMSELR_EL0 */
void counter_set(unsigned int n, uint64_t value);
uint64_t counter(unsigned int n);
void counter_type(unsigned int n, uint64_t type);

/** cycles_filter - of the cycle counter: PMCCFILTR_EL0, by PMSELR_EL0 */
static inline void cycles_filter(uint64_t filter)
{
	counter_type(31, filter);
}

/** counter_bits - what can be read of an event counter */
static inline uint64_t counter_bits(void)
{
	return PMU_COUNTER_MAX;
}

/** cycles, cycles_set - the cycle counter, as wide as a register */
static inline unsigned long cycles(void)
{
	isb();
	return PMU_READ_CYCLES();
}

static inline void cycles_set(unsigned long value)
{
	PMU_WRITE_CYCLES(value);
	isb();
}

/** sw_incr - write PMSWINC_EL0 so many times */
void sw_incr(uint64_t mask, unsigned int times);

extern const struct feature pmu_ids;  /* PMCEID0 and PMCEID1 */
extern const struct feature pmu_long; /* 64-bit event counters, PMUv3p5 */
extern const struct feature pmu_inst_retired, pmu_mem_access, pmu_chain;

#endif
