/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_GICV3_MMIO_SUITE_H
#define ARM_GICV3_MMIO_SUITE_H

#include <arm/gic.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("gicv3-mmio",
	   .summary = "registers of GICv3's distributor and redistributors",
	   .needs = NEEDS(&arm_gicv3));

/* Which frame a register is in. */
enum frame {
	DIST,
	RD,  /* of this CPU's redistributor */
	SGI, /* its second frame */
};

struct area {
	const char *name;
	enum frame frame;
	unsigned int first, end;
};

uint8_t *frame_base(enum frame frame);

/* check_raz_wi - reads 0, takes nothing, from first up to end */
void check_raz_wi(const struct area *a);

/* check_read_only - keeps its value whatever is written */
void check_read_only(enum frame frame, unsigned int offset);

#endif
