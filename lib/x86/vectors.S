/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap_vectors - where the gates of the IDT lead, VECTOR_BYTES for each vector
 * out: the vector pushed, to trap_entry_error; for a vector that has no error
 *	code a 0 in its place first, to trap_entry
 */
#include <arch/asm.h>
#include <x86/selectors.h>

/* Intel SDM vol. 3, table 6-1, and AMD APM vol. 2, 8.2: #VC and #SX */
#define HAS_ERROR(v)                                                           \
	(v == 8 || (v >= 10 && v <= 14) || v == 17 || v == 21 || v == 29 ||    \
	 v == 30)

	.section .entry, "ax"
	.balign	VECTOR_BYTES
FUNC(trap_vectors)
	.set	vector, 0
	.rept	256
	.balign	VECTOR_BYTES
	.if	HAS_ERROR(vector)
	push	$vector
	jmp	trap_entry_error
	.else
	push	$0
	push	$vector
	jmp	trap_entry
	.endif
	.set	vector, vector + 1
	.endr
END(trap_vectors)
