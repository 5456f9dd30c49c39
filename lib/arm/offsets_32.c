/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that assembly needs of C. Compiled to assembly, never linked; make
 * turns the strings into build/<target>/offsets.h.
 */
#include <arch/trap.h>
#include <arm/percpu.h>
#include <stddef.h>

#define NUMBER(name, value) \
	asm volatile(".ascii \"@" #name " %c0\"" : : "i"(value))
#define FRAME(name, field)   NUMBER(name, offsetof(struct trap_frame, field))
#define CONTEXT(name, field) NUMBER(name, offsetof(struct arch_context, field))
#define SCRATCH(name, field) NUMBER(name, offsetof(struct scratch, field))

/* entry_32.S stores and loads these together. */
_Static_assert(offsetof(struct trap_frame, r) == 0, "STM SP, {R0-R12}");
_Static_assert(offsetof(struct trap_frame, cpsr) ==
			       sizeof(struct trap_frame) - 4 &&
		       offsetof(struct trap_frame, pc) ==
			       sizeof(struct trap_frame) - 8,
	       "RFE SP!");
_Static_assert(sizeof(struct scratch) == 5 * 4, "LDM R0, {R2-R6}");

void offsets(void);
void offsets(void)
{
	NUMBER(FRAME_BYTES, sizeof(struct trap_frame));
	FRAME(FRAME_R2, r[2]);
	FRAME(FRAME_R4, r[4]);
	FRAME(FRAME_SP, sp);
	FRAME(FRAME_LR, lr);
	FRAME(FRAME_SVC_LR, svc_lr);
	FRAME(FRAME_PC, pc);
	FRAME(FRAME_CPSR, cpsr);
	FRAME(FRAME_DFSR, dfsr);
	FRAME(FRAME_VECTOR, vector);
	FRAME(FRAME_TTBR0, ttbr0);

	CONTEXT(CONTEXT_R4, r4_r11);
	CONTEXT(CONTEXT_SP, sp);
	CONTEXT(CONTEXT_PC, pc);
	CONTEXT(CONTEXT_CPSR, cpsr);

	NUMBER(TRAP_VECTOR_UND, TRAP_VECTOR_UND);
	NUMBER(TRAP_VECTOR_SVC, TRAP_VECTOR_SVC);
	NUMBER(TRAP_VECTOR_PABT, TRAP_VECTOR_PABT);
	NUMBER(TRAP_VECTOR_DABT, TRAP_VECTOR_DABT);
	NUMBER(TRAP_VECTOR_IRQ, TRAP_VECTOR_IRQ);
	NUMBER(TRAP_VECTOR_FIQ, TRAP_VECTOR_FIQ);
	NUMBER(TRAP_OVERFLOW, TRAP_OVERFLOW);

	SCRATCH(SCRATCH_CPSR, cpsr);
	SCRATCH(SCRATCH_SP, sp);
	NUMBER(SCRATCH_BYTES, sizeof(struct scratch));
	NUMBER(CPU_SCRATCH, offsetof(struct cpu, scratch));
	NUMBER(CPU_STACK_GUARD, offsetof(struct cpu, stack_guard));
	NUMBER(CPU_OVERFLOW_TOP,
	       offsetof(struct cpu, overflow_stack) + OVERFLOW_STACK_BYTES);
	NUMBER(CPU_STACK_TOP, offsetof(struct cpu, stack_top));
}
