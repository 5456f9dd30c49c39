/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the boot protocols' unpaged protected mode to arch_boot() with PAE
 * paging.
 */
#include <arch/asm.h>
#include <x86/boot_protocol.h>
#include <x86/regs.h>
#include <x86/selectors.h>

#define BOOT_STACK_BYTES 0x8000

	.section .boot, "ax"
/*
 * start_pvh, start_multiboot2 - the loader jumps here
 * in:  32-bit flat segments, paging off, interrupts off; ebx = boot information
 * out: arch_boot(BOOT_*, boot information)
 */
FUNC(start)
FUNC(start_pvh)
	mov	$BOOT_PVH, %edi
	jmp	start_common
END(start_pvh)

FUNC(start_multiboot2)
	mov	$BOOT_MULTIBOOT2, %edi
start_common:
	cli
	cld
	mov	%ebx, %esi
	mov	$boot_stack_top, %esp

	mov	$1, %eax
	cpuid
	bt	$6, %edx			/* CPUID.01H:EDX.PAE */
	jnc	no_pae
	mov	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$boot_root, %eax
	mov	%eax, %cr3

	mov	$0x80000000, %eax
	cpuid
	cmp	$0x80000001, %eax
	jb	1f
	mov	$0x80000001, %eax
	cpuid
	bt	$20, %edx			/* CPUID.80000001H:EDX.NX */
	jnc	1f
	mov	$0xc0000080, %ecx		/* IA32_EFER */
	mov	$EFER_NXE, %eax
	xor	%edx, %edx
	wrmsr
1:
	mov	$(CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_MP | CR0_PE), %eax
	mov	%eax, %cr0
	lgdt	gdt_ptr
	ljmp	$KERNEL_CS, $start_paged

no_pae:
	mov	$no_pae_text, %esi
	mov	$no_pae_bytes, %ecx
	mov	$0xe9, %edx			/* debug port */
	rep outsb
	mov	$0x12, %eax			/* PROTO_EXIT_ERROR */
	out	%eax, $0xf4			/* isa-debug-exit */
1:	hlt
	jmp	1b
END(start_multiboot2)

start_paged:
	mov	$KERNEL_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	%eax, %fs
	mov	%eax, %gs
	xor	%ebp, %ebp			/* ends stack traces */
	sub	$8, %esp			/* arguments end at a multiple of 16 */
	push	%esi
	push	%edi
	call	arch_boot
1:	hlt					/* it does not return */
	jmp	1b

	.section .rodata
no_pae_text:
	.ascii	"# panic this CPU has no PAE paging (CPUID.01H:EDX.PAE)\n"
	.set	no_pae_bytes, . - no_pae_text

	/* a page that mmu.c takes away, so that an overflow traps */
	.section .bss.stack, "aw", @nobits
	.balign	4096
OBJECT(boot_stack_guard)
	.skip	4096
END(boot_stack_guard)
	.skip	BOOT_STACK_BYTES
boot_stack_top:
