/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is not an instruction (SDM vol. 2, appendix A). */
#include "suite.h"

BEYOND_SUITE;

/* ------------------------------------------------------------- helpers ---- */

struct exec ram(void)
{
	static struct exec_place place;
	struct exec x = exec_kernel;

	place = exec_place_at("RAM", EXEC_RAM0, 0x100);
	x.place = &place;
	return x;
}

struct exec forced_ram(void)
{
	struct exec x = ram();

	x.forced = true;
	return x;
}

struct exec mmio(void)
{
	static struct exec_place place;
	struct exec x = exec_kernel;

	place = exec_place_at("MMIO", EXEC_MMIO0, 0x100);
	x.place = &place;
	return x;
}

/* ----------------------------------------------------------- undefined ---- */

/* Operands are at [BX], where nothing is mapped: there is no access. */
static const struct insn_undefined_row undefined[] = {
	INSN_UNDEFINED_ROW("ud2", 0x0f, 0x0b),
	INSN_UNDEFINED_ROW("ud1", 0x0f, 0xb9, 0x03),
	INSN_UNDEFINED_ROW("ud0", 0x0f, 0xff, 0x03),
	INSN_UNDEFINED_ROW("0f04", 0x0f, 0x04),
	INSN_UNDEFINED_ROW("0f0a", 0x0f, 0x0a),
	INSN_UNDEFINED_ROW("0f0c", 0x0f, 0x0c),
	INSN_UNDEFINED_ROW("0f24", 0x0f, 0x24, 0xc0),
	INSN_UNDEFINED_ROW("0f25", 0x0f, 0x25, 0xc0),
	INSN_UNDEFINED_ROW("0f26", 0x0f, 0x26, 0xc0),
	INSN_UNDEFINED_ROW("0f27", 0x0f, 0x27, 0xc0),
	INSN_UNDEFINED_ROW("0f36", 0x0f, 0x36),
	INSN_UNDEFINED_ROW("0f39", 0x0f, 0x39),
	INSN_UNDEFINED_ROW("0fa6-1", 0x0f, 0xa6, 0x0b),
	INSN_UNDEFINED_ROW("fe-2", 0xfe, 0x13),
	INSN_UNDEFINED_ROW("fe-3", 0xfe, 0x1b),
	INSN_UNDEFINED_ROW("fe-4", 0xfe, 0x23),
	INSN_UNDEFINED_ROW("fe-5", 0xfe, 0x2b),
	INSN_UNDEFINED_ROW("fe-6", 0xfe, 0x33),
	INSN_UNDEFINED_ROW("fe-7", 0xfe, 0x3b),
	INSN_UNDEFINED_ROW("ff-7", 0xff, 0x3b),
	INSN_UNDEFINED_ROW("ff-3-register", 0xff, 0xdb),
	INSN_UNDEFINED_ROW("ff-5-register", 0xff, 0xeb),
	INSN_UNDEFINED_ROW("c6-1", 0xc6, 0x0b, 0),
	INSN_UNDEFINED_ROW("c6-7", 0xc6, 0x3b, 0),
	INSN_UNDEFINED_ROW("c7-1", 0xc7, 0x0b, 0, 0, 0, 0),
	INSN_UNDEFINED_ROW("c7-7", 0xc7, 0x3b, 0, 0, 0, 0),
	INSN_UNDEFINED_ROW("0fba-0", 0x0f, 0xba, 0x03, 1),
	INSN_UNDEFINED_ROW("0fba-3", 0x0f, 0xba, 0x1b, 1),
	INSN_UNDEFINED_ROW("0fc7-0", 0x0f, 0xc7, 0x03),
	INSN_UNDEFINED_ROW("0fc7-2", 0x0f, 0xc7, 0x13),
	INSN_UNDEFINED_ROW("cmpxchg8b-register", 0x0f, 0xc7, 0xc9),
	INSN_UNDEFINED_ROW("lea-register", 0x8d, 0xc3),
	INSN_UNDEFINED_ROW("movnti-register", 0x0f, 0xc3, 0xc3),
	INSN_UNDEFINED_ROW("mov-to-cs", 0x8e, 0xcb),
	INSN_UNDEFINED_ROW("mov-to-cs-memory", 0x8e, 0x0b),
	INSN_UNDEFINED_ROW("mov-to-segment-6", 0x8e, 0xf3),
	INSN_UNDEFINED_ROW("mov-to-segment-7", 0x8e, 0x3b),
	INSN_UNDEFINED_ROW("mov-from-segment-6", 0x8c, 0xf3),
	INSN_UNDEFINED_ROW("mov-from-segment-7", 0x8c, 0x3b),
	INSN_UNDEFINED_ROW("mov-to-cr1", 0x0f, 0x22, 0xcb),
	INSN_UNDEFINED_ROW("mov-from-cr1", 0x0f, 0x20, 0xcb),
	INSN_UNDEFINED_ROW("mov-from-cr5", 0x0f, 0x20, 0xeb),
	INSN_UNDEFINED_ROW("mov-from-cr6", 0x0f, 0x20, 0xf3),
	INSN_UNDEFINED_ROW("mov-from-cr7", 0x0f, 0x20, 0xfb),
	INSN_UNDEFINED_ROW("mov-to-cr7", 0x0f, 0x22, 0xfb),
	INSN_UNDEFINED_ROW("0f01-5", 0x0f, 0x01, 0x2b),
	ONLY_64(
		INSN_UNDEFINED_ROW("06", 0x06), INSN_UNDEFINED_ROW("07", 0x07),
		INSN_UNDEFINED_ROW("0e", 0x0e), INSN_UNDEFINED_ROW("16", 0x16),
		INSN_UNDEFINED_ROW("17", 0x17), INSN_UNDEFINED_ROW("1e", 0x1e),
		INSN_UNDEFINED_ROW("1f", 0x1f), INSN_UNDEFINED_ROW("27", 0x27),
		INSN_UNDEFINED_ROW("2f", 0x2f), INSN_UNDEFINED_ROW("37", 0x37),
		INSN_UNDEFINED_ROW("3f", 0x3f), INSN_UNDEFINED_ROW("60", 0x60),
		INSN_UNDEFINED_ROW("61", 0x61),
		INSN_UNDEFINED_ROW("82", 0x82, 0x03, 0),
		INSN_UNDEFINED_ROW("9a", 0x9a, 0, 0, 0, 0, 0, 0),
		INSN_UNDEFINED_ROW("ce", 0xce),
		INSN_UNDEFINED_ROW("d4", 0xd4, 10),
		INSN_UNDEFINED_ROW("d5", 0xd5, 10),
		INSN_UNDEFINED_ROW("d6", 0xd6),
		INSN_UNDEFINED_ROW("ea", 0xea, 0, 0, 0, 0, 0, 0),
		INSN_UNDEFINED_ROW("mov-from-cr9", 0x44, 0x0f, 0x20, 0xcb),
		INSN_UNDEFINED_ROW("mov-from-cr15", 0x44, 0x0f, 0x20, 0xfb),
		INSN_UNDEFINED_ROW("mov-from-dr8", 0x44, 0x0f, 0x21, 0xc3))
};

INSN_EACH(undefined, struct insn_undefined_row, undefined, insn_undefined_row,
	  "raises #UD ahead of any access, and of #GP for a privilege");
