/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The local APIC: registers, priorities, the timer, interprocessor interrupts.
 *
 * Intel SDM vol. 3, 10.4 to 10.9 (local APIC), and 10.6.2 for destinations;
 * AMD APM vol. 2, chapter 16.
 */
#ifndef X86_LAPIC_CORE_SUITE_H
#define X86_LAPIC_CORE_SUITE_H

#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqlog.h>

TEST_SUITE("lapic-core",
	   .summary = "the local APIC orders, delivers and times interrupts",
	   .needs = NEEDS(&x86_xapic_mode), .setup = irqlog_start);

/** self_ipi - a fixed interrupt for this CPU, which leaves the mask alone */
void self_ipi(unsigned int vector);

/** only_bit - whether a 256-bit register has this bit alone (or none, at -1) */
bool only_bit(unsigned int reg, int vector);

#endif
