/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One access in a translation regime of its own (Arm ARM, G5.4). */
#include <arch/asm.h>

	.syntax unified
	.arch armv7ve
	.text
	.arm
/* Where an access that faults goes on: status, address, which vector. */
	.balign	32
vectors:
	b	other
	b	other
	b	other
	b	prefetch
	b	data
	b	other
	b	other
	b	other
prefetch:
	mrc	p15, 0, r10, c5, c0, 1		/* IFSR */
	mrc	p15, 0, r11, c6, c0, 2		/* IFAR */
	mov	r12, #1
	cps	#0x13
	b	done
data:
	mrc	p15, 0, r10, c5, c0, 0		/* DFSR */
	mrc	p15, 0, r11, c6, c0, 0		/* DFAR */
	mov	r12, #2
	cps	#0x13
	b	done
other:
	mov	r12, #3
	cps	#0x13
	b	done

.macro	flush
	mcr	p15, 0, r3, c8, c7, 0		/* TLBIALL */
	mcr	p15, 0, r3, c7, c5, 0		/* ICIALLU */
	mcr	p15, 0, r3, c7, c5, 6		/* BPIALL */
	dsb
	isb
.endm

/*
 * short32_run - in SVC mode, masked
 * in:  r0 = struct short32
 *
 * Nothing is loaded or stored while the MMU is off.
 */
FUNC(short32_run)
	push	{r4-r11, lr}
	mrs	r12, cpsr
	push	{r12}
	cpsid	aif
	mrc	p15, 0, r1, c1, c0, 0		/* SCTLR */
	mrc	p15, 0, r2, c2, c0, 2		/* TTBCR */
	mrrc	p15, 0, r4, r5, c2		/* TTBR0 */
	mrrc	p15, 1, r6, r7, c2		/* TTBR1 */
	mrc	p15, 0, r8, c3, c0, 0		/* DACR */
	mrc	p15, 0, r9, c12, c0, 0		/* VBAR */
	push	{r0-r2, r4-r9}
	adr	r10, vectors
	mcr	p15, 0, r10, c12, c0, 0
	bic	r1, r1, #1
	ldm	r0, {r2-r9}
	dsb
	mcr	p15, 0, r1, c1, c0, 0		/* off */
	isb
	mcr	p15, 0, r2, c2, c0, 2
	isb
	mcr	p15, 0, r3, c2, c0, 0
	mcr	p15, 0, r4, c2, c0, 1
	mcr	p15, 0, r5, c3, c0, 0
	flush
	mcr	p15, 0, r6, c1, c0, 0		/* on, the short format */
	isb
	mov	r10, #0
	mov	r11, #0
	mov	r12, #0
	add	pc, pc, r7, lsl #3
	nop
	ldr	r9, [r8]
	b	done
	str	r9, [r8]
	b	done
	ldrt	r9, [r8], #0
	b	done
	strt	r9, [r8], #0
	b	done
	blx	r8
done:
	ldr	r0, [sp]
	add	r0, r0, #32
	stm	r0, {r9-r12}
	pop	{r0-r2, r4-r9}
	bic	r3, r1, #1
	dsb
	mcr	p15, 0, r3, c1, c0, 0
	isb
	mcr	p15, 0, r2, c2, c0, 2
	isb
	mcrr	p15, 0, r4, r5, c2
	mcrr	p15, 1, r6, r7, c2
	mcr	p15, 0, r8, c3, c0, 0
	mcr	p15, 0, r9, c12, c0, 0
	flush
	mcr	p15, 0, r1, c1, c0, 0
	isb
	pop	{r12}
	msr	cpsr_cx, r12
	pop	{r4-r11, pc}
END(short32_run)
