/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap_vectors - where the gates of the IDT lead, VECTOR_BYTES for each vector
 * out: trap_entry with the error code, or 0 for a vector that has none, and the
 *	vector pushed above what the processor has saved
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
	.ifeq	HAS_ERROR(vector)
	push	$0
	.endif
	push	$vector
	jmp	trap_entry
	.set	vector, vector + 1
	.endr
END(trap_vectors)
