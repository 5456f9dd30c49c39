/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From Linux's boot protocol to arch_boot() with translation on.
 */
#include <arm/early.h>
#include <arm/pe.h>
#include <arch/asm.h>
#include <arch/link.h>
#include <arch/page.h>
#include <arm/regs.h>
#include <offsets.h>

#define BOOT_STACK_BYTES 0x8000

	.section .boot, "ax"
/*
 * start - the header of an Image, whose first word the loader jumps to, and of
 * a UEFI application
 * in:  translation off, interrupts masked, EL1 or EL2; x0 = device tree
 *
 * Linux, Documentation/arch/arm64/booting.rst, 4.
 */
FUNC(start)
	add	x13, x18, #22			/* "MZ", and of no effect */
	b	start_image
	.quad	LINK_OFFSET			/* text_offset */
	.quad	__image_bytes			/* image_size, .bss included */
	.quad	8 | (ARM_PAGE_SHIFT - 10) / 2 << 1	/* anywhere; granule */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	pe_header - start
	PE_HEADER start, efi_entry
END(start)

	.text
/*
 * start_image, start_firmware - with translation off
 * in:  x0 = device tree, or 0; start_firmware: x1 = struct boot_info *
 * out: arch_boot(x0 = device tree, x1 = what firmware has told, or NULL)
 */
FUNC(start_image)
	mov	x1, xzr
FUNC(start_firmware)
	msr	daifset, #15
	mov	x20, x0				/* device tree */
	mov	x21, x1
	bl	relocate
	bl	check_granule
	bl	choose_level
	adrp	x0, boot_stack_top
	mov	sp, x0
	mov	x29, xzr
	mov	x0, x20
	bl	early_tables
	adrp	x0, boot_root
	bl	translation_on

	/* with caches on: .bss behind what the processor uses, and the stack */
	adrp	x0, boot_stack_top
	adrp	x1, __bss_end
1:	stp	xzr, xzr, [x0]			/* its ends are those of pages */
	stp	xzr, xzr, [x0, #16]
	stp	xzr, xzr, [x0, #32]
	stp	xzr, xzr, [x0, #48]
	add	x0, x0, #64
	cmp	x0, x1
	b.lo	1b

	adrp	x0, boot_cpu
	add	x0, x0, :lo12:boot_cpu
	msr	tpidr_el1, x0			/* entry_64.S looks there */
	adrp	x0, boot_stack_top
	mov	sp, x0
	mov	x29, xzr			/* ends stack traces */
	mov	x30, xzr
	mov	x0, x20
	mov	x1, x21
	bl	arch_boot
1:	wfi					/* it does not return */
	b	1b
END(start_firmware)
END(start_image)

/*
 * start_secondary - where PSCI CPU_ON leads
 * in:  as start; x0 = struct cpu *
 * out: cpu_start_secondary(x0 = struct cpu *)
 */
FUNC(start_secondary)
	msr	daifset, #15
	mov	x20, x0
	bl	choose_level
	adrp	x0, boot_root
	bl	translation_on
	msr	tpidr_el1, x20
	ldr	x1, [x20, #CPU_STACK_TOP]
	mov	sp, x1
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x20
	bl	cpu_start_secondary
1:	wfi					/* it does not return */
	b	1b
END(start_secondary)

/*
 * choose_level - stay at EL1; at EL2 be its host, or without VHE go to EL1
 *
 * With HCR_EL2.E2H and TGE the names of EL1 registers mean those of EL2, so
 * that the library need not know (Arm ARM, D8.10). Uses x1, x2.
 */
choose_level:
	mrs	x1, CurrentEL
	cmp	x1, #(2 << 2)
	b.lo	at_el1
	b.hi	at_el3
	mrs	x1, midr_el1
	msr	vpidr_el2, x1
	mrs	x1, mpidr_el1
	msr	vmpidr_el2, x1
	mrs	x1, id_aa64mmfr0_el1
	ubfx	x1, x1, #56, #4			/* FGT */
	cbz	x1, 1f
	msr	S3_4_C1_C1_4, xzr		/* HFGRTR_EL2 */
	msr	S3_4_C1_C1_5, xzr		/* HFGWTR_EL2 */
	msr	S3_4_C1_C1_6, xzr		/* HFGITR_EL2 */
	cmp	x1, #2
	b.lo	1f
	msr	S3_4_C3_C1_2, xzr		/* HFGRTR2_EL2 */
	msr	S3_4_C3_C1_3, xzr		/* HFGWTR2_EL2 */
	msr	S3_4_C3_C1_7, xzr		/* HFGITR2_EL2 */
1:	mrs	x1, id_aa64pfr0_el1
	ubfx	x1, x1, #24, #4			/* GIC */
	cbz	x1, 1f
	mov	x1, #0xf
	msr	S3_4_C12_C9_5, x1		/* ICC_SRE_EL2 */
1:	mrs	x1, id_aa64mmfr1_el1
	ubfx	x1, x1, #8, #4			/* VH */
	cbz	x1, 1f
	ldr	x1, =HCR_VHE
	msr	hcr_el2, x1
	isb
at_el1:	ret

1:	mov	x1, #0x33ff			/* CPTR_EL2: what is RES1 */
	mrs	x2, id_aa64pfr0_el1
	ubfx	x2, x2, #32, #4			/* SVE */
	cbz	x2, 1f
	bic	x1, x1, #(1 << 8)		/* TZ */
1:	mrs	x2, id_aa64pfr1_el1
	ubfx	x2, x2, #24, #4			/* SME */
	cbz	x2, 1f
	bic	x1, x1, #(1 << 12)		/* TSM */
1:	msr	cptr_el2, x1
	ldr	x1, =HCR_RW
	msr	hcr_el2, x1
	msr	hstr_el2, xzr
	mrs	x1, cnthctl_el2
	orr	x1, x1, #3			/* EL1PCTEN, EL1PCEN */
	msr	cnthctl_el2, x1
	msr	cntvoff_el2, xzr
	mov	x1, #(PSTATE_MASKED | PSTATE_EL1H)
	msr	spsr_el2, x1
	msr	elr_el2, x30
	eret

at_el3:	mrs	x1, mpidr_el1			/* all CPUs start at once: */
	tst	x1, #0xffffff			/* Aff2.Aff1.Aff0 */
	b.ne	4f				/* one of them says so */
	adr	x1, at_el3_text
die:	mov	x2, #GUESSED_UART
1:	ldrb	w3, [x1], #1
	cbz	w3, 2f
	strb	w3, [x2]
	b	1b
2:	ldr	w0, =0x84000008			/* PSCI SYSTEM_OFF, */
	mrs	x1, CurrentEL			/* by the likely conduit */
	cmp	x1, #(2 << 2)
	b.lo	3f
	b.hi	4f
	smc	#0
3:	hvc	#0
4:	wfi
	b	4b

/*
 * relocate - to where the loader has put the image
 *
 * Everything is relative to the PC but addresses in data, and for those there is
 * a table (lib/relr.awk). Lines that caches hold of them are old (booting.rst:
 * the image was cleaned, not invalidated), and where they are on, are written
 * back, for what follows runs without. Uses x0 to x6.
 */
relocate:
	adrp	x0, __image_start
	ldr	x1, =LINK_ADDRESS
	subs	x0, x0, x1			/* the distance */
	b.eq	7f
	adrp	x1, __relr_start
	add	x1, x1, :lo12:__relr_start
1:	ldr	x2, [x1], #8
	cbz	x2, 6f
	tbnz	x2, #0, 2f
	add	x3, x2, x0			/* the word that it names */
	mov	x2, #3				/* is a bitmap of one */
	mov	x4, #8
	b	3f
2:	mov	x4, #(63 * 8)
3:	mov	x5, x3				/* the word of the lowest bit */
4:	lsr	x2, x2, #1
	cbz	x2, 5f
	tbz	x2, #0, 8f
	ldr	x6, [x5]
	add	x6, x6, x0
	str	x6, [x5]
	dmb	sy
	dc	civac, x5
8:	add	x5, x5, #8
	b	4b
5:	add	x3, x3, x4
	b	1b
6:	dsb	sy
7:	ret

/* check_granule - ID_AA64MMFR0_EL1: the processor has this one. Uses x1, x2 */
check_granule:
	mrs	x1, id_aa64mmfr0_el1
#if ARM_PAGE_SHIFT == 14
	ubfx	x1, x1, #20, #4			/* TGran16: 0 is none */
	cbz	x1, 1f
#elif ARM_PAGE_SHIFT == 16
	ubfx	x1, x1, #24, #4			/* TGran64: 0xf is none */
	cmp	x1, #0xf
	b.eq	1f
#else
	ubfx	x1, x1, #28, #4			/* TGran4: 0xf is none */
	cmp	x1, #0xf
	b.eq	1f
#endif
	ret
1:	adr	x1, granule_text
	b	die

/*
 * translation_on - the library's state of this CPU's registers
 * in:  x0 = tables
 *
 * Uses x1, x2.
 */
translation_on:
	ldr	x1, =(CPACR_FPEN | CPACR_ZEN)
	mrs	x2, id_aa64pfr1_el1
	ubfx	x2, x2, #24, #4			/* SME */
	cbz	x2, 1f
	orr	x1, x1, #CPACR_SMEN
1:	msr	cpacr_el1, x1
	ldr	x1, =MAIR_KERNEL
	msr	mair_el1, x1
	mrs	x2, id_aa64mmfr0_el1
	and	x2, x2, #0xf			/* PARange */
	cmp	x2, #TCR_IPS_MAX
	b.ls	1f
	mov	x2, #TCR_IPS_MAX
1:	ldr	x1, =TCR_KERNEL
	orr	x1, x1, x2, lsl #TCR_IPS_SHIFT
	msr	tcr_el1, x1
	msr	ttbr0_el1, x0
	adrp	x1, vectors
	add	x1, x1, :lo12:vectors
	msr	vbar_el1, x1
	msr	mdscr_el1, xzr
	mov	x1, #(CNTKCTL_EL0PCTEN | CNTKCTL_EL0VCTEN)
	mrs	x2, cntkctl_el1
	orr	x1, x1, x2
	msr	cntkctl_el1, x1
	isb
	tlbi	vmalle1
	ic	iallu
	dsb	nsh
	isb
	ldr	x1, =SCTLR_KERNEL
	msr	sctlr_el1, x1
	isb
	ret

	.ltorg
at_el3_text:
	.asciz	"# panic EL3 is not supported: start the image at EL2 or EL1\n"
granule_text:
#if ARM_PAGE_SHIFT == 14
	.asciz	"# panic the processor has no pages of 16 KiB, as this image needs\n"
#elif ARM_PAGE_SHIFT == 16
	.asciz	"# panic the processor has no pages of 64 KiB, as this image needs\n"
#else
	.asciz	"# panic the processor has no pages of 4 KiB, as this image needs\n"
#endif

	/* a page that early.c leaves out, so that an overflow traps */
	.section .bss.stack, "aw", %nobits
	.balign	1 << PAGE_SHIFT
OBJECT(boot_stack_guard)
	.skip	1 << PAGE_SHIFT
END(boot_stack_guard)
	.skip	BOOT_STACK_BYTES
	.balign	4096
boot_stack_top:
