/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What it costs to leave the guest, operation by operation. No figure is ever a
 * failure; that an operation did what it is for is checked all the same.
 */
#ifndef X86_VMEXIT_SUITE_H
#define X86_VMEXIT_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/msr.h>

TEST_SUITE("vmexit",
	   .summary = "operations that leave the guest, and their cost");

enum {
	VECTOR = 0xb0, /* of the interrupts that are counted */
	PATIENCE_US = 1000000,
};

/* How many of VECTOR arrived since prepare(), on all CPUs. */
extern volatile uint64_t taken;

/** prepare - the local APIC, the handler that counts, interrupts off */
void prepare(void);

/** wait_for_more - until taken is above @before; returns whether it is */
bool wait_for_more(uint64_t before);

/** bench_wrmsr - a bench case: WRMSR of a value that then reads back */
void bench_wrmsr(uint32_t msr, uint64_t value);

#endif
