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

#include <x86/insn/insn.h>

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

#define INSN_SHIFT_WHOLE_ROWS                                     \
	{ "rcl-8", 2, 1 }, { "rcl-16", 2, 2 }, { "rcr-8", 3, 1 }, \
	{ "rcr-16", 3, 2 }
void insn_shift_whole(const struct exec *x, const struct insn_row *r);

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

#define INSN_MOV_ROWS(SIZES) SIZES("mov", 0)
void insn_mov(const struct exec *x, const struct insn_row *r);

/* The source's size; the destination's is the row's. */
enum {
	INSN_SIGNED = 0x10
};
#define INSN_MOVX_ROWS                                               \
	{ "movzx-16-8", 1, 2 }, { "movzx-32-8", 1, 4 },              \
		{ "movzx-32-16", 2, 4 },                             \
		{ "movsx-16-8", 1 | INSN_SIGNED, 2 },                \
		{ "movsx-32-8", 1 | INSN_SIGNED, 4 },                \
		{ "movsx-32-16", 2 | INSN_SIGNED, 4 },
#define INSN_MOVX_ROWS_64                                                      \
	{ "movzx-64-8", 1, 8 }, { "movzx-64-16", 2, 8 },                       \
		{ "movsx-64-8", 1 | INSN_SIGNED, 8 },                          \
		{ "movsx-64-16", 2 | INSN_SIGNED, 8 },                         \
		{ "movsxd-64-32", 4 | INSN_SIGNED, 8 },                        \
		{ "movsxd-32-32", 4 | INSN_SIGNED, 4 },
void insn_movx(const struct exec *x, const struct insn_row *r);
#define INSN_BSWAP_ROWS { "bswap-32", 0, 4 },
#define INSN_BSWAP_ROWS_64 { "bswap-64", 0, 8 },
void insn_bswap(const struct exec *x, const struct insn_row *r);
#define INSN_MOVBE_ROWS(SIZES) SIZES("movbe", 0)
void insn_movbe(const struct exec *x, const struct insn_row *r);
enum {
	INSN_CBW,
	INSN_CWD
};
#define INSN_CONVERT_ROWS(SIZES) SIZES("cbw", INSN_CBW) SIZES("cwd", INSN_CWD)
void insn_convert(const struct exec *x, const struct insn_row *r);

/* The sixteen conditions. */
#define INSN_CONDITION_ROWS                                                    \
	{ "o", 0, 0 }, { "no", 1, 0 }, { "b", 2, 0 }, { "ae", 3, 0 },          \
		{ "e", 4, 0 }, { "ne", 5, 0 }, { "be", 6, 0 }, { "a", 7, 0 },  \
		{ "s", 8, 0 }, { "ns", 9, 0 }, { "p", 10, 0 }, { "np", 11, 0 }, \
		{ "l", 12, 0 }, { "ge", 13, 0 }, { "le", 14, 0 }, { "g", 15, 0 }
void insn_setcc(const struct exec *x, const struct insn_row *r);
void insn_cmov(const struct exec *x, const struct insn_row *r);
void insn_jcc(const struct exec *x, const struct insn_row *r);
#define INSN_LOOP_ROWS                                             \
	{ "loopne", 0, 0 }, { "loope", 1, 0 }, { "loop", 2, 0 },   \
	{ "jcxz", 3, 0 }
void insn_loop(const struct exec *x, const struct insn_row *r);

/* Not in 64-bit mode. */
enum {
	INSN_DAA,
	INSN_DAS,
	INSN_AAA,
	INSN_AAS,
	INSN_AAM,
	INSN_AAD,
	INSN_AAM_HIGH /* a base above 127: the constant has no sign */
};
#define INSN_BCD_ROWS                                                     \
	{ "daa", INSN_DAA, 1 }, { "das", INSN_DAS, 1 },                   \
		{ "aaa", INSN_AAA, 2 }, { "aas", INSN_AAS, 2 },           \
		{ "aam", INSN_AAM, 2 }, { "aad", INSN_AAD, 2 },                 \
		{ "aam-high", INSN_AAM_HIGH, 2 }
void insn_bcd(const struct exec *x, const struct insn_row *r);

/* By the opcode. */
#define INSN_FLAG_ROWS                                                      \
	{ "nop", 0x90, 0 }, { "sahf", 0x9e, 0 }, { "lahf", 0x9f, 0 },       \
		{ "cmc", 0xf5, 0 }, { "clc", 0xf8, 0 }, { "stc", 0xf9, 0 }, \
		{ "cld", 0xfc, 0 }, { "std", 0xfd, 0 },
#define INSN_SALC_ROWS { "salc", 0xd6, 0 },
void insn_flag_op(const struct exec *x, const struct insn_row *r);
#define INSN_XLAT_ROWS { "xlat", 0, 1 },
void insn_xlat(const struct exec *x, const struct insn_row *r);

enum {
	INSN_PUSH,
	INSN_POP,
	INSN_PUSH_IMM,
	INSN_PUSHF,
	INSN_POPF,
	INSN_PUSHA,
	INSN_POPA,
	INSN_LEAVE,
	INSN_ENTER,
	INSN_ENTER_LEVELS, /* other than 0 */
	INSN_CALL,
	INSN_RET,
	INSN_RET_FAR_UP /* by 32 KiB and more: the constant has no sign */
};
/* 16 bits, and the size that is the code's own; of CALL and RET that only. */
#define INSN_STACK_ROWS                                                 \
	INSN_STACK("push", INSN_PUSH) INSN_STACK("pop", INSN_POP)       \
	INSN_STACK("push-imm", INSN_PUSH_IMM)                           \
	INSN_STACK("pushf", INSN_PUSHF) INSN_STACK("popf", INSN_POPF)   \
	INSN_STACK("leave", INSN_LEAVE) INSN_STACK("enter", INSN_ENTER) \
	INSN_STACK("enter-levels", INSN_ENTER_LEVELS)
#ifdef __x86_64__
#define INSN_STACK(name, op) { name "-16", op, 2 }, { name "-64", op, 8 },
#define INSN_CALL_ROWS                                         \
	{ "call", INSN_CALL, 8 }, { "ret", INSN_RET, 8 }, \
		{ "ret-0xfff0", INSN_RET_FAR_UP, 8 }
#else
#define INSN_STACK(name, op) { name "-16", op, 2 }, { name "-32", op, 4 },
#define INSN_CALL_ROWS                                         \
	{ "call", INSN_CALL, 4 }, { "ret", INSN_RET, 4 }, \
		{ "ret-0xfff0", INSN_RET_FAR_UP, 4 }
#endif
#define INSN_PUSHA_ROWS                                                   \
	{ "pusha-16", INSN_PUSHA, 2 }, { "pusha-32", INSN_PUSHA, 4 },     \
		{ "popa-16", INSN_POPA, 2 }, { "popa-32", INSN_POPA, 4 },
#define INSN_REAL_SS_ROWS                                                      \
	INSN_SIZES_16("push-imm", INSN_PUSH_IMM)                               \
	INSN_SIZES_16("pushf", INSN_PUSHF) INSN_SIZES_16("popf", INSN_POPF)    \
	INSN_SIZES_16("leave", INSN_LEAVE) INSN_SIZES_16("enter", INSN_ENTER)  \
	INSN_SIZES_16("enter-levels", INSN_ENTER_LEVELS)                       \
	INSN_SIZES_16("ret", INSN_RET) INSN_PUSHA_ROWS
#define INSN_REAL_STACK_ROWS                                                   \
	INSN_SIZES_16("push", INSN_PUSH) INSN_SIZES_16("pop", INSN_POP)        \
	INSN_SIZES_16("push-imm", INSN_PUSH_IMM)                               \
	INSN_SIZES_16("pushf", INSN_PUSHF) INSN_SIZES_16("popf", INSN_POPF)    \
	INSN_SIZES_16("leave", INSN_LEAVE) INSN_SIZES_16("enter", INSN_ENTER)  \
	INSN_SIZES_16("enter-levels", INSN_ENTER_LEVELS)  \
	INSN_SIZES_16("call", INSN_CALL) INSN_SIZES_16("ret", INSN_RET)        \
	INSN_SIZES_16("ret-0xfff0", INSN_RET_FAR_UP) INSN_PUSHA_ROWS
void insn_stack(const struct exec *x, const struct insn_row *r);

/* By the opcode. */
#define INSN_STRING_ROWS(SIZES)                                    \
	SIZES("movs", 0xa4) SIZES("cmps", 0xa6) SIZES("stos", 0xaa) \
	SIZES("lods", 0xac) SIZES("scas", 0xae)
void insn_string(const struct exec *x, const struct insn_row *r);

/* By mod; the size is that of addresses. */
#define INSN_ADDRESS_ROWS(name, bytes)                             \
	{ "mod0-" name, 0, bytes }, { "mod1-" name, 1, bytes },    \
		{ "mod2-" name, 2, bytes },
void insn_address(const struct exec *x, const struct insn_row *r);

/* The rows of the families with each condition right behind the instruction. */
void insn_alu_condition(const struct exec *x, const struct insn_row *r);
void insn_unary_condition(const struct exec *x, const struct insn_row *r);
void insn_shift_condition(const struct exec *x, const struct insn_row *r);
void insn_imul_condition(const struct exec *x, const struct insn_row *r);

/* One state: AX with CX, in registers. */
void insn_alu_once(const struct exec *x, const struct insn_row *r, uint64_t a,
		   uint64_t b, uint32_t flags);
void insn_shift_once(const struct exec *x, const struct insn_row *r,
		     uint64_t value, unsigned int count, uint32_t flags);

#endif
