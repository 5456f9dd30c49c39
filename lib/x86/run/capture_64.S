/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_entry - note what a gate of a suite has led to: <x86/capture.h>
 * in:  what the processor pushed; CPL 0 to 3, and any RAM as the stack
 * out: captured; all registers as they were, back by IRET
 */
#include <arch/asm.h>
#include <offsets.h>

	.text
FUNC(capture_entry)
	mov	%rax, captured + CAPTURE_SAVED_AX
	mov	%rcx, captured + CAPTURE_SAVED_CX
	mov	%rsp, captured + CAPTURE_SP
	mov	%rsp, %rax		/* rax = the frame */
	.set	word, 0
	.rept	CAPTURE_WORDS
	mov	word(%rax), %rcx
	mov	%rcx, captured + CAPTURE_WORDS_AT + word
	.set	word, word + 8
	.endr
	mov	$captured + CAPTURE_STACK_END, %rsp
	pushf
	pop	captured + CAPTURE_FLAGS
	cld
	mov	%cs, %ecx
	movzx	%cx, %ecx
	mov	%rcx, captured + CAPTURE_CS
	mov	%ss, %ecx
	movzx	%cx, %ecx
	mov	%rcx, captured + CAPTURE_SS
	mov	%ds, %ecx
	movzx	%cx, %ecx
	mov	%rcx, captured + CAPTURE_DS
	incq	captured + CAPTURE_NR
	add	captured + CAPTURE_DROP, %rax
	mov	%rax, %rsp		/* rsp = the frame of IRET */
	mov	captured + CAPTURE_RESUME, %rcx
	test	%rcx, %rcx
	jz	1f
	mov	%rcx, (%rsp)
1:	mov	captured + CAPTURE_SAVED_AX, %rax
	mov	captured + CAPTURE_SAVED_CX, %rcx
	iretq
END(capture_entry)
