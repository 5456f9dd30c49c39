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
	push	%ebx
	push	%ebp
	push	%esi
	push	%edi
	pushf
	mov	%esp, exec_sp
	push	exec_block + EXEC_FLAGS
	popf
	mov	exec_block + 0x00, %eax
	mov	exec_block + 0x08, %ecx
	mov	exec_block + 0x10, %edx
	mov	exec_block + 0x18, %ebx
	mov	exec_block + 0x20, %esp
	mov	exec_block + 0x28, %ebp
	mov	exec_block + 0x30, %esi
	mov	exec_block + 0x38, %edi
	jmp	*exec_target
END(exec_go)

/* exec_done - the code has run to its end: nothing but MOV until all is stored */
FUNC(exec_done)
	mov	%eax, exec_block + 0x00
	mov	%ecx, exec_block + 0x08
	mov	%edx, exec_block + 0x10
	mov	%ebx, exec_block + 0x18
	mov	%esp, exec_block + 0x20
	mov	%ebp, exec_block + 0x28
	mov	%esi, exec_block + 0x30
	mov	%edi, exec_block + 0x38
	mov	exec_sp, %esp
	pushf
	pop	exec_block + EXEC_FLAGS
	/* fall through */
END(exec_done)

FUNC(exec_back)
	mov	exec_sp, %esp
	popf
	pop	%edi
	pop	%esi
	pop	%ebp
	pop	%ebx
	ret
END(exec_back)
