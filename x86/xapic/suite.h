/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The local APIC's id, and NMIs by IPI. What else is done in xAPIC mode is suite
 * lapic-core's, in x2APIC mode suite x2apic's; how modes change, xapic-modes'.
 *
 * Intel SDM vol. 3, 10.4.6 (local APIC ID); 6.7 (NMI).
 */
#ifndef X86_XAPIC_SUITE_H
#define X86_XAPIC_SUITE_H

#include <clock.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqlog.h>
#include <x86/msr.h>

TEST_SUITE("xapic", .summary = "the local APIC's ids, and NMIs by IPI",
	   .needs = NEEDS(&x86_xapic_mode, &smp_2_cpus), .setup = irqlog_start);

#endif
