/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From Linux's boot protocol to arch_boot() with translation on.
 */
#include <arm/early.h>
#include <arch/asm.h>
#include <arm/regs.h>
#include <offsets.h>

	.syntax unified
	.fpu	vfpv3-d16

#define BOOT_STACK_BYTES 0x8000
	.section .boot, "ax"
	.arm
/*
 * start - the first byte of a raw image, which the loader jumps to
 * in:  translation off, interrupts masked, SVC or Hyp mode; r2 = device tree
 * out: arch_boot(r0, r1 = device tree, r2 = NULL)
 *
 * Linux, Documentation/arch/arm/booting.rst, 5.
 */
FUNC(start)
	mov	r10, r2				/* device tree */
	mrc	p15, 0, r1, c0, c0, 5		/* MPIDR: with EL3 all CPUs come, */
	movs	r1, r1, lsl #8			/* of which one says what is wrong */
	bne	1f
	bl	choose_mode
	ldr	sp, =boot_stack_top
	mov	fp, #0
	mov	r0, r10
	mov	r1, #0
	bl	early_tables
	bl	translation_on

	/* with caches on: .bss behind what the processor uses, and the stack */
	ldr	r0, =boot_stack_top
	ldr	r1, =__bss_end
	mov	r2, #0
	mov	r3, #0
2:	strd	r2, r3, [r0], #8
	cmp	r0, r1
	blo	2b

	ldr	r0, =boot_cpu
	bl	set_stacks
	ldr	sp, =boot_stack_top
	mov	fp, #0				/* ends stack traces */
	mov	lr, #0
	mov	r0, r10
	mov	r1, #0
	mov	r2, #0
	bl	arch_boot
1:	wfi					/* it does not return */
	b	1b
END(start)

/*
 * start_secondary - where PSCI CPU_ON leads
 * in:  as start; r0 = struct cpu *
 * out: cpu_start_secondary(r0 = struct cpu *)
 */
FUNC(start_secondary)
	mov	r10, r0
	bl	choose_mode
	bl	translation_on
	mov	r0, r10
	bl	set_stacks
	ldr	r1, =CPU_STACK_TOP
	ldr	sp, [r10, r1]
	mov	fp, #0
	mov	lr, #0
	mov	r0, r10
	bl	cpu_start_secondary
1:	wfi					/* it does not return */
	b	1b
END(start_secondary)

/*
 * choose_mode - go to SVC mode, where nothing above it traps any more
 *
 * Arm ARM, G1.9.1 (modes), G8.3 (Hyp registers). Uses r0, r1.
 */
choose_mode:
	mrs	r0, cpsr
	and	r1, r0, #CPSR_MODE
	cmp	r1, #MODE_MON
	beq	at_el3
	cmp	r1, #MODE_HYP
	beq	1f
	cpsid	aif, #MODE_SVC
	bx	lr

1:	mov	r0, #HCR_HCD			/* there is nobody to call */
	mcr	p15, 4, r0, c1, c1, 0		/* HCR */
	mov	r0, #0
	mcr	p15, 4, r0, c1, c1, 2		/* HCPTR */
	mcr	p15, 4, r0, c1, c1, 3		/* HSTR */
	mrc	p15, 4, r0, c1, c1, 1		/* HDCR: */
	and	r0, r0, #HDCR_HPMN		/* all counters are the guest's */
	mcr	p15, 4, r0, c1, c1, 1
	mrc	p15, 0, r0, c0, c0, 0		/* MIDR */
	mcr	p15, 4, r0, c0, c0, 0		/* VPIDR */
	mrc	p15, 0, r0, c0, c0, 5		/* MPIDR */
	mcr	p15, 4, r0, c0, c0, 5		/* VMPIDR */
	mrc	p15, 4, r0, c14, c1, 0		/* CNTHCTL */
	orr	r0, r0, #3			/* PL1PCTEN, PL1PCEN */
	mcr	p15, 4, r0, c14, c1, 0
	mov	r0, #0
	mov	r1, #0
	mcrr	p15, 4, r0, r1, c14		/* CNTVOFF */
	mrc	p15, 0, r0, c0, c1, 1		/* ID_PFR1 */
	lsrs	r0, r0, #28			/* GIC */
	movne	r0, #0xf
	mcrne	p15, 4, r0, c12, c9, 5		/* ICC_HSRE */
	mov	r0, #(CPSR_MASKED | MODE_SVC)
	msr	spsr_cxsf, r0
	msr	elr_hyp, lr
	eret

at_el3:	ldr	r0, =at_el3_text
	ldr	r1, =GUESSED_UART
1:	ldrb	r2, [r0], #1
	cmp	r2, #0
	strbne	r2, [r1]
	bne	1b
2:	wfi
	b	2b

/*
 * set_stacks - where each mode but SVC begins a trap (entry_32.S)
 * in:  r0 = struct cpu *
 */
set_stacks:
	mcr	p15, 0, r0, c13, c0, 4		/* TPIDRPRW */
	ldr	r1, =CPU_SCRATCH
	add	r0, r0, r1
	cps	#MODE_UND
	mov	sp, r0
	cps	#MODE_ABT
	add	sp, r0, #SCRATCH_BYTES
	cps	#MODE_IRQ
	add	sp, r0, #(2 * SCRATCH_BYTES)
	cps	#MODE_FIQ
	add	sp, r0, #(3 * SCRATCH_BYTES)
	cps	#MODE_SVC
	bx	lr

/*
 * translation_on - the library's state of this CPU's registers
 *
 * Uses r0, r1.
 */
translation_on:
	ldr	r0, =CPACR_KERNEL
	mcr	p15, 0, r0, c1, c0, 2		/* CPACR */
	isb
	mrc	p15, 0, r0, c1, c0, 2
	and	r0, r0, #CPACR_CP10
	cmp	r0, #CPACR_CP10
	ldreq	r0, =FPEXC_EN
	vmsreq	fpexc, r0			/* there is a VFP */
	ldr	r0, =MAIR0_KERNEL
	ldr	r1, =MAIR1_KERNEL
	mcr	p15, 0, r0, c10, c2, 0		/* MAIR0 */
	mcr	p15, 0, r1, c10, c2, 1		/* MAIR1 */
	ldr	r0, =TTBCR_KERNEL
	mcr	p15, 0, r0, c2, c0, 2		/* TTBCR */
	isb
	ldr	r0, =boot_root
	mov	r1, #0
	mcrr	p15, 0, r0, r1, c2		/* TTBR0 */
	ldr	r0, =vectors
	mcr	p15, 0, r0, c12, c0, 0		/* VBAR */
	mrc	p15, 0, r0, c14, c1, 0		/* CNTKCTL */
	orr	r0, r0, #(CNTKCTL_EL0PCTEN | CNTKCTL_EL0VCTEN)
	mcr	p15, 0, r0, c14, c1, 0
	mov	r0, #0
	isb
	mcr	p15, 0, r0, c8, c7, 0		/* TLBIALL */
	mcr	p15, 0, r0, c7, c5, 0		/* ICIALLU */
	mcr	p15, 0, r0, c7, c5, 6		/* BPIALL */
	dsb
	isb
	ldr	r0, =SCTLR_KERNEL
	mcr	p15, 0, r0, c1, c0, 0		/* SCTLR */
	isb
	bx	lr

	.ltorg
at_el3_text:
	.asciz	"# panic Monitor mode is not supported: start the image in Hyp or SVC mode\n"

	/* a page that early.c leaves out, so that an overflow traps */
	.section .bss.stack, "aw", %nobits
	.balign	4096
OBJECT(boot_stack_guard)
	.skip	4096
END(boot_stack_guard)
	.skip	BOOT_STACK_BYTES
boot_stack_top:
