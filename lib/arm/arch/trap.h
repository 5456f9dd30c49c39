/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the processor and entry_64.S save at a trap, and the causes of traps:
 * exception classes (Arm ARM, ESR_ELx, EC) and interrupts.
 */
#ifndef LIB_ARM_ARCH_TRAP_H
#define LIB_ARM_ARCH_TRAP_H

#ifndef __aarch64__
#include <arch/trap_32.h>
#else

#include <stdint.h>

/* A cause is a class plus one, so that class 0 is not "no trap". */
#define ARM_EC(ec)	  ((ec) + 1)

/*
 * Classes that come in pairs, from a lower level and from this one, have the
 * cause of the latter: struct trap says whether it was the user.
 */
enum trap_cause {
	TRAP_NONE = 0,
	ARM_UNKNOWN = ARM_EC(0x00), /* above all an undefined instruction */
	ARM_WFX = ARM_EC(0x01),
	ARM_FP_TRAPPED = ARM_EC(0x07),
	ARM_PAUTH_TRAPPED = ARM_EC(0x09),
	ARM_LS64 = ARM_EC(0x0a),
	ARM_BTI = ARM_EC(0x0d),
	ARM_ILLEGAL_STATE = ARM_EC(0x0e),
	ARM_SVC32 = ARM_EC(0x11),
	ARM_SVC = ARM_EC(0x15),
	ARM_HVC = ARM_EC(0x16),
	ARM_SMC = ARM_EC(0x17),
	ARM_SYSREG = ARM_EC(0x18),
	ARM_SVE_TRAPPED = ARM_EC(0x19),
	ARM_ERET = ARM_EC(0x1a),
	ARM_PAC_FAIL = ARM_EC(0x1c),
	ARM_SME_TRAPPED = ARM_EC(0x1d),
	ARM_FETCH_ABORT = ARM_EC(0x21), /* but for what ARM_PAGE has */
	ARM_PC_ALIGNMENT = ARM_EC(0x22),
	ARM_DATA_ABORT = ARM_EC(0x25), /* but for what ARM_PAGE has */
	ARM_SP_ALIGNMENT = ARM_EC(0x26),
	ARM_MOPS = ARM_EC(0x27),
	ARM_FP = ARM_EC(0x2c),
	ARM_BREAKPOINT = ARM_EC(0x31),
	ARM_STEP = ARM_EC(0x33),
	ARM_WATCHPOINT = ARM_EC(0x35),
	ARM_BRK = ARM_EC(0x3c),
	ARM_IRQ = ARM_EC(0x40),
	ARM_FIQ,
	ARM_SERROR,
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
	asm volatile("brk #0");
}

/* arch_illegal - the instruction that raises TRAP_ILLEGAL */
static inline void arch_illegal(void)
{
	asm volatile(".inst 0x00000000"); /* UDF #0 */
}

/* In trap_frame.vector: the stack had run over, and the frame is elsewhere. */
#define TRAP_OVERFLOW_BIT 4
#define TRAP_OVERFLOW	  (1 << TRAP_OVERFLOW_BIT)

/*
 * Everything of the interrupted context, but for vector and floating point
 * registers.
 *
 * A handler that lowers sp (to push something for the interrupted code) may do
 * so by at most 256 bytes, or the frame is overwritten on the way back.
 */
struct trap_frame {
	unsigned long x[31];
	unsigned long sp; /* SP_EL0 of code that uses that one */
	unsigned long pc;
	unsigned long pstate;
	unsigned long esr;    /* of synchronous exceptions and SErrors */
	unsigned long far;    /* as the register is, valid or not */
	unsigned long vector; /* 0 .. 15: offset in the table / 0x80, and
				 TRAP_OVERFLOW */
	unsigned long ttbr0; /* what user.c switched away from; 0: it did not */
	unsigned long tail[2]; /* the return passes two registers here */
};

/* What a function call preserves; see arch_context_save(). */
struct arch_context {
	unsigned long x19_x28[10];
	unsigned long fp, pc, sp;
	unsigned long pstate;
};

#endif /* __aarch64__ */
#endif
