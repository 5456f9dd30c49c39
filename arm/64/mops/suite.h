/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: the three instructions of each kind, run. */
#ifndef ARM_MOPS_SUITE_H
#define ARM_MOPS_SUITE_H

#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/insn.h>
#include <test/test.h>

#define MOPS_SUITE                                                          \
	TEST_SUITE("mops",                                                  \
		   .summary = "memory copy and set instructions copy, set " \
			      "and stop where they should",                 \
		   .needs = NEEDS(&arm_mops), .setup = mops_setup)

/* CPY and CPYF: X0 to, X1 from, X2 bytes. SET: X0 to, X1 bytes, X2 the byte. */
#define CPYP  0x1d010440u
#define CPYM  0x1d410440u
#define CPYE  0x1d810440u
#define CPYFP 0x19010440u
#define CPYFM 0x19410440u
#define CPYFE 0x19810440u
#define SETP  0x19c20420u
#define SETM  0x19c24420u
#define SETE  0x19c28420u
/* Further bits: as EL0 would, of writes, of reads (of CPY), of SET */
#define CPY_WT 0x1000u
#define CPY_RT 0x2000u
#define SET_T  0x1000u

#define SCTLR_MSCEN (1ull << 33)

enum kind {
	CPY,
	CPYF,
	SET
};

/** mops_setup - EL0 may use them; the memory is as it begins */
void mops_setup(void);

/** mops_words - prologue, main and epilogue of a kind */
void mops_words(enum kind kind, uint32_t further, uint32_t words[3]);

/** mops_run - all three of them, at a level; registers as they begin with */
struct insn_outcome mops_run(enum kind kind, bool user, uint64_t x0,
			     uint64_t x1, uint64_t x2,
			     struct insn_registers *in);

/*
 * Memory that both levels may access, and what it should hold; pattern everywhere
 * at the start of a case.
 */
enum {
	ARENA = 6 * 4096,
};
extern uint8_t arena[ARENA], expected[ARENA];

/** mops_fill - both begin again */
void mops_fill(void);

#endif
