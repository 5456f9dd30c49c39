/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way into a guest at EL1, and out of it (el2.h). */
#include <arch/asm.h>
#include <arm/regs.h>
#include <offsets.h>

	.text
/*
 * el2_enter - enter a guest; returns when it has come to EL2
 * in:  x0 = struct el2_guest *; interrupts masked
 */
FUNC(el2_enter)
	stp	x29, x30, [sp, #-96]!
	mov	x29, sp
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mrs	x1, vbar_el1			/* EL2's, as all these names */
	mrs	x2, tpidr_el1			/* but this: the library's */
	mrs	x3, sp_el0
	mrs	x4, hcr_el2
	stp	x1, x2, [x0, #GUEST_HOST]
	stp	x3, x4, [x0, #(GUEST_HOST + 16)]
	msr	tpidr_el2, x0			/* to find it by */
	adrp	x1, el2_vectors
	add	x1, x1, :lo12:el2_vectors
	msr	vbar_el1, x1
	ldp	x1, x2, [x0, #GUEST_PC]		/* pc, pstate */
	ldp	x3, x4, [x0, #(GUEST_PC + 16)]	/* sp_el0, hcr */
	msr	elr_el1, x1
	msr	spsr_el1, x2
	msr	sp_el0, x3
	msr	hcr_el2, x4
	isb
	ldp	x2, x3, [x0, #16]
	ldp	x4, x5, [x0, #32]
	ldp	x6, x7, [x0, #48]
	ldp	x8, x9, [x0, #64]
	ldp	x10, x11, [x0, #80]
	ldp	x12, x13, [x0, #96]
	ldp	x14, x15, [x0, #112]
	ldp	x16, x17, [x0, #128]
	ldp	x18, x19, [x0, #144]
	ldp	x20, x21, [x0, #160]
	ldp	x22, x23, [x0, #176]
	ldp	x24, x25, [x0, #192]
	ldp	x26, x27, [x0, #208]
	ldp	x28, x29, [x0, #224]
	ldr	x30, [x0, #240]
	ldp	x0, x1, [x0]
	eret
END(el2_enter)

/*
 * el2_exit - a guest has come to EL2
 * in:  sp = where el2_enter left it, less 16 bytes with the guest's x0 and x1;
 *	x0 = the vector's number
 */
el2_exit:
	mrs	x1, tpidr_el2
	str	x0, [x1, #GUEST_VECTOR]
	stp	x2, x3, [x1, #16]
	stp	x4, x5, [x1, #32]
	stp	x6, x7, [x1, #48]
	stp	x8, x9, [x1, #64]
	stp	x10, x11, [x1, #80]
	stp	x12, x13, [x1, #96]
	stp	x14, x15, [x1, #112]
	stp	x16, x17, [x1, #128]
	stp	x18, x19, [x1, #144]
	stp	x20, x21, [x1, #160]
	stp	x22, x23, [x1, #176]
	stp	x24, x25, [x1, #192]
	stp	x26, x27, [x1, #208]
	stp	x28, x29, [x1, #224]
	str	x30, [x1, #240]
	ldp	x2, x3, [sp], #16
	stp	x2, x3, [x1]
	mrs	x2, elr_el1
	mrs	x3, spsr_el1
	mrs	x4, sp_el0
	stp	x2, x3, [x1, #GUEST_PC]
	str	x4, [x1, #(GUEST_PC + 16)]
	mrs	x2, esr_el1
	mrs	x3, far_el1
	mrs	x4, hpfar_el2
	stp	x2, x3, [x1, #(GUEST_VECTOR + 8)]
	str	x4, [x1, #(GUEST_VECTOR + 24)]
	ldp	x2, x3, [x1, #GUEST_HOST]
	ldp	x4, x5, [x1, #(GUEST_HOST + 16)]
	msr	vbar_el1, x2
	msr	tpidr_el1, x3
	msr	sp_el0, x4
	msr	hcr_el2, x5
	isb
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
	ret

/*
 * el2_vectors - VBAR_EL2 while a guest runs: from lower levels it is the guest,
 * from this one a mistake, which is the library's to report
 */
	.section .entry, "ax"
	.balign	2048
el2_vectors:
	.set	number, 0
	.rept	8
	.balign	128
	b	vectors + number * 128
	.set	number, number + 1
	.endr
	.rept	8
	.balign	128
	stp	x0, x1, [sp, #-16]!
	mov	x0, #number
	b	el2_exit
	.set	number, number + 1
	.endr
