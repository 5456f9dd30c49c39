/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every pair of bytes, with and without CF. Suite emulator has the boundaries of all
 * sizes; this takes minutes.
 *
 * Intel SDM vol. 2; vol. 1, appendix A (flags).
 */
#include <test/test.h>
#include <x86/insn/families.h>

TEST_SUITE("emulator-exhaustive",
	   .summary = "each pair of bytes gives the result and the flags",
	   .setup = insn_prepare);

enum {
	NR_ALU = 9,    /* group 1, and TEST */
	NR_SHIFTS = 8, /* group 2 */
};

/* Bits 7:0 and 15:8 are the operands, bit 16 is CF, the others the instruction. */
TEST_NUMBERED(alu, uint64_t state, NR_ALU << 17, "computes result and flags")
{
	const struct insn_row row = { "", (uint8_t)(state >> 17), 1 };

	insn_alu_once(&exec_kernel, &row, state & 0xff, state >> 8 & 0xff,
		      state >> 16 & 1 ? EFLAGS_ARITH : 0);
}

/* Bits 7:0 are the operand, bits 12:8 the count, bit 13 is CF. */
TEST_NUMBERED(shift, uint64_t state, NR_SHIFTS << 14, "shifts by every count")
{
	const struct insn_row row = { "", (uint8_t)(state >> 14), 1 };

	insn_shift_once(&exec_kernel, &row, state & 0xff, state >> 8 & 0x1f,
			state >> 13 & 1 ? EFLAGS_ARITH : 0);
}
