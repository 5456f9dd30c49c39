/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the image starts from a ROM, on machines without any firmware (Bochs).
 *
 * The runner copies this stub, rom_stub to rom_stub_end, to the end of the ROM,
 * which ends at 4 GiB; before it lie the segments and the boot information. Here
 * in the image it is data, so that every image brings its own.
 */
#include <arch/asm.h>
#include <x86/regs.h>

#define FLAT_CS 0x08
#define FLAT_DS 0x10

/* Where a symbol of the stub is in the ROM; modulo 4 GiB, and modulo 64 KiB. */
#define ROM(symbol)   ((symbol) - rom_stub_end)
#define ROM16(symbol) ((symbol) - rom_stub_end + 0x10000)

	.section .rodata.rom, "a"
	.balign	16
/* What the runner fills in (runner/rom.c): addresses are those in the ROM. */
OBJECT(rom_stub)
rom_table:					/* of pieces to load, see below */
	.long	0
rom_entry:					/* start_pvh */
	.long	0
rom_info:					/* struct hvm_start_info, in RAM */
	.long	0
	.long	0

rom_gdt:					/* accessed already: ROM stays as it is */
	.quad	0
	.quad	0x00cf9b000000ffff
	.quad	0x00cf93000000ffff
rom_gdt_ptr:
	.short	. - rom_gdt - 1
	.long	ROM(rom_gdt)

/* in: real mode, CS base 0xffff0000; interrupts off */
	.code16
rom_real:
	lgdtl	%cs:ROM16(rom_gdt_ptr)
	mov	%cr0, %eax
	or	$CR0_PE, %eax
	mov	%eax, %cr0
	ljmpl	$FLAT_CS, $ROM(rom_protected)

/*
 * A piece: where to, from where, how many 32-bit words of it, how many zeros
 * after them. The one that goes to address 0 ends the table.
 */
	.code32
rom_protected:
	mov	$FLAT_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %fs
	mov	%eax, %gs
	mov	%eax, %ss
	cld
	mov	ROM(rom_table), %ebp		/* ebp = this piece */
1:	mov	(%ebp), %edi
	test	%edi, %edi
	jz	2f
	mov	4(%ebp), %esi
	mov	8(%ebp), %ecx
	rep movsl
	mov	12(%ebp), %ecx
	xor	%eax, %eax
	rep stosl
	add	$16, %ebp
	jmp	1b
2:	mov	ROM(rom_info), %ebx
	mov	ROM(rom_entry), %eax
	jmp	*%eax

/* Intel SDM vol. 3, 10.1.4: the first instruction is 16 bytes below the end. */
	.balign	16
	.code16
	jmp	rom_real
	.balign	16
rom_stub_end:
	.globl	rom_stub_end
END(rom_stub)
