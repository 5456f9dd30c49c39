/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which interrupts were taken: a handler for every vector that suites have, which
 * counts, notes the order, and ends the interrupt. Interrupts come in windows that
 * the case opens; outside of them EFLAGS.IF is 0 on every CPU that a case uses.
 */
#ifndef LIB_X86_IRQ_IRQLOG_H
#define LIB_X86_IRQ_IRQLOG_H

#include <stdbool.h>
#include <stdint.h>

enum {
	IRQLOG_FIRST = 0x20, /* the vectors that are handled */
	IRQLOG_LAST = 0xef,
	IRQLOG_CPUS = 4, /* further CPUs are counted with the last of these */
	IRQLOG_ORDER = 32,
};

struct irqlog {
	volatile unsigned int taken[IRQLOG_CPUS][256];
	volatile unsigned int total[IRQLOG_CPUS];

	/* of CPU 0 alone: the vectors in the order they came, and what they met */
	volatile unsigned int order[IRQLOG_ORDER], nr;
	volatile unsigned long pc[IRQLOG_ORDER];

	/* SDM vol. 3, 10.9: none of these is an interrupt that was asked for */
	volatile unsigned int spurious[IRQLOG_CPUS];

	/*
	 * What the next handler on CPU 0 does before its EOI; taken once. What
	 * every handler there does before its EOI.
	 */
	void (*inside)(unsigned int vector);
	void (*always)(unsigned int vector);
	bool no_eoi; /* CPU 0's handlers leave the interrupt in service */
};

extern struct irqlog irqlog;

/**
 * irqlog_start - for .setup: IF off, this CPU's APIC ready, nothing counted yet,
 * all vectors handled
 */
void irqlog_start(void);

/** irqlog_forget - count from 0 again */
void irqlog_forget(void);

/**
 * irqlog_window - let this CPU take what it can
 *
 * Leaves IF as 0. Goes on while IRR has a class above PPR's, up to some 100 ms: a
 * hypervisor that emulates STI may be late. What it cannot see (an external
 * interrupt, an NMI) has to be waited for.
 */
void irqlog_window(void);

/** irqlog_windows - irqlog_window() on every CPU, this one last */
void irqlog_windows(void);

/**
 * irqlog_wait - windows until a vector was taken @times on this CPU, or 5 s
 *
 * Returns whether it was: at least so often.
 */
bool irqlog_wait(unsigned int vector, unsigned int times);

/**
 * irqlog_count_nmis - handle NMIs too, and count them from 0
 *
 * irqlog_forget() leaves these counts alone.
 */
void irqlog_count_nmis(void);
unsigned int irqlog_nmis(unsigned int cpu);

/** irqlog_wait_nmi - until a CPU has had one, or 5 s; whether it had */
bool irqlog_wait_nmi(unsigned int cpu);

/** irqlog_all - interrupts taken by all CPUs */
unsigned int irqlog_all(void);

#endif
