/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: bits, and interrupts with superpriority. */
#ifndef ARM_GICV3_NMI_SUITE_H
#define ARM_GICV3_NMI_SUITE_H

#include <arch/io.h>
#include <arch/irq.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/gic.h>
#include <arm/icc.h>
#include <test/test.h>

extern const struct feature gic_nmi;

#define NMI_SUITE                                                              \
	TEST_SUITE("gicv3-nmi",                                                \
		   .summary =                                                  \
			   "superpriority passes PSTATE.I, and is told apart", \
		   .needs = NEEDS(&arm_nmi, &gic_nmi), .setup = nmi_setup)

#define SCTLR_NMI	((uint64_t)1 << 61)
#define SCTLR_SPINTMASK ((uint64_t)1 << 62)
#define ALLINT		S3_0_C4_C3_0
#define ICC_NMIAR1	12, 9, 5
#define PSTATE_ALLINT	(1u << 13)
#define ISR_IS		(1u << 10)
#define ISR_IRQ		(1u << 7)

enum {
	GICD_TYPER_NMI = 1 << 9,
	INMIR = 0xf80, /* of the distributor, and of the SGI frame */
	SGI = 5,
	OTHER = 6,
	SPI = 60,
	IS_NMI = 1022,
	NONE = 1023,
	IDLE = 0xff,
};

/** frame_of - the register with the bits of an INTID and its neighbours */
uint8_t *frame_of(unsigned int intid);
/** set_nmi - whether it has superpriority */
void set_nmi(unsigned int intid, bool nmi);
/** set_allint - PSTATE.ALLINT */
void set_allint(uint64_t on);
/** set_sctlr - of NMI and SPINTMASK these, until the end of the case */
void set_sctlr(uint64_t bits);
/** ack_nmi - ICC_NMIAR1_EL1; rpr - ICC_RPR_EL1 */
uint64_t ack_nmi(void);
uint64_t rpr(void);
/** send - an SGI to this CPU; wait_pending - until it is */
void send(unsigned int sgi);
void wait_pending(unsigned int intid);
/** nmi_setup - IRQs masked, two SGIs enabled; put back at the end */
void nmi_setup(void);

#endif
