/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Code for breakpoints to stand in: x0 counts what has run of it. */
#include <arch/asm.h>

	.text
/*
 * debug_adds - STUB_ADDS instructions
 * in:  x0 = start
 * out: x0 = start + STUB_ADDS
 */
FUNC(debug_adds)
	.rept	16
	add	x0, x0, #1
	.endr
	ret
END(debug_adds)

/*
 * debug_chain - the same; debug exceptions are unmasked before each
 */
FUNC(debug_chain)
	.rept	16
	msr	daifclr, #8
	add	x0, x0, #1
	.endr
	msr	daifset, #8
	ret
END(debug_chain)

/* Accesses: the address in x0, zeros to store. */
.macro	access name, insn:vararg
FUNC(debug_\name)
	mov	x1, xzr
	mov	x2, xzr
	\insn
	ret
END(debug_\name)
.endm
	.arch	armv8-a+lse+simd

	access	ldrb, ldrb w1, [x0]
	access	ldrh, ldrh w1, [x0]
	access	ldr_w, ldr w1, [x0]
	access	ldr_x, ldr x1, [x0]
	access	ldp_w, ldp w1, w2, [x0]
	access	ldp_x, ldp x1, x2, [x0]
	access	ldr_q, ldr q0, [x0]
	access	ldp_q, ldp q0, q1, [x0]
	access	ldar, ldar x1, [x0]
	access	ldxr, ldxr x1, [x0]
	access	ldxp, ldxp x1, x2, [x0]
	access	ldtr, ldtr x1, [x0]
	access	ldrsw, ldrsw x1, [x0]
	access	ld4, ld4 {v0.16b, v1.16b, v2.16b, v3.16b}, [x0]
	access	strb, strb w1, [x0]
	access	strh, strh w1, [x0]
	access	str_w, str w1, [x0]
	access	str_x, str x1, [x0]
	access	stp_w, stp w1, w2, [x0]
	access	stp_x, stp x1, x2, [x0]
	access	str_q, str q0, [x0]
	access	stp_q, stp q0, q1, [x0]
	access	stlr, stlr x1, [x0]
	access	sttr, sttr x1, [x0]
	access	st4, st4 {v0.16b, v1.16b, v2.16b, v3.16b}, [x0]
	access	dc_zva, dc zva, x0
	access	prfm, prfm pldl1keep, [x0]
	access	swp, swp x1, x2, [x0]
	access	ldadd, ldadd x1, x2, [x0]
	access	cas, cas x1, x2, [x0]

/* the store half, of a pair whose load is not watched */
FUNC(debug_stxr)
	mov	x1, xzr
	mov	x3, #-1
	ldxr	x2, [x0]
	stxr	w3, x1, [x0]
	ret
END(debug_stxr)

/*
 * Stubs to step through: x0 = a doubleword. They start masked; debug exceptions
 * come from the first instruction behind the unmasking on.
 */
.macro	step_stub name, insns
FUNC(step_\name)
	msr	daifclr, #8
	.globl	step_\name\()_at
step_\name\()_at:
	\insns
	nop
	.globl	step_\name\()_end
step_\name\()_end:			/* the handler masks here */
	ret
END(step_\name)
.endm

	step_stub nop, "nop"
	step_stub nops, "nop; nop; nop; nop"
	step_stub alu, "add x1, x0, #8"
	step_stub load, "ldr x1, [x0]"
	step_stub store, "str x1, [x0]"
	step_stub branch, "b 1f; nop; 1:"
	step_stub taken, "cbz xzr, 1f; nop; 1:"
	step_stub fallen, "cbnz xzr, 1f; nop; 1:"
	step_stub call, "mov x3, x30; bl step_leaf; mov x30, x3"
	step_stub blr, "mov x3, x30; adr x4, step_leaf; blr x4; mov x30, x3"
	step_stub ldxr, "ldxr x1, [x0]"
	step_stub ldaxr, "ldaxr x1, [x0]"
	step_stub ldxrb, "ldxrb w1, [x0]"
	step_stub ldxp, "ldxp w1, w2, [x0]"
	step_stub stxr, "ldxr x1, [x0]; stxr w2, x1, [x0]"
	step_stub clrex, "clrex"
	step_stub isb, "isb"
	step_stub sysreg, "mrs x1, mdscr_el1"
	step_stub tpidr, "mrs x1, tpidr_el0; msr tpidr_el0, x1"
	step_stub svc, "svc #0x11"
	step_stub udf, ".inst 0"
	step_stub brk, "brk #0x22"
	step_stub abort, "ldr x1, [x2]"
	step_stub hvc, "hvc #0"

FUNC(step_leaf)
	ret
END(step_leaf)

/* The same at EL0, where stepping needs no unmasking. */
FUNC(step_user)
	nop
	add	x1, x0, #8
	ldr	x1, [x0]
	str	x1, [x0]
	cbz	xzr, 1f
	nop
1:	ldxr	x1, [x0]
	clrex
	svc	#0x33
	nop
	.globl	step_user_end
step_user_end:
	ret
END(step_user)
