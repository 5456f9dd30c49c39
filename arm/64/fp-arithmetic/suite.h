/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arithmetic as FPCR says, and what FPSR then has: what an emulator computes, and
 * what a hypervisor must not change (Arm ARM, A1.5 Floating-point support; C5.2.8
 * FPCR, C5.2.10 FPSR; pseudocode of FPRound, FPUnpackBase, FPProcessNaNs).
 */
#ifndef ARM_64_FP_ARITHMETIC_SUITE_H
#define ARM_64_FP_ARITHMETIC_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/regs.h>
#include <stdint.h>
#include <test/test.h>

#define FP_ARITHMETIC_SUITE                                                 \
	TEST_SUITE("fp-arithmetic",                                         \
		   .summary = "FPCR says how it is done, FPSR what it met", \
		   .needs = NEEDS(&arm_fp), .setup = fp_setup)

#define FPCR_FZ16     (1u << 19)
#define FPCR_RMODE(m) ((uint32_t)(m) << 22) /* nearest, +, -, to zero */
#define FPCR_FZ	      (1u << 24)
#define FPCR_DN	      (1u << 25)
#define FPCR_AHP      (1u << 26)

enum {
	IOC = 1 << 0, /* invalid operation */
	DZC = 1 << 1, /* division by zero */
	OFC = 1 << 2, /* overflow */
	UFC = 1 << 3, /* underflow */
	IXC = 1 << 4, /* inexact */
	IDC = 1 << 7, /* denormal input */
	QC = 1 << 27, /* saturation */
	FPSR_FLAGS = QC | IDC | IXC | UFC | OFC | DZC | IOC,
};

/* ops.S: fp_fadd_h and the like. */
typedef void fp_op(void);

uint64_t fp_run(fp_op *op, uint64_t a, uint64_t b, uint64_t c, uint64_t fpcr,
		uint64_t fpsr, uint64_t after[2]);

/** fp_setup - access; FPCR, FPSR and CPACR_EL1 are put back after the case */
void fp_setup(void);

/** fp_check - one instruction's result, and the flags that it adds to @before */
void fp_check(fp_op *op, const uint64_t operands[3], uint32_t fpcr,
	      uint32_t before, uint64_t result, uint32_t flags);

#endif
