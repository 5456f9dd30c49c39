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
 * trap_entry_error - of exceptions that push an error code
 *
 * INT n with such a vector pushes none. The processor aligns the stack to 16
 * before it pushes (Intel SDM vol. 3, 6.14.2), which tells the two apart.
 */
FUNC(trap_entry_error)
	test	$8, %spl
	jnz	trap_entry
	push	(%rsp)				/* the vector */
	movq	$0, 8(%rsp)			/* where the error code would be */
	/* fall through */
END(trap_entry_error)

/*
 * trap_entry - every trap, from either privilege level, arrives here
 * in:  on the stack: vector, error code, and what the processor saved
 * out: x86_trap(rdi = struct trap_frame *), which may change the frame
 */
FUNC(trap_entry)
	cld
	push	%rax
	push	%rcx
	push	%rdx
	push	%rbx
	push	%rbp
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sub	$16, %rsp			/* cr2, cr3 */
	xor	%eax, %eax
	mov	FRAME_VECTOR(%rsp), %ecx
	mov	%rax, FRAME_CR3(%rsp)
	cmp	$14, %ecx			/* #PF */
	jne	1f
	mov	%cr2, %rax
1:	mov	%rax, FRAME_CR2(%rsp)
	testb	$3, FRAME_CS(%rsp)
	jnz	trap_from_user
	/* these three may arrive before the entry of another has switched CR3 */
	cmp	$2, %ecx			/* NMI */
	je	trap_from_user
	cmp	$8, %ecx			/* #DF */
	je	trap_from_user
	cmp	$18, %ecx			/* #MC */
	je	trap_from_user
trap_call:
	mov	%rsp, %rdi
	call	x86_trap
	mov	FRAME_CR3(%rsp), %rax
	test	%rax, %rax
	jz	1f
	mov	%rax, %cr3			/* only this section from here on */
1:	add	$16, %rsp			/* cr3, cr2 */
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rbp
	pop	%rbx
	pop	%rdx
	pop	%rcx
	pop	%rax
	add	$16, %rsp			/* vector, error code */
	iretq

trap_from_user:
	str	%cx
	movzx	%cx, %ecx
	sub	$TSS_SEL_BASE, %ecx
	jb	trap_call			/* a suite's own TSS */
	cmp	$TSS_SEL_STEP * GDT_NR_TSS, %ecx
	jae	trap_call
	shr	$1, %ecx			/* TSS_SEL_STEP to a pointer */
	mov	cpus(%rcx), %rdx
	test	%rdx, %rdx
	jz	trap_call
	mov	%cr3, %rax
	cmp	CPU_USER_CR3(%rdx), %rax
	jne	trap_call
	mov	%rax, FRAME_CR3(%rsp)
	mov	CPU_KERNEL_CR3(%rdx), %rax
	mov	%rax, %cr3
	jmp	trap_call
END(trap_entry)

/*
 * user_enter - go to user mode
 * in:  rdi = an IRET frame outside of user pages, rsi = CR3 there, rdx, rcx =
 *	first and second argument there
 */
FUNC(user_enter)
	mov	%rdi, %rsp
	mov	%rsi, %cr3
	mov	%rdx, %rdi
	mov	%rcx, %rsi
	xor	%eax, %eax
	xor	%ebx, %ebx
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%ebp, %ebp
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
	iretq
END(user_enter)

	.text
/*
 * user_start - where user_enter leads
 * in:  rdi = argument, rsi = function
 */
FUNC(user_start)
	call	*%rsi
	.globl	user_done
user_done:
	ud2					/* x86_trap() knows this one */
END(user_start)

/*
 * arch_context_save, arch_context_jump - see <arch.h>
 * in:  rdi = struct arch_context *, esi = value
 */
FUNC(arch_context_save)
	mov	(%rsp), %rax			/* return address */
	lea	8(%rsp), %rdx			/* stack after the return */
	mov	%rax, CONTEXT_IP(%rdi)
	mov	%rdx, CONTEXT_SP(%rdi)
	mov	%rbp, CONTEXT_BP(%rdi)
	mov	%rbx, CONTEXT_BX(%rdi)
	mov	%r12, CONTEXT_R12(%rdi)
	mov	%r13, CONTEXT_R13(%rdi)
	mov	%r14, CONTEXT_R14(%rdi)
	mov	%r15, CONTEXT_R15(%rdi)
	pushf
	pop	CONTEXT_FLAGS(%rdi)
	xor	%eax, %eax
	ret
END(arch_context_save)

FUNC(arch_context_jump)
	push	CONTEXT_FLAGS(%rdi)
	popf
	mov	CONTEXT_SP(%rdi), %rsp
	mov	CONTEXT_BP(%rdi), %rbp
	mov	CONTEXT_BX(%rdi), %rbx
	mov	CONTEXT_R12(%rdi), %r12
	mov	CONTEXT_R13(%rdi), %r13
	mov	CONTEXT_R14(%rdi), %r14
	mov	CONTEXT_R15(%rdi), %r15
	mov	%esi, %eax
	jmp	*CONTEXT_IP(%rdi)
END(arch_context_jump)
