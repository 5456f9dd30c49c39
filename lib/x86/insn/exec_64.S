/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Into code that owns all registers, and back: exec.c. */
#include <arch/asm.h>
#include <offsets.h>

	.text
/*
 * exec_go - load exec_block, jump to exec_target
 * out: exec_block, by exec_done; or by the handler of a trap, which goes on at
 *	exec_back
 */
FUNC(exec_go)
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	pushf
	mov	%rsp, exec_sp
	push	exec_block + EXEC_FLAGS
	popf
	mov	exec_block + 0x00, %rax
	mov	exec_block + 0x08, %rcx
	mov	exec_block + 0x10, %rdx
	mov	exec_block + 0x18, %rbx
	mov	exec_block + 0x20, %rsp
	mov	exec_block + 0x28, %rbp
	mov	exec_block + 0x30, %rsi
	mov	exec_block + 0x38, %rdi
	mov	exec_block + 0x40, %r8
	mov	exec_block + 0x48, %r9
	mov	exec_block + 0x50, %r10
	mov	exec_block + 0x58, %r11
	mov	exec_block + 0x60, %r12
	mov	exec_block + 0x68, %r13
	mov	exec_block + 0x70, %r14
	mov	exec_block + 0x78, %r15
	jmp	*exec_target
END(exec_go)

/* exec_done - the code has run to its end: nothing but MOV until all is stored */
FUNC(exec_done)
	mov	%rax, exec_block + 0x00
	mov	%rcx, exec_block + 0x08
	mov	%rdx, exec_block + 0x10
	mov	%rbx, exec_block + 0x18
	mov	%rsp, exec_block + 0x20
	mov	%rbp, exec_block + 0x28
	mov	%rsi, exec_block + 0x30
	mov	%rdi, exec_block + 0x38
	mov	%r8, exec_block + 0x40
	mov	%r9, exec_block + 0x48
	mov	%r10, exec_block + 0x50
	mov	%r11, exec_block + 0x58
	mov	%r12, exec_block + 0x60
	mov	%r13, exec_block + 0x68
	mov	%r14, exec_block + 0x70
	mov	%r15, exec_block + 0x78
	mov	exec_sp, %rsp
	pushf
	pop	exec_block + EXEC_FLAGS
	/* fall through */
END(exec_done)

FUNC(exec_back)
	mov	exec_sp, %rsp
	popf
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
END(exec_back)
