/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NMIs: delivered once for each that was sent, one at a time, and held back by
 * nothing but another NMI.
 *
 * Intel SDM vol. 3, 6.7 and 6.7.1 (NMI, and handling multiple ones), 6.8.3, 6.9;
 * AMD APM vol. 2, 8.2.3 and 8.5.
 */
#ifndef X86_NMI_SUITE_H
#define X86_NMI_SUITE_H

#include <arch/barrier.h>
#include <smp.h>
#include <test/test.h>
#include <trap.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/width.h>

/**
 * nmi_prepare - interrupts off, NMIs counted, on the stack they come on
 *
 * With a stack of its own (IST) an NMI in the handler of another would overwrite
 * the outer one's frame.
 */
void nmi_prepare(void);

TEST_SUITE("nmi", .summary = "NMIs come once each, one at a time",
	   .needs = NEEDS(&x86_apic), .setup = nmi_prepare);

enum {
	NR_CPUS = 3,
	IRQ = 0x62,
	LOG_MAX = 16,
};

/* What this suite's handlers saw on a CPU. */
extern struct seen {
	volatile unsigned int nmis, irqs;
	volatile unsigned int depth, deepest; /* of NMI handlers */
	unsigned int nr_logged;
	struct seen_event {
		unsigned int vector;
		unsigned int depth;
		unsigned long ip, flags;
	} log[LOG_MAX];
	/* called by the first NMI's handler, once */
	void (*inside)(struct trap_frame *frame);
} seen[CPU_MAX];

/** seen_here - of this CPU */
struct seen *seen_here(void);

/** take_irqs - count and end those with the vector IRQ; deferred back */
void take_irqs(void);

/** send_nmi - to one CPU, which may be this one */
void send_nmi(unsigned int cpu);

/** self_irq - make the vector IRQ pending */
void self_irq(void);

/** spin - long enough for whatever is deliverable to have been delivered */
void spin(void);

/** nmis_reach - wait until a CPU has taken @nr; false: not within seconds */
bool nmis_reach(unsigned int cpu, unsigned int nr);

/** together - @fn on one CPU, 0 or 1, and @other on the other of them */
void together(unsigned int cpu, void (*fn)(void *), void (*other)(void *),
	      void *arg);

/** flag_set - wait until it is not 0; false: not within seconds */
bool flag_set(volatile unsigned int *flag);

/* Which CPU a case is about; the other one helps. */
struct where {
	const char *name;
	unsigned int cpu;
};
#define WHERE                                                     \
	static const struct where wheres[] = { { "boot-cpu", 0 }, \
					       { "second-cpu", 1 } }

#endif
