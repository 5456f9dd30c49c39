/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch/asm.h>
#include <arm/regs.h>

	.syntax unified
	.text
	.arm
/*
 * a32_enter - go to code in any mode but FIQ, with all registers as told
 * in:  r0 = struct a32_registers *
 *
 * SVC mode keeps its SP, which traps need.
 */
FUNC(a32_enter)
	cpsid	aif
	ldr	r1, [r0, #(16 * 4)]		/* cpsr */
	and	r2, r1, #CPSR_MODE
	ldr	r3, [r0, #(13 * 4)]
	ldr	r4, [r0, #(14 * 4)]
	cmp	r2, #MODE_SVC
	moveq	lr, r4
	beq	1f
	cmp	r2, #MODE_USR
	moveq	r2, #MODE_SYS
	orr	r2, r2, #(CPSR_I | CPSR_F)
	mrs	r5, cpsr
	msr	cpsr_c, r2
	mov	sp, r3
	mov	lr, r4
	msr	cpsr_c, r5
1:	add	r2, r0, #(15 * 4)
	ldmia	r2, {r3, r4}			/* pc, cpsr */
	stmdb	sp!, {r3, r4}
	ldmia	r0, {r0-r12}
	rfeia	sp!
END(a32_enter)
