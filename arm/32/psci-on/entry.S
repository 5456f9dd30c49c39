/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "../../psci-on/record.h"

#include <arch/asm.h>
#include <arm/regs.h>

	.syntax unified
	.fpu	vfpv3-d16
	.text

	/* a word of the record, of which the upper half is 0 */
	.macro	put reg, offset
	str	\reg, [r1, #(\offset)]
	str	r4, [r1, #(\offset + 4)]
	.endm

/*
 * psci_on_entry, psci_on_thumb - where CPU_ON leads: write down what is found, and go off
 * in:  r0 = context; nothing else is known
 * out: psci_on_record; its state: CPSR, HSCTLR, TTBCR, DBGOSLSR, FPEXC, PMCR
 *
 * Without translation, so without caches: the reader has to look past them. A
 * CPU that takes one for the other instruction set does not come to the end.
 */
	.thumb
	.balign	4
	.type	psci_on_thumb, %object		/* the tests add bit 0 */
	.globl	psci_on_thumb
psci_on_thumb:
	adr	r5, psci_on_thumb
	bx	pc				/* to the word behind, in A32 */
	nop
	.arm
	b	1f

FUNC(psci_on_entry)
	adr	r5, psci_on_entry
1:	mrs	r2, cpsr
	ldr	r1, =psci_on_record
	mov	r4, #0
	put	r0, RECORD_CONTEXT
	put	r5, RECORD_PC
	put	r2, (RECORD_STATE + 0)
	mov	r6, r2
	mrc	p15, 0, r2, c1, c0, 0		/* SCTLR */
	put	r2, RECORD_SCTLR
	mrc	p15, 0, r2, c0, c0, 5		/* MPIDR */
	put	r2, RECORD_MPIDR
	mrc	p15, 0, r2, c14, c3, 1		/* CNTV_CTL */
	put	r2, RECORD_CNTV
	mrc	p15, 0, r2, c14, c2, 1		/* CNTP_CTL */
	put	r2, RECORD_CNTP
	mrc	p15, 0, r2, c12, c1, 0		/* ISR */
	put	r2, RECORD_ISR
	and	r6, r6, #CPSR_MODE
	cmp	r6, #MODE_HYP
	mov	r2, #0
	mrceq	p15, 4, r2, c1, c0, 0		/* HSCTLR */
	put	r2, (RECORD_STATE + 8)
	mrc	p15, 0, r2, c2, c0, 2		/* TTBCR */
	put	r2, (RECORD_STATE + 16)
	mrc	p14, 0, r2, c1, c1, 4		/* DBGOSLSR */
	put	r2, (RECORD_STATE + 24)
	mrc	p15, 0, r2, c9, c12, 0		/* PMCR */
	put	r2, (RECORD_STATE + 40)
	ldr	r2, =CPACR_KERNEL
	mcr	p15, 0, r2, c1, c0, 2
	isb
	mrc	p15, 0, r2, c1, c0, 2
	ands	r2, r2, #CPACR_CP10		/* none without VFP */
	beq	2f
	vmrs	r2, fpexc
2:	put	r2, (RECORD_STATE + 32)
	ldr	r2, [r1, #RECORD_RUNS]
	add	r2, r2, #1
	put	r2, RECORD_RUNS
	ldr	r2, [r1, #RECORD_SMC]
	dsb	sy
3:	ldr	r3, [r1, #RECORD_HOLD]
	cmp	r3, #0
	bne	3b
	ldr	r0, =0x84000002			/* CPU_OFF */
	cmp	r2, #0
	bne	4f
	hvc	#0
	b	5f
4:	smc	#0
5:	b	5b				/* it does not return */
	.ltorg
END(psci_on_entry)
