/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LOCK where it may not be: forms of instructions that have a locked one (SDM vol. 2,
 * LOCK). Suite emulator-lock has the others.
 */
#include "suite.h"

BEYOND_SUITE;

static const struct insn_undefined_row forms[] = {
	INSN_UNDEFINED_ROW("add-register", 0x01, 0xcb),
	INSN_UNDEFINED_ROW("add-accumulator", 0x04, 1),
	INSN_UNDEFINED_ROW("add-imm-register", 0x83, 0xc3, 1),
	INSN_UNDEFINED_ROW("cmp", 0x39, 0x0b),
	INSN_UNDEFINED_ROW("cmp-imm", 0x83, 0x3b, 1),
	INSN_UNDEFINED_ROW("cmpxchg-register", 0x0f, 0xb1, 0xcb),
	INSN_UNDEFINED_ROW("inc-register", 0xff, 0xc3),
	INSN_UNDEFINED_ROW("not-register", 0xf7, 0xd3),
	INSN_UNDEFINED_ROW("neg-register", 0xf6, 0xdb),
	INSN_UNDEFINED_ROW("nop", 0x90),
};

INSN_EACH(lock, struct insn_undefined_row, forms, insn_undefined_lock,
	  "of a form without a locked one raises #UD ahead of any access");
