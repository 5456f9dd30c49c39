/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trampoline - where a start-up IPI leads, copied to a page below 1 MiB
 * in:  real mode, CS:IP = the page:0, everything else as after INIT
 * out: start_secondary in 32-bit protected mode, paging off
 */
#include <arch/asm.h>
#include <x86/regs.h>
#include <x86/selectors.h>

	.section .rodata
	.code16
OBJECT(trampoline)
1:	cli
	cld
	lgdtl	%cs:(gdt_ptr_low - 1b)
	mov	$(CR0_ET | CR0_PE), %eax	/* caches on as well */
	mov	%eax, %cr0
	ljmpl	$KERNEL_CS32, $start_secondary
	.balign	4
gdt_ptr_low:
	.short	GDT_BYTES - 1
	.long	gdt
END(trampoline)
OBJECT(trampoline_end)
