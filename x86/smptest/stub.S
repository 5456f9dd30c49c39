/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stub - a CPU notes that it was here and halts for good
 * in:  real mode, CS:IP = a page below 1 MiB:0, interrupts off
 * out: STUB_COUNT and the byte of its initial APIC id are one higher
 */
#include "stub.h"
#include <arch/asm.h>

	.section .rodata
	.code16
OBJECT(stub)
	cli
	mov	%cs, %ax
	mov	%ax, %ds
	mov	$1, %eax
	cpuid
	shr	$24, %ebx			/* initial APIC id */
	lock incb STUB_SEEN(%bx)
	lock incw STUB_COUNT
1:	hlt
	jmp	1b
END(stub)
OBJECT(stub_end)
