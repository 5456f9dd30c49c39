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
	mov	x1, sp
	mrs	x2, vbar_el2
	mrs	x3, tpidr_el1			/* the library's */
	mrs	x4, sp_el0
	mrs	x5, hcr_el2
	mrs	x6, sctlr_el2
	mrs	x7, cptr_el2
	mrs	x8, cnthctl_el2
	mrs	x9, mdcr_el2
	stp	x1, x2, [x0, #GUEST_HOST]
	stp	x3, x4, [x0, #(GUEST_HOST + 16)]
	stp	x5, x6, [x0, #(GUEST_HOST + 32)]
	stp	x7, x8, [x0, #(GUEST_HOST + 48)]
	str	x9, [x0, #(GUEST_HOST + 64)]
	mov	sp, x0				/* to find it by */
	adrp	x1, el2_vectors
	add	x1, x1, :lo12:el2_vectors
	msr	vbar_el2, x1
	ldp	x1, x2, [x0, #GUEST_PC]		/* pc, pstate */
	ldr	x3, [x0, #(GUEST_PC + 16)]	/* sp_el0 */
	msr	elr_el2, x1
	msr	spsr_el2, x2
	msr	sp_el0, x3
	ldp	x1, x2, [x0, #GUEST_HCR]
	ldp	x3, x4, [x0, #(GUEST_HCR + 16)]

	/* tables of E2H are not those of a host without: translation goes off */
	tbnz	x1, #34, 1f
	bic	x6, x6, #SCTLR_M
	bic	x6, x6, #SCTLR_C
	dsb	sy
	msr	sctlr_el2, x6
	isb
1:	msr	hcr_el2, x1
	isb
	msr	cptr_el2, x2
	msr	cnthctl_el2, x3
	msr	mdcr_el2, x4
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
 * in:  sp = struct el2_guest *, in which x0 and x1 are saved; x0 = the vector's
 *	number
 */
el2_exit:
	mov	x1, sp
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
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	mrs	x4, sp_el0
	stp	x2, x3, [x1, #GUEST_PC]
	str	x4, [x1, #(GUEST_PC + 16)]
	mrs	x2, esr_el2
	mrs	x3, far_el2
	mrs	x4, hpfar_el2
	stp	x2, x3, [x1, #(GUEST_VECTOR + 8)]
	mrs	x2, hcr_el2
	stp	x4, x2, [x1, #(GUEST_VECTOR + 24)]

	ldp	x5, x6, [x1, #(GUEST_HOST + 32)]
	ldp	x7, x8, [x1, #(GUEST_HOST + 48)]
	ldr	x9, [x1, #(GUEST_HOST + 64)]
	dsb	sy
	msr	hcr_el2, x5
	isb
	msr	sctlr_el2, x6
	msr	cptr_el2, x7
	msr	cnthctl_el2, x8
	msr	mdcr_el2, x9
	isb
	ldp	x5, x2, [x1, #GUEST_HOST]
	ldp	x3, x4, [x1, #(GUEST_HOST + 16)]
	msr	vbar_el2, x2
	msr	tpidr_el1, x3
	msr	sp_el0, x4
	isb
	mov	sp, x5
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
	ret

/* el2_guest_vectors - see el2.h */
	.balign	2048
OBJECT(el2_guest_vectors)
	.set	number, 0
	.rept	16
	.balign	128
	hvc	#(EL2_VECTORS + number)
	b	.
	.set	number, number + 1
	.endr
END(el2_guest_vectors)

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
	stp	x0, x1, [sp]
	mov	x0, #number
	b	el2_exit
	.set	number, number + 1
	.endr
