/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: one instruction of a guest at EL1 or EL0. */
#ifndef ARM_EL2_TRAPS_SUITE_H
#define ARM_EL2_TRAPS_SUITE_H

#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <arm/insn.h>
#include <test/test.h>

#define EL2_TRAPS_SUITE                                                     \
	TEST_SUITE("el2-traps",                                             \
		   .summary = "EL2 traps what its bits say, and nothing "   \
			      "else, with the syndrome of the instruction", \
		   .needs = NEEDS(&arm_at_el2, &arm_vhe),                   \
		   .setup = el2_traps_setup)

/* The expected ESR_EL2 of a row, beside these. */
enum {
	SYSTEM = 1, /* EC 0x18, as the instruction is spelled */
};

#define ESR_WFI	   0x07e00000u
#define ESR_FP	   0x1fe00000u
#define ESR_SVE	   0x66000000u
#define ESR_PAUTH  0x26000000u
#define PSTATE_EL0 0x3c0u

/* Guests of a case: below a host with VHE, and below one without. */
enum host {
	VHE,
	NVHE,
	NR_HOSTS
};

extern struct el2_guest guest;

/** el2_traps_setup - registers of EL1 that cases write are restored */
void el2_traps_setup(void);

/** prepare - a guest with one instruction, patterns in its registers; X0 is @x0 */
void prepare(uint32_t word, uint64_t x0, enum host host);

/** at_el0 - at EL0 rather */
void at_el0(void);

/**
 * expect_trapped - run it: it comes to EL2 with this ESR, and nothing changes
 *
 * The return address is the instruction's, or behind HVC.
 */
void expect_trapped(uint32_t esr);

/** expect_inner - run it: it ends at its own EL1, with this ESR */
void expect_inner(uint32_t esr);

/** expect_runs - run it to its end; registers may change that have a bit here */
void expect_runs(uint32_t changed);

/** value_of - what a guest without traps reads */
uint64_t value_of(uint32_t mrs);

#endif
