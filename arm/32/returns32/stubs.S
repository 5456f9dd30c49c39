/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RFE and SRS in each of their forms, in SVC mode (Arm ARM, F5.1.161, F5.1.216). */
#include <arch/asm.h>

	.syntax unified
	.arch armv7ve
	.text
	.arm
/*
 * returns32_rfe_FORM - return to behind it, by a frame
 * in:  r0 = PC's word of the frame, r1 = base, r2 = CPSR to return with
 * out: r0 = base afterwards, *r3 = CPSR afterwards
 */
.macro	rfe_stub form, insn:vararg
FUNC(returns32_rfe_\form)
	adr	r12, 1f
	str	r12, [r0]
	str	r2, [r0, #4]
	mrs	r12, cpsr
	\insn
	udf	#0
1:	mrs	r2, cpsr
	msr	cpsr_cxsf, r12
	str	r2, [r3]
	mov	r0, r1
	bx	lr
END(returns32_rfe_\form)
.endm

	rfe_stub	ia, rfeia r1
	rfe_stub	ib, rfeib r1
	rfe_stub	da, rfeda r1
	rfe_stub	db, rfedb r1
	rfe_stub	ia_w, rfeia r1!
	rfe_stub	ib_w, rfeib r1!
	rfe_stub	da_w, rfeda r1!
	rfe_stub	db_w, rfedb r1!

/*
 * returns32_srs_FORM - store LR and SPSR where SP of system mode points to
 * in:  r0 = LR, r1 = SPSR, r2 = SP_usr
 * out: r0 = SP_usr afterwards; LR, SPSR and SP_usr are as before
 */
.macro	srs_stub form, insn:vararg
FUNC(returns32_srs_\form)
	push	{r4, r5, r6, lr}
	mrs	r4, spsr
	mrs	r5, SP_usr
	msr	spsr_cxsf, r1
	msr	SP_usr, r2
	mov	lr, r0
	\insn
	mrs	r0, SP_usr
	msr	SP_usr, r5
	msr	spsr_cxsf, r4
	pop	{r4, r5, r6, pc}
END(returns32_srs_\form)
.endm

	srs_stub	ia, srsia sp, #0x1f
	srs_stub	ib, srsib sp, #0x1f
	srs_stub	da, srsda sp, #0x1f
	srs_stub	db, srsdb sp, #0x1f
	srs_stub	ia_w, srsia sp!, #0x1f
	srs_stub	ib_w, srsib sp!, #0x1f
	srs_stub	da_w, srsda sp!, #0x1f
	srs_stub	db_w, srsdb sp!, #0x1f

/*
 * returns32_banked - MRS of other modes' registers, from SVC mode
 * in:  r0 = 13 words: SPSR, LR, SP of FIQ, IRQ, ABT, UND mode; SP_usr
 */
FUNC(returns32_banked)
	.macro	one reg
	mrs	r1, \reg
	str	r1, [r0], #4
	.endm
	.irp	mode, fiq, irq, abt, und
	one	SPSR_\mode
	one	LR_\mode
	one	SP_\mode
	.endr
	one	SP_usr
	bx	lr
END(returns32_banked)

/* returns32_write - MSR of SPSR and LR of these modes: 8 words from r0 on */
FUNC(returns32_write)
	.macro	put reg
	ldr	r1, [r0], #4
	msr	\reg, r1
	.endm
	.irp	mode, fiq, irq, abt, und
	put	SPSR_\mode
	put	LR_\mode
	.endr
	bx	lr
END(returns32_write)

/*
 * returns32_ldm_user - LDM of user mode's registers, and STM, from FIQ mode
 * in:  r0 = 7 words for R8 to LR of user mode, r1 = 7 words: FIQ mode's own
 *      afterwards, r2 = 7: user mode's afterwards by STM
 */
FUNC(returns32_ldm_user)
	push	{r4-r11, lr}
	mrs	r4, SP_usr
	mrs	r5, LR_usr
	mrs	r6, cpsr
	mov	r7, r12
	cps	#0x11
	ldm	r0, {r8-r14}^
	nop
	stm	r1, {r8-r14}
	stm	r2, {r8-r14}^
	nop
	msr	cpsr_c, r6
	mov	r12, r7
	msr	SP_usr, r4
	msr	LR_usr, r5
	pop	{r4-r11, pc}
END(returns32_ldm_user)

/* returns32_cps_NAME - with CPSR r0: CPSR behind the instruction */
.macro	cps_stub name, insn:vararg
FUNC(returns32_cps_\name)
	mrs	r1, cpsr
	msr	cpsr_cx, r0
	\insn
	mrs	r0, cpsr
	msr	cpsr_cx, r1
	bx	lr
END(returns32_cps_\name)
.endm

	cps_stub	id_a, cpsid a
	cps_stub	id_i, cpsid i
	cps_stub	id_f, cpsid f
	cps_stub	id_aif, cpsid aif
	cps_stub	ie_a, cpsie a
	cps_stub	ie_f, cpsie f
	cps_stub	ie_af, cpsie af

FUNC(returns32_cps_mode)
	mrs	r1, cpsr
	msr	cpsr_cx, r0
	cps	#0x1f
	mrs	r0, cpsr
	msr	cpsr_cx, r1
	bx	lr
END(returns32_cps_mode)

	.balign	32
entry_vectors:
	b	.
	b	entry_und
	b	entry_svc
	b	.
	b	.
	b	.
	b	.
	b	.

/*
 * returns32_entry - CPSR in the handlers of SVC and UDF
 * in:  r0 = SCTLR, but for the MMU, which is off; r1 = CPSR.E to take them with
 * out: r0 = CPSR at SVC's vector, r1 = at UDF's
 *
 * Nothing is loaded or stored in another byte order than the library's.
 */
FUNC(returns32_entry)
	push	{r4-r7, lr}
	mrs	r12, cpsr
	cpsid	aif
	mrc	p15, 0, r4, c1, c0, 0		/* SCTLR */
	mrc	p15, 0, r5, c12, c0, 0		/* VBAR */
	adr	r6, entry_vectors
	mcr	p15, 0, r6, c12, c0, 0
	bic	r7, r4, #1
	bic	r0, r0, #1
	dsb
	mcr	p15, 0, r7, c1, c0, 0
	isb
	mcr	p15, 0, r0, c1, c0, 0
	isb
	cmp	r1, #0
	beq	1f
	setend	be
1:	svc	#0
entry_svc:
	mrs	r2, cpsr
	setend	le
	cmp	r1, #0
	beq	1f
	setend	be
1:	udf	#0
entry_und:
	mrs	r3, cpsr
	setend	le
	cps	#0x13
	mcr	p15, 0, r7, c1, c0, 0
	isb
	mcr	p15, 0, r5, c12, c0, 0
	mcr	p15, 0, r6, c8, c7, 0		/* TLBIALL */
	dsb
	isb
	mcr	p15, 0, r4, c1, c0, 0
	isb
	msr	cpsr_cx, r12
	mov	r0, r2
	mov	r1, r3
	pop	{r4-r7, pc}
END(returns32_entry)
