/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest with translation of its own: three tables, each in a page of its own in
 * the window, that lead from VA to the target.
 */
#ifndef ARM_EL2_STAGE2_BOTH_H
#define ARM_EL2_STAGE2_BOTH_H

#include "stage2.h"

#define VA     (1ull << 32)	     /* by entry 4 of level 1 */
#define PAR_PA 0x0000fffffffff001ull /* and F */
#define S1_RAM (PTE_VALID | PTE_SH_INNER | PTE_AF)

/** both_begin - tables of both stages; returns the IPA of the target */
uint64_t both_begin(void);

/** both_registers - this CPU's of stage 1, but for SCTLR_EL12 */
void both_registers(void);

/** both_table - the IPA of the guest's table of a level, 1 to 3 */
uint64_t both_table(unsigned int level);

/** both_map_table - what stage 2 has for it */
void both_map_table(unsigned int level, uint64_t bits);

/** both_entry - of level 2 or 3, on the way to VA */
uint64_t *both_entry(unsigned int level);

enum at {
	S12E1R,
	S12E1W,
	S12E0R,
	S12E0W,
	NR_ATS
};

/** both_par - PAR_EL1 after AT with this HCR_EL2: TGE would be a guest of none */
uint64_t both_par(enum at at, uint64_t va, uint64_t hcr);

/** both_leaf - set the one of level 3 */
void both_leaf(uint64_t entry);

#endif
