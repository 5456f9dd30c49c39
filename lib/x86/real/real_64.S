/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Out of long mode and back: Intel SDM vol. 3, 9.8.5.4. */
#include <arch/asm.h>
#include <x86/msr.h>
#include <x86/regs.h>
#include <x86/selectors.h>

	.text
/*
 * real_call - run the stub of real mode
 * in:  edi = its address, below 64 KiB, the same virtual as physical
 */
FUNC(real_call)
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sidt	real_idtr
	mov	%rsp, real_sp
	mov	%edi, %esi			/* esi = where to go */
	lea	real_down(%rip), %rax
	push	$KERNEL_CS32
	push	%rax
	lretq
	.code32
real_down:
	mov	%cr0, %eax
	and	$~CR0_PG, %eax
	mov	%eax, %cr0
	mov	$MSR_IA32_EFER, %ecx
	rdmsr
	and	$~EFER_LME, %eax
	wrmsr
	push	$KERNEL_CS16
	push	%esi
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
	mov	$MSR_IA32_EFER, %ecx
	rdmsr
	or	$EFER_LME, %eax
	wrmsr
	mov	%cr0, %eax
	or	$CR0_PG, %eax
	mov	%eax, %cr0
	ljmp	$KERNEL_CS, $real_up
	.code64
real_up:
	mov	real_sp, %rsp
	lidt	real_idtr
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
END(real_call)

	.bss
real_sp:
	.skip	8
real_idtr:
	.skip	10
