/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Out of 64-bit mode and back: writes to control registers and accesses to
 * memory by 32-bit code, in compatibility mode or with long mode left, each of
 * them with what it came to. x86_64 only.
 *
 * Intel SDM vol. 3, 4.1.2 (paging-mode enabling), 9.8.5 (IA-32e mode).
 */
#ifndef LIB_X86_PAGING_MODES_H
#define LIB_X86_PAGING_MODES_H

#include <stdint.h>

enum mode_op {
	MODE_CR0,
	MODE_CR3,
	MODE_CR4,
	MODE_EFER,
	MODE_READ,  /* the 32-bit word at @operand, to @value */
	MODE_WRITE, /* @value to it */
	MODE_OPS
};

struct mode_step {
	uint32_t op;
	uint32_t operand; /* what is written, or an address */
	uint32_t value;

	/* what the step left behind */
	uint32_t cause; /* enum trap_cause: TRAP_NONE, X86_GP, X86_PF */
	uint32_t error;
	uint32_t cr0, cr2, cr3, cr4, efer;
};

/**
 * modes_run - do the steps in order, in 32-bit code without interrupts
 *
 * A step that traps has no effect, and the next one follows. Paging is to map
 * the image one to one in every mode that the steps lead to. Afterwards all
 * registers are what they were. The steps are in the first 4 GiB, and so is the
 * stack.
 */
void modes_run(struct mode_step *steps, unsigned int nr);

/**
 * modes_stay - the same, but the new registers stay
 *
 * They have to be those of 64-bit mode, with 4 or 5 levels.
 */
void modes_stay(struct mode_step *steps, unsigned int nr);

/** modes_levels - 4 or 5 levels of paging from now on, by tables at @root */
void modes_levels(unsigned int levels, const uint64_t *root);

#endif
