/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that assembly needs of C. Compiled to assembly, never linked; make
 * turns the strings into build/<target>/offsets.h.
 */
#include <arch.h>
#include <arch/trap.h>
#include <arm/el2.h>
#include <arm/percpu.h>
#include <stddef.h>

#define NUMBER(name, value) \
	asm volatile(".ascii \"@" #name " %c0\"" : : "i"(value))
#define FRAME(name, field)   NUMBER(name, offsetof(struct trap_frame, field))
#define CONTEXT(name, field) NUMBER(name, offsetof(struct arch_context, field))

_Static_assert(sizeof(struct trap_frame) % 16 == 0, "SP is aligned to 16");

void offsets(void);
void offsets(void)
{
	NUMBER(FRAME_BYTES, sizeof(struct trap_frame));
	FRAME(FRAME_X0, x);
	FRAME(FRAME_SP, sp);
	FRAME(FRAME_PC, pc);
	FRAME(FRAME_PSTATE, pstate);
	FRAME(FRAME_ESR, esr);
	FRAME(FRAME_FAR, far);
	FRAME(FRAME_VECTOR, vector);
	FRAME(FRAME_TTBR0, ttbr0);

	CONTEXT(CONTEXT_X19, x19_x28);
	CONTEXT(CONTEXT_FP, fp);
	CONTEXT(CONTEXT_PC, pc);
	CONTEXT(CONTEXT_SP, sp);
	CONTEXT(CONTEXT_PSTATE, pstate);

	NUMBER(TRAP_OVERFLOW, TRAP_OVERFLOW);
	NUMBER(TRAP_OVERFLOW_BIT, TRAP_OVERFLOW_BIT);
	NUMBER(CPU_STACK_GUARD, offsetof(struct cpu, stack_guard));
	NUMBER(CPU_OVERFLOW_TOP,
	       offsetof(struct cpu, overflow_stack) + OVERFLOW_STACK_BYTES);
	NUMBER(CPU_STACK_TOP, offsetof(struct cpu, stack_top));

	NUMBER(BOOT_FDT, offsetof(struct boot_info, fdt));

	NUMBER(GUEST_PC, offsetof(struct el2_guest, pc));
	NUMBER(GUEST_HCR, offsetof(struct el2_guest, hcr));
	NUMBER(GUEST_VECTOR, offsetof(struct el2_guest, vector));
	NUMBER(EL2_VECTORS, EL2_VECTORS);
	NUMBER(GUEST_HOST, offsetof(struct el2_guest, host));
}
