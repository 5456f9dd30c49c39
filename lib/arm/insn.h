/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single A64 instructions, run with known registers at EL0 or at this level, and
 * what became of them: the frame of the trap that they end in. What did not trap
 * runs into a permanently undefined instruction behind it.
 */
#ifndef LIB_ARM_INSN_H
#define LIB_ARM_INSN_H

#include <arch/trap.h>
#include <stdbool.h>
#include <stdint.h>
#include <trap.h>

/* ----------------------------------------------------------- encodings ---- */

/* A system register or operation as instructions spell it (Arm ARM, C5.1.2). */
#define A64_REG(op0, op1, crn, crm, op2)                                   \
	((uint32_t)((op0) << 19 | (op1) << 16 | (crn) << 12 | (crm) << 8 | \
		    (op2) << 5))
#define A64_MRS(reg, rt) (0xd5200000u | (reg) | (rt))
#define A64_MSR(reg, rt) (0xd5000000u | (reg) | (rt))
#define A64_SYS(reg, rt) (0xd5000000u | (reg) | (rt)) /* of op0 1 */
#define A64_SVC(imm)	 (0xd4000001u | (imm) << 5)
#define A64_HVC(imm)	 (0xd4000002u | (imm) << 5)
#define A64_SMC(imm)	 (0xd4000003u | (imm) << 5)
#define A64_BRK(imm)	 (0xd4200000u | (imm) << 5)
#define A64_HLT(imm)	 (0xd4400000u | (imm) << 5)
#define A64_NOP		 0xd503201fu
#define A64_ISB		 0xd5033fdfu
#define A64_RET		 0xd65f03c0u
#define A64_UDF		 0x00000000u

/* ESR_EL1 of an undefined instruction. */
#define ESR_UNDEFINED 0x02000000u

/** insn_sysreg_esr - ESR_EL1 of a system instruction that is trapped, EC 0x18 */
uint32_t insn_sysreg_esr(uint32_t word);

/* ----------------------------------------------------------------- runs ---- */

/* x[30] is where the instruction is; only the flags of PSTATE are loaded. */
struct insn_registers {
	uint64_t x[31];
	uint64_t nzcv; /* bits 31:28 */
};

struct insn_outcome {
	struct trap trap;
	struct trap_frame frame;
	uint64_t daif; /* masks in the handler */
	uint64_t pc;   /* of the first instruction */
	bool finished; /* got to what is behind the last one */
};

/** insn_pattern - a different value in each register, bit 63 set in each */
void insn_pattern(struct insn_registers *in);

/**
 * insn_run - run instructions of which the first is expected to trap, or none
 * @words, @nr: up to 16 of them; position-independent
 * @user: at EL0, else at this level
 * @in: x[30] is filled in
 *
 * On the boot CPU. Addresses in @in that EL0 is to use lie in the image.
 */
struct insn_outcome insn_run(const uint32_t *words, unsigned int nr, bool user,
			     struct insn_registers *in);

/** insn_run1 - the same of one instruction, with insn_pattern()'s registers */
struct insn_outcome insn_run1(uint32_t word, bool user);

/**
 * expect_insn_trap - it trapped with this ESR, everything else as before
 *
 * The return address is the instruction's own, or the next one's after SVC,
 * HVC and SMC (Arm ARM, D1.3.1.3). Registers, flags and level are checked too.
 */
void expect_insn_trap(const struct insn_outcome *o, uint32_t esr, bool user,
		      const struct insn_registers *in);

/** expect_insn_done - all ran; only the registers in @changed (a bit each) may
    differ, and, where bit 31 of it is set, the flags */
void expect_insn_done(const struct insn_outcome *o, bool user,
		      const struct insn_registers *in, uint32_t changed);

#endif
