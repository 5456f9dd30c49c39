/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What start_32.S and start_64.S have in common: how the image was started. */
#ifndef LIB_X86_BOOT_PROTOCOL_H
#define LIB_X86_BOOT_PROTOCOL_H

#define BOOT_PVH	1 /* EBX: struct hvm_start_info */
#define BOOT_MULTIBOOT2 2 /* EBX: boot information */
#define BOOT_MULTIBOOT  3 /* EBX: boot information of version 1 */

#ifdef __ASSEMBLER__
/*
 * save_entry_state - what the loader left, into entry_state (boot.h)
 * in:  32-bit code, any stack, %esp is free; changes eax, ecx, esp
 */
	.macro save_entry_state
	mov	%eax, entry_state + ENTRY_EAX
	mov	%ebx, entry_state + ENTRY_EBX
	mov	$boot_stack_top, %esp
	pushf
	pop	entry_state + ENTRY_EFLAGS
	mov	%cr0, %eax
	mov	%eax, entry_state + ENTRY_CR0
	mov	%cr4, %eax
	mov	%eax, entry_state + ENTRY_CR4
	mov	%cs, entry_state + ENTRY_CS
	mov	%ds, entry_state + ENTRY_DS
	mov	%es, entry_state + ENTRY_ES
	mov	%ss, entry_state + ENTRY_SS
	str	entry_state + ENTRY_TR
	sgdt	entry_state + ENTRY_GDT
	.endm
#endif

#endif
