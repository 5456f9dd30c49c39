/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "block.h"

#include <arch/asm.h>

	.syntax unified
	.fpu	neon
	.text
	.arm

/* System registers that nothing here depends on, in the order of the block. */
	.macro	all_sysregs op, op64
	\op	0, 0, c13, c0, 2		/* TPIDRURW */
	\op	1, 0, c13, c0, 3		/* TPIDRURO */
	\op	2, 0, c13, c0, 4		/* TPIDRPRW */
	\op	3, 0, c13, c0, 1		/* CONTEXTIDR */
	\op	4, 0, c6, c0, 0			/* DFAR */
	\op	5, 0, c5, c0, 0			/* DFSR */
	\op	6, 0, c6, c0, 2			/* IFAR */
	\op	7, 0, c5, c0, 1			/* IFSR */
	\op	8, 0, c5, c1, 0			/* ADFSR */
	\op	9, 0, c5, c1, 1			/* AIFSR */
	\op	10, 0, c10, c2, 0		/* MAIR0 */
	\op	11, 0, c10, c2, 1		/* MAIR1 */
	\op	12, 2, c0, c0, 0		/* CSSELR */
	\op	13, 0, c14, c1, 0		/* CNTKCTL */
	\op	14, 0, c2, c0, 2		/* TTBCR */
	\op	15, 0, c12, c0, 0		/* VBAR */
	\op	16, 0, c1, c0, 2		/* CPACR */
	\op	17, 0, c1, c0, 0		/* SCTLR */
	\op	18, 0, c3, c0, 0		/* DACR */
	\op	19, 0, c14, c3, 1		/* CNTV_CTL */
	\op	20, 0, c10, c3, 0		/* AMAIR0 */
	\op	21, 0, c10, c3, 1		/* AMAIR1 */
	\op64	22, 0, c7			/* PAR */
	\op64	24, 0, c2			/* TTBR0 */
	\op64	26, 1, c2			/* TTBR1 */
	\op64	28, 3, c14			/* CNTV_CVAL */
	.endm

	.macro	load_sys n, op1, crn, crm, op2
	ldr	r0, [r4, #(BLOCK_SYS + 4 * \n)]
	mcr	p15, \op1, r0, \crn, \crm, \op2
	.endm

	.macro	store_sys n, op1, crn, crm, op2
	mrc	p15, \op1, r0, \crn, \crm, \op2
	str	r0, [r4, #(BLOCK_SYS + 4 * \n)]
	.endm

	.macro	load_sys64 n, op1, crm
	ldr	r0, [r4, #(BLOCK_SYS + 4 * \n)]
	ldr	r1, [r4, #(BLOCK_SYS + 4 * \n + 4)]
	mcrr	p15, \op1, r0, r1, \crm
	.endm

	.macro	store_sys64 n, op1, crm
	mrrc	p15, \op1, r0, r1, \crm
	str	r0, [r4, #(BLOCK_SYS + 4 * \n)]
	str	r1, [r4, #(BLOCK_SYS + 4 * \n + 4)]
	.endm

/*
 * block_run_kernel, block_run_user - see block.h
 * in:  r0 = in, r1 = out, r2 = exit
 *
 * On the stack: in, out, exit, R0 of the exit, TPIDRPRW of the library.
 */
	.macro	run name, kernel
FUNC(\name)
	push	{r4-r11, lr}
	sub	sp, sp, #20
	stm	sp, {r0-r2}
	mov	r4, r0
	.if	\kernel
	mrc	p15, 0, r3, c13, c0, 4
	str	r3, [sp, #16]
	all_sysregs load_sys, load_sys64
	.endif
	add	r1, r4, #BLOCK_D
	vldmia	r1!, {d0-d15}
	ldr	r2, [r4, #BLOCK_NR_D]
	cmp	r2, #32
	bne	1f
	vldmia	r1, {d16-d31}
1:	ldr	r2, [r4, #BLOCK_FPSCR]
	vmsr	fpscr, r2
	isb
	ldr	r2, [r4, #BLOCK_CPSR]
	msr	cpsr_fs, r2
	ldm	r4, {r0-r12}
	mov	lr, pc				/* behind the next */
	ldr	pc, [sp, #8]

	str	r0, [sp, #12]
	ldr	r0, [sp, #4]
	stmib	r0, {r1-r12}
	mov	r4, r0
	mrs	r1, cpsr
	str	r1, [r4, #BLOCK_CPSR]
	ldr	r1, [sp, #12]
	str	r1, [r4, #BLOCK_R]
	.if	\kernel
	all_sysregs store_sys, store_sys64
	.endif
	vmrs	r1, fpscr
	str	r1, [r4, #BLOCK_FPSCR]
	add	r1, r4, #BLOCK_D
	vstmia	r1!, {d0-d15}
	ldr	r0, [sp]
	ldr	r2, [r0, #BLOCK_NR_D]
	cmp	r2, #32
	bne	1f
	vstmia	r1, {d16-d31}
1:	mov	r1, #0
	vmsr	fpscr, r1
	.if	\kernel
	ldr	r3, [sp, #16]
	mcr	p15, 0, r3, c13, c0, 4
	.endif
	add	sp, sp, #20
	pop	{r4-r11, pc}
END(\name)
	.endm

	run	block_run_kernel, 1
	run	block_run_user, 0

/* in: r0 = struct block * */
FUNC(block_read_sys)
	push	{r4, lr}
	mov	r4, r0
	all_sysregs store_sys, store_sys64
	pop	{r4, pc}
END(block_read_sys)

/* r0 = function: the result is in r0, and in r1 to r3 */
FUNC(exit_hvc)
	hvc	#0
	bx	lr
END(exit_hvc)

FUNC(exit_smc)
	.arch_extension sec
	smc	#0
	bx	lr
END(exit_smc)

/* r1 = address of a device's register: its value is in r0 */
FUNC(exit_load)
	ldr	r0, [r1]
	bx	lr
END(exit_load)

/* r0 = what to store, r1 = where */
FUNC(exit_store)
	str	r0, [r1]
	bx	lr
END(exit_store)

FUNC(exit_wfi)
	wfi
	bx	lr
END(exit_wfi)

/* r0, r1 = ICC_SGI1R */
FUNC(exit_sgi)
	mcrr	p15, 0, r0, r1, c12
	bx	lr
END(exit_sgi)

/* r0 = anything but the key */
FUNC(exit_oslar)
	mcr	p14, 0, r0, c1, c0, 4
	bx	lr
END(exit_oslar)

/* r0, r1 = the virtual count */
FUNC(exit_count)
	mrrc	p15, 1, r0, r1, c14
	bx	lr
END(exit_count)

/* r0 = ACTLR, which a hypervisor may trap (HCR.TAC) */
FUNC(exit_actlr)
	mrc	p15, 0, r0, c1, c0, 1
	bx	lr
END(exit_actlr)

/* r0 = ID_PFR0 (HCR.TID3) */
FUNC(exit_id)
	mrc	p15, 0, r0, c0, c1, 0
	bx	lr
END(exit_id)

/* DCCISW; r0 = 0: level 1, set 0, way 0 (HCR.TSW) */
FUNC(exit_set_way)
	mcr	p15, 0, r0, c7, c14, 2
	bx	lr
END(exit_set_way)

FUNC(exit_none)
	bx	lr
END(exit_none)

/* r1 = a word in memory that a handler changes from 0; flags stay: T32 has CBNZ */
	.thumb
	.thumb_func
FUNC(exit_wait)
	ldr	r0, [r1]
	cbnz	r0, 1f
	b	exit_wait
1:	bx	lr
END(exit_wait)
