/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the boot protocols' unpaged protected mode to arch_boot() with PAE
 * paging.
 */
#include <arch/asm.h>
#include <offsets.h>
#include <x86/boot_protocol.h>
#include <x86/regs.h>
#include <x86/selectors.h>

#define BOOT_STACK_BYTES 0x8000

	.section .boot, "ax"
/*
 * start_pvh, start_multiboot, start_multiboot2 - the loader jumps here
 * in:  32-bit flat segments, paging off, interrupts off; ebx = boot information
 * out: arch_boot(BOOT_*, boot information)
 */
FUNC(start)
FUNC(start_pvh)
	save_entry_state
	mov	$BOOT_PVH, %edi
	jmp	start_common
END(start_pvh)

FUNC(start_multiboot)
	save_entry_state
	mov	$BOOT_MULTIBOOT, %edi
	jmp	start_common
END(start_multiboot)

FUNC(start_multiboot2)
	save_entry_state
	mov	$BOOT_MULTIBOOT2, %edi
start_common:
	cli
	cld
	mov	%ebx, %esi

	mov	$1, %eax
	cpuid
	bt	$6, %edx			/* CPUID.01H:EDX.PAE */
	jnc	no_pae
	mov	$0x80000000, %eax
	cpuid
	cmp	$0x80000001, %eax
	jb	1f
	mov	$0x80000001, %eax
	cpuid
	bt	$20, %edx			/* CPUID.80000001H:EDX.NX */
	jnc	1f
	movl	$EFER_NXE, start_efer
1:
	mov	$1f, %ebp
	jmp	boot_fill_tables
1:	lgdt	gdt_ptr
	/* some hypervisors have no paging outside of 64-bit mode: say so */
	mov	$paging_refused, %eax
	mov	%ax, gate_gp
	shr	$16, %eax
	mov	%ax, gate_gp + 6
	lidt	idt_ptr_early
	mov	$start_boot_cpu, %ebx
	jmp	start_paging

paging_refused:
	mov	$paging_refused_text, %esi
	mov	$paging_refused_bytes, %ecx
	jmp	give_up

no_pae:
	mov	$no_pae_text, %esi
	mov	$no_pae_bytes, %ecx
give_up:
	mov	$0xe9, %edx			/* debug port */
	rep outsb
	mov	$0x12, %eax			/* PROTO_EXIT_ERROR */
	out	%eax, $0xf4			/* isa-debug-exit */
1:	hlt
	jmp	1b
END(start_multiboot2)

/*
 * start_secondary - from trampoline.S
 * in:  protected mode with the library's GDT; secondary_stack
 * out: cpu_start_secondary()
 */
FUNC(start_secondary)
	mov	$KERNEL_DS, %eax
	mov	%eax, %ds
	mov	$start_secondary_cpu, %ebx
	/* fall through */
END(start_secondary)

/* in: ebx = where to go on with paging; esi, edi are kept */
start_paging:
	mov	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$boot_root, %eax
	mov	%eax, %cr3
	mov	start_efer, %eax
	test	%eax, %eax			/* without NX there may be no EFER */
	jz	1f
	mov	$0xc0000080, %ecx		/* IA32_EFER */
	xor	%edx, %edx
	wrmsr
1:	mov	$(CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_MP | CR0_PE), %eax
	mov	%eax, %cr0
	ljmp	$KERNEL_CS, $1f
1:	mov	$KERNEL_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	%eax, %fs
	mov	%eax, %gs
	xor	%ebp, %ebp			/* ends stack traces */
	jmp	*%ebx

start_boot_cpu:
	sub	$8, %esp			/* arguments end at a multiple of 16 */
	push	%esi
	push	%edi
	call	arch_boot
1:	hlt					/* it does not return */
	jmp	1b

start_secondary_cpu:
	mov	secondary_stack, %esp
	call	cpu_start_secondary
1:	hlt					/* it does not return */
	jmp	1b

	.data
	.balign	8
start_efer:					/* of every CPU */
	.long	0
idt_early:					/* all that is used is #GP */
	.fill	13, 8, 0
gate_gp:
	.short	0, KERNEL_CS, 0x8e00, 0
idt_ptr_early:
	.short	. - idt_early - 1
	.long	idt_early

	.section .rodata
paging_refused_text:
	.ascii	"# panic this machine refuses 32-bit paging (#GP at MOV CR0)\n"
	.set	paging_refused_bytes, . - paging_refused_text
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
