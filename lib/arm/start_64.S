/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From Linux's boot protocol to arch_boot() with translation on.
 */
#include <arch/asm.h>
#include <arch/link.h>
#include <arch/page.h>
#include <arm/regs.h>
#include <offsets.h>

#define BOOT_STACK_BYTES 0x8000
#define BOOT_TABLES_BYTES 0x6000
#define GUESSED_UART	 0x09000000	/* until the device tree is read */

#define BLOCK_BITS                                                             \
	(PTE_VALID | PTE_ATTR(MEM_NORMAL) | PTE_SH_INNER | PTE_AF | PTE_UXN)
#define DEVICE_PAGE_BITS                                                       \
	(PTE_VALID | PTE_PAGE | PTE_ATTR(MEM_DEVICE_NGNRE) | PTE_AF |          \
	 PTE_PXN | PTE_UXN)

	.section .boot, "ax"
/*
 * start - the header of an Image, whose first word the loader jumps to
 * in:  translation off, interrupts masked, EL1 or EL2; x0 = device tree
 * out: arch_boot(x0 = device tree)
 *
 * Linux, Documentation/arch/arm64/booting.rst, 4.
 */
FUNC(start)
	b	start_image
	.long	0
	.quad	LINK_OFFSET			/* text_offset */
	.quad	__image_bytes			/* image_size, .bss included */
	.quad	0x2				/* little-endian, 4 KiB pages */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0
END(start)

FUNC(start_image)
	msr	daifset, #15
	mov	x20, x0				/* device tree */
	bl	choose_level
	bl	make_tables
	adrp	x0, boot_root
	bl	translation_on

	/* with caches on: the rest of .bss */
	adrp	x0, __cpu_bss_end
	adrp	x1, __bss_end
1:	stp	xzr, xzr, [x0], #16
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
	bl	arch_boot
1:	wfi					/* it does not return */
	b	1b
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

at_el3:	adr	x1, at_el3_text
	mov	x2, #GUESSED_UART
1:	ldrb	w3, [x1], #1
	cbz	w3, 2f
	strb	w3, [x2]
	b	1b
2:	wfi
	b	2b

/*
 * make_tables - the GiB of the image as RAM, its own 2 MiB by pages, the GiB of
 * the device tree, and the console where it most likely is
 * in:  x20 = device tree
 *
 * Page tables that are written without caches are read through them: what
 * caches hold of these lines is old. Uses x0 to x8.
 */
make_tables:
	adrp	x0, boot_tables
	add	x1, x0, #BOOT_TABLES_BYTES
	mov	x2, x0
1:	stp	xzr, xzr, [x2], #16
	cmp	x2, x1
	b.lo	1b

	add	x3, x0, #0x1000			/* level 1 */
	orr	x4, x3, #(PTE_VALID | PTE_TABLE)
	str	x4, [x0]
	adrp	x5, __image_start
	and	x6, x5, #~0x3fffffff		/* the GiB, */
	ldr	x7, =BLOCK_BITS

	lsr	x8, x20, #30
	ldr	x4, =PTE_ADDR
	and	x4, x4, x20
	and	x4, x4, #~0x3fffffff
	orr	x4, x4, x7
	str	x4, [x3, x8, lsl #3]		/* of the tree, */

	lsr	x8, x6, #30
	add	x4, x0, #0x2000			/* level 2 */
	orr	x2, x4, #(PTE_VALID | PTE_TABLE)
	str	x2, [x3, x8, lsl #3]
	orr	x2, x6, x7
	mov	x8, #0
1:	str	x2, [x4, x8, lsl #3]
	add	x2, x2, #0x200000
	add	x8, x8, #1
	cmp	x8, #512
	b.lo	1b

	and	x6, x5, #~0x1fffff		/* the 2 MiB of the image */
	ubfx	x8, x5, #21, #9
	add	x2, x0, #0x3000			/* level 3 */
	orr	x5, x2, #(PTE_VALID | PTE_TABLE)
	str	x5, [x4, x8, lsl #3]
	orr	x5, x6, x7
	orr	x5, x5, #PTE_PAGE
	mov	x8, #0
1:	str	x5, [x2, x8, lsl #3]
	add	x5, x5, #0x1000
	add	x8, x8, #1
	cmp	x8, #512
	b.lo	1b

	add	x4, x0, #0x4000			/* level 2 of the console */
	orr	x5, x4, #(PTE_VALID | PTE_TABLE)
	str	x5, [x3, #((GUESSED_UART >> 30) * 8)]
	add	x2, x0, #0x5000			/* level 3 */
	orr	x5, x2, #(PTE_VALID | PTE_TABLE)
	str	x5, [x4, #((GUESSED_UART >> 21 & 511) * 8)]
	ldr	x5, =(GUESSED_UART | DEVICE_PAGE_BITS)
	str	x5, [x2, #((GUESSED_UART >> 12 & 511) * 8)]

	dsb	sy
	mrs	x2, ctr_el0
	ubfx	x2, x2, #16, #4			/* DminLine */
	mov	x3, #4
	lsl	x3, x3, x2
1:	dc	ivac, x0
	add	x0, x0, x3
	cmp	x0, x1
	b.lo	1b
	dsb	sy
	ret

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

	/* written before .bss is cleared */
	.section .bss.cpu, "aw", %nobits
	.balign	4096
boot_tables:
OBJECT(boot_root)
	.skip	4096
END(boot_root)
OBJECT(boot_l1)
	.skip	4096
END(boot_l1)
OBJECT(boot_l2)
	.skip	4096
END(boot_l2)
OBJECT(boot_l3)
	.skip	4096
END(boot_l3)
	.skip	BOOT_TABLES_BYTES - 4 * 4096	/* the console's */

	/* a page that mmu.c takes away, so that an overflow traps */
	.section .bss.stack, "aw", %nobits
	.balign	4096
OBJECT(boot_stack_guard)
	.skip	4096
END(boot_stack_guard)
	.skip	BOOT_STACK_BYTES
boot_stack_top:
