/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All vector and predicate registers, from memory and to it: x0 = address. */
#include <arch/asm.h>

	.cpu	neoverse-v1
	.arch_extension sme
	.text

.macro	each_q insn, address
	.irp	n, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
	q_pair	\insn, \n
	.endr
.endm
.altmacro
.macro	q_pair insn, n
	q_pair_	\insn, \n, %(\n + 1)
.endm
.macro	q_pair_ insn, n, next
	\insn	q\n, q\next, [x0], #32
.endm

FUNC(fpu_load_q)
	each_q	ldp
	ret
END(fpu_load_q)

FUNC(fpu_store_q)
	each_q	stp
	ret
END(fpu_store_q)

.macro	each_z insn
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\insn	z\n, [x0, #\n, mul vl]
	.endr
	addvl	x0, x0, #16
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	z_upper	\insn, \n, %(\n + 16)
	.endr
.endm
.macro	z_upper insn, n, reg
	\insn	z\reg, [x0, #\n, mul vl]
.endm

FUNC(fpu_load_z)
	each_z	ldr
	ret
END(fpu_load_z)

FUNC(fpu_store_z)
	each_z	str
	ret
END(fpu_store_z)

.macro	each_p insn
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\insn	p\n, [x0, #\n, mul vl]
	.endr
.endm

/* FFR goes through a predicate */
FUNC(fpu_load_p)
	ldr	p0, [x0, #16, mul vl]
	wrffr	p0.b
	each_p	ldr
	ret
END(fpu_load_p)

FUNC(fpu_store_p)
	each_p	str
	rdffr	p0.b
	str	p0, [x0, #16, mul vl]
	ldr	p0, [x0]
	ret
END(fpu_store_p)

FUNC(fpu_load_p_streaming)
	each_p	ldr
	ret
END(fpu_load_p_streaming)

FUNC(fpu_store_p_streaming)
	each_p	str
	ret
END(fpu_store_p_streaming)

FUNC(fpu_vector_bytes)
	rdvl	x0, #1
	ret
END(fpu_vector_bytes)

FUNC(fpu_streaming_bytes)
	.inst	0x04bf5820			/* rdsvl x0, #1 */
	ret
END(fpu_streaming_bytes)

FUNC(fpu_load_za)
	.inst	0x04bf5821			/* rdsvl x1, #1 */
	mov	x2, x1				/* x2 = bytes of a row */
	mov	w12, wzr			/* w12 = row */
1:	ldr	za[w12, #0], [x0]
	add	x0, x0, x2
	add	w12, w12, #1
	subs	x1, x1, #1
	b.ne	1b
	ret
END(fpu_load_za)

FUNC(fpu_store_za)
	.inst	0x04bf5821			/* rdsvl x1, #1 */
	mov	x2, x1
	mov	w12, wzr
1:	str	za[w12, #0], [x0]
	add	x0, x0, x2
	add	w12, w12, #1
	subs	x1, x1, #1
	b.ne	1b
	ret
END(fpu_store_za)
