/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Into traps and out of them, and the saved places that they may lead to.
 * Section .entry is mapped for the kernel only, also while a user function runs
 * (user.c).
 *
 * The library runs in SVC mode, and every trap is brought there: the stack of
 * each other mode is no more than a few words of struct cpu.
 */
#include <arch/asm.h>
#include <arm/regs.h>
#include <offsets.h>

	.syntax unified

	.section .entry, "ax"
	.arm
/* vectors - what VBAR points to. Arm ARM, G1.12.3. */
	.balign	32
FUNC(vectors)
	b	.				/* reset: not by VBAR */
	b	vector_und
	b	vector_svc
	b	vector_pabt
	b	vector_dabt
	b	.				/* Hyp traps: not in this mode */
	b	vector_irq
	b	vector_fiq
END(vectors)

/*
 * A trap from a mode that has its own registers for it
 *
 * LR is put right so that it is the address of the instruction to which the
 * trap belongs. A stack that has run over is found out here: its trap goes to a
 * stack of its own, once.
 */
	.macro	to_svc number
	stmia	sp, {r0, r1, lr}		/* struct scratch */
	mrs	r0, spsr
	str	r0, [sp, #SCRATCH_CPSR]
	mov	r0, sp
	cpsid	aif, #MODE_SVC
	sub	sp, sp, #FRAME_BYTES
	str	sp, [r0, #SCRATCH_SP]
	mrc	p15, 0, r1, c13, c0, 4		/* TPIDRPRW: struct cpu */
	add	r1, r1, #(CPU_STACK_GUARD & ~0xfff)
	ldr	r1, [r1, #(CPU_STACK_GUARD & 0xfff)]
	sub	r1, sp, r1
	lsrs	r1, r1, #12
	movne	r1, #\number
	bne	trap_save
	mrc	p15, 0, r1, c13, c0, 4		/* the frame lies in the guard page */
	add	sp, r1, #CPU_OVERFLOW_TOP
	sub	sp, sp, #FRAME_BYTES
	mov	r1, #(TRAP_OVERFLOW | \number)
	b	trap_save
	.endm

/* Arm ARM, G1.12.5: LR is beyond the instruction by its size, 4 or, in T32, 2 */
vector_und:
	str	r0, [sp]
	mrs	r0, spsr
	tst	r0, #CPSR_T
	ldr	r0, [sp]
	subeq	lr, lr, #4
	subne	lr, lr, #2
	to_svc	TRAP_VECTOR_UND
vector_pabt:
	sub	lr, lr, #4
	to_svc	TRAP_VECTOR_PABT
vector_dabt:
	sub	lr, lr, #8
	to_svc	TRAP_VECTOR_DABT
vector_irq:
	sub	lr, lr, #4
	to_svc	TRAP_VECTOR_IRQ
vector_fiq:
	sub	lr, lr, #4
	to_svc	TRAP_VECTOR_FIQ

/* SVC mode itself: LR is where to return to, and the one of SVC mode is lost. */
vector_svc:
	cpsid	aif
	sub	sp, sp, #FRAME_BYTES
	stmia	sp, {r0-r12}
	str	lr, [sp, #FRAME_SVC_LR]
	str	lr, [sp, #FRAME_PC]
	mrs	r5, spsr
	str	r5, [sp, #FRAME_CPSR]
	mov	r1, #TRAP_VECTOR_SVC
	str	r1, [sp, #FRAME_VECTOR]
	add	r6, sp, #FRAME_BYTES
	b	trap_entry

/* in: SVC mode, sp = frame, r0 = struct scratch *, r1 = vector */
trap_save:
	str	lr, [sp, #FRAME_SVC_LR]
	str	r1, [sp, #FRAME_VECTOR]
	add	r1, sp, #FRAME_R2
	stmia	r1, {r2-r12}
	ldmia	r0, {r2-r6}			/* r0, r1, pc, cpsr, sp */
	stmia	sp, {r2, r3}
	str	r4, [sp, #FRAME_PC]
	str	r5, [sp, #FRAME_CPSR]
	add	r6, r6, #FRAME_BYTES

/*
 * trap_entry - every trap, from any mode, arrives here
 * in:  sp = struct trap_frame * with r0 to r12, SVC mode's LR, PC, CPSR and the
 *	vector; r5 = that CPSR, r6 = SVC mode's SP before
 * out: arm_trap(r0 = struct trap_frame *), which may change the frame
 */
FUNC(trap_entry)
	mov	r3, r6
	mov	r4, lr
	and	r2, r5, #CPSR_MODE
	cmp	r2, #MODE_SVC
	beq	1f
	cmp	r2, #MODE_USR
	moveq	r2, #MODE_SYS			/* has the same registers */
	orr	r2, r2, #(CPSR_I | CPSR_F)
	mrs	r7, cpsr
	msr	cpsr_c, r2
	mov	r3, sp
	mov	r4, lr
	msr	cpsr_c, r7
1:	str	r3, [sp, #FRAME_SP]
	str	r4, [sp, #FRAME_LR]
	mrc	p15, 0, r0, c5, c0, 0		/* DFSR */
	mrc	p15, 0, r1, c6, c0, 0		/* DFAR */
	mrc	p15, 0, r2, c5, c0, 1		/* IFSR */
	mrc	p15, 0, r3, c6, c0, 2		/* IFAR */
	add	r4, sp, #FRAME_DFSR
	stmia	r4, {r0-r3}
	mov	r0, #0
	mov	r1, #0
	add	r4, sp, #FRAME_TTBR0
	stmia	r4, {r0, r1}
	mov	r4, sp				/* kept by the call */
	mov	r0, sp
	bic	sp, sp, #7
	bl	arm_trap
	cpsid	aif				/* whatever the handler has left open */
	mov	sp, r4

	clrex
	ldr	r2, [sp, #FRAME_CPSR]
	and	r3, r2, #CPSR_MODE
	cmp	r3, #MODE_SVC
	bne	1f

	/* pc and cpsr pass below the new stack pointer */
	ldr	r1, [sp, #FRAME_PC]
	ldr	r3, [sp, #FRAME_SP]
	ldr	lr, [sp, #FRAME_LR]
	add	r0, sp, #FRAME_R4
	ldmia	r0, {r4-r12}
	stmdb	r3!, {r1, r2}
	mov	r0, sp
	mov	sp, r3
	ldmia	r0, {r0-r3}
	rfeia	sp!

1:	cmp	r3, #MODE_USR
	moveq	r3, #MODE_SYS
	ldr	r4, [sp, #FRAME_SP]
	ldr	r5, [sp, #FRAME_LR]
	orr	r3, r3, #(CPSR_I | CPSR_F)
	mrs	r7, cpsr
	msr	cpsr_c, r3
	mov	sp, r4
	mov	lr, r5
	msr	cpsr_c, r7
	ldr	lr, [sp, #FRAME_SVC_LR]
	ldmia	sp, {r0-r12}
	add	sp, sp, #FRAME_PC		/* pc and cpsr end the frame */
	rfeia	sp!
END(trap_entry)

/*
 * user_enter - go to user mode
 * in:  r0 = argument there, r1 = function, r2 = stack, r3 = SPSR
 */
FUNC(user_enter)
	cpsid	aif				/* an interrupt would take LR and SPSR */
	cps	#MODE_SYS
	mov	sp, r2
	mov	lr, #0
	cps	#MODE_SVC
	msr	spsr_cxsf, r3
	ldr	lr, =user_start
	mov	r2, #0
	mov	r3, #0
	mov	r4, #0
	mov	r5, #0
	mov	r6, #0
	mov	r7, #0
	mov	r8, #0
	mov	r9, #0
	mov	r10, #0
	mov	r11, #0
	mov	r12, #0
	movs	pc, lr
END(user_enter)
	.ltorg

	.text
	.arm
/*
 * user_start - where user_enter leads
 * in:  r0 = argument, r1 = function
 */
FUNC(user_start)
	blx	r1
	svc	#0				/* arm_trap() knows this one */
	.globl	user_done
user_done:
END(user_start)

/*
 * arch_context_save, arch_context_jump - see <arch.h>
 * in:  r0 = struct arch_context *, r1 = value
 */
FUNC(arch_context_save)
	add	r2, r0, #CONTEXT_R4
	stmia	r2, {r4-r11}
	mrs	r1, cpsr
	str	sp, [r0, #CONTEXT_SP]
	str	lr, [r0, #CONTEXT_PC]
	str	r1, [r0, #CONTEXT_CPSR]
	mov	r0, #0
	bx	lr
END(arch_context_save)

FUNC(arch_context_jump)
	ldr	r2, [r0, #CONTEXT_CPSR]
	msr	cpsr_cx, r2			/* mode and masks */
	ldr	sp, [r0, #CONTEXT_SP]
	ldr	lr, [r0, #CONTEXT_PC]
	add	r2, r0, #CONTEXT_R4
	ldmia	r2, {r4-r11}
	mov	r0, r1
	bx	lr
END(arch_context_jump)

/*
 * smccc_hvc, smccc_smc - see <arm/cpu.h>
 *
 * The convention keeps r4 and up (DEN 0028, 2.4).
 */
FUNC(smccc_hvc)
	hvc	#0
	bx	lr
END(smccc_hvc)

FUNC(smccc_smc)
	smc	#0
	bx	lr
END(smccc_smc)
