/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch/asm.h>
#include <offsets.h>

	.text
/*
 * run_enter - load every register, and go where they say
 * in:  rdi = struct run_state *, rsi = CR3 or 0
 */
FUNC(run_enter)
	test	%rsi, %rsi
	jz	1f
	mov	%rsi, %cr3
1:	mov	RUN_SS(%rdi), %eax
	push	%rax
	push	RUN_SP(%rdi)
	push	RUN_FLAGS(%rdi)
	mov	RUN_CS(%rdi), %eax
	push	%rax
	push	RUN_IP(%rdi)
	mov	RUN_DS(%rdi), %ds
	mov	RUN_ES(%rdi), %es
	mov	RUN_FS(%rdi), %eax
	mov	%fs, %ecx
	or	%eax, %ecx
	jz	2f				/* null, and was */
	mov	%eax, %fs
2:	mov	RUN_GS(%rdi), %eax
	mov	%gs, %ecx
	or	%eax, %ecx
	jz	3f
	mov	%eax, %gs
3:	mov	RUN_AX(%rdi), %rax
	mov	RUN_CX(%rdi), %rcx
	mov	RUN_DX(%rdi), %rdx
	mov	RUN_BX(%rdi), %rbx
	mov	RUN_BP(%rdi), %rbp
	mov	RUN_SI(%rdi), %rsi
	mov	RUN_R8(%rdi), %r8
	mov	RUN_R9(%rdi), %r9
	mov	RUN_R10(%rdi), %r10
	mov	RUN_R11(%rdi), %r11
	mov	RUN_R12(%rdi), %r12
	mov	RUN_R13(%rdi), %r13
	mov	RUN_R14(%rdi), %r14
	mov	RUN_R15(%rdi), %r15
	mov	RUN_DI(%rdi), %rdi
	iretq
END(run_enter)
