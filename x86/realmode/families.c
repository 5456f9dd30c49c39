/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The families of suite emulator in 16-bit code, with operands of 8, 16 and 32 bits. */
#include "suite.h"

#include <string.h>

REALMODE_SUITE;

void realmode_prepare(void)
{
	insn_prepare();
	real_prepare();
}

void put16(struct exec_state *s, unsigned int offset, unsigned int value)
{
	s->mem[offset] = (uint8_t)value;
	s->mem[offset + 1] = (uint8_t)(value >> 8);
}

struct exec_state stack_state(const struct exec *x)
{
	struct exec_state s = insn_state(x);

	memset(s.mem + 8, 0,
	       8); /* what 32-bit pushes of selectors leave alone */
	s.gpr[REG_SP] = 0x12340000 | (REAL_WINDOW + MIDDLE);
	return s;
}

typedef void family(const struct exec *x, const struct insn_row *r);

static void run(family *fn, const struct insn_row *r)
{
	struct exec x = real_exec(false);

	x.few = test_arg("few");
	fn(&x, r);
	x = real_exec(true);
	x.few = true;
	fn(&x, r);
}

#define FAMILY(id, rows, fn, summary)                          \
	TEST_EACH(id, const struct insn_row *r, rows, summary) \
	{                                                      \
		run(fn, r);                                    \
	}                                                      \
	_Static_assert(sizeof(rows), "")

static const struct insn_row alu_rows[] = { INSN_ALU_ROWS(INSN_SIZES_8_16) };
static const struct insn_row unary_rows[] = { INSN_UNARY_ROWS(
	INSN_SIZES_8_16) };
static const struct insn_row exchange_rows[] = { INSN_EXCHANGE_ROWS(
	INSN_SIZES_8_16) };
static const struct insn_row shift_rows[] = { INSN_SHIFT_ROWS(
	INSN_SIZES_8_16) };
static const struct insn_row whole_rows[] = { INSN_SHIFT_WHOLE_ROWS };
static const struct insn_row double_shift_rows[] = { INSN_DOUBLE_SHIFT_ROWS(
	INSN_SIZES_16) };
static const struct insn_row mul_rows[] = { INSN_MUL_ROWS(INSN_SIZES_8_16) };
static const struct insn_row imul_rows[] = { INSN_IMUL_ROWS(INSN_SIZES_16) };
static const struct insn_row div_rows[] = { INSN_DIV_ROWS(INSN_SIZES_8_16) };
static const struct insn_row minimum_rows[] = { INSN_DIV_MINIMUM_ROWS(
	INSN_SIZES_8_16) };
static const struct insn_row bit_rows[] = { INSN_BIT_ROWS(INSN_SIZES_16) };
static const struct insn_row scan_rows[] = { INSN_SCAN_ROWS(INSN_SIZES_16) };
static const struct insn_row mov_rows[] = { INSN_MOV_ROWS(INSN_SIZES_8_16) };
static const struct insn_row movx_rows[] = { INSN_MOVX_ROWS };
static const struct insn_row bswap_rows[] = { INSN_BSWAP_ROWS };
static const struct insn_row convert_rows[] = { INSN_CONVERT_ROWS(
	INSN_SIZES_16) };
static const struct insn_row condition_rows[] = { INSN_CONDITION_ROWS };
static const struct insn_row loop_rows[] = { INSN_LOOP_ROWS };
static const struct insn_row bcd_rows[] = { INSN_BCD_ROWS };
static const struct insn_row flag_rows[] = { INSN_FLAG_ROWS INSN_SALC_ROWS };
static const struct insn_row xlat_rows[] = { INSN_XLAT_ROWS };
static const struct insn_row stack_rows[] = { INSN_REAL_STACK_ROWS };
static const struct insn_row string_rows[] = { INSN_STRING_ROWS(
	INSN_SIZES_8_16) };

FAMILY(alu, alu_rows, insn_alu, "computes the result and the flags");
FAMILY(unary, unary_rows, insn_unary, "computes the result and the flags");
FAMILY(exchange, exchange_rows, insn_exchange, "exchanges, with its flags");
FAMILY(shift, shift_rows, insn_shift, "shifts by every count");
FAMILY(shift_whole, whole_rows, insn_shift_whole, "turns by the size and CF");
FAMILY(double_shift, double_shift_rows, insn_double_shift, "shifts two words");
FAMILY(mul, mul_rows, insn_mul, "gives both halves of the product");
FAMILY(imul, imul_rows, insn_imul, "gives the lower half of the product");
FAMILY(div, div_rows, insn_div, "gives quotient and remainder, or #DE");
FAMILY(div_minimum, minimum_rows, insn_div_minimum, "by -1 raises #DE");
FAMILY(bit, bit_rows, insn_bit, "finds and changes the one bit");
FAMILY(scan, scan_rows, insn_scan, "finds the first or the last bit");
FAMILY(mov, mov_rows, insn_mov, "copies its source");
FAMILY(movx, movx_rows, insn_movx, "extends with zeros or the sign");
FAMILY(bswap, bswap_rows, insn_bswap, "reverses the bytes");
FAMILY(convert, convert_rows, insn_convert, "extends the sign");
FAMILY(setcc, condition_rows, insn_setcc, "gives 1 where the condition holds");
FAMILY(cmov, condition_rows, insn_cmov, "moves where the condition holds");
FAMILY(jcc, condition_rows, insn_jcc, "jumps where the condition holds");
FAMILY(loop, loop_rows, insn_loop, "counts CX or ECX and jumps");
FAMILY(bcd, bcd_rows, insn_bcd, "adjusts each value");
FAMILY(flag, flag_rows, insn_flag_op, "changes its flags only");
FAMILY(xlat, xlat_rows, insn_xlat, "looks up AL");
FAMILY(stack, stack_rows, insn_stack, "uses SP, and leaves what is above it");
FAMILY(string, string_rows, insn_string, "moves, compares, counts");
FAMILY(alu_condition, alu_rows, insn_alu_condition,
       "leaves flags that each condition reads");

/* Without an operand of DS. */
static const struct insn_row ss_rows[] = { INSN_REAL_SS_ROWS };

TEST_EACH(stack_of_ss, const struct insn_row *r, ss_rows, "is not that of DS")
{
	struct exec x = real_exec(true);
	uint16_t ss = real_segment(), other = (uint16_t)(ss + 0x1000);

	real_set_segments(
		(struct real_segments){ other, other, ss, other, other });
	insn_stack(&x, r);
}
