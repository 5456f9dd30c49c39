/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A snippet of one instruction, run with known registers at CPL 3 or CPL 0, and
 * what it came to: which trap, with which frame, in which registers, and how many
 * there were. (snippet.h has the other ways.)
 */
#ifndef LIB_X86_RUN_RUN_H
#define LIB_X86_RUN_RUN_H

#include <arch/trap.h>
#include <stdbool.h>
#include <stdint.h>
#include <trap.h>
#include <x86/cpu.h>
#include <x86/run/snippet.h>
#include <x86/width.h>

/*
 * What the instruction finds. BP and, with 64 bits, R8 to R15 get BX's value. The
 * arithmetic flags are what POPF left; it is reached by a JMP, which TF traps.
 */
struct registers {
	unsigned long ax, bx, cx, dx, si, di;
	unsigned long flags;
};

/* What it comes to. */
struct outcome {
	struct trap trap;
	struct registers out; /* RF of the flags is left out */
	struct trap_frame frame;
	unsigned long cr2; /* of the CPU when the trap was taken */
	unsigned long sp;  /* when the instruction began */
	unsigned int nr;   /* traps taken, of vectors below VECTOR_PIC */
	bool finished;	   /* it got to the UD2 behind it */
};

/**
 * run_user - run at CPL 3, with the IOPL and IF of @in->flags
 * run_kernel - run at CPL 0
 *
 * Whatever @at jumps to has to end in a trap. One CPU at a time. Takes the
 * handlers of all vectors, but the library's own and NMI's, for the rest of the
 * case.
 */
struct outcome run_user(const char *at, const struct snippet *code,
			const struct registers *in);
struct outcome run_kernel(const struct snippet *code,
			  const struct registers *in);

/** expect_refused - one trap at @at, with all registers as before */
void expect_refused(const struct outcome *outcome, const char *at,
		    enum trap_cause cause, const struct registers *in);

/** expect_registers - the general registers and the flags are still @in's */
void expect_registers(const struct outcome *outcome,
		      const struct registers *in);

/** expect_done - it ran to its end */
void expect_done(const struct outcome *outcome);

#endif
