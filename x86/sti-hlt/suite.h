/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When an interrupt that is pending is taken: the shadows of STI and MOV SS, HLT.
 *
 * Intel SDM vol. 2, STI, POP, MOV, HLT; vol. 3, 6.8.3 (masking when switching
 * stacks), 6.9 (priorities). AMD APM vol. 2, 8.1.6.
 */
#ifndef X86_STI_HLT_SUITE_H
#define X86_STI_HLT_SUITE_H

#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqlog.h>

TEST_SUITE("sti-hlt", .summary = "interrupts wait for STI's shadow and end HLT",
	   .needs = NEEDS(&x86_apic), .setup = irqlog_start);

enum {
	VECTOR = 0x55
};

/*
 * SEQUENCE - instructions with labels in them as a function, of which no compiler
 * makes a copy; of the registers it may change AX alone
 */
#define SEQUENCE(id, text)                                 \
	extern void id(void);                              \
	asm(".pushsection .text\n" #id ": " text "\nret\n" \
	    ".popsection")

/**
 * expect_shadow - @sequence is never interrupted at @shadow
 *
 * By interrupts of a timer, at any instruction of a loop of it.
 */
void expect_shadow(void (*sequence)(void), const char *shadow);

/** pend - an interrupt of this CPU, in IRR when this returns; IF is 0 */
static inline void pend(void)
{
	apic_ipi(apic_id(), APIC_ICR_ASSERT | VECTOR);
	ASSERT_TRUE(apic_test_bit(APIC_IRR, VECTOR));
}

#endif
