/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables that the processor walks: page tables that map the first GiB one to one,
 * the first two MiB of it in pages of 4 KiB, and the GDT.
 *
 * The page tables are written before paging is on, by a few thousand
 * instructions: in the image they would be 8 to 16 KiB of every file.
 * Sections .data.cpu and .bss.cpu are never accessible in user mode (user.c).
 */
#include <arch/asm.h>
#include <x86/selectors.h>

/* P, W, U for tables; P, W, A, D, and PS for large pages. */
#define TABLE	   0x007
#define PAGE	   0x063
#define LARGE_PAGE 0x0e3

	.section .boot, "ax"
	.code32
/*
 * boot_fill_tables - write the page tables
 * in:  ebp = where to go on; paging off
 * out: eax, ecx are lost
 */
FUNC(boot_fill_tables)
#ifdef __x86_64__
	movl	$boot_pdpt + TABLE, boot_root
	movl	$boot_pd + TABLE, boot_pdpt
#endif
	mov	$LARGE_PAGE, %eax		/* eax = entry, ecx = its number */
	xor	%ecx, %ecx
1:	mov	%eax, boot_pd(, %ecx, 8)
	movl	$0, boot_pd + 4(, %ecx, 8)
	add	$0x200000, %eax
	inc	%ecx
	cmp	$512, %ecx
	jb	1b
	movl	$boot_pt + TABLE, boot_pd

	mov	$PAGE, %eax
	xor	%ecx, %ecx
1:	mov	%eax, boot_pt(, %ecx, 8)
	movl	$0, boot_pt + 4(, %ecx, 8)
	add	$0x1000, %eax
	inc	%ecx
	cmp	$512, %ecx
	jb	1b
	jmp	*%ebp
END(boot_fill_tables)

	.section .bss.cpu, "aw", @nobits
	.balign	4096
#ifdef __x86_64__
OBJECT(boot_root)				/* PML4: 512 GiB an entry */
	.skip	4096
END(boot_root)
OBJECT(boot_pdpt)				/* 1 GiB an entry */
	.skip	4096
END(boot_pdpt)
#endif
OBJECT(boot_pd)					/* 2 MiB an entry */
	.skip	4096
END(boot_pd)
OBJECT(boot_pt)					/* 4 KiB an entry */
	.skip	4096
END(boot_pt)

	.section .data.cpu, "aw"
#ifndef __x86_64__
	/* Intel SDM vol. 3, 4.4.1: of the low bits only P may be set */
	.balign	32
OBJECT(boot_root)				/* 1 GiB an entry */
	.long	boot_pd + 1, 0
	.fill	3, 8, 0
END(boot_root)
#endif

/*
 * Accessed bits are set from the start, so that the processor never writes to
 * the code and data descriptors.
 */
OBJECT(gdt)
	.quad	0
#ifdef __x86_64__
	.quad	0x00af9b000000ffff		/* KERNEL_CS */
#else
	.quad	0x00cf9b000000ffff
#endif
	.quad	0x00cf93000000ffff		/* KERNEL_DS */
	.quad	0x00cffb000000ffff		/* USER_CS32 */
	.quad	0x00cff3000000ffff		/* USER_DS */
#ifdef __x86_64__
	.quad	0x00affb000000ffff		/* USER_CS64 */
#else
	.quad	0
#endif
	.quad	0x00cf9b000000ffff		/* KERNEL_CS32 */
	.quad	0x00009b000000ffff		/* KERNEL_CS16 */
	.quad	0x000093000000ffff		/* KERNEL_DS16 */
	.fill	SPARE_SEL_NR, 8, 0
	.quad	0				/* DF_TSS_SEL */
	.fill	2 * GDT_NR_TSS, 8, 0		/* TSS_SEL_BASE */
END(gdt)

OBJECT(gdt_ptr)
	.short	GDT_BYTES - 1
	.long	gdt, 0
END(gdt_ptr)

	.if	. - gdt_ptr + GDT_BYTES != . - gdt
	.error	"the GDT does not match <x86/selectors.h>"
	.endif
