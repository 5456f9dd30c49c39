/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events whose delivery is interrupted: the IDT, the GDT, the handler's stack or
 * its code is not there. What INT n, exceptions and interrupts come to when it
 * has been repaired: delivered once, with the right RIP, or restarted.
 *
 * With QEMU's pc-testdev the host takes those pages away as well, so that
 * delivery ends in a fault of the second stage, which the guest must not notice.
 *
 * Intel SDM vol. 3, 6.5, 6.6 (restart), 6.15; vol. 2, INT n.
 */
#ifndef X86_EVENTINJ_SUITE_H
#define X86_EVENTINJ_SUITE_H

#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/run/capture.h>
#include <x86/width.h>

#define EVENTINJ_SUITE                                                       \
	TEST_SUITE("eventinj",                                               \
		   .summary =                                                \
			   "an event whose delivery faults is neither lost " \
			   "nor doubled",                                    \
		   .setup = eventinj_setup)

#define SP R "sp"

enum {
	VECTOR = 0x85, /* spelled out in the code of events */
	EVENT_CS = SPARE_SEL_BASE,
	EVENT_SS = SPARE_SEL_BASE + 8,
	FAULTS_MAX = 16,
};

/* What is missing when the event comes. */
enum missing {
	IDT_PAGE = 1 << 0,
	GDT_PAGE = 1 << 1,
	SEGMENT = 1 << 2, /* its P bit: #NP */
	STACK_PAGE = 1 << 3,
	STACK_WRITE = 1 << 4, /* the page is read-only */
	CODE_PAGE = 1 << 5,
	CODE_EXEC = 1 << 6, /* the page has NX */
	TSS_PAGE = 1 << 7,  /* where it has the stack of CPL 1 */

	/* What SMAP keeps the processor from, CPL 0 or not: a page of the user's */
	IDT_USER = 1 << 8,
	GDT_USER = 1 << 9,
	TSS_USER = 1 << 10,
	STACK_USER = 1 << 11,
};

/* The tables of a case, each on pages of its own. */
extern struct place {
	uint8_t *idt;	/* two pages; the event's gate is on the one that */
	uint8_t *gdt;	/* is taken away, as is its code segment */
	uint8_t *stack; /* one page, of the handler */
	uint8_t *code;	/* one page, where it begins */
	uint8_t *tss;	/* two pages; the stack of CPL 1 is on the second one */
} place;

/* The faults that were repaired, in order. */
extern struct faults {
	unsigned int nr;
	struct fault {
		enum trap_cause cause;
		unsigned long error, address, pc;
	} list[FAULTS_MAX];
} faults;

void eventinj_setup(void);

/**
 * place_event - tables in which @vector's gate leads to place.code
 * @user: the event comes from CPL 3, and goes to CPL 1; else from CPL 0
 *
 * Both have the stack place.stack, but for i386 from CPL 0. The code goes on to
 * capture_entry. From CPL 3 the TSS is place.tss.
 */
void place_event(unsigned int vector, bool user);

/** take_away, flush - what is @missing; and all of it from the host's mapping */
void take_away(unsigned int missing, unsigned int vector);
void flush_places(void);

/** flush_page - have pc-testdev take one page away from the host's mapping */
void flush_page(const volatile void *page);

/** stack_top - RSP when a handler is entered through the TSS or IST */
uintptr_t stack_top(void);

#endif
