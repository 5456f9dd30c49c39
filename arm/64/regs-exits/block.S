/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "block.h"

#include <arch/asm.h>

	.arch	armv8-a+fp+simd
	.text

/* System registers that nothing here depends on, in the order of the block. */
	.macro	all_sysregs op
	\op	tpidr_el0, 0
	\op	tpidrro_el0, 1
	\op	elr_el1, 2
	\op	spsr_el1, 3
	\op	far_el1, 4
	\op	esr_el1, 5
	\op	afsr0_el1, 6
	\op	afsr1_el1, 7
	\op	par_el1, 8
	\op	contextidr_el1, 9
	\op	mair_el1, 10
	\op	ttbr1_el1, 11
	\op	amair_el1, 12
	\op	cntkctl_el1, 13
	\op	csselr_el1, 14
	\op	tcr_el1, 15
	\op	cpacr_el1, 16
	.endm

	.macro	load_sys name, n
	ldr	x0, [x19, #(BLOCK_SYS + 8 * \n)]
	msr	\name, x0
	.endm

	.macro	store_sys name, n
	mrs	x0, \name
	str	x0, [x20, #(BLOCK_SYS + 8 * \n)]
	.endm

	.macro	all_q op, base
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
	q_pair	\op, \n, \base
	.endr
	.endm

	.altmacro
	.macro	q_pair op, n, base
	q_pair_	\op, \n, %(\n + 1), \base
	.endm
	.macro	q_pair_ op, n, m, base
	\op	q\n, q\m, [\base, #(16 * \n)]
	.endm

/*
 * block_run, block_run_user - see block.h
 * in:  x0 = in, x1 = out, x2 = exit
 */
	.macro	run name, kernel
FUNC(\name)
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	.if	\kernel
	mrs	x3, sp_el0
	str	x3, [sp, #96]
	.endif
	mov	x19, x0				/* in */
	mov	x20, x1				/* out */
	mov	x21, x2				/* exit */

	.if	\kernel
	ldr	x0, [x19, #BLOCK_SP]
	msr	sp_el0, x0
	all_sysregs load_sys
	.endif
	ldr	x0, [x19, #BLOCK_FPCR]
	msr	fpcr, x0
	ldr	x0, [x19, #BLOCK_FPSR]
	msr	fpsr, x0
	add	x1, x19, #BLOCK_Q
	all_q	ldp, x1
	isb
	ldr	x0, [x19, #BLOCK_NZCV]
	msr	nzcv, x0
	ldp	x0, x1, [x19]
	ldp	x2, x3, [x19, #16]
	ldp	x4, x5, [x19, #32]
	ldp	x6, x7, [x19, #48]
	ldp	x8, x9, [x19, #64]
	ldp	x10, x11, [x19, #80]
	ldp	x12, x13, [x19, #96]
	ldp	x14, x15, [x19, #112]
	ldp	x22, x23, [x19, #176]
	ldp	x24, x25, [x19, #192]
	ldp	x26, x27, [x19, #208]
	ldr	x28, [x19, #224]
	ldr	x29, [x19, #232]
	blr	x21

	stp	x0, x1, [x20]
	mrs	x0, nzcv
	str	x0, [x20, #BLOCK_NZCV]
	stp	x2, x3, [x20, #16]
	stp	x4, x5, [x20, #32]
	stp	x6, x7, [x20, #48]
	stp	x8, x9, [x20, #64]
	stp	x10, x11, [x20, #80]
	stp	x12, x13, [x20, #96]
	stp	x14, x15, [x20, #112]
	stp	x22, x23, [x20, #176]
	stp	x24, x25, [x20, #192]
	stp	x26, x27, [x20, #208]
	str	x28, [x20, #224]
	str	x29, [x20, #232]
	.if	\kernel
	mrs	x0, sp_el0
	str	x0, [x20, #BLOCK_SP]
	all_sysregs store_sys
	.endif
	mrs	x0, fpcr
	str	x0, [x20, #BLOCK_FPCR]
	mrs	x0, fpsr
	str	x0, [x20, #BLOCK_FPSR]
	add	x1, x20, #BLOCK_Q
	all_q	stp, x1
	msr	fpcr, xzr

	.if	\kernel
	ldr	x3, [sp, #96]
	msr	sp_el0, x3
	.endif
	ldp	x27, x28, [sp, #80]
	ldp	x25, x26, [sp, #64]
	ldp	x23, x24, [sp, #48]
	ldp	x21, x22, [sp, #32]
	ldp	x19, x20, [sp, #16]
	ldp	x29, x30, [sp], #112
	ret
END(\name)
	.endm

	run	block_run, 1
	run	block_run_user, 0

/* x0 = function: the result is in x0, and in x1 to x3 */
FUNC(exit_hvc)
	hvc	#0
	ret
END(exit_hvc)

FUNC(exit_smc)
	smc	#0
	ret
END(exit_smc)

/* x1 = address of a device's register: its value is in w0 */
FUNC(exit_load)
	ldr	w0, [x1]
	ret
END(exit_load)

/* w0 = what to store, x1 = where */
FUNC(exit_store)
	str	w0, [x1]
	ret
END(exit_store)

FUNC(exit_wfi)
	wfi
	ret
END(exit_wfi)

/* x0 = ICC_SGI1R_EL1 */
FUNC(exit_sgi)
	msr	S3_0_C12_C11_5, x0
	ret
END(exit_sgi)

FUNC(exit_oslar)
	msr	oslar_el1, xzr
	ret
END(exit_oslar)

/* x1 = a word in memory that a handler changes from 0 */
FUNC(exit_wait)
	ldr	w0, [x1]
	cbz	w0, exit_wait
	ret
END(exit_wait)

/* x0 = the virtual count */
FUNC(exit_count)
	mrs	x0, cntvct_el0
	ret
END(exit_count)

FUNC(exit_none)
	ret
END(exit_none)

/* x0 = ACTLR_EL1, which a hypervisor may trap (HCR_EL2.TACR) */
FUNC(exit_actlr)
	mrs	x0, actlr_el1
	ret
END(exit_actlr)

/* x0 = an ID register (HCR_EL2.TID3) */
FUNC(exit_id)
	mrs	x0, id_aa64pfr0_el1
	ret
END(exit_id)

/* x0 = 0: level 1, set 0, way 0 (HCR_EL2.TSW) */
FUNC(exit_set_way)
	dc	cisw, x0
	ret
END(exit_set_way)
