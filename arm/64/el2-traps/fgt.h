/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fine-grained traps: one bit for one register, or for one instruction. */
#ifndef ARM_EL2_TRAPS_FGT_H
#define ARM_EL2_TRAPS_FGT_H

#include "suite.h"

enum fgt {
	HFGRTR,
	HFGWTR,
	HFGITR,
	HDFGRTR,
	HDFGWTR,
	NR_FGTS
};

struct fgt_row {
	const char *name;
	unsigned int bit;
	uint32_t reg; /* A64_REG() */
	const struct feature *needs;
};

/** fgt_need - SKIPs a row whose register there is not; traps are cleared later */
void fgt_need(const struct fgt_row *r);

/** fgt_set - a trap register of EL2 */
void fgt_set(enum fgt fgt, uint64_t value);

/**
 * fgt_expect - the word of a row is trapped by its bit, and by no other
 * @x0: what it may have in X0 without harm
 * @changed: registers that it changes where it runs
 */
void fgt_expect(const struct fgt_row *r, enum fgt fgt, uint32_t word,
		uint64_t x0, uint32_t changed);

#endif
