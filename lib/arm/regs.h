/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System registers: bits and what the library sets, for C and assembly (Arm
 * ARM, D19).
 */
#ifndef LIB_ARM_REGS_H
#define LIB_ARM_REGS_H

#include <arch/page.h>

#ifndef __aarch64__
#include <arm/regs_32.h>
#else

#define PSTATE_F      0x040
#define PSTATE_I      0x080
#define PSTATE_A      0x100
#define PSTATE_D      0x200
#define PSTATE_PAN    0x400000
#define PSTATE_EL1H   0x005
#define PSTATE_MASKED (PSTATE_D | PSTATE_A | PSTATE_I | PSTATE_F)

#define SCTLR_M	  0x00000001
#define SCTLR_A	  0x00000002
#define SCTLR_C	  0x00000004
#define SCTLR_SA  0x00000008
#define SCTLR_I	  0x00001000
#define SCTLR_WXN 0x00080000
/* LSMAOE, nTLSMD, SPAN, EIS, TSCXT, EOS, SED: ones where a bit was RES1 once */
#define SCTLR_BASE   0x30d00980
#define SCTLR_KERNEL (SCTLR_BASE | SCTLR_I | SCTLR_C | SCTLR_M)

#define CPACR_FPEN 0x00300000
#define CPACR_ZEN  0x00030000
#define CPACR_SMEN 0x03000000

/*
 * Memory types: the index of a descriptor's PTE_ATTR and the byte of MAIR_EL1
 * that it selects.
 */
#define MEM_DEVICE_NGNRNE 0
#define MEM_DEVICE_NGNRE  1
#define MEM_DEVICE_GRE	  2
#define MEM_NORMAL_NC	  3
#define MEM_NORMAL	  4 /* write-back */
#define MEM_NORMAL_WT	  5
#define MEM_DEVICE_NGRE	  6
#define MEM_NORMAL_TAGGED 7
#define MAIR_KERNEL	  0xf008bbff440c0400

/*
 * TTBR0 alone, 48 bits, pages of ARM_PAGE_SHIFT, walks inner shareable and write-back. IPS
 * (34:32) is the processor's.
 */
#define TCR_T0SZ(bits) (64 - (bits))
#define TCR_IRGN0_WBWA (1 << 8)
#define TCR_ORGN0_WBWA (1 << 10)
#define TCR_SH0_INNER  (3 << 12)
#define TCR_EPD1       (1 << 23)
#define TCR_TG0_4K     0x00000000
#define TCR_TG0_64K    0x00004000
#define TCR_TG0_16K    0x00008000
#define TCR_TG1_16K    0x40000000
#define TCR_TG1_4K     0x80000000
#define TCR_TG1_64K    0xc0000000
#if ARM_PAGE_SHIFT == 16
#define TCR_GRANULE (TCR_TG0_64K | TCR_TG1_64K)
#elif ARM_PAGE_SHIFT == 14
#define TCR_GRANULE (TCR_TG0_16K | TCR_TG1_16K)
#else
#define TCR_GRANULE (TCR_TG0_4K | TCR_TG1_4K)
#endif
#define TCR_KERNEL                                                        \
	(TCR_T0SZ(48) | TCR_IRGN0_WBWA | TCR_ORGN0_WBWA | TCR_SH0_INNER | \
	 TCR_EPD1 | TCR_GRANULE)
#define TCR_IPS_SHIFT 32
#define TCR_IPS_MAX   5 /* 48 bits */

#define HCR_RW	0x080000000
#define HCR_VHE 0x488000000 /* E2H, TGE, RW */

#define CNTKCTL_EL0PCTEN 0x1
#define CNTKCTL_EL0VCTEN 0x2

/* What a case may have left changed, each as it has to be for the ones after. */
#define CASE_REGISTERS(R)                                            \
	R(vbar_el1) R(cpacr_el1) R(mair_el1) R(tcr_el1) R(ttbr0_el1) \
	R(mdscr_el1) R(cntkctl_el1) R(sctlr_el1)

#endif /* __aarch64__ */
#endif
