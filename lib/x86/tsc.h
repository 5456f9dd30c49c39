/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time-stamp counter and the clocks of known rate that it is measured
 * against.
 */
#ifndef LIB_X86_TSC_H
#define LIB_X86_TSC_H

#include <stdbool.h>
#include <stdint.h>

#define PIT_HZ 1193182u

/* The sources of arch_ticks_hz(), in the order they are tried. */
enum tsc_source {
	TSC_FROM_CPUID_15,	 /* crystal and ratio: SDM vol. 3, 18.7.3 */
	TSC_FROM_CPUID_40000010, /* the hypervisor's word, in kHz */
	TSC_FROM_PM_TIMER,	 /* ACPI 6.5, 4.8.2.1 */
	TSC_FROM_PIT,		 /* channel 2, the speaker's, by port 0x61 */
	TSC_FROM_APIC_TIMER,	 /* QEMU's and KVM's run at 1 GHz */
	TSC_UNKNOWN,		 /* nothing to measure with: 1 GHz is assumed */
	TSC_NR_SOURCES = TSC_UNKNOWN,
};

/**
 * tsc_hz_from - the rate by one source; 0: the machine does not have it
 *
 * Measures for half a millisecond, or for up to 20 ms where the host is so busy
 * that this would not be good to 0.4 %.
 */
uint64_t tsc_hz_from(enum tsc_source source);

/** tsc_hz_over - the same over @us microseconds, 10000 .. 50000: to 0.025 % */
uint64_t tsc_hz_over(enum tsc_source source, unsigned int us);

/** tsc_source - which one arch_ticks_hz() went by */
enum tsc_source tsc_source(void);

/** tsc_source_name - for a diagnostic: "ACPI PM timer" */
const char *tsc_source_name(enum tsc_source source);

/**
 * pm_timer_present - whether the FADT has a PM timer
 * pm_timer_read - its count, of pm_timer_bits() bits
 */
bool pm_timer_present(void);
uint32_t pm_timer_read(void);
unsigned int pm_timer_bits(void);

#endif
