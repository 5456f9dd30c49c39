/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch/asm.h>

/*
 * ap_dirty_long - the last thing a CPU does before INIT, on x86_64
 * in:  rdi = a word to set to 1, rsi = what R8 to R15 and XMM8 to XMM15 get
 */
	.text
	.code64
FUNC(ap_dirty_long)
	mov	%rsi, %r8
	mov	%rsi, %r9
	mov	%rsi, %r10
	mov	%rsi, %r11
	mov	%rsi, %r12
	mov	%rsi, %r13
	mov	%rsi, %r14
	mov	%rsi, %r15
	movq	%r8, %xmm8
	movq	%r9, %xmm9
	movq	%r10, %xmm10
	movq	%r11, %xmm11
	movq	%r12, %xmm12
	movq	%r13, %xmm13
	movq	%r14, %xmm14
	movq	%r15, %xmm15
	movl	$1, (%rdi)
1:	pause
	jmp	1b
END(ap_dirty_long)
