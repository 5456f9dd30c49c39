/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AArch32 at EL0 below a kernel in AArch64: where exceptions arrive, what they
 * say, and what becomes of registers on the way.
 *
 * Arm ARM, D1.3 (exceptions), G1 (AArch32), D19.2.40 (ESR_EL1).
 */
#ifndef ARM_AARCH32_SUITE_H
#define ARM_AARCH32_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <test/test.h>
#include <trap.h>

#define AARCH32_SUITE                                                      \
	TEST_SUITE("aarch32",                                              \
		   .summary = "AArch32 at EL0 traps to AArch64 with the "  \
			      "right syndrome, and leaves the rest alone", \
		   .needs = NEEDS(&arm_el0_32), .setup = aarch32_setup)

/* PSTATE of AArch32 (C5.2.19): user mode, and what may be set there */
#define USR	  0x10u
#define THUMB	  0x20u
#define BIG	  0x200u
#define N	  0x80000000u
#define Z	  0x40000000u
#define C	  0x20000000u
#define IT(bits)  (((bits)&3u) << 25 | ((bits) >> 2 & 0x3fu) << 10)
#define LOWER_A32 12 /* the vector: synchronous, from a lower level in A32 */

#define ESR_UNDEFINED 0x02000000u

#define A32_UDF 0xe7f000f0u
#define T16_UDF 0xde00u

/* enter.S knows the order. */
struct registers {
	uint64_t x[31];
	uint64_t pc;
	uint64_t pstate;
};

/* Addresses of the suite's own pages: all below 4 GiB. */
#define CODE 0x20000000u /* user code, read-only */
#define DATA 0x20001000u /* user data */
#define TOP  0xfffff000u /* user code, and the page that follows it */
#define ZERO 0x00000000u
#define GAP  0x20800000u /* nothing */

void aarch32_setup(void);

/** put - write one instruction, 2 or 4 bytes, to what is mapped at @address */
void put(uint32_t address, uint32_t insn, unsigned int bytes);

/** put_all - instructions of 32 bits at CODE, and an undefined one behind them */
void put_all(const uint32_t *insns, unsigned int nr);

/** pattern - registers with all halves set, beginning at CODE in user mode */
struct registers pattern(uint32_t pstate);

/** run - until it traps: the frame */
struct trap_frame run(const struct registers *in);

/**
 * expect_trap - it came from AArch32 with this syndrome and return address
 * @changed: registers that may differ, a bit each
 *
 * Upper halves are as they were, or zero (D1.9.1).
 */
void expect_trap(const struct trap_frame *f, const struct registers *in,
		 uint32_t esr, uint64_t pc, uint32_t changed);

/** set_sctlr, set_cntkctl, set_cpacr - these bits of @mask, until the end */
void set_sctlr(uint64_t mask, uint64_t bits);
void set_cntkctl(uint64_t mask, uint64_t bits);
void set_cpacr(uint64_t mask, uint64_t bits);

#endif
