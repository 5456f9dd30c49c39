/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virtual CPU interface: what EL2 puts into ICH_* and what a guest then has
 * by the names ICC_* (GIC architecture, IHI 0069, 6 and 12.4).
 */
#ifndef ARM_EL2_VGIC_H
#define ARM_EL2_VGIC_H

#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <arm/insn.h>
#include <test/test.h>

#define EL2_VGIC_SUITE                                                        \
	TEST_SUITE("el2-vgic",                                                \
		   .summary = "a guest has the interrupts that EL2 gives it", \
		   .needs = NEEDS(&arm_at_el2, &arm_vhe, &arm_gicv3),         \
		   .setup = vgic_setup)

#define ICH_AP0R0 S3_4_C12_C8_0
#define ICH_AP1R0 S3_4_C12_C9_0
#define ICH_HCR	  S3_4_C12_C11_0
#define ICH_VTR	  S3_4_C12_C11_1
#define ICH_MISR  S3_4_C12_C11_2
#define ICH_EISR  S3_4_C12_C11_3
#define ICH_ELRSR S3_4_C12_C11_5
#define ICH_VMCR  S3_4_C12_C11_7
#define ICH_LR0	  S3_4_C12_C12_0
#define ICH_LR1	  S3_4_C12_C12_1
#define ICH_LR2	  S3_4_C12_C12_2
#define ICH_LR3	  S3_4_C12_C12_3

#define ICH_HCR_EN	    (1ull << 0)
#define ICH_HCR_UIE	    (1ull << 1)
#define ICH_HCR_LRENPIE	    (1ull << 2)
#define ICH_HCR_NPIE	    (1ull << 3)
#define ICH_HCR_VGRP0EIE    (1ull << 4)
#define ICH_HCR_VGRP0DIE    (1ull << 5)
#define ICH_HCR_VGRP1EIE    (1ull << 6)
#define ICH_HCR_VGRP1DIE    (1ull << 7)
#define ICH_HCR_TC	    (1ull << 10)
#define ICH_HCR_TALL0	    (1ull << 11)
#define ICH_HCR_TALL1	    (1ull << 12)
#define ICH_HCR_TDIR	    (1ull << 14)
#define ICH_HCR_EOICOUNT(n) ((uint64_t)(n) << 27)

#define VMCR_VENG0	(1ull << 0)
#define VMCR_VENG1	(1ull << 1)
#define VMCR_VCBPR	(1ull << 4)
#define VMCR_VEOIM	(1ull << 9)
#define VMCR_VBPR1(bpr) ((uint64_t)(bpr) << 18)
#define VMCR_VBPR0(bpr) ((uint64_t)(bpr) << 21)
#define VMCR_VPMR(pmr)	((uint64_t)(pmr) << 24)
#define VMCR_ON		(VMCR_VENG0 | VMCR_VENG1 | VMCR_VPMR(0xf8))

#define LR_INVALID   0ull
#define LR_PENDING   (1ull << 62)
#define LR_ACTIVE    (2ull << 62)
#define LR_BOTH	     (3ull << 62)
#define LR_HW	     (1ull << 61)
#define LR_GROUP1    (1ull << 60)
#define LR_PRIO(p)   ((uint64_t)(p) << 48)
#define LR_EOI	     (1ull << 41)
#define LR_PINTID(i) ((uint64_t)(i) << 32)

/* Registers as a guest names them. */
#define PMR	A64_REG(3, 0, 4, 6, 0)
#define IAR0	A64_REG(3, 0, 12, 8, 0)
#define EOIR0	A64_REG(3, 0, 12, 8, 1)
#define HPPIR0	A64_REG(3, 0, 12, 8, 2)
#define BPR0	A64_REG(3, 0, 12, 8, 3)
#define AP0R0	A64_REG(3, 0, 12, 8, 4)
#define AP1R0	A64_REG(3, 0, 12, 9, 0)
#define DIR	A64_REG(3, 0, 12, 11, 1)
#define RPR	A64_REG(3, 0, 12, 11, 3)
#define SGI1R	A64_REG(3, 0, 12, 11, 5)
#define ASGI1R	A64_REG(3, 0, 12, 11, 6)
#define SGI0R	A64_REG(3, 0, 12, 11, 7)
#define IAR1	A64_REG(3, 0, 12, 12, 0)
#define EOIR1	A64_REG(3, 0, 12, 12, 1)
#define HPPIR1	A64_REG(3, 0, 12, 12, 2)
#define BPR1	A64_REG(3, 0, 12, 12, 3)
#define CTLR	A64_REG(3, 0, 12, 12, 4)
#define IGRPEN0 A64_REG(3, 0, 12, 12, 6)
#define IGRPEN1 A64_REG(3, 0, 12, 12, 7)
#define ISR	A64_REG(3, 0, 12, 1, 0)

enum {
	SPURIOUS = 1023,
	IDLE = 0xff,
	ISR_F = 1 << 6,
	ISR_I = 1 << 7,
	ISR_A = 1 << 8,
};

#define HCR_VIRTUAL (HCR_IMO | HCR_FMO | HCR_AMO)

extern struct el2_guest guest;
extern uint64_t guest_hcr; /* HCR_VIRTUAL, unless a case says otherwise */

void vgic_setup(void);

/** vgic_on - the interface with both groups, mask open */
void vgic_on(void);

/** lr_read, lr_write - a list register, 0 to 3 */
uint64_t lr_read(unsigned int n);
void lr_write(unsigned int n, uint64_t value);

/** vread, vwrite - a register by a guest that has its interrupts masked */
uint64_t vread(uint32_t reg);
void vwrite(uint32_t reg, uint64_t value);

/** ap_bit - that of a priority in ICH_AP0R0_EL2 and ICH_AP1R0_EL2 */
uint64_t ap_bit(unsigned int priority);

/** bpr_min - the least VBPR0; VBPR1 has one more */
unsigned int bpr_min(void);

#endif
