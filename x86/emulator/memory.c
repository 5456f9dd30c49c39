/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stack and strings, in RAM and MMIO. */
#include "suite.h"

EMULATOR_SUITE;

static const struct insn_row stack_rows[] = { INSN_STACK_ROWS INSN_NOT_64(
	INSN_PUSHA_ROWS) INSN_CALL_ROWS };
static const struct insn_row string_rows[] = { INSN_STRING_ROWS(INSN_SIZES_8) };

static const struct insn_row address_rows[] = {
	INSN_ADDRESS_ROWS("32", 4) INSN_64(INSN_ADDRESS_ROWS("64", 8))
		INSN_NOT_64(INSN_ADDRESS_ROWS("16", 2))
};

FAMILY_MMIO(stack, insn_stack, stack_rows,
	    "moves the stack pointer and what is there");
FAMILY_MMIO(string, insn_string, string_rows, "moves, compares, counts");
KERNEL(address, insn_address, address_rows, "adds up as ModRM and SIB say");
FORCED(address, insn_address, address_rows, "adds up as ModRM and SIB say");
