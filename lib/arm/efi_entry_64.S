/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From UEFI firmware's state to that of Linux's boot protocol. */
#include <arch/asm.h>
#include <offsets.h>

#define EFI_LOAD_ERROR 0x8000000000000001
#define SCTLR_OFF      0x1005			/* I, C, M */

	.text
/*
 * efi_entry - AddressOfEntryPoint of the header
 * in:  x0 = handle, x1 = system table; translation and caches on, all of memory
 *      at its physical address; firmware's stack
 * out: start_firmware
 */
FUNC(efi_entry)
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	bl	efi_boot
	cbz	x0, 3f
	msr	daifset, #15
	mov	x20, x0

	/* what is in caches alone would be lost */
	mrs	x1, ctr_el0
	ubfx	x1, x1, #16, #4			/* DminLine, in words */
	mov	x2, #4
	lsl	x1, x2, x1
	adrp	x2, __image_start
	adrp	x3, __image_end
1:	dc	civac, x2
	add	x2, x2, x1
	cmp	x2, x3
	b.lo	1b
	dsb	sy

	mov	x2, #SCTLR_OFF
	mrs	x1, CurrentEL
	cmp	x1, #(2 << 2)
	b.eq	1f
	mrs	x1, sctlr_el1
	bic	x1, x1, x2
	msr	sctlr_el1, x1
	b	2f
1:	mrs	x1, sctlr_el2
	bic	x1, x1, x2
	msr	sctlr_el2, x1
2:	isb
	ic	iallu
	dsb	sy
	isb
	ldr	x0, [x20, #BOOT_FDT]
	mov	x1, x20
	b	start_firmware

3:	ldp	x29, x30, [sp], #16
	ldr	x0, =EFI_LOAD_ERROR
	ret
END(efi_entry)
