/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Into traps and out of them, and the saved places that they may lead to.
 * Section .entry is mapped for the kernel only, also while a user function runs
 * (user.c).
 */
#include <arch/asm.h>
#include <offsets.h>
#include <x86/selectors.h>

	.section .entry, "ax"
/*
 * trap_entry - every trap, from either privilege level, arrives here
 * in:  on the stack: vector, error code, and what the processor saved
 * out: x86_trap(struct trap_frame *), which may change the frame
 *
 * A trap that came from the kernel has saved no SS and ESP. Room is made for
 * them by moving what was saved two words down; on the way out a frame for IRET
 * is built below the stack to return to, which is where the saved words were
 * unless a handler changed sp.
 */
FUNC(trap_entry_error)
FUNC(trap_entry)
	cld
	testb	$3, 12(%esp)			/* cs */
	jnz	1f
	sub	$8, %esp
	push	%eax
	mov	12(%esp), %eax			/* vector */
	mov	%eax, 4(%esp)
	mov	16(%esp), %eax			/* error code */
	mov	%eax, 8(%esp)
	mov	20(%esp), %eax			/* eip */
	mov	%eax, 12(%esp)
	mov	24(%esp), %eax			/* cs */
	mov	%eax, 16(%esp)
	mov	28(%esp), %eax			/* eflags */
	mov	%eax, 20(%esp)
	lea	32(%esp), %eax			/* the interrupted stack */
	mov	%eax, 24(%esp)
	movl	$0, 28(%esp)
	mov	%ss, 28(%esp)
	pop	%eax
1:
	push	%eax
	push	%ecx
	push	%edx
	push	%ebx
	push	%ebp
	push	%esi
	push	%edi
	push	$0
	mov	%ds, (%esp)
	push	$0
	mov	%es, (%esp)
	push	$0
	mov	%fs, (%esp)
	push	$0
	mov	%gs, (%esp)
	mov	$KERNEL_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	sub	$8, %esp			/* cr2, cr3 */
	xor	%eax, %eax
	mov	FRAME_VECTOR(%esp), %ecx
	mov	%eax, FRAME_CR3(%esp)
	cmp	$14, %ecx			/* #PF */
	jne	1f
	mov	%cr2, %eax
1:	mov	%eax, FRAME_CR2(%esp)
	testb	$3, FRAME_CS(%esp)
	jnz	trap_from_user
	/* these three may arrive before the entry of another has switched CR3 */
	cmp	$2, %ecx			/* NMI */
	je	trap_from_user
	cmp	$8, %ecx			/* #DF */
	je	trap_from_user
	cmp	$18, %ecx			/* #MC */
	je	trap_from_user
trap_call:
	mov	%esp, %ebx			/* kept by the call */
	and	$-16, %esp
	sub	$12, %esp
	push	%ebx
	call	x86_trap
	mov	%ebx, %esp
FUNC(trap_return)
	mov	FRAME_CR3(%esp), %eax
	test	%eax, %eax
	jz	1f
	mov	%eax, %cr3			/* only this section from here on */
1:	testb	$3, FRAME_CS(%esp)
	jnz	trap_return_to_user

	/* all of the frame that the new one may overlap is read first */
	mov	FRAME_SP(%esp), %edi
	sub	$16, %edi
	mov	FRAME_AX(%esp), %eax
	mov	FRAME_IP(%esp), %ebx
	mov	FRAME_CS(%esp), %ecx
	mov	FRAME_FLAGS(%esp), %edx
	mov	%eax, (%edi)
	mov	%ebx, 4(%edi)
	mov	%ecx, 8(%edi)
	mov	%edx, 12(%edi)
	mov	%edi, FRAME_AX(%esp)
	add	$8, %esp			/* cr3, cr2 */
	pop	%gs
	pop	%fs
	pop	%es
	pop	%ds
	pop	%edi
	pop	%esi
	pop	%ebp
	pop	%ebx
	pop	%edx
	pop	%ecx
	pop	%esp				/* the new frame, with eax first */
	pop	%eax
	iretl

trap_return_to_user:
	add	$8, %esp			/* cr3, cr2 */
	pop	%gs
	pop	%fs
	pop	%es
	pop	%ds
	pop	%edi
	pop	%esi
	pop	%ebp
	pop	%ebx
	pop	%edx
	pop	%ecx
	pop	%eax
	add	$8, %esp			/* vector, error code */
	iretl

trap_from_user:
	str	%cx
	movzx	%cx, %ecx
	sub	$TSS_SEL_BASE, %ecx
	jb	trap_call			/* a suite's own TSS */
	cmp	$TSS_SEL_STEP * GDT_NR_TSS, %ecx
	jae	trap_call
	shr	$2, %ecx			/* TSS_SEL_STEP to a pointer */
	mov	cpus(%ecx), %edx
	test	%edx, %edx
	jz	trap_call
	mov	%cr3, %eax
	cmp	CPU_USER_CR3(%edx), %eax
	jne	trap_call
	mov	%eax, FRAME_CR3(%esp)
	mov	CPU_KERNEL_CR3(%edx), %eax
	mov	%eax, %cr3
	jmp	trap_call
END(trap_return)
END(trap_entry)
END(trap_entry_error)

/*
 * df_entry - the double-fault task (df_32.c) begins here
 * in:  NT, this task's stack with the error code 0 on it
 * out: df_task(), then back to the task that was interrupted
 */
FUNC(df_entry)
	call	df_task
	add	$4, %esp			/* error code */
	iretl
	jmp	df_entry			/* where the next one goes on */
END(df_entry)

/*
 * df_resume - the interrupted CPU goes on here
 * in:  esp = struct trap_frame *
 */
FUNC(df_resume)
	clts					/* set by the task switch */
	jmp	trap_call
END(df_resume)

/*
 * user_enter - go to user mode
 * in:  an IRET frame outside of user pages, CR3 there, first and second
 *	argument there
 */
FUNC(user_enter)
	mov	8(%esp), %eax
	mov	12(%esp), %ecx
	mov	16(%esp), %edx
	mov	4(%esp), %esp
	mov	$USER_DS, %ebx
	mov	%ebx, %ds
	mov	%ebx, %es
	mov	%ebx, %fs
	mov	%ebx, %gs
	mov	%eax, %cr3
	xor	%eax, %eax
	xor	%ebx, %ebx
	xor	%ebp, %ebp
	xor	%esi, %esi
	xor	%edi, %edi
	iretl
END(user_enter)

	.text
/*
 * user_start - where user_enter leads
 * in:  ecx = argument, edx = function, stack at a multiple of 16
 */
FUNC(user_start)
	sub	$12, %esp
	push	%ecx
	call	*%edx
	.globl	user_done
user_done:
	ud2					/* x86_trap() knows this one */
END(user_start)

/*
 * arch_context_save, arch_context_jump - see <arch.h>
 * in:  struct arch_context *, value
 */
FUNC(arch_context_save)
	mov	4(%esp), %ecx
	mov	(%esp), %eax			/* return address */
	lea	4(%esp), %edx			/* stack after the return */
	mov	%eax, CONTEXT_IP(%ecx)
	mov	%edx, CONTEXT_SP(%ecx)
	mov	%ebp, CONTEXT_BP(%ecx)
	mov	%ebx, CONTEXT_BX(%ecx)
	mov	%esi, CONTEXT_SI(%ecx)
	mov	%edi, CONTEXT_DI(%ecx)
	pushf
	pop	CONTEXT_FLAGS(%ecx)
	xor	%eax, %eax
	ret
END(arch_context_save)

FUNC(arch_context_jump)
	mov	4(%esp), %ecx
	mov	8(%esp), %eax
	push	CONTEXT_FLAGS(%ecx)
	popf
	mov	CONTEXT_SP(%ecx), %esp
	mov	CONTEXT_BP(%ecx), %ebp
	mov	CONTEXT_BX(%ecx), %ebx
	mov	CONTEXT_SI(%ecx), %esi
	mov	CONTEXT_DI(%ecx), %edi
	jmp	*CONTEXT_IP(%ecx)
END(arch_context_jump)
