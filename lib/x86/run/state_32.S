/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arch/asm.h>
#include <offsets.h>

	.text
/*
 * run_enter - load every register, and go where they say
 * in:  struct run_state *, CR3 or 0
 *
 * IRET loads SS and ESP only where the privilege level changes; without that it
 * finds its frame on the stack to go to.
 */
FUNC(run_enter)
	mov	4(%esp), %edi
	mov	8(%esp), %eax
	test	%eax, %eax
	jz	1f
	mov	%eax, %cr3
1:	testb	$3, RUN_CS(%edi)
	jnz	2f
	mov	RUN_SS(%edi), %ss
	mov	RUN_SP(%edi), %esp
	jmp	3f
2:	push	RUN_SS(%edi)
	push	RUN_SP(%edi)
3:	push	RUN_FLAGS(%edi)
	push	RUN_CS(%edi)
	push	RUN_IP(%edi)
	push	RUN_DS(%edi)
	push	RUN_DI(%edi)
	mov	RUN_ES(%edi), %es
	mov	RUN_FS(%edi), %fs
	mov	RUN_GS(%edi), %gs
	mov	RUN_AX(%edi), %eax
	mov	RUN_CX(%edi), %ecx
	mov	RUN_DX(%edi), %edx
	mov	RUN_BX(%edi), %ebx
	mov	RUN_BP(%edi), %ebp
	mov	RUN_SI(%edi), %esi
	pop	%edi
	pop	%ds
	iretl
END(run_enter)
