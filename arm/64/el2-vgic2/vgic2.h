/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICv2's virtual CPU interface: what a hypervisor puts into GICH, and what is
 * then in GICV, which a guest has for its GICC (IHI 0048, 5). GICV is read by the
 * host itself: who reads it does not matter. What a guest has of it is IRQ and FIQ.
 */
#ifndef ARM_EL2_VGIC2_H
#define ARM_EL2_VGIC2_H

#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <test/test.h>

#define EL2_VGIC2_SUITE                                                     \
	TEST_SUITE("el2-vgic2",                                             \
		   .summary = "a guest has the interrupts that GICH lists", \
		   .needs = NEEDS(&arm_at_el2, &arm_vhe, &arm_gicv2_virt),  \
		   .setup = vgic2_setup)

enum {
	GICH_HCR = 0x00,
	GICH_VTR = 0x04,
	GICH_VMCR = 0x08,
	GICH_MISR = 0x10,
	GICH_EISR0 = 0x20,
	GICH_EISR1 = 0x24,
	GICH_ELRSR0 = 0x30,
	GICH_ELRSR1 = 0x34,
	GICH_APR = 0xf0,
	GICH_LR = 0x100,

	HCR_EN = 1 << 0,
	HCR_UIE = 1 << 1,
	HCR_LRENPIE = 1 << 2,
	HCR_NPIE = 1 << 3,
	HCR_VGRP0EIE = 1 << 4,
	HCR_VGRP0DIE = 1 << 5,
	HCR_VGRP1EIE = 1 << 6,
	HCR_VGRP1DIE = 1 << 7,

	/* GICV_CTLR has the bits of GICC_CTLR, and so has GICH_VMCR */
	CTLR_ON = GICC_CTLR_GRP0 | GICC_CTLR_GRP1 | GICC_CTLR_ACKCTL,

	SPURIOUS = 1023,
	OTHER_GROUP = 1022,
	IDLE = 0xff,
	ISR_F = 1 << 6,
	ISR_I = 1 << 7,
};
#define HCR_EOICOUNT(n) ((uint32_t)(n) << 27)

#define VMCR_ABPR(b) ((uint32_t)(b) << 18)
#define VMCR_BPR(b)  ((uint32_t)(b) << 21)
#define VMCR_MASK(p) ((uint32_t)(p) >> 3 << 27)
#define VMCR_ON	     (CTLR_ON | VMCR_MASK(0xf8))

#define LR_PENDING   (1u << 28)
#define LR_ACTIVE    (2u << 28)
#define LR_BOTH	     (3u << 28)
#define LR_GROUP1    (1u << 30)
#define LR_HW	     (1u << 31)
#define LR_PRIO(p)   ((uint32_t)(p) >> 3 << 23)
#define LR_EOI	     (1u << 19)
#define LR_CPU(c)    ((uint32_t)(c) << 10)
#define LR_PHYS(i)   ((uint32_t)(i) << 10)
#define LR_STATE(lr) ((lr) >> 28 & 3)

void vgic2_setup(void);

/** hread, hwrite - of GICH; vread, vwrite - of GICV, GICC_* by their offsets */
uint32_t hread(unsigned int offset);
void hwrite(unsigned int offset, uint32_t value);
uint32_t vread(unsigned int offset);
void vwrite(unsigned int offset, uint32_t value);

uint32_t lr_read(unsigned int n);
void lr_write(unsigned int n, uint32_t value);

/** vgic2_on - the interface, both groups, mask open */
void vgic2_on(void);

/** vgic2_isr - ISR_EL1 of a guest with virtual interrupts */
uint64_t vgic2_isr(void);

/** ap_bit - that of a priority in GICH_APR */
uint32_t ap_bit(unsigned int priority);

/* A group, and how it is signalled. */
struct group {
	const char *name;
	uint32_t lr;
	uint32_t ctlr; /* what more than CTLR_ON */
	uint64_t isr;
};
extern const struct group groups[3];

#endif
