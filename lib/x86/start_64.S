/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the boot protocols' 32-bit protected mode to arch_boot() in 64-bit mode.
 */
#include <arch/asm.h>
#include <offsets.h>
#include <x86/boot_protocol.h>
#include <x86/regs.h>
#include <x86/selectors.h>

#define BOOT_STACK_BYTES 0x8000

	.section .boot, "ax"
	.code32
/*
 * start_pvh, start_multiboot, start_multiboot2 - the loader jumps here
 * in:  32-bit flat segments, paging off, interrupts off; ebx = boot information
 * out: arch_boot(edi = BOOT_*, esi = boot information)
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

	mov	$0x80000000, %eax
	cpuid
	cmp	$0x80000001, %eax
	jb	no_long_mode
	mov	$0x80000001, %eax
	cpuid
	bt	$29, %edx			/* CPUID.80000001H:EDX.LM */
	jnc	no_long_mode
	mov	$EFER_LME, %ebp
	bt	$20, %edx			/* EDX.NX */
	jnc	1f
	or	$EFER_NXE, %ebp
1:
	mov	%ebp, start_efer
	mov	$1f, %ebp
	jmp	boot_fill_tables
1:	lgdt	gdt_ptr
	mov	$start_boot_cpu, %ebx
	jmp	start_long_mode

no_long_mode:
	mov	$no_long_mode_text, %esi
	mov	$no_long_mode_bytes, %ecx
	mov	$0xe9, %edx			/* debug port */
	rep outsb
	mov	$0x12, %eax			/* PROTO_EXIT_ERROR */
	out	%eax, $0xf4			/* isa-debug-exit */
1:	hlt
	jmp	1b
END(start_multiboot2)

/*
 * start_secondary - from trampoline.S
 * in:  32-bit protected mode with the library's GDT; secondary_stack
 * out: cpu_start_secondary()
 */
FUNC(start_secondary)
	mov	$KERNEL_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	$start_secondary_cpu, %ebx
	/* fall through */
END(start_secondary)

/* in: ebx = where to go on in 64-bit mode; esi, edi are kept */
start_long_mode:
	mov	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$boot_root, %eax
	mov	%eax, %cr3
	mov	$0xc0000080, %ecx		/* IA32_EFER */
	mov	start_efer, %eax
	xor	%edx, %edx
	wrmsr
	mov	$(CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_MP | CR0_PE), %eax
	mov	%eax, %cr0
	ljmp	$KERNEL_CS, $1f
	.code64
1:	mov	$KERNEL_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	xor	%eax, %eax
	mov	%eax, %fs
	mov	%eax, %gs
	xor	%ebp, %ebp			/* ends stack traces */
	jmp	*%rbx

start_boot_cpu:
	mov	$boot_stack_top, %esp
	mov	%esi, %esi			/* clears the high half */
	call	arch_boot
1:	hlt					/* it does not return */
	jmp	1b

start_secondary_cpu:
	mov	secondary_stack, %rsp
	call	cpu_start_secondary
1:	hlt					/* it does not return */
	jmp	1b

	.data
	.balign	4
start_efer:					/* of every CPU */
	.long	0

	.section .rodata
no_long_mode_text:
	.ascii	"# panic this CPU has no 64-bit mode (CPUID.80000001H:EDX.LM)\n"
	.set	no_long_mode_bytes, . - no_long_mode_text

	/* a page that mmu.c takes away, so that an overflow traps */
	.section .bss.stack, "aw", @nobits
	.balign	4096
OBJECT(boot_stack_guard)
	.skip	4096
END(boot_stack_guard)
	.skip	BOOT_STACK_BYTES
boot_stack_top:
