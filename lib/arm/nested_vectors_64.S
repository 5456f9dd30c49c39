/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way to EL1, and what is at EL2 behind it (nested.h). */
#include <arch/asm.h>
#include <arm/regs.h>

	.text
/*
 * nested_go - go on at EL1, with the same stack
 * in:  x0 = HCR_EL2
 */
FUNC(nested_go)
	mov	x1, sp
	msr	sp_el1, x1
	mov	x1, #(PSTATE_MASKED | PSTATE_EL1H)
	msr	spsr_el2, x1
	msr	elr_el2, x30
	msr	hcr_el2, x0
	isb
	eret
END(nested_go)

/* nested_vectors - VBAR_EL2: the host is one again, to say what has happened */
	.balign	2048
OBJECT(nested_vectors)
	.set	number, 0
	.rept	16
	.balign	128
	mov	x0, #number
	ldr	x1, =HCR_VHE
	msr	hcr_el2, x1
	isb
	adrp	x1, vectors
	add	x1, x1, :lo12:vectors
	msr	vbar_el1, x1
	isb
	bl	nested_unexpected
	.set	number, number + 1
	.endr
END(nested_vectors)
