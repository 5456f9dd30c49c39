/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ymm_copies - functions that copy 32 bytes through pairs of YMM registers: in
 * by a load, from one register to the next, out by a store
 * in:  64-bit rdi = to, rsi = from; 32-bit the same on the stack
 *
 * A table of NR_XMM pointers for each kind of copy, and the same again with
 * KVM's forced-emulation prefix in front of each instruction.
 */
#include <arch/asm.h>

#ifdef __x86_64__
#define TO	%rdi
#define FROM	%rsi
#define POINTER .quad
#define LAST	15
#else
#define TO	%eax
#define FROM	%ecx
#define POINTER .long
#define LAST	7
#endif

	.macro	fep on
	.if	\on
	.byte	0x0f, 0x0b, 0x6b, 0x76, 0x6d	/* UD2; "kvm" */
	.endif
	.endm

	.macro	copy n, m, name, on, in, between, out
copy_\name\()_\on\()_\n:
#ifndef __x86_64__
	mov	4(%esp), %eax
	mov	8(%esp), %ecx
#endif
	fep	\on
	\in	(FROM), %ymm\n
	fep	\on
	\between	%ymm\n, %ymm\m
	vxorps	%ymm\n, %ymm\n, %ymm\n		/* it is the copy that is stored */
	fep	\on
	\out	%ymm\m, (TO)
	ret
	.endm

	.macro	copies name, on, in, between, out
	.text
	copy	0, 1, \name, \on, \in, \between, \out
	copy	1, 2, \name, \on, \in, \between, \out
	copy	2, 3, \name, \on, \in, \between, \out
	copy	3, 4, \name, \on, \in, \between, \out
	copy	4, 5, \name, \on, \in, \between, \out
	copy	5, 6, \name, \on, \in, \between, \out
	copy	6, 7, \name, \on, \in, \between, \out
#ifdef __x86_64__
	copy	7, 8, \name, \on, \in, \between, \out
	copy	8, 9, \name, \on, \in, \between, \out
	copy	9, 10, \name, \on, \in, \between, \out
	copy	10, 11, \name, \on, \in, \between, \out
	copy	11, 12, \name, \on, \in, \between, \out
	copy	12, 13, \name, \on, \in, \between, \out
	copy	13, 14, \name, \on, \in, \between, \out
	copy	14, 15, \name, \on, \in, \between, \out
	copy	15, 0, \name, \on, \in, \between, \out
#else
	copy	7, 0, \name, \on, \in, \between, \out
#endif
	.section .rodata
	.balign	8
	.globl	ymm_\name\()_\on
ymm_\name\()_\on:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	POINTER	copy_\name\()_\on\()_\n
	.endr
#ifdef __x86_64__
	.irp	n, 8, 9, 10, 11, 12, 13, 14, 15
	POINTER	copy_\name\()_\on\()_\n
	.endr
#endif
	.endm

	.irp	on, 0, 1
	copies	vmovdqa, \on, vmovdqa, vmovdqa, vmovdqa
	copies	vmovdqu, \on, vmovdqu, vmovdqu, vmovdqu
	copies	vmovntdq, \on, vmovdqa, vmovdqa, vmovntdq
	copies	vmovntdqa, \on, vmovntdqa, vmovdqa, vmovdqa
	.endr
