/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Out of protected mode and back: Intel SDM vol. 3, 9.9.2. */
#include <arch/asm.h>
#include <x86/regs.h>
#include <x86/selectors.h>

	.text
/*
 * real_call - run the stub of real mode
 * in:  its address, below 64 KiB, the same virtual as physical
 */
FUNC(real_call)
	mov	4(%esp), %ecx
	push	%ebx
	push	%ebp
	push	%esi
	push	%edi
	sidt	real_idtr
	mov	%esp, real_sp
	mov	%cr0, %eax
	and	$~CR0_PG, %eax
	mov	%eax, %cr0
	push	$KERNEL_CS16
	push	%ecx
	lret

/* real_back - 32-bit protected mode again, everything but CS as in real mode */
	.globl	real_back
real_back:
	mov	$KERNEL_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	%eax, %fs
	mov	%eax, %gs
	mov	%cr0, %eax
	or	$CR0_PG, %eax
	mov	%eax, %cr0
	jmp	1f
1:	mov	real_sp, %esp
	lidt	real_idtr
	pop	%edi
	pop	%esi
	pop	%ebp
	pop	%ebx
	ret
END(real_call)

	.bss
real_sp:
	.skip	4
real_idtr:
	.skip	6
