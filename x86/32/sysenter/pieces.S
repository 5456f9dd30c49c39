/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Code that is copied to a page of every privilege level, with UD2 behind it. */
#include <x86/regs.h>

#define PIECE(name) .globl name; name:

	.section .rodata
PIECE(code_start)
PIECE(do_sysenter)
	sysenter
	ud2
PIECE(do_sysexit)
	sysexit
	ud2
PIECE(do_syscall)
	.byte	0x0f, 0x05
	ud2
PIECE(do_sysret)
	.byte	0x0f, 0x07
	ud2
PIECE(pad)
	ud2
PIECE(pad_cr0)
	mov	%cr0, %edx
	ud2
PIECE(pad_push)
	push	%ebx
PIECE(pad_push_end)
	ud2
PIECE(code_end)
