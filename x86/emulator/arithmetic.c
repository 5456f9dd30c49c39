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

KERNEL(alu, insn_alu, alu_rows, "computes the result and the flags");
USER(alu, insn_alu, alu_rows, "computes the result and the flags");
MMIO(alu, insn_alu, alu_rows, "computes the result and the flags");
FORCED(alu, insn_alu, alu_rows, "computes the result and the flags");

KERNEL(unary, insn_unary, unary_rows, "computes the result and the flags");
USER(unary, insn_unary, unary_rows, "computes the result and the flags");
MMIO(unary, insn_unary, unary_rows, "computes the result and the flags");
FORCED(unary, insn_unary, unary_rows, "computes the result and the flags");

KERNEL(exchange, insn_exchange, exchange_rows, "exchanges, with its flags");
USER(exchange, insn_exchange, exchange_rows, "exchanges, with its flags");
MMIO(exchange, insn_exchange, exchange_rows, "exchanges, with its flags");
FORCED(exchange, insn_exchange, exchange_rows, "exchanges, with its flags");

KERNEL(shift, insn_shift, shift_rows,
       "computes the result and the flags, for every count");
USER(shift, insn_shift, shift_rows,
     "computes the result and the flags, for every count");
MMIO(shift, insn_shift, shift_rows,
     "computes the result and the flags, for every count");
FORCED(shift, insn_shift, shift_rows,
       "computes the result and the flags, for every count");

KERNEL(shift_whole, insn_shift_whole, shift_whole_rows,
       "turns by the size and CF");
USER(shift_whole, insn_shift_whole, shift_whole_rows,
     "turns by the size and CF");
MMIO(shift_whole, insn_shift_whole, shift_whole_rows,
     "turns by the size and CF");
FORCED(shift_whole, insn_shift_whole, shift_whole_rows,
       "turns by the size and CF");

KERNEL(double_shift, insn_double_shift, double_shift_rows,
       "computes the result and the flags, for every count");
USER(double_shift, insn_double_shift, double_shift_rows,
     "computes the result and the flags, for every count");
MMIO(double_shift, insn_double_shift, double_shift_rows,
     "computes the result and the flags, for every count");
FORCED(double_shift, insn_double_shift, double_shift_rows,
       "computes the result and the flags, for every count");

KERNEL(mul, insn_mul, mul_rows, "gives both halves of the product");
USER(mul, insn_mul, mul_rows, "gives both halves of the product");
MMIO(mul, insn_mul, mul_rows, "gives both halves of the product");
FORCED(mul, insn_mul, mul_rows, "gives both halves of the product");

KERNEL(imul, insn_imul, imul_rows, "gives the lower half of the product");
USER(imul, insn_imul, imul_rows, "gives the lower half of the product");
MMIO(imul, insn_imul, imul_rows, "gives the lower half of the product");
FORCED(imul, insn_imul, imul_rows, "gives the lower half of the product");

KERNEL(div, insn_div, div_rows, "gives quotient and remainder, or #DE");
USER(div, insn_div, div_rows, "gives quotient and remainder, or #DE");
MMIO(div, insn_div, div_rows, "gives quotient and remainder, or #DE");
FORCED(div, insn_div, div_rows, "gives quotient and remainder, or #DE");

KERNEL(div_minimum, insn_div_minimum, div_minimum_rows, "by -1 raises #DE");
USER(div_minimum, insn_div_minimum, div_minimum_rows, "by -1 raises #DE");
MMIO(div_minimum, insn_div_minimum, div_minimum_rows, "by -1 raises #DE");
FORCED(div_minimum, insn_div_minimum, div_minimum_rows, "by -1 raises #DE");

KERNEL(bit, insn_bit, bit_rows, "finds and changes the one bit");
USER(bit, insn_bit, bit_rows, "finds and changes the one bit");
MMIO(bit, insn_bit, bit_rows, "finds and changes the one bit");
FORCED(bit, insn_bit, bit_rows, "finds and changes the one bit");

KERNEL(scan, insn_scan, scan_rows, "finds the first or the last bit");
USER(scan, insn_scan, scan_rows, "finds the first or the last bit");
MMIO(scan, insn_scan, scan_rows, "finds the first or the last bit");
FORCED(scan, insn_scan, scan_rows, "finds the first or the last bit");

KERNEL(alu_condition, insn_alu_condition, alu_rows,
       "leaves flags that each condition reads");

KERNEL(unary_condition, insn_unary_condition, unary_rows,
       "leaves flags that each condition reads");

KERNEL(shift_condition, insn_shift_condition, shift_rows,
       "leaves flags that each condition reads");

KERNEL(imul_condition, insn_imul_condition, imul_rows,
       "leaves flags that each condition reads");
