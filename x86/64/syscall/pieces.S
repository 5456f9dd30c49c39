/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code that is copied to pages of every privilege level: suite.h says what each
 * piece is for. It runs wherever it lies.
 */
#include <arch/asm.h>
#include <x86/regs.h>
#include <x86/selectors.h>

#define PIECE(name) .globl name; name:
#define SYSRET   .byte 0x0f, 0x07
#define SYSENTER .byte 0x0f, 0x34
#define SYSEXIT  .byte 0x0f, 0x35
#define REX_W    .byte 0x48;

	.section .rodata
PIECE(code_start)
PIECE(do_syscall)
	syscall
	ud2
PIECE(do_sysretl)
	SYSRET
	ud2
PIECE(do_sysretq)
	REX_W SYSRET
	ud2
PIECE(do_sysenter)
	SYSENTER
	ud2
PIECE(do_sysexit)
	SYSEXIT
	ud2
PIECE(do_sysexitq)
	REX_W SYSEXIT
	ud2
PIECE(pad)
	ud2
PIECE(pad_compat)
	ud2
PIECE(pad_cr0)
	mov	%cr0, %rdx
	ud2
/*
 * 40 90 is REX; NOP in 64-bit code, and INC EAX; NOP in any other. A code segment
 * of 16 bits goes astray at the MOV of 32.
 */
PIECE(pad_width)
	.byte	0xb8, 0, 0, 0, 0
	.byte	0x40, 0x90
PIECE(pad_width_end)
	ud2
PIECE(pad_sysretl)
	SYSRET
PIECE(pad_push_compat)
	push	$KERNEL_CS32
	push	%rsi				/* of pad_push, below 4 GiB */
	lretq
	.code32
PIECE(pad_push)
	push	%ebx
PIECE(pad_push_end)
	ud2
PIECE(do_popf_syscall)
	pushf
	orl	$EFLAGS_TF, (%esp)
	popf
	syscall
PIECE(after_popf_syscall)
	ud2
	.code64
PIECE(code_end)
