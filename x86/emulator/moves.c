/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moves, conversions, conditions, flags. */
#include "suite.h"

EMULATOR_SUITE;

static const struct insn_row mov_rows[] = { INSN_MOV_ROWS(INSN_SIZES_8) };
static const struct insn_row movx_rows[] = { INSN_MOVX_ROWS INSN_64(
	INSN_MOVX_ROWS_64) };
static const struct insn_row bswap_rows[] = { INSN_BSWAP_ROWS INSN_64(
	INSN_BSWAP_ROWS_64) };
static const struct insn_row movbe_rows[] = { INSN_MOVBE_ROWS(INSN_SIZES) };
static const struct insn_row convert_rows[] = { INSN_CONVERT_ROWS(INSN_SIZES) };
static const struct insn_row condition_rows[] = { INSN_CONDITION_ROWS };
static const struct insn_row loop_rows[] = { INSN_LOOP_ROWS };
static const struct insn_row flag_rows[] = { INSN_FLAG_ROWS };
static const struct insn_row xlat_rows[] = { INSN_XLAT_ROWS };

FAMILY_MMIO(mov, insn_mov, mov_rows, "copies its source");
FAMILY_MMIO(movx, insn_movx, movx_rows, "extends with zeros or the sign");
FAMILY(bswap, insn_bswap, bswap_rows, "reverses the bytes");
FAMILY_MMIO(movbe, insn_movbe, movbe_rows, "reverses the bytes");
FAMILY(convert, insn_convert, convert_rows, "extends the sign");
FAMILY_MMIO(setcc, insn_setcc, condition_rows,
	    "gives 1 where the condition holds, otherwise 0");
FAMILY_MMIO(cmov, insn_cmov, condition_rows, "moves where the condition holds");
FAMILY(jcc, insn_jcc, condition_rows, "jumps where the condition holds");
FAMILY(loop, insn_loop, loop_rows, "counts and jumps");
FAMILY(flag, insn_flag_op, flag_rows, "changes its flags only");
FAMILY_MMIO(xlat, insn_xlat, xlat_rows, "looks up AL");
