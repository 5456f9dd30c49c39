/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest guest that boots: ten instructions after a PVH entry, the last of
 * which end the VM by isa-debug-exit. What it takes is the VMM's own share of a
 * boot.
 */
	.section .note.pvh, "a", @note
	.balign	4
	.long	4			/* bytes of the name */
	.long	4			/* bytes of the value */
	.long	18			/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz	"Xen"
	.long	start

	.text
	.code32
	.global	start
start:
	cli
	cld
	mov	$0x80000, %esp
	mov	$0xe9, %edx		/* debug console */
	mov	$0x0a, %eax
	out	%al, %dx
	mov	$0xf4, %edx		/* isa-debug-exit */
	mov	$0x10, %eax
	out	%eax, %dx
	hlt
