/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addition, logic, exchanges. */
#include "suite.h"

EMULATOR_SUITE;

static const struct insn_row alu_rows[] = { INSN_ALU_ROWS(INSN_SIZES_8) };
static const struct insn_row unary_rows[] = { INSN_UNARY_ROWS(INSN_SIZES_8) };
static const struct insn_row exchange_rows[] = { INSN_EXCHANGE_ROWS(
	INSN_SIZES_8) };

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
