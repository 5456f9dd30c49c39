/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The 32-bit code of <x86/modes.h>. */
#include <arch/asm.h>
#include <offsets.h>
#include <x86/regs.h>
#include <x86/selectors.h>

#define IA32_EFER 0xc0000080

	.text
/*
 * modes_execute - leave 64-bit mode, do the steps, come back
 * in:  edi = struct mode_step *, esi = how many, edx = keep what they made
 *
 * The high halves of registers may be lost, so the stack has them. A step that
 * traps goes on at step_done with its cause in ebx.
 */
FUNC(modes_execute)
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sidt	old_idt
	mov	%edx, keep
	mov	%cr0, %rax
	mov	%eax, old_cr0
	mov	%cr3, %rax
	mov	%eax, old_cr3
	mov	%cr4, %rax
	mov	%eax, old_cr4
	mov	$IA32_EFER, %ecx
	rdmsr
	mov	%eax, old_efer
	mov	%esi, %ebp			/* ebp = steps left */
	push	$KERNEL_CS32
	push	$1f
	lretq
	.code32
1:	test	%ebp, %ebp
	jz	steps_done
	call	choose_idt
	xor	%ebx, %ebx			/* TRAP_NONE */
	mov	%ebx, STEP_ERROR(%edi)
	mov	STEP_OPERAND(%edi), %eax
	mov	STEP_OP(%edi), %ecx
	jmp	*step_table(, %ecx, 4)

step_cr0:
	mov	%eax, %cr0
	jmp	step_done
step_cr3:
	mov	%eax, %cr3
	jmp	step_done
step_cr4:
	mov	%eax, %cr4
	jmp	step_done
step_efer:
	mov	$IA32_EFER, %ecx
	xor	%edx, %edx
	wrmsr
	jmp	step_done
step_read:
	mov	(%eax), %eax
	mov	%eax, STEP_VALUE(%edi)
	jmp	step_done
step_write:
	mov	STEP_VALUE(%edi), %ecx
	mov	%ecx, (%eax)
step_done:
	mov	%ebx, STEP_CAUSE(%edi)
	mov	%cr0, %eax
	mov	%eax, STEP_CR0(%edi)
	mov	%cr2, %eax
	mov	%eax, STEP_CR2(%edi)
	mov	%cr3, %eax
	mov	%eax, STEP_CR3(%edi)
	mov	%cr4, %eax
	mov	%eax, STEP_CR4(%edi)
	mov	$IA32_EFER, %ecx
	rdmsr
	mov	%eax, STEP_EFER(%edi)
	add	$STEP_BYTES, %edi
	dec	%ebp
	jmp	1b

	/* out: the IDT is that of the mode; eax, ecx, edx are lost */
choose_idt:
	mov	$IA32_EFER, %ecx
	rdmsr
	test	$EFER_LMA, %eax
	jz	1f
	lidt	modes_idt_64
	ret
1:	lidt	modes_idt_32
	ret

steps_done:
	cmpl	$0, keep
	jne	1f
	/* CR4.PCIDE keeps CR0.PG set */
	mov	%cr4, %eax
	btr	$17, %eax
	jnc	2f
	mov	%eax, %cr4
2:	mov	%cr0, %eax
	btr	$31, %eax
	mov	%eax, %cr0
	mov	old_cr4, %eax
	btr	$17, %eax
	mov	%eax, %cr4
	mov	old_cr3, %eax
	mov	%eax, %cr3
	mov	$IA32_EFER, %ecx
	mov	old_efer, %eax
	xor	%edx, %edx
	wrmsr
	mov	old_cr0, %eax
	mov	%eax, %cr0
1:	ljmp	$KERNEL_CS, $1f
	.code64
1:	mov	%esp, %esp
	lidt	old_idt
	cmpl	$0, keep
	jne	1f
	mov	old_cr4, %eax
	mov	%rax, %cr4
1:	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
END(modes_execute)

/*
 * Traps of a step: the cause to ebx, the error code to its place, and on
 * with the next step. edi has not changed.
 */
	.code32
FUNC(modes_gp_32)
	mov	$14, %ebx			/* X86_GP */
	jmp	1f
END(modes_gp_32)
FUNC(modes_pf_32)
	mov	$15, %ebx			/* X86_PF */
1:	pop	STEP_ERROR(%edi)
	movl	$step_done, (%esp)
	iretl
END(modes_pf_32)
	.code64
FUNC(modes_gp_64)
	mov	$14, %ebx
	jmp	1f
END(modes_gp_64)
FUNC(modes_pf_64)
	mov	$15, %ebx
1:	pop	%rax
	mov	%eax, STEP_ERROR(%edi)
	movq	$step_done, (%rsp)
	iretq
END(modes_pf_64)

	.section .rodata
step_table:					/* enum mode_op */
	.long	step_cr0, step_cr3, step_cr4, step_efer, step_read, step_write

	.bss
	.balign	16
OBJECT(modes_idt_32)
	.skip	16
END(modes_idt_32)
OBJECT(modes_idt_64)
	.skip	16
END(modes_idt_64)
old_idt:
	.skip	16
old_cr0:
	.skip	4
old_cr3:
	.skip	4
old_cr4:
	.skip	4
old_efer:
	.skip	4
keep:
	.skip	4
