/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating point, SVE and SME state: that it is each CPU's own, complete, as
 * long as the vector length says, and trapped where it is switched off.
 *
 * Arm ARM, A1.5, B1.2 (registers), D1.3.5 (traps), D19.2.31 (CPACR_EL1),
 * D19.2.173 (ZCR_EL1); SME: B1.4, D19.2 (SMCR_EL1, SVCR).
 */
#ifndef ARM_64_FPU_SUITE_H
#define ARM_64_FPU_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/regs.h>
#include <arm/trap.h>
#include <stdint.h>
#include <test/test.h>

#define FPU_SUITE                                                        \
	TEST_SUITE("fpu",                                                \
		   .summary = "vector state is kept, sized and trapped", \
		   .needs = NEEDS(&arm_fp, &arm_at_el1), .setup = fpu_setup)

#define ZCR_EL1	 S3_0_C1_C2_0
#define SMCR_EL1 S3_0_C1_C2_6
#define SVCR	 S3_3_C4_C2_2
#define SVCR_SM	 1ull
#define SVCR_ZA	 2ull

enum {
	NR_VECTORS = 32,
	NR_PREDICATES = 16,
	VECTOR_MAX = 256, /* bytes */
	PREDICATE_MAX = 32,
};

/* Everything, with VECTOR_MAX a register whatever the vector length. */
struct fpu_state {
	uint8_t z[NR_VECTORS][VECTOR_MAX];
	uint8_t p[NR_PREDICATES + 1][PREDICATE_MAX]; /* the last is FFR */
	uint64_t fpcr, fpsr;
};

/* state.S: packed, register after register */
void fpu_load_q(const void *from); /* 32 of 16 bytes */
void fpu_store_q(void *to);
void fpu_load_z(const void *from); /* 32 of a vector's length */
void fpu_store_z(void *to);
void fpu_load_p(const void *from); /* 16 and FFR, of an eighth of that */
void fpu_store_p(void *to);
void fpu_load_p_streaming(const void *from); /* without FFR */
void fpu_store_p_streaming(void *to);
void fpu_load_za(const void *from); /* rows */
void fpu_store_za(void *to);
unsigned long fpu_vector_bytes(void);	 /* RDVL */
unsigned long fpu_streaming_bytes(void); /* RDSVL */

/** fpu_setup - all switched on, the longest vectors; put back after the case */
void fpu_setup(void);

/** fpu_length - ZCR_EL1.LEN; returns the length that results, in bytes */
unsigned int fpu_length(unsigned int len);

/** fpu_cpacr - write CPACR_EL1; ISB */
void fpu_cpacr(uint64_t value);

/** fpu_pattern - bytes that differ by place and by @seed */
void fpu_pattern(void *to, unsigned long bytes, unsigned int seed);

#endif
