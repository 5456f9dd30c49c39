/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the processor and entry_32.S or entry_64.S save at a trap, and the
 * causes of traps: vectors (Intel SDM vol. 3, 6.3.1, table 6-1).
 */
#ifndef LIB_X86_ARCH_TRAP_H
#define LIB_X86_ARCH_TRAP_H

#include <stdint.h>

/*
 * A cause is a vector plus one, so that vector 0 is not "no trap". Interrupts
 * have causes too: X86_INTERRUPT(0x20).
 */
enum trap_cause {
	TRAP_NONE = 0,
	X86_DE, /* 0: divide error */
	X86_DB,
	X86_NMI, /* 2 */
	X86_BP,
	X86_OF, /* 4 */
	X86_BR,
	X86_UD, /* 6 */
	X86_NM,
	X86_DF,	 /* 8, error code 0 */
	X86_MF9, /* 9: coprocessor segment overrun, reserved since the 486 */
	X86_TS,	 /* 10, error code */
	X86_NP,	 /* 11, error code */
	X86_SS,	 /* 12, error code */
	X86_GP,	 /* 13, error code */
	X86_PF,	 /* 14, error code */
	X86_15,
	X86_MF, /* 16 */
	X86_AC, /* 17, error code 0 */
	X86_MC, /* 18 */
	X86_XM,
	X86_VE,		 /* 20 */
	X86_CP,		 /* 21, error code */
	X86_HV = 28 + 1, /* AMD APM vol. 2, 8.2: #HV, #VC, #SX */
	X86_VC,		 /* 29, error code */
	X86_SX,		 /* 30, error code */
	X86_LAST_CAUSE = 255 + 1,

	TRAP_ILLEGAL = X86_UD,
	TRAP_PAGE = X86_PF,
	TRAP_BREAK = X86_BP,
};

enum {
	TRAP_NR_CAUSES = 257
};

#define X86_INTERRUPT(vector) ((enum trap_cause)((vector) + 1))
#define X86_VECTOR(cause)     ((unsigned int)(cause)-1)

/* arch_break - the instruction that raises TRAP_BREAK */
static inline void arch_break(void)
{
	asm volatile("int3");
}

/* arch_illegal - the instruction that raises TRAP_ILLEGAL */
static inline void arch_illegal(void)
{
	asm volatile("ud2");
}

/*
 * Everything of the interrupted context, in the order of the stack. Names are
 * the same for both widths: ax is RAX or EAX. Where a 32-bit trap does not
 * change the stack the processor saves neither SS nor ESP; entry_32.S makes up
 * for that, so that sp and ss are valid, and may be changed, in every frame.
 *
 * INT n with the vector of an exception that has an error code pushes none:
 * 64-bit frames have error 0 then, 32-bit frames cannot be made sense of.
 *
 * A handler that lowers sp (to push something for the interrupted code) may do
 * so by at most 8 bytes in 32-bit code, or the frame is overwritten.
 */
struct trap_frame {
	unsigned long cr3; /* what entry switched away from; 0: it did not */
	unsigned long cr2; /* #PF only, else 0 */
#ifdef __x86_64__
	unsigned long r15, r14, r13, r12, r11, r10, r9, r8;
#else
	unsigned long gs, fs, es, ds;
#endif
	unsigned long di, si, bp, bx, dx, cx, ax;
	unsigned long vector;
	unsigned long error; /* 0 where the vector has none */
	unsigned long ip, cs, flags, sp, ss;
};

/* What a function call preserves; see arch_context_save(). */
struct arch_context {
	unsigned long ip, sp, bp, bx;
#ifdef __x86_64__
	unsigned long r12, r13, r14, r15;
#else
	unsigned long si, di;
#endif
	unsigned long flags;
};

#endif
