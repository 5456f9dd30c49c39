/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The I/O APIC: registers, edge and level, destinations, end of interrupt.
 *
 * Intel 82093AA data sheet (290566), 3.2 (registers) and 3.4; 82801IB "ICH9" data
 * sheet (316972), 13.5; Intel SDM vol. 3, 10.8.5 (signaling interrupt servicing
 * completion).
 */
#ifndef X86_IOAPIC_SUITE_H
#define X86_IOAPIC_SUITE_H

#include <smp.h>
#include <test/test.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/ioapic.h>
#include <x86/irq/irqline.h>
#include <x86/irq/irqlog.h>

enum {
	VECTOR = 0x76,
	OTHER = 0x58, /* of a lower class */
	NR_PINS = 24,
};

/* One at the usual address: it need not be in a table. */
extern const struct feature ioapic_there;

/* The first I/O APIC, the line that cases drive, the pin where it arrives. */
extern struct ioapic *io;
extern unsigned int line, pin;

/* What the entries were before anybody wrote them. */
extern uint64_t first_entries[NR_PINS];

/** ioapic_prepare - lines low, pins masked, interrupts counted, PIT still */
void ioapic_prepare(void);

TEST_SUITE("ioapic", .summary = "the I/O APIC sends what its lines ask for",
	   .needs = NEEDS(&x86_xapic_mode, &ioapic_there, &irqline_any),
	   .setup = ioapic_prepare);

#define ALL_LINES .needs = NEEDS(&irqline_all)
#define FOUR_CPUS .needs = NEEDS(&smp_4_cpus)

/** entry - an entry for VECTOR and CPU 0, and further bits */
uint64_t entry(uint64_t flags);

/** route - that entry for the pin; other_route: any vector and pin */
void route(uint64_t flags);
void route_pin(unsigned int pin, unsigned int vector, uint64_t flags);

/** remote_irr - bit 14 of a pin's entry */
bool remote_irr(unsigned int pin);

/** expect_taken - VECTOR came so often, on CPU 0, and nothing else anywhere */
void expect_taken(unsigned int times);

/** hold_back - TPR of a CPU: it accepts interrupts and takes none, or all */
void hold_back(unsigned int cpu, bool hold);

void raise_line(void);
void lower_line(void);

#endif
