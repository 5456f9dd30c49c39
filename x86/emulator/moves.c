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

KERNEL(mov, insn_mov, mov_rows, "copies its source");
USER(mov, insn_mov, mov_rows, "copies its source");
MMIO(mov, insn_mov, mov_rows, "copies its source");
FORCED(mov, insn_mov, mov_rows, "copies its source");

KERNEL(movx, insn_movx, movx_rows, "extends with zeros or the sign");
USER(movx, insn_movx, movx_rows, "extends with zeros or the sign");
MMIO(movx, insn_movx, movx_rows, "extends with zeros or the sign");
FORCED(movx, insn_movx, movx_rows, "extends with zeros or the sign");

KERNEL(bswap, insn_bswap, bswap_rows, "reverses the bytes");
USER(bswap, insn_bswap, bswap_rows, "reverses the bytes");
FORCED(bswap, insn_bswap, bswap_rows, "reverses the bytes");

KERNEL(movbe, insn_movbe, movbe_rows, "reverses the bytes");
USER(movbe, insn_movbe, movbe_rows, "reverses the bytes");
MMIO(movbe, insn_movbe, movbe_rows, "reverses the bytes");
FORCED(movbe, insn_movbe, movbe_rows, "reverses the bytes");

KERNEL(convert, insn_convert, convert_rows, "extends the sign");
USER(convert, insn_convert, convert_rows, "extends the sign");
FORCED(convert, insn_convert, convert_rows, "extends the sign");

KERNEL(setcc, insn_setcc, condition_rows,
       "gives 1 where the condition holds, otherwise 0");
USER(setcc, insn_setcc, condition_rows,
     "gives 1 where the condition holds, otherwise 0");
MMIO(setcc, insn_setcc, condition_rows,
     "gives 1 where the condition holds, otherwise 0");
FORCED(setcc, insn_setcc, condition_rows,
       "gives 1 where the condition holds, otherwise 0");

KERNEL(cmov, insn_cmov, condition_rows, "moves where the condition holds");
USER(cmov, insn_cmov, condition_rows, "moves where the condition holds");
MMIO(cmov, insn_cmov, condition_rows, "moves where the condition holds");
FORCED(cmov, insn_cmov, condition_rows, "moves where the condition holds");

KERNEL(jcc, insn_jcc, condition_rows, "jumps where the condition holds");
USER(jcc, insn_jcc, condition_rows, "jumps where the condition holds");
FORCED(jcc, insn_jcc, condition_rows, "jumps where the condition holds");

KERNEL(loop, insn_loop, loop_rows, "counts and jumps");
USER(loop, insn_loop, loop_rows, "counts and jumps");
FORCED(loop, insn_loop, loop_rows, "counts and jumps");

KERNEL(flag, insn_flag_op, flag_rows, "changes its flags only");
USER(flag, insn_flag_op, flag_rows, "changes its flags only");
FORCED(flag, insn_flag_op, flag_rows, "changes its flags only");

KERNEL(xlat, insn_xlat, xlat_rows, "looks up AL");
USER(xlat, insn_xlat, xlat_rows, "looks up AL");
MMIO(xlat, insn_xlat, xlat_rows, "looks up AL");
FORCED(xlat, insn_xlat, xlat_rows, "looks up AL");
