/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addition, logic, exchanges, shifts, multiplication, division, bits. */
#include "suite.h"

EMULATOR_SUITE;

static const struct insn_row alu_rows[] = { INSN_ALU_ROWS(INSN_SIZES_8) };
static const struct insn_row unary_rows[] = { INSN_UNARY_ROWS(INSN_SIZES_8) };
static const struct insn_row exchange_rows[] = { INSN_EXCHANGE_ROWS(
	INSN_SIZES_8) };
static const struct insn_row shift_rows[] = { INSN_SHIFT_ROWS(INSN_SIZES_8) };
static const struct insn_row shift_whole_rows[] = { INSN_SHIFT_WHOLE_ROWS };
static const struct insn_row double_shift_rows[] = { INSN_DOUBLE_SHIFT_ROWS(
	INSN_SIZES) };
static const struct insn_row mul_rows[] = { INSN_MUL_ROWS(INSN_SIZES_8) };
static const struct insn_row imul_rows[] = { INSN_IMUL_ROWS(INSN_SIZES) };
static const struct insn_row div_rows[] = { INSN_DIV_ROWS(INSN_SIZES_8) };
static const struct insn_row div_minimum_rows[] = { INSN_DIV_MINIMUM_ROWS(
	INSN_SIZES_8) };
static const struct insn_row bit_rows[] = { INSN_BIT_ROWS(INSN_SIZES) };
static const struct insn_row scan_rows[] = { INSN_SCAN_ROWS(INSN_SIZES) };

FAMILY_MMIO(alu, insn_alu, alu_rows, "computes the result and the flags");
FAMILY_MMIO(unary, insn_unary, unary_rows, "computes the result and the flags");
FAMILY_MMIO(exchange, insn_exchange, exchange_rows,
	    "exchanges, with its flags");
FAMILY_MMIO(shift, insn_shift, shift_rows,
	    "computes the result and the flags, for every count");
FAMILY_MMIO(shift_whole, insn_shift_whole, shift_whole_rows,
	    "turns by the size and CF");
FAMILY_MMIO(double_shift, insn_double_shift, double_shift_rows,
	    "computes the result and the flags, for every count");
FAMILY_MMIO(mul, insn_mul, mul_rows, "gives both halves of the product");
FAMILY_MMIO(imul, insn_imul, imul_rows, "gives the lower half of the product");
FAMILY_MMIO(div, insn_div, div_rows, "gives quotient and remainder, or #DE");
FAMILY_MMIO(div_minimum, insn_div_minimum, div_minimum_rows,
	    "by -1 raises #DE");
FAMILY_MMIO(bit, insn_bit, bit_rows, "finds and changes the one bit");
FAMILY_MMIO(scan, insn_scan, scan_rows, "finds the first or the last bit");
KERNEL(alu_condition, insn_alu_condition, alu_rows,
       "leaves flags that each condition reads");
KERNEL(unary_condition, insn_unary_condition, unary_rows,
       "leaves flags that each condition reads");
KERNEL(shift_condition, insn_shift_condition, shift_rows,
       "leaves flags that each condition reads");
KERNEL(imul_condition, insn_imul_condition, imul_rows,
       "leaves flags that each condition reads");
