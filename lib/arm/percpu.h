/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each CPU has of its own; TPIDR_EL1 or TPIDRPRW points to it. The boot CPU's is in
 * the image, the others' are allocated when they start.
 */
#ifndef LIB_ARM_PERCPU_H
#define LIB_ARM_PERCPU_H

#include <arch/trap.h>
#include <arm/mmu.h>
#include <smp.h>
#include <stdint.h>

enum {
	/* one a level, two where the image lies across their border */
	USER_TABLES = MMU_PAGE - MMU_TOP + 3,
	OVERFLOW_STACK_BYTES = 0x2000,
};

#ifndef __aarch64__
/* Where a mode begins a trap: SP of it points here (entry_32.S). */
struct scratch {
	unsigned long r0, r1, pc, cpsr, sp;
};
#endif

struct cpu {
	uint8_t overflow_stack[OVERFLOW_STACK_BYTES]
		__attribute__((aligned(16)));
	unsigned int index;
#ifndef __aarch64__
	struct scratch scratch[4]; /* of UND, ABT, IRQ and FIQ mode */
#endif
	void *stack_guard; /* the page below its stack, for entry.S */
	void *stack_top;   /* of a secondary CPU, for start.S */

	/* arch_user_call(): what user.c switches between; 0: no call */
	uint64_t kernel_ttbr0;
	uint64_t user_ttbr0;
	struct arch_context user_return;
	uint64_t user_tables[USER_TABLES][PAGE_TABLE_ENTRIES]
		__attribute__((aligned(1 << PAGE_SHIFT)));
};

extern struct cpu boot_cpu;

/** smp_boot_cpu - fill in the boot CPU's, before anything else can trap */
void smp_boot_cpu(void);

/** cpu_self - this CPU's, in any context */
struct cpu *cpu_self(void);

/** start_secondary - start.S: where a secondary CPU begins, X0 or R0 is @cpu */
void start_secondary(struct cpu *cpu);

/** cpu_start_secondary - start.S enters C here */
void cpu_start_secondary(struct cpu *cpu) __attribute__((noreturn));

/* ---------------------------------------------------------------- user.c -- */

/** user_leave - a trap from a user function: back to the kernel's tables */
void user_leave(struct trap_frame *frame);

/** user_resume - to the user's tables, where the frame returns to them */
void user_resume(const struct trap_frame *frame);

#endif
