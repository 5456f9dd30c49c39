/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share. */
#ifndef ARM_REGS_EXITS_SUITE_H
#define ARM_REGS_EXITS_SUITE_H

#include "block.h"

#include <arm/features.h>
#include <test/test.h>

#define REGS_EXITS_SUITE                                                   \
	TEST_SUITE("regs-exits",                                           \
		   .summary = "registers survive exits to the hypervisor", \
		   .needs = NEEDS(&arm_fp))

#define X(n) (1u << (n)) /* in a mask of registers */

/** block_seed - other values from here on, on every CPU; block_fill - all anew */
void block_seed(void);
void block_fill(struct block *b);

/**
 * block_expect - ends the case unless all is in @out as it was in @in
 * @changed: registers, X(n), that the exit itself writes
 *
 * block_expect_general() leaves out SP_EL0 and the system registers.
 */
void block_expect(const struct block *out, const struct block *in,
		  uint32_t changed);
void block_expect_general(const struct block *out, const struct block *in,
			  uint32_t changed);

#endif
