/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions and PSTATE bits of extensions that a hypervisor shows or hides:
 * RNDR, DIT, SSBS, DC ZVA.
 *
 * Arm ARM, C6.2, D19.2.110 (RNDR), C5.2 (DIT, SSBS), D19.2.33 (DCZID_EL0).
 */
#ifndef ARM_64_INSTRUCTIONS_SUITE_H
#define ARM_64_INSTRUCTIONS_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/trap.h>
#include <test/test.h>

#define INSTRUCTIONS_SUITE      \
	TEST_SUITE(             \
		"instructions", \
		.summary =      \
			"RNDR, DIT, SSBS and DC ZVA do as their ID fields say")

#define DIT_REGISTER  S3_3_C4_C2_5
#define SSBS_REGISTER S3_3_C4_C2_6
#define PSTATE_DIT    (1ul << 24)
#define PSTATE_SSBS   (1ul << 12)

struct random {
	uint64_t value, nzcv;
};

/* random.c, pstate.c: one instruction each */
struct random rndr(void);
uint64_t dit_read(void);
uint64_t ssbs_read(void);

#endif
