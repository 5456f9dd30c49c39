/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch/asm.h>
#include <arm/regs.h>

	.syntax unified
	.text
	.arm
/*
 * modes_raise - see modes.c
 * in:  r0 = struct entry *, r1 = where, r2 = CPSR there; SVC mode
 *
 * The vectors are modes_vectors, and lead back here.
 */
FUNC(modes_raise)
	push	{r4, r5, r6, lr}
	ldr	r4, =entry_at
	str	r0, [r4]
	mrs	r4, cpsr
	str	r4, [r0, #20]
	str	sp, [r0, #24]
	stmdb	sp!, {r1, r2}
	rfeia	sp!
END(modes_raise)

	.macro	arrive number
	mcr	p15, 0, r0, c13, c0, 2		/* TPIDRURW */
	ldr	r0, =entry_at
	ldr	r0, [r0]
	str	lr, [r0, #8]
	mov	lr, #\number
	str	lr, [r0]
	mrs	lr, cpsr
	str	lr, [r0, #4]
	mrs	lr, spsr
	str	lr, [r0, #12]
	mrc	p15, 0, lr, c13, c0, 2
	str	lr, [r0, #16]			/* r0 at the instruction */
	b	back
	.endm

	.balign	32
FUNC(modes_vectors)
	b	.
	b	1f
	b	2f
	b	3f
	b	4f
	b	.
	b	6f
	b	7f
1:	arrive	1
2:	arrive	2
3:	arrive	3
4:	arrive	4
6:	arrive	6
7:	arrive	7
back:	ldr	r1, [r0, #20]
	orr	r1, r1, #CPSR_MASKED
	msr	cpsr_cx, r1			/* SVC mode */
	clrex
	ldr	sp, [r0, #24]
	pop	{r4, r5, r6, pc}
END(modes_vectors)
	.ltorg

/* What traps. Each is on its own. */
	.balign	4
FUNC(modes_udf)
	udf	#0
END(modes_udf)
FUNC(modes_svc)
	svc	#0x77
END(modes_svc)
FUNC(modes_bkpt)
	bkpt	#0
END(modes_bkpt)
FUNC(modes_load)
	mov	r0, #0x80000000
	ldr	r0, [r0]
END(modes_load)
FUNC(modes_jump)
	mov	r0, #0x80000000
	bx	r0
END(modes_jump)
FUNC(modes_wait)
	b	.
END(modes_wait)
	.thumb
	.thumb_func
FUNC(modes_udf_thumb)
	udf	#0
END(modes_udf_thumb)
	.thumb_func
FUNC(modes_svc_thumb)
	svc	#0x77
END(modes_svc_thumb)

	.bss
	.balign	4
entry_at:
	.skip	4
