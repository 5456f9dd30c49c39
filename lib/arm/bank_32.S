/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch/asm.h>
#include <arm/regs.h>

	.syntax unified
	.text
	.arm
/*
 * bank_read - a mode's own registers
 * in:  r0 = struct bank *, r1 = mode
 *
 * Interrupts have to be masked: the other mode's SP is what it was made.
 */
FUNC(bank_read)
	mrs	r3, cpsr
	orr	r1, r1, #(CPSR_I | CPSR_F)
	msr	cpsr_c, r1
	str	sp, [r0]
	str	lr, [r0, #4]
	and	r2, r1, #CPSR_MODE
	cmp	r2, #MODE_SYS
	movne	r2, #0
	mrsne	r2, spsr
	strne	r2, [r0, #8]
	add	r2, r0, #12
	stmia	r2, {r8-r12}
	msr	cpsr_c, r3
	bx	lr
END(bank_read)

/*
 * bank_write - the same, the other way; R8 to R12 of FIQ mode alone, and SP not
 * of SVC mode
 */
FUNC(bank_write)
	mrs	r3, cpsr
	orr	r1, r1, #(CPSR_I | CPSR_F)
	and	r2, r1, #CPSR_MODE
	msr	cpsr_c, r1
	cmp	r2, #MODE_SVC
	ldrne	sp, [r0]
	ldrne	lr, [r0, #4]
	cmp	r2, #MODE_SYS
	ldrne	r1, [r0, #8]
	msrne	spsr_cxsf, r1
	cmp	r2, #MODE_FIQ
	addeq	r2, r0, #12
	ldmiaeq	r2, {r8-r12}
	msr	cpsr_c, r3
	bx	lr
END(bank_write)
