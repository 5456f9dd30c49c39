/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operations that take entries of stage 2 out of TLBs, by their names. */
#ifndef ARM_EL2_STAGE2_TLBI_H
#define ARM_EL2_STAGE2_TLBI_H

#include "stage2.h"

struct s2_tlbi {
	const char *name;
	void (*flush)(uint64_t ipa); /* and what stage 1 made of it */
};

/* All, and those that reach other CPUs. */
extern const struct s2_tlbi s2_tlbis[8], s2_tlbis_is[4];

/** s2_set_hcr - HCR_EL2 of the host */
void s2_set_hcr(uint64_t hcr);

#endif
