/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Snippets with every register of the caller's choice: any privilege level, any
 * mode of code segment, any selectors. They run until they trap; what they left in
 * the registers is the result. (snippet.h has the other ways.)
 *
 *	SNIPPET(load_ds, "mov %eax, %ds");
 *
 *	struct run_state in = run_defaults(load_ds_at, 3), out;
 *	in.ax = selector;
 *	struct run_end end = run_until_trap(&in);
 *	EXPECT_TRAP_ERROR(end.trap, X86_GP, selector);
 *	run_expect_state(&end.state, &in);
 */
#ifndef LIB_X86_RUN_STATE_H
#define LIB_X86_RUN_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <trap.h>
#include <x86/run/snippet.h>
#include <x86/selectors.h>

/* No padding: states are compared as a whole. */
struct run_state {
	unsigned long ax, cx, dx, bx, sp, bp, si, di;
#ifdef __x86_64__
	unsigned long r8, r9, r10, r11, r12, r13, r14, r15;
#endif
	unsigned long ip, flags;
	uint32_t cs, ss, ds, es, fs, gs; /* selectors */
};

struct run_end {
	struct trap trap;
	struct run_state state; /* flags without RF */
	uint16_t tr, ldt;
	unsigned long cr0, cr3, dr6, dr7; /* as the trap found them */
};

/**
 * run_defaults - a state to start from
 * @ip: where to go; @cpl: 0 or 3
 *
 * The library's flat segments of that level, a stack of a page, run_stack, that
 * every level may use, another number in each register, interrupts off.
 */
struct run_state run_defaults(const void *ip, unsigned int cpl);

enum {
	RUN_STACK_BYTES = 0x1000
};
extern uint8_t run_stack[RUN_STACK_BYTES];

/**
 * run_until_trap - load all of @from, go there, and say what ended it
 *
 * By IRET, with the page tables of user mode where the privilege level is 3: the
 * code, its data and @from have to be in the image. At CPL 0 of i386 the 20
 * bytes below @from->sp are overwritten, and the stack has to be a flat one
 * as long as traps may come. x86_64 does not load FS and GS where they are to
 * stay 0, so that a base from an MSR stays. Takes the handlers of all
 * exceptions until the case ends. Boot CPU only. TR and LDTR stay
 * what the code made them; CR3 and the library's segments are put back.
 */
struct run_end run_until_trap(const struct run_state *from);

/**
 * run_across - the same on the page tables of user mode, whatever the level
 *
 * For code that goes to level 3 by itself. The kernel's memory is there too.
 */
struct run_end run_across(const struct run_state *from);

/** run_expect_state - a check that two states are the same, register by register */
void run_expect_state(const struct run_state *actual,
		      const struct run_state *expected);

/* -------------------------------------------------- privilege levels ---- */

/* Code and stack of levels 1 and 2: the first four spare entries of the GDT. */
enum {
	RUN_RING_CS = SPARE_SEL_BASE - 16, /* + 16 * level + level */
	RUN_RING_DS = SPARE_SEL_BASE - 8,
	RUN_SPARE = SPARE_SEL_BASE + 32, /* and four entries for the suite */
};

/** run_rings - fill in these entries, and have no LDT; a suite's .setup */
void run_rings(void);

/** run_level - code and stack of any privilege level; in the kernel's width */
void run_level(struct run_state *s, unsigned int cpl);

/** run_level_compat - the same for 32-bit code; levels 0 and 3 */
void run_level_compat(struct run_state *s, unsigned int cpl);

/* ------------------------------------------------------------- checks ---- */

struct run_expect {
	enum trap_cause cause; /* TRAP_NONE: to the end of the snippet */
	unsigned long error;
};

/**
 * run_check - run @code from @in, and check how it ends
 * @out: what the registers are at its end; ip is filled in here
 *
 * Where a trap is expected, everything has to be as it was in @in.
 */
struct run_end run_check(const struct snippet *code, const struct run_state *in,
			 const struct run_state *out, struct run_expect expect);

/** run_forced - from now on run_check() has the first instruction emulated */
void run_forced(bool forced);

#endif
