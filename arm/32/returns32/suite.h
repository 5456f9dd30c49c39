/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_32_RETURNS32_SUITE_H
#define ARM_32_RETURNS32_SUITE_H

#include <arm/features.h>
#include <test/test.h>

/* MRS and MSR of another mode's registers are there. */
extern const struct feature returns32_has_banked;

#define RETURNS32_SUITE                                                      \
	TEST_SUITE("returns32",                                              \
		   .summary =                                                \
			   "RFE, SRS, CPS and banked MRS and MSR are exact", \
		   .needs = NEEDS(&returns32_has_banked))

#endif
