/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gates: what INT n, INT3, INTO, exceptions and interrupts check on their way
 * through one, and what they push. A hypervisor that delivers an event itself
 * has to repeat all of it.
 *
 * Intel SDM vol. 2, INT n/INTO/INT3/INT1 (operation); vol. 3, 6.11 to 6.14.
 */
#ifndef X86_SWINT_SUITE_H
#define X86_SWINT_SUITE_H

#include <string.h>
#include <test/test.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/run/capture.h>
#include <x86/run/run.h>
#include <x86/width.h>

#define SWINT_SUITE                                                            \
	TEST_SUITE("swint",                                                    \
		   .summary = "gates check what the manual says, and push it", \
		   .setup = swint_setup)

enum {
	VECTOR = 0x85, /* spelled out in the code of sources */
	/* segments that a case may define */
	SEL_A = SPARE_SEL_BASE,
	SEL_B = SPARE_SEL_BASE + 8,
	SEL_C = SPARE_SEL_BASE + 0x10,
	STACK_WORDS = 1024,
};

/* What brings an event about. */
struct source {
	const char *name;
	unsigned int vector;
	struct snippet code;
	const char *at;	   /* RIP of a fault in its delivery */
	const char *after; /* RIP that is pushed; the same for a fault */
	bool soft;	   /* the gate's DPL counts */
	bool ext;	   /* error codes have EXT */
	bool interrupt;
};

extern const struct source int_n, int_n_forced, int3, into, exception,
	interrupt, icebp;

/* The stack of levels 0 to 2, filled with STACK_FILL. */
extern unsigned long inner_stack[STACK_WORDS] __attribute__((aligned(64)));
#define STACK_FILL 0x5a5a5a5aul
#define INNER_SP   ((uintptr_t)&inner_stack[STACK_WORDS - 64])

void swint_setup(void);

/** in_regs - registers for @s: arithmetic flags set, IOPL 3, IF off */
struct registers in_regs(void);

/** set_flags - more flags for the registers of provoke(), until the next case */
void set_flags(unsigned long flags);

/** provoke - @s at CPL 3 or CPL 0; from CPL 3 onto INNER_SP */
struct outcome provoke(const struct source *s, bool user);

/** expect_fault - delivery failed: one fault, at the event's own instruction */
void expect_fault(const struct source *s, const struct outcome *o, bool user,
		  enum trap_cause cause);

/** vector_error - the error code that names an entry of the IDT */
static inline unsigned long vector_error(const struct source *s)
{
	return s->vector * 8 + ERROR_IDT;
}

/** code_segment - flat code of this width with these DESC_ bits as well */
static inline uint64_t code_segment(uint64_t bits)
{
	uint64_t width = IS_64 ? DESC_L : DESC_DB;

	return desc_segment(0, 0xfffff,
			    DESC_CODE_XR | DESC_ACCESSED | DESC_S | DESC_G |
				    width | bits);
}

/** data_segment - flat, writable data */
static inline uint64_t data_segment(uint64_t bits)
{
	return desc_segment(0, 0xfffff,
			    DESC_DATA_RW | DESC_ACCESSED | DESC_S | DESC_G |
				    DESC_DB | bits);
}

/** capture_gate - a gate that leads to capture_entry */
static inline struct gate capture_gate(uint16_t selector, uint8_t type)
{
	return gate_make(capture_entry, selector, type, 0);
}

#endif
