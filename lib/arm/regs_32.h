/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <arm/regs.h> of AArch32: bits of system registers and what the library sets,
 * for C and assembly (Arm ARM, G8).
 */
#ifndef LIB_ARM_REGS_32_H
#define LIB_ARM_REGS_32_H

#define CPSR_MODE   0x01f
#define CPSR_T	    0x020
#define CPSR_F	    0x040
#define CPSR_I	    0x080
#define CPSR_A	    0x100
#define CPSR_E	    0x200
#define CPSR_PAN    0x400000
#define CPSR_MASKED (CPSR_A | CPSR_I | CPSR_F)

#define MODE_USR 0x10
#define MODE_FIQ 0x11
#define MODE_IRQ 0x12
#define MODE_SVC 0x13
#define MODE_MON 0x16
#define MODE_ABT 0x17
#define MODE_HYP 0x1a
#define MODE_UND 0x1b
#define MODE_SYS 0x1f

/* The same bits by the names they have in AArch64. */
#define PSTATE_F CPSR_F
#define PSTATE_I CPSR_I
#define PSTATE_A CPSR_A

#define SCTLR_M	      0x00000001
#define SCTLR_A	      0x00000002
#define SCTLR_C	      0x00000004
#define SCTLR_CP15BEN 0x00000020
#define SCTLR_ITD     0x00000080
#define SCTLR_SED     0x00000100
#define SCTLR_Z	      0x00000800
#define SCTLR_I	      0x00001000
#define SCTLR_WXN     0x00080000
#define SCTLR_UWXN    0x00100000
#define SCTLR_SPAN    0x00800000
/* CP15BEN, nTWI, nTWE, SPAN and what was RES1 once */
#define SCTLR_BASE   0x00c50078
#define SCTLR_KERNEL (SCTLR_BASE | SCTLR_Z | SCTLR_I | SCTLR_C | SCTLR_M)

#define CPACR_CP10   0x00300000
#define CPACR_CP11   0x00c00000
#define CPACR_KERNEL (CPACR_CP10 | CPACR_CP11)
#define FPEXC_EN     0x40000000

/*
 * Memory types: the index of a descriptor's PTE_ATTR and the byte of MAIR0 and
 * MAIR1 that it selects. ARMv7 has one type of devices, besides the strongly
 * ordered one: others are the same here.
 */
#define MEM_DEVICE_NGNRNE 0
#define MEM_DEVICE_NGNRE  1
#define MEM_DEVICE_GRE	  2
#define MEM_NORMAL_NC	  3
#define MEM_NORMAL	  4 /* write-back */
#define MEM_NORMAL_WT	  5
#define MEM_DEVICE_NGRE	  6
#define MAIR0_KERNEL	  0x44040400
#define MAIR1_KERNEL	  0x0004bbff

/* The long format; TTBR0 alone, walks inner shareable and write-back. */
#define TTBCR_EAE	 0x80000000
#define TTBCR_EPD1	 0x00800000
#define TTBCR_SH0_INNER	 0x00003000
#define TTBCR_ORGN0_WBWA 0x00000400
#define TTBCR_IRGN0_WBWA 0x00000100
#define TTBCR_KERNEL                                                   \
	(TTBCR_EAE | TTBCR_EPD1 | TTBCR_SH0_INNER | TTBCR_ORGN0_WBWA | \
	 TTBCR_IRGN0_WBWA)

#define HDCR_HPMN 0x1f

#define CNTKCTL_EL0PCTEN 0x1
#define CNTKCTL_EL0VCTEN 0x2

/* What a case may have left changed, each as it has to be for the ones after. */
#define CASE_REGISTERS(R) \
	R(VBAR)           \
	R(CPACR)          \
	R(MAIR0) R(MAIR1) R(TTBCR) R(TTBR0) R(CNTKCTL) R(CONTEXTIDR) R(SCTLR)

#endif
