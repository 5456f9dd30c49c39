/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A few A32 or T32 instructions, run with known registers in a chosen mode, and
 * what became of them: the frame of the trap that they end in. What did not trap
 * runs into a permanently undefined instruction behind it.
 */
#ifndef LIB_ARM_INSN_32_H
#define LIB_ARM_INSN_32_H

#include <arch/trap.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trap.h>

/* Of both instruction sets (Arm ARM, F5.1): a T32 one of 32 bits is two words. */
#define A32_UDF	     0xe7f000f0u
#define A32_NOP	     0xe320f000u
#define A32_SVC(imm) (0xef000000u | (imm))
#define T16_UDF	     0xde00u
#define T16_NOP	     0xbf00u
#define T16_SVC(imm) (0xdf00u | (imm))

/* MRC, MCR p@cp, @op1, r@rt, c@crn, c@crm, @op2, always */
#define A32_MRC(cp, op1, rt, crn, crm, op2)                                 \
	(0xee100010u | (op1) << 21 | (crn) << 16 | (rt) << 12 | (cp) << 8 | \
	 (op2) << 5 | (crm))
#define A32_MCR(cp, op1, rt, crn, crm, op2)                                 \
	(0xee000010u | (op1) << 21 | (crn) << 16 | (rt) << 12 | (cp) << 8 | \
	 (op2) << 5 | (crm))

/* insn_enter_32.S knows the order; sp is not for SVC mode, which keeps its own. */
struct a32_registers {
	uint32_t r[13];
	uint32_t sp, lr;
	uint32_t pc; /* filled in */
	uint32_t cpsr;
};

struct a32_outcome {
	struct trap trap;
	struct trap_frame frame;
	struct a32_registers in; /* what it began with */
	bool finished; /* got to the undefined instruction behind the last */
	bool thumb;
};

/** a32_pattern - a different value in each register; flags, modes as @cpsr */
void a32_pattern(struct a32_registers *in, uint32_t cpsr);

/**
 * a32_run - run instructions of which the first is expected to trap, or none
 * @code, @bytes: at most 64 bytes; position-independent
 * @in: registers; T of its cpsr says which instruction set
 *
 * On the boot CPU. User mode reaches the page of the code and, at the address
 * that a32_data() returns, one of data.
 */
struct a32_outcome a32_run(const void *code, size_t bytes,
			   const struct a32_registers *in);

/** a32_run1 - one instruction, T32 where bit 5 of @cpsr, with patterns */
struct a32_outcome a32_run1(uint32_t insn, uint32_t cpsr);

/** a32_data - 4 KiB that both user mode and the kernel may read and write */
void *a32_data(void);

/**
 * expect_a32_trap - it trapped so, @offset bytes behind its beginning
 * @error: of trap_catch(): the FSR of aborts
 *
 * Every register is as it was, and CPSR.
 */
void expect_a32_trap(const struct a32_outcome *o, enum trap_cause cause,
		     unsigned long error, unsigned int offset);

/** expect_a32_done - all ran; only registers in @changed (a bit each; 16: the
    flags) may differ */
void expect_a32_done(const struct a32_outcome *o, uint32_t changed);

#endif
