/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Into traps and out of them, and the saved places that they may lead to.
 * Section .entry is mapped for the kernel only, also while a user function runs
 * (user.c).
 */
#include <arch/asm.h>
#include <arch/page.h>
#include <arm/regs.h>
#include <offsets.h>

	.section .entry, "ax"
/*
 * vectors - what VBAR_EL1 points to: by where the trap comes from (this level
 * with SP_EL0, with its own SP, a lower one in A64, in A32), and by its kind
 * (synchronous, IRQ, FIQ, SError). Arm ARM, D1.3.1.5.
 *
 * A stack that has run over is found out here: its trap goes to a stack of its
 * own, once. TPIDRRO_EL0 is the one register that is free for it.
 */
	.balign	2048
FUNC(vectors)
	.set	number, 0
	.rept	16
	.balign	128
	sub	sp, sp, #FRAME_BYTES
	msr	tpidrro_el0, x0			/* the library's scratch */
	mrs	x0, tpidr_el1
	ldr	x0, [x0, #CPU_STACK_GUARD]
	sub	x0, sp, x0
	lsr	x0, x0, #PAGE_SHIFT
	cbz	x0, 1f
	mrs	x0, tpidrro_el0
	stp	x0, x1, [sp, #FRAME_X0]
	mov	x0, #number
	b	trap_entry
1:	mrs	x0, tpidr_el1			/* the frame lies in the guard page */
	add	x0, x0, #CPU_OVERFLOW_TOP
	sub	x0, x0, #FRAME_BYTES
	str	x1, [x0, #(FRAME_X0 + 8)]
	add	x1, sp, #FRAME_BYTES
	str	x1, [x0, #FRAME_SP]
	mov	sp, x0
	mrs	x1, tpidrro_el0
	str	x1, [sp, #FRAME_X0]
	mov	x0, #(TRAP_OVERFLOW + number)
	b	trap_entry
	.set	number, number + 1
	.endr
	.balign	128
END(vectors)

/*
 * trap_entry - every trap, from either level, arrives here
 * in:  sp = struct trap_frame *, in which x0 and x1 are saved; x0 = vector
 * out: arm_trap(x0 = struct trap_frame *), which may change the frame
 */
FUNC(trap_entry)
	stp	x2, x3, [sp, #FRAME_X0 + 16]
	stp	x4, x5, [sp, #FRAME_X0 + 32]
	stp	x6, x7, [sp, #FRAME_X0 + 48]
	stp	x8, x9, [sp, #FRAME_X0 + 64]
	stp	x10, x11, [sp, #FRAME_X0 + 80]
	stp	x12, x13, [sp, #FRAME_X0 + 96]
	stp	x14, x15, [sp, #FRAME_X0 + 112]
	stp	x16, x17, [sp, #FRAME_X0 + 128]
	stp	x18, x19, [sp, #FRAME_X0 + 144]
	stp	x20, x21, [sp, #FRAME_X0 + 160]
	stp	x22, x23, [sp, #FRAME_X0 + 176]
	stp	x24, x25, [sp, #FRAME_X0 + 192]
	stp	x26, x27, [sp, #FRAME_X0 + 208]
	stp	x28, x29, [sp, #FRAME_X0 + 224]
	str	x30, [sp, #FRAME_X0 + 240]

	add	x1, sp, #FRAME_BYTES		/* of this level's own SP */
	mrs	x2, sp_el0
	and	x3, x0, #0xc
	cmp	x3, #4
	csel	x1, x1, x2, eq
	tbnz	x0, #TRAP_OVERFLOW_BIT, 1f	/* it is there already */
	str	x1, [sp, #FRAME_SP]
1:	mrs	x1, elr_el1
	mrs	x2, spsr_el1
	str	x1, [sp, #FRAME_PC]
	str	x2, [sp, #FRAME_PSTATE]
	mrs	x1, esr_el1
	mrs	x2, far_el1
	str	x1, [sp, #FRAME_ESR]
	str	x2, [sp, #FRAME_FAR]
	str	x0, [sp, #FRAME_VECTOR]
	str	xzr, [sp, #FRAME_TTBR0]
	mov	x0, sp
	bl	arm_trap

	msr	daifset, #0xf			/* whatever the handler has left open */
	ldr	x1, [sp, #FRAME_PC]
	ldr	x2, [sp, #FRAME_PSTATE]
	ldr	x3, [sp, #FRAME_SP]
	msr	elr_el1, x1
	msr	spsr_el1, x2
	ldp	x4, x5, [sp, #FRAME_X0 + 32]
	ldp	x6, x7, [sp, #FRAME_X0 + 48]
	ldp	x8, x9, [sp, #FRAME_X0 + 64]
	ldp	x10, x11, [sp, #FRAME_X0 + 80]
	ldp	x12, x13, [sp, #FRAME_X0 + 96]
	ldp	x14, x15, [sp, #FRAME_X0 + 112]
	ldp	x16, x17, [sp, #FRAME_X0 + 128]
	ldp	x18, x19, [sp, #FRAME_X0 + 144]
	ldp	x20, x21, [sp, #FRAME_X0 + 160]
	ldp	x22, x23, [sp, #FRAME_X0 + 176]
	ldp	x24, x25, [sp, #FRAME_X0 + 192]
	ldp	x26, x27, [sp, #FRAME_X0 + 208]
	ldp	x28, x29, [sp, #FRAME_X0 + 224]
	ldr	x30, [sp, #FRAME_X0 + 240]
	tbz	x2, #0, 1f			/* SPSR.M[0]: whose SP */

	/* x2 and x3 pass below the new stack pointer */
	ldp	x0, x1, [sp, #FRAME_X0 + 16]
	stp	x0, x1, [x3, #-16]
	ldp	x0, x1, [sp, #FRAME_X0]
	mov	sp, x3
	ldp	x2, x3, [sp, #-16]
	eret

1:	msr	sp_el0, x3
	ldp	x0, x1, [sp, #FRAME_X0]
	ldp	x2, x3, [sp, #FRAME_X0 + 16]
	add	sp, sp, #FRAME_BYTES
	eret
END(trap_entry)

/*
 * user_enter - go to user mode
 * in:  x0 = argument there, x1 = function, x2 = stack, x3 = SPSR
 */
FUNC(user_enter)
	msr	daifset, #0xf			/* an interrupt would take ELR and SPSR */
	msr	sp_el0, x2
	msr	spsr_el1, x3
	adrp	x4, user_start
	add	x4, x4, :lo12:user_start
	msr	elr_el1, x4
	mov	x2, xzr
	mov	x3, xzr
	mov	x4, xzr
	mov	x5, xzr
	mov	x6, xzr
	mov	x7, xzr
	mov	x8, xzr
	mov	x9, xzr
	mov	x10, xzr
	mov	x11, xzr
	mov	x12, xzr
	mov	x13, xzr
	mov	x14, xzr
	mov	x15, xzr
	mov	x16, xzr
	mov	x17, xzr
	mov	x18, xzr
	mov	x19, xzr
	mov	x20, xzr
	mov	x21, xzr
	mov	x22, xzr
	mov	x23, xzr
	mov	x24, xzr
	mov	x25, xzr
	mov	x26, xzr
	mov	x27, xzr
	mov	x28, xzr
	mov	x29, xzr
	mov	x30, xzr
	eret
END(user_enter)

	.text
/*
 * user_start - where user_enter leads
 * in:  x0 = argument, x1 = function
 */
FUNC(user_start)
	blr	x1
	svc	#0				/* arm_trap() knows this one */
	.globl	user_done
user_done:
END(user_start)

/*
 * arch_context_save, arch_context_jump - see <arch.h>
 * in:  x0 = struct arch_context *, w1 = value
 */
FUNC(arch_context_save)
	stp	x19, x20, [x0, #CONTEXT_X19]
	stp	x21, x22, [x0, #CONTEXT_X19 + 16]
	stp	x23, x24, [x0, #CONTEXT_X19 + 32]
	stp	x25, x26, [x0, #CONTEXT_X19 + 48]
	stp	x27, x28, [x0, #CONTEXT_X19 + 64]
	mov	x2, sp
	str	x29, [x0, #CONTEXT_FP]
	str	x30, [x0, #CONTEXT_PC]
	str	x2, [x0, #CONTEXT_SP]
	mrs	x1, daif
	mrs	x2, CurrentEL
	orr	x1, x1, x2
	orr	x1, x1, #1			/* M: this level, its own SP */
	str	x1, [x0, #CONTEXT_PSTATE]
	mov	x0, xzr
	ret
END(arch_context_save)

FUNC(arch_context_jump)
	ldr	x2, [x0, #CONTEXT_PSTATE]
	msr	daif, x2
	ldp	x19, x20, [x0, #CONTEXT_X19]
	ldp	x21, x22, [x0, #CONTEXT_X19 + 16]
	ldp	x23, x24, [x0, #CONTEXT_X19 + 32]
	ldp	x25, x26, [x0, #CONTEXT_X19 + 48]
	ldp	x27, x28, [x0, #CONTEXT_X19 + 64]
	ldr	x29, [x0, #CONTEXT_FP]
	ldr	x30, [x0, #CONTEXT_PC]
	ldr	x2, [x0, #CONTEXT_SP]
	mov	sp, x2
	mov	w0, w1
	ret
END(arch_context_jump)

/*
 * smccc_hvc, smccc_smc - see <arm/cpu.h>
 *
 * The convention keeps x18 and up, and may change x4 to x17, as a function may.
 */
FUNC(smccc_hvc)
	hvc	#0
	ret
END(smccc_hvc)

FUNC(smccc_smc)
	smc	#0
	ret
END(smccc_smc)
