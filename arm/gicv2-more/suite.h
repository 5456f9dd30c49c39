/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share. */
#ifndef ARM_GICV2_MORE_SUITE_H
#define ARM_GICV2_MORE_SUITE_H

#include <arm/gic.h>
#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>

#define GICV2_MORE_SUITE                                                    \
	TEST_SUITE("gicv2-more",                                            \
		   .summary = "groups, targets and CPU interface of GICv2", \
		   .needs = NEEDS(&arm_gicv2))

enum {
	SPI = 60,
};

/** pend - enable an edge of this CPU, and make it pending */
void pend(unsigned int intid, uint8_t priority, bool group1);

/** signalled - the bits of ISR_EL1 for IRQ and FIQ */
uint32_t signalled(void);

#endif
