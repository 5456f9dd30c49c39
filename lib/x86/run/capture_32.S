/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_entry - note what a gate of a suite has led to: <x86/capture.h>
 * in:  what the processor pushed; CPL 0 to 3, and any RAM as the stack;
 *	DS may be null, SS is flat
 * out: captured; all registers as they were, back by IRET
 */
#include <arch/asm.h>
#include <offsets.h>

	.text
FUNC(capture_entry)
	mov	%eax, %ss:captured + CAPTURE_SAVED_AX
	mov	%ecx, %ss:captured + CAPTURE_SAVED_CX
	mov	%esp, %ss:captured + CAPTURE_SP
	mov	%esp, %eax		/* eax = the frame */
	.set	word, 0
	.rept	CAPTURE_WORDS
	mov	%ss:word(%eax), %ecx
	mov	%ecx, %ss:captured + CAPTURE_WORDS_AT + word
	.set	word, word + 4
	.endr
	mov	$captured + CAPTURE_STACK_END, %esp
	pushf
	pop	%ss:captured + CAPTURE_FLAGS
	cld
	mov	%cs, %ecx
	movzx	%cx, %ecx
	mov	%ecx, %ss:captured + CAPTURE_CS
	mov	%ss, %ecx
	movzx	%cx, %ecx
	mov	%ecx, %ss:captured + CAPTURE_SS
	mov	%ds, %ecx
	movzx	%cx, %ecx
	mov	%ecx, %ss:captured + CAPTURE_DS
	incl	%ss:captured + CAPTURE_NR
	add	%ss:captured + CAPTURE_DROP, %eax
	mov	%eax, %esp		/* esp = the frame of IRET */
	mov	%ss:captured + CAPTURE_RESUME, %ecx
	test	%ecx, %ecx
	jz	1f
	mov	%ecx, (%esp)
1:	mov	%ss:captured + CAPTURE_SAVED_AX, %eax
	mov	%ss:captured + CAPTURE_SAVED_CX, %ecx
	iretl
END(capture_entry)
