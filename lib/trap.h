/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps: exceptions and interrupts, caught and handled the same way on every
 * architecture.
 */
#ifndef LIB_TRAP_H
#define LIB_TRAP_H

#include <arch/trap.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * One trap, decoded. <arch/trap.h> gives enum trap_cause its values: TRAP_NONE
 * (0), the architecture's own (X86_GP, ...), and, as further names of some of
 * them, what every architecture has: TRAP_ILLEGAL (the undefined instruction of
 * arch_illegal()), TRAP_PAGE (an address without a translation or permission)
 * and TRAP_BREAK (the breakpoint instruction of arch_break()).
 */
struct trap {
	enum trap_cause cause;
	unsigned long error; /* error code or syndrome; 0 where there is none */
	unsigned long address; /* the faulting address, where the cause has one */
	unsigned long pc;      /* the saved program counter */
	unsigned long sp;      /* the saved stack pointer */
	unsigned long flags;   /* the saved status register: RFLAGS, PSTATE */
	bool user;	       /* came from the least privileged level */
	bool write;	       /* TRAP_PAGE: by a store */
	bool fetch;	       /* TRAP_PAGE: by an instruction fetch */
};

/**
 * trap_catch - call fn(arg) and say which trap ended it
 *
 * The cause is TRAP_NONE where @fn returned. Catches the first trap that no
 * handler takes; nothing of @fn runs after it. Nests. Works on every CPU. To
 * ignore the result is to swallow a trap, of any cause.
 */
struct trap trap_catch(void (*fn)(const void *), const void *arg)
	__attribute__((warn_unused_result));

/**
 * user_catch - the same at the least privileged level
 */
struct trap user_catch(void (*fn)(const void *), const void *arg)
	__attribute__((warn_unused_result));

/*
 * A handler sees the frame as it was saved and may change it; true: dealt with,
 * return to the (changed) frame; false: as if there were no handler.
 */
typedef bool trap_handler(struct trap_frame *frame, void *arg);

/**
 * trap_handle - install the handler of a cause, on all CPUs
 * @handler: NULL takes it away
 *
 * A handler comes before trap_catch(), the exception table before both. Taken
 * away by itself at the end of the case.
 */
void trap_handle(enum trap_cause cause, trap_handler *handler, void *arg);

/**
 * trap_dispatch - entry.S gives every trap to this
 *
 * Order: exception table, handler, trap_catch(), and else the running case
 * fails with the trap's description and ends: test_unexpected_trap() in
 * test/harness.h.
 */
void trap_dispatch(struct trap_frame *frame);

/** trap_reset - forget handlers; the harness calls it between cases */
void trap_reset(void);

/**
 * trap_abandon - forget the trap_catch() calls under way on this CPU
 *
 * The harness has just jumped out of them: an ASSERT_ that failed in one.
 */
void trap_abandon(void);

/**
 * stack_walk - return addresses from a frame pointer, innermost first
 * @pc, @fp: where to begin; 0, 0: at the caller
 *
 * Returns how many of the @max entries it filled in; stops at anything that is
 * not a mapped, ascending frame.
 */
unsigned int stack_walk(unsigned long pc, unsigned long fp,
			unsigned long *addresses, unsigned int max);

/** stack_read - a word of the stack; false: it is not aligned, or not mapped */
bool stack_read(unsigned long address, unsigned long *word);

/**
 * stack_print - one "# stack" record
 * @pc, @fp: as stack_walk()
 */
void stack_print(unsigned long pc, unsigned long fp);

#endif
