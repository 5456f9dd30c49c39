/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <arch/trap.h> of AArch32: what the processor and entry_32.S save at a trap,
 * and the causes of traps: the vectors and, of aborts, the status in the fault
 * status registers. Causes have the names of AArch64's that mean the same.
 */
#ifndef LIB_ARM_ARCH_TRAP_32_H
#define LIB_ARM_ARCH_TRAP_32_H

#include <stdint.h>

enum trap_cause {
	TRAP_NONE = 0,
	ARM_UNKNOWN, /* undefined instruction */
	ARM_SVC,
	ARM_FETCH_ABORT, /* but for what ARM_PAGE and ARM_BRK have */
	ARM_DATA_ABORT,	 /* but for what ARM_PAGE, ARM_WATCHPOINT have */
	ARM_IRQ,
	ARM_FIQ,
	ARM_SERROR, /* an asynchronous data abort */
	ARM_BRK,    /* BKPT, and a breakpoint register's hit */
	ARM_WATCHPOINT,
	ARM_PAGE, /* address size, translation, access flag and permission
		     faults, of fetches and of data */
	ARM_LAST_CAUSE = ARM_PAGE,

	TRAP_ILLEGAL = ARM_UNKNOWN,
	TRAP_PAGE = ARM_PAGE,
	TRAP_BREAK = ARM_BRK,
};

enum {
	TRAP_NR_CAUSES = ARM_LAST_CAUSE + 1
};

/* arch_break - the instruction that raises TRAP_BREAK */
static inline void arch_break(void)
{
	asm volatile("bkpt #0");
}

/* arch_illegal - the instruction that raises TRAP_ILLEGAL */
static inline void arch_illegal(void)
{
	asm volatile(".inst 0xe7f000f0"); /* UDF #0 */
}

/* trap_frame.vector: offset in the table / 4 */
enum {
	TRAP_VECTOR_UND = 1,
	TRAP_VECTOR_SVC = 2,
	TRAP_VECTOR_PABT = 3,
	TRAP_VECTOR_DABT = 4,
	TRAP_VECTOR_IRQ = 6,
	TRAP_VECTOR_FIQ = 7,
	TRAP_OVERFLOW = 16, /* the stack had run over, the frame is elsewhere */
};

/*
 * Everything of the interrupted context, but for vector and floating point
 * registers.
 *
 * A handler that lowers sp of SVC mode (to push something for the interrupted
 * code) may do so by at most 64 bytes, or the frame is overwritten on the way
 * back.
 */
struct trap_frame {
	unsigned long r[13];
	unsigned long sp; /* of the interrupted mode */
	unsigned long lr;
	unsigned long svc_lr; /* of SVC mode, where that is another one */
	unsigned long dfsr; /* these four as the registers are, valid or not */
	unsigned long dfar;
	unsigned long ifsr;
	unsigned long ifar;
	uint64_t ttbr0; /* what user.c switched away from; 0: it did not */
	unsigned long vector;
	unsigned long pad;
	unsigned long pc; /* of the instruction, or behind an SVC */
	unsigned long cpsr;
};

/*
 * Where a frame pointer finds its caller's and the return address. GCC pushes
 * FP, SP, LR and PC, of which the last is at the address (-mapcs-frame); clang
 * has the record of the AAPCS, 6.4.6.
 */
#ifdef __clang__
#define STACK_RECORD_FP 0
#define STACK_RECORD_PC 4
#else
#define STACK_RECORD_FP (-12)
#define STACK_RECORD_PC (-4)
#endif

/* What a function call preserves; see arch_context_save(). */
struct arch_context {
	unsigned long r4_r11[8];
	unsigned long sp, pc;
	unsigned long cpsr;
};

#endif
