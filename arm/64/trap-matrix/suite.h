/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: expectations of one row. */
#ifndef ARM_TRAP_MATRIX_SUITE_H
#define ARM_TRAP_MATRIX_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/insn.h>
#include <test/test.h>

#define TRAP_MATRIX_SUITE                                                \
	TEST_SUITE("trap-matrix",                                        \
		   .summary = "instructions run, trap or are undefined " \
			      "as the manual says of EL1 and EL0",       \
		   .setup = trap_matrix_setup)

/* Expected values of ESR_EL1, beside these. */
enum {
	RUNS = 0,
	TRAPS = 1, /* as a system instruction, EC 0x18 */
	IDST = 2,  /* with FEAT_IDST the same, without undefined */
};
#define UNDEF ESR_UNDEFINED

/** trap_matrix_setup - nothing is enabled for EL0 */
void trap_matrix_setup(void);

/** expect_at - run one instruction at a level and see what it does
 *
 * @changed: registers that it may write, as expect_insn_done() has it. X0 holds
 * the address of 64 bytes of zeros.
 */
void expect_at(uint32_t word, bool user, uint32_t esr, uint32_t changed);

/** sctlr_set, cpacr_set - these bits and no others of @mask, until the end */
void sctlr_set(uint64_t mask, uint64_t bits);
void cpacr_set(uint64_t mask, uint64_t bits);

#endif
