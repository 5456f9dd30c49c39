/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The families of instructions: the rows of each, for the operand sizes that a
 * suite has, and the function that runs one.
 *
 *	static const struct insn_row alu[] = { INSN_ALU_ROWS(INSN_SIZES_8) };
 *	TEST_EACH(alu, const struct insn_row *r, alu, "...") { insn_alu(&x, r); }
 *
 * With a place in struct exec the operand is there, otherwise in registers.
 */
#ifndef LIB_X86_INSN_FAMILIES_H
#define LIB_X86_INSN_FAMILIES_H

#include <x86/insn.h>

/* Group 1 by its digit, and TEST. */
#define INSN_ALU_ROWS(SIZES)                                            \
	SIZES("add", 0)                                                 \
	SIZES("or", 1)                                                  \
	SIZES("adc", 2)                                                 \
	SIZES("sbb", 3) SIZES("and", 4) SIZES("sub", 5) SIZES("xor", 6) \
		SIZES("cmp", 7) SIZES("test", 8)
void insn_alu(const struct exec *x, const struct insn_row *r);

enum {
	INSN_INC,
	INSN_DEC,
	INSN_NOT,
	INSN_NEG
};
#define INSN_UNARY_ROWS(SIZES) \
	SIZES("inc", INSN_INC) \
	SIZES("dec", INSN_DEC) SIZES("not", INSN_NOT) SIZES("neg", INSN_NEG)
void insn_unary(const struct exec *x, const struct insn_row *r);

enum {
	INSN_XCHG,
	INSN_XADD,
	INSN_CMPXCHG
};
#define INSN_EXCHANGE_ROWS(SIZES) \
	SIZES("xchg", INSN_XCHG)  \
	SIZES("xadd", INSN_XADD) SIZES("cmpxchg", INSN_CMPXCHG)
void insn_exchange(const struct exec *x, const struct insn_row *r);

/* Group 2 by its digit; 6 is another SHL. */
#define INSN_SHIFT_ROWS(SIZES)                                          \
	SIZES("rol", 0)                                                 \
	SIZES("ror", 1)                                                 \
	SIZES("rcl", 2)                                                 \
	SIZES("rcr", 3) SIZES("shl", 4) SIZES("shr", 5) SIZES("sal", 6) \
		SIZES("sar", 7)
void insn_shift(const struct exec *x, const struct insn_row *r);

enum {
	INSN_SHLD,
	INSN_SHRD
};
#define INSN_DOUBLE_SHIFT_ROWS(SIZES) \
	SIZES("shld", INSN_SHLD) SIZES("shrd", INSN_SHRD)
void insn_double_shift(const struct exec *x, const struct insn_row *r);

enum {
	INSN_MUL = 4,
	INSN_IMUL,
	INSN_DIV,
	INSN_IDIV
}; /* digits of group 3 */
#define INSN_MUL_ROWS(SIZES) SIZES("mul", INSN_MUL) SIZES("imul", INSN_IMUL)
void insn_mul(const struct exec *x, const struct insn_row *r);
#define INSN_IMUL_ROWS(SIZES) SIZES("imul", 0)
void insn_imul(const struct exec *x, const struct insn_row *r);
#define INSN_DIV_ROWS(SIZES) SIZES("div", INSN_DIV) SIZES("idiv", INSN_IDIV)
void insn_div(const struct exec *x, const struct insn_row *r);
#define INSN_DIV_MINIMUM_ROWS(SIZES) SIZES("idiv", INSN_IDIV)
void insn_div_minimum(const struct exec *x, const struct insn_row *r);

/* Group 8 by its digit. */
#define INSN_BIT_ROWS(SIZES) \
	SIZES("bt", 4) SIZES("bts", 5) SIZES("btr", 6) SIZES("btc", 7)
void insn_bit(const struct exec *x, const struct insn_row *r);

enum {
	INSN_BSF,
	INSN_BSR
};
#define INSN_SCAN_ROWS(SIZES) SIZES("bsf", INSN_BSF) SIZES("bsr", INSN_BSR)
void insn_scan(const struct exec *x, const struct insn_row *r);

#endif
