/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch/asm.h>

	.arch_extension fp
	.arch_extension simd

	.macro	each_pair insn
	\insn	q0, q1, [x0]
	\insn	q2, q3, [x0, #32]
	\insn	q4, q5, [x0, #64]
	\insn	q6, q7, [x0, #96]
	\insn	q8, q9, [x0, #128]
	\insn	q10, q11, [x0, #160]
	\insn	q12, q13, [x0, #192]
	\insn	q14, q15, [x0, #224]
	\insn	q16, q17, [x0, #256]
	\insn	q18, q19, [x0, #288]
	\insn	q20, q21, [x0, #320]
	\insn	q22, q23, [x0, #352]
	\insn	q24, q25, [x0, #384]
	\insn	q26, q27, [x0, #416]
	\insn	q28, q29, [x0, #448]
	\insn	q30, q31, [x0, #480]
	.endm

	.text
/* load_vectors - q0 to q31, from x0 */
FUNC(load_vectors)
	each_pair ldp
	ret
END(load_vectors)

/* store_vectors - to x0 */
FUNC(store_vectors)
	each_pair stp
	ret
END(store_vectors)

/*
 * Guests that leave again and again. Each time X0 counts one, V0 adds V31; X2 is
 * what those may use that write or read. Behind each label is what traps.
 */
	.macro	counting_loop name, insn:vararg
	.balign	64
FUNC(\name)
1:	add	x0, x0, #1
	add	v0.2d, v0.2d, v31.2d
	\insn
	b	1b
END(\name)
	.endm

	counting_loop loop_hvc, hvc #5
	counting_loop loop_wfi, wfi
	counting_loop loop_msr, msr ttbr1_el1, x2
	counting_loop loop_load, ldr x3, [x2]
	counting_loop loop_svc, svc #6
