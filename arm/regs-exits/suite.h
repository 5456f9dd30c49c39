/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share. */
#ifndef ARM_REGS_EXITS_SUITE_H
#define ARM_REGS_EXITS_SUITE_H

#ifdef __aarch64__
#include "../64/regs-exits/block.h"
#else
#include "../32/regs-exits/block.h"
#endif

#include <arm/features.h>
#include <test/test.h>

#define REGS_EXITS_SUITE                                                   \
	TEST_SUITE("regs-exits",                                           \
		   .summary = "registers survive exits to the hypervisor", \
		   .needs = NEEDS(&arm_fp))

#define R(n) (1u << (n)) /* in a mask of registers */

/** block_seed - other values from here on, on every CPU; block_fill - all anew */
void block_seed(void);
void block_fill(struct block *b);

/**
 * block_expect - ends the case unless all is in @out as it was in @in
 * @changed: registers, R(n), that the exit itself writes
 *
 * block_expect_general() leaves out what only the kernel reaches.
 */
void block_expect(const struct block *out, const struct block *in,
		  uint32_t changed);
void block_expect_general(const struct block *out, const struct block *in,
			  uint32_t changed);

/** block_expect_kept_by_irq - the same, but for what taking an interrupt writes */
void block_expect_kept_by_irq(struct block *out, const struct block *in);

/*
 * Registers that code of user mode cannot change: other values for them, their
 * values, and, at the end of the case, what the library has there.
 */
extern const char *const block_own_names[BLOCK_NR_OWN];
void block_own_fill(void);
void block_own_read(uint64_t values[BLOCK_NR_OWN]);
void block_own_end(void);

/** block_let_wfi - user mode may sleep until the end of the case */
void block_let_wfi(void);

#endif
