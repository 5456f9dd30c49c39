/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registers.h"

#include <arch/asm.h>

	.text
/*
 * reset_state_entry - where CPU_ON leads: write down all registers, and go off
 * in:  x0 = where to, physical: a word that is 1 for SMC, then theirs
 *
 * Without translation, so without caches: the reader has to look past them.
 */
	.balign	4
FUNC(reset_state_entry)
	add	x1, x0, #8
#define STORE(name, value) mrs x2, name; str x2, [x1], #8;
	RESET_ALL(STORE)
	mov	x2, #0x300000			/* CPACR_EL1.FPEN */
	msr	cpacr_el1, x2
	isb
	mrs	x2, fpcr
	str	x2, [x1], #8
	mrs	x2, fpsr
	str	x2, [x1], #8
	mov	x2, #1				/* it is complete */
	str	x2, [x1]
	dsb	sy
	ldr	x2, [x0]
	mov	w0, #0x84000000			/* CPU_OFF */
	add	w0, w0, #2
	cbnz	x2, 1f
	hvc	#0
	b	2f
1:	smc	#0
2:	b	2b				/* it does not return */
END(reset_state_entry)
