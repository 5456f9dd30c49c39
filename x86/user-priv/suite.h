/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One instruction, run with known registers at CPL 3 or CPL 0, and what it did:
 * which trap, in which registers, and whether the machine's own registers are
 * still what they were.
 */
#ifndef X86_USER_PRIV_SUITE_H
#define X86_USER_PRIV_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>

#define USER_PRIV_SUITE                                                        \
	TEST_SUITE("user-priv",                                                \
		   .summary = "what CPL 3 may do, by IOPL, I/O bitmap and CR4")

#ifdef __x86_64__
#define R	       "%r" /* the pointer-sized register: R "di" */
#define ONLY_64(cause) (cause)
#else
#define R	       "%e"
#define ONLY_64(cause) X86_UD /* not an instruction outside of 64-bit mode */
#endif

/*
 * INSN - an instruction as code: id##_at, with UD2 behind it at id##_after, and
 * id##_forced with KVM's forced-emulation prefix in front of it
 */
#define INSN(id, text)                                                         \
	extern const char id##_at[], id##_after[], id##_forced[];              \
	asm(".pushsection .text\n"                                             \
	    #id "_forced: " FORCED_EMULATION                                   \
	    #id "_at: " text "\n"                                              \
	    #id "_after: ud2\n"                                                \
	    ".popsection")

#define CODE(id) { id##_at, id##_after, id##_forced }

struct code {
	const char *at, *after, *forced;
};

/* What the instruction finds. DI and SI point to the operand. */
struct registers {
	unsigned long ax, bx, cx, dx, si, di;
	unsigned long flags;
};

/* What it comes to. */
struct outcome {
	struct trap trap;
	struct registers out;
	bool finished; /* it got to the UD2 behind it */
};

/* In the image, so that CPL 3 has access: LGDT and the like load from here. */
extern union operand {
	uint8_t bytes[64];
	struct desc_ptr table;
	uint16_t word;
	uint32_t dword;
	uint64_t pair[2];
} operand;

/** run_user, run_kernel - run at CPL 3 with the IOPL of @in->flags, at CPL 0 */
struct outcome run_user(const char *at, const struct code *code,
			const struct registers *in);
struct outcome run_kernel(const struct code *code, const struct registers *in);

/** expect_refused - it trapped, with everything as before */
void expect_refused(const struct outcome *outcome, const char *at,
		    enum trap_cause cause, const struct registers *in);

/** expect_done - it ran to its end */
void expect_done(const struct outcome *outcome);

/* Registers that only the kernel may change. */
struct machine {
	struct desc_ptr gdt, idt;
	uint16_t ldt, task;
	unsigned long cr0, cr2, cr3, cr4, cr8;
	unsigned long dr0, dr3, dr6, dr7;
	uint64_t efer, sysenter_cs, xcr0;
};

/** machine_state - all of them; what a processor lacks is 0 */
struct machine machine_state(void);

#endif
