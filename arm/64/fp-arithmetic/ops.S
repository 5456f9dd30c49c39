/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One instruction each: operands in V0 to V2 (and x1, for integers), the result in
 * V0. Then fp_run, which calls one.
 */
#include <arch/asm.h>

	.cpu	cortex-a76+fp+simd			/* Armv8.2 with half precision */
	.text

.macro	op name, insn:vararg
FUNC(fp_\name)
	\insn
	ret
END(fp_\name)
.endm

/* The same of half, single and double precision. */
.macro	each name, insn, operands:vararg
	op	\name\()_h, \insn h0, h0\operands
	op	\name\()_s, \insn s0, s0\operands
	op	\name\()_d, \insn d0, d0\operands
.endm

.macro	binary name
	op	\name\()_h, \name h0, h0, h1
	op	\name\()_s, \name s0, s0, s1
	op	\name\()_d, \name d0, d0, d1
.endm

	binary	fadd
	binary	fsub
	binary	fmul
	binary	fdiv
	binary	fmulx
	binary	fmax
	binary	fmin
	binary	fmaxnm
	binary	fminnm

	each	fsqrt, fsqrt
	each	frinti, frinti
	each	frintx, frintx

	op	fmadd_h, fmadd h0, h0, h1, h2
	op	fmadd_s, fmadd s0, s0, s1, s2
	op	fmadd_d, fmadd d0, d0, d1, d2
	op	fadd_2s, fadd v0.2s, v0.2s, v1.2s
	op	fadd_4h, fadd v0.4h, v0.4h, v1.4h
	op	sqadd_s, sqadd s0, s0, s1
	op	frintn_s, frintn s0, s0
	op	frintp_s, frintp s0, s0
	op	frintm_s, frintm s0, s0
	op	frintz_s, frintz s0, s0
	op	frinta_s, frinta s0, s0
	op	fabs_s, fabs s0, s0
	op	fneg_s, fneg s0, s0
	op	fnmul_s, fnmul s0, s0, s1
	op	frecpe_s, frecpe s0, s0
	op	fcvt_sd, fcvt s0, d0
	op	fcvt_ds, fcvt d0, s0
	op	fcvt_hs, fcvt h0, s0
	op	fcvt_sh, fcvt s0, h0
	op	scvtf_s, scvtf s0, x1
	op	fcmp_s, fcmp s0, s1
	op	fcmpe_s, fcmpe s0, s1

/* An integer result is moved to V0. */
.macro	integer name
FUNC(fp_\name\()_s)
	\name	w0, s0
	fmov	d0, x0
	ret
END(fp_\name\()_s)
.endm

	integer	fcvtzs
	integer	fcvtzu
	integer	fcvtns
	integer	fcvtps
	integer	fcvtms
	integer	fcvtas

/*
 * fp_run - operands, FPCR and FPSR, one of the above, and what it leaves
 * in:  x0 = the function, x1 to x3 = V0 to V2, x4 = FPCR, x5 = FPSR,
 *      x6 = two words: FPSR and NZCV afterwards
 * out: x0 = V0, the lower half
 */
FUNC(fp_run)
	stp	x29, x30, [sp, #-32]!
	mov	x29, sp
	str	x6, [sp, #16]
	mov	x9, x0
	fmov	d0, x1
	fmov	d1, x2
	fmov	d2, x3
	msr	fpcr, x4
	msr	fpsr, x5
	blr	x9
	mrs	x1, nzcv
	mrs	x2, fpsr
	fmov	x0, d0
	ldr	x6, [sp, #16]
	stp	x2, x1, [x6]
	ldp	x29, x30, [sp], #32
	ret
END(fp_run)
