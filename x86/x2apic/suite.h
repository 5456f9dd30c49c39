/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The local APIC in x2APIC mode, all CPUs, from the first case to the last: not every
 * APIC comes back from it. What the MSRs refuse is suite msr's.
 *
 * Intel SDM vol. 3, 10.12 (extended xAPIC).
 */
#ifndef X86_X2APIC_SUITE_H
#define X86_X2APIC_SUITE_H

#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqlog.h>
#include <x86/msr.h>

enum {
	NR = 4,
	IPI_VECTOR = 0x77
};

/** x2apic_prepare - all CPUs in x2APIC mode, interrupts counted */
void x2apic_prepare(void);

TEST_SUITE("x2apic", .summary = "the local APIC works by MSRs alone",
	   .needs = NEEDS(&x86_x2apic, &smp_4_cpus), .setup = x2apic_prepare);

/* What CPU n had before: its id as an xAPIC. */
extern uint8_t xapic_ids[NR];

void self_ipi(unsigned int vector);

/** reached - which CPUs an IPI reaches; 0x10: one of them twice */
unsigned int reached(uint32_t destination, uint32_t icr);

#endif
