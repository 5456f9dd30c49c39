/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that is neither side's to change: SIMD and system registers of EL1 and EL2. */
#ifndef ARM_EL2_ENTRIES_STATE_H
#define ARM_EL2_ENTRIES_STATE_H

#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <test/test.h>

/** state_setup - what is changed here is put back when the case ends */
void state_setup(void);

/** state_begin - a value of its own in each register, and stage 2 */
void state_begin(void);

/** state_take - system registers are right as they are now */
void state_take(void);

/** state_expect - all as state_begin() left it, but V0: it got @counts times V31 */
void state_expect(uint64_t counts);

#endif
