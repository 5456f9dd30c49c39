/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch/asm.h>

	.syntax unified
	.text
	.arm
/*
 * excl_over_svc - the two halves of an exclusive, and an SVC between
 * in:  r0 = where, r1 = value, r2 = vectors whose SVC just returns; SVC mode
 * out: r0 = status
 *
 * VBAR stays: the library's vectors would clear the monitor themselves.
 */
FUNC(excl_over_svc)
	push	{r4, lr}
	mcr	p15, 0, r2, c12, c0, 0		/* VBAR */
	isb
	ldrex	r3, [r0]
	svc	#0
	strex	r2, r1, [r0]
	mov	r0, r2
	pop	{r4, pc}
END(excl_over_svc)

	.macro	excl_vectors name
	.balign	32
FUNC(excl_vectors_\name)
	b	.
	b	.
	b	svc_\name
	b	.
	b	.
	b	.
	b	.
	b	.
END(excl_vectors_\name)
	.endm

	excl_vectors movs
	excl_vectors rfe
	excl_vectors ldm

svc_movs:
	movs	pc, lr

svc_rfe:
	srsdb	sp!, #0x13
	rfeia	sp!

svc_ldm:
	push	{lr}
	ldm	sp!, {pc}^
