/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "legacy.h"
#include <arch/asm.h>
#include <x86/regs.h>
#include <x86/selectors.h>

#define MSR_IA32_EFER 0xc0000080
#define CAUSE_GP      14	/* arch/trap.h: X86_GP */

/* A step that may trap while EFER.LMA is set: the library's IDT, its table. */
#define MAY_TRAP(...)				\
100:	__VA_ARGS__;					\
	jmp	next;				\
	.pushsection .extable, "a";		\
	.balign 4;				\
	.long	100b - .;			\
	.long	next - .;			\
	.popsection

	.text
/*
 * legacy_run - rdi: the steps
 *
 * The high halves of registers may not survive, so the stack has them.
 */
FUNC(legacy_run)
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sidt	long_idtr
	push	$KERNEL_CS32
	push	$1f
	lretq

	.code32
1:	mov	%edi, %esi			/* esi = the step */

step:	cmpl	$STEP_END, (%esi)
	je	done
	mov	$MSR_IA32_EFER, %ecx
	rdmsr
	test	$EFER_LMA, %eax
	jnz	2f
	lidtl	legacy_idtr
	jmp	3f
2:	lidtl	long_idtr
3:	xor	%ebx, %ebx			/* ebx = the trap */
	mov	(%esi), %edx
	mov	STEP_VALUE(%esi), %eax
	jmp	*operations(, %edx, 4)

write_cr0: MAY_TRAP(mov %eax, %cr0)
write_cr3: MAY_TRAP(mov %eax, %cr3)
write_cr4: MAY_TRAP(mov %eax, %cr4)
write_efer:
	xor	%edx, %edx
	MAY_TRAP(wrmsr)
read_cr0: mov	%cr0, %eax
	jmp	next
read_cr3: mov	%cr3, %eax
	jmp	next
read_cr4: mov	%cr4, %eax
	jmp	next
read_efer: rdmsr

next:	mov	%eax, STEP_VALUE(%esi)
	mov	%ebx, STEP_TRAP(%esi)
	add	$STEP_BYTES, %esi
	jmp	step

done:	lidtl	long_idtr
	ljmp	$KERNEL_CS, $4f
	.code64
4:	mov	%esp, %esp
	lidt	long_idtr
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
END(legacy_run)

	.code32
/*
 * legacy_fault - #GP while EFER.LMA is clear
 * in: the error code, EIP, CS, EFLAGS on the stack
 */
FUNC(legacy_fault)
	add	$4, %esp
	movl	$next, (%esp)
	mov	$CAUSE_GP, %ebx
	iretl
END(legacy_fault)
	.code64

	.section .rodata
	.balign 4
operations:
	.long	0, write_cr0, write_cr3, write_cr4, write_efer
	.long	read_cr0, read_cr3, read_cr4, read_efer
legacy_idtr:
	.word	14 * 8 - 1
	.long	legacy_idt

	.bss
	.balign 8
long_idtr:
	.skip	10
