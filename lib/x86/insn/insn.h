/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions against what the manual says of them: a row names an instruction
 * and its operand size, a family of rows has a function that runs it with operands
 * at the boundaries, in registers and memory, and compares all of the state.
 *
 * Intel SDM vol. 2 (the pseudo-code of each instruction); vol. 1, appendix A
 * (flags).
 */
#ifndef LIB_X86_INSN_INSN_H
#define LIB_X86_INSN_INSN_H

#include <test/test.h>
#include <x86/features.h>
#include <x86/insn/exec.h>

#define EFLAGS_ARITH \
	(EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | EFLAGS_SF | EFLAGS_OF)

struct insn_row {
	const char *name;
	uint8_t op;    /* what the family knows it by */
	uint8_t bytes; /* operand size */
};

/* SIZE(name, op, bytes) for each operand size there is */
#define INSN_SIZES_16(name, op) { name "-16", op, 2 }, { name "-32", op, 4 },
#ifdef __x86_64__
#define INSN_SIZES(name, op) INSN_SIZES_16(name, op){ name "-64", op, 8 },
#define INSN_64(rows)	     rows
#define INSN_NOT_64(rows)
#else
#define INSN_64(rows)
#define INSN_NOT_64(rows) rows
#define INSN_SIZES(name, op) INSN_SIZES_16(name, op)
#endif
#define INSN_SIZES_8(name, op)	  { name "-8", op, 1 }, INSN_SIZES(name, op)
#define INSN_SIZES_8_16(name, op) { name "-8", op, 1 }, INSN_SIZES_16(name, op)

/* ------------------------------------------------------------ operands ---- */

/*
 * An operand: a register by its number, a high byte, or memory at [BX]. The
 * numbers of AH, CH, DH, BH follow those of the registers.
 */
enum {
	OP_AH = NR_REGS,
	OP_CH,
	OP_DH,
	OP_BH,
	OP_MEM,
	OP_IMM,
	OP_NONE,
};

/** insn_get, insn_put - an operand's value; 32 bits clear the upper half */
uint64_t insn_get(const struct exec_state *s, unsigned int operand,
		  unsigned int bytes);
void insn_put(struct exec_state *s, unsigned int operand, unsigned int bytes,
	      uint64_t value);

/** insn_mask - ones in that many bytes */
static inline uint64_t insn_mask(unsigned int bytes)
{
	return bytes == 8 ? ~0ull : (1ull << bytes * 8) - 1;
}

/** insn_sign - the sign bit of that many bytes */
static inline uint64_t insn_sign(unsigned int bytes)
{
	return 1ull << (bytes * 8 - 1);
}

/** insn_extend - sign-extend from that many bytes */
static inline uint64_t insn_extend(uint64_t value, unsigned int bytes)
{
	uint64_t sign = insn_sign(bytes);

	return ((value & insn_mask(bytes)) ^ sign) - sign;
}

/* ---------------------------------------------------------------- code ---- */

struct insn_code {
	uint8_t bytes[EXEC_CODE_MAX];
	unsigned int nr;
};

void insn_byte(struct insn_code *c, unsigned int byte);

/** insn_imm - a little-endian constant */
void insn_imm(struct insn_code *c, uint64_t value, unsigned int bytes);

/**
 * insn_op - prefixes for the operand size, REX, and an opcode without ModRM
 * @opcode: up to three bytes, the first one highest: 0x0fc8
 * @reg: a register in its low three bits, or 0
 */
void insn_op(struct insn_code *c, const struct exec *x, unsigned int bytes,
	     uint32_t opcode, unsigned int reg);

/** insn_modrm - the same with ModRM: an operand, or a digit, and an operand */
void insn_modrm(struct insn_code *c, const struct exec *x, unsigned int bytes,
		uint32_t opcode, unsigned int reg, unsigned int rm);

/* -------------------------------------------------------------- states ---- */

/** insn_state - all registers different, flags clear, [BX] the operand */
struct exec_state insn_state(const struct exec *x);

/** insn_load - what insn_want() speaks of from now on; flushes */
void insn_load(const struct exec *x, const struct insn_code *c);

/** insn_load_at - the same at an offset of the two pages of code */
void insn_load_at(const struct exec *x, const struct insn_code *c,
		  unsigned int offset);

/** insn_start - the address of what is loaded */
uint64_t insn_start(void);

/**
 * insn_want - the loaded code leads from one state to another
 * @undefined: flags, and INSN_ANY_REG(), that may have any value
 *
 * Run at the latest by insn_flush(), which a family ends with. The first
 * state that comes out otherwise is printed, and ends the case.
 */
void insn_want(const struct exec *x, const struct exec_state *in,
	       const struct exec_state *want, uint32_t undefined);
void insn_flush(const struct exec *x);

/** insn_once - load, want and flush of one state */
void insn_once(const struct exec *x, const struct insn_code *c,
	       const struct exec_state *in, const struct exec_state *want,
	       uint32_t undefined);

/* Code as bytes: INSN_CODE(0x0f, 0x0b) */
#define INSN_CODE(...)                                         \
	((struct insn_code){ { __VA_ARGS__ },                  \
			     sizeof((uint8_t[]){ __VA_ARGS__ }) })

/* Code that is not an instruction. */
struct insn_undefined_row {
	const char *name;
	struct insn_code code;
};

#define INSN_UNDEFINED_ROW(name, ...) \
	{ name, { { __VA_ARGS__ }, sizeof((uint8_t[]){ __VA_ARGS__ }) } }

/**
 * insn_undefined - it raises #UD, with every register as it was
 *
 * BX, which may be the address of an operand, points to where nothing is mapped:
 * there is no access.
 */
void insn_undefined(const struct exec *x, const struct insn_code *c);
void insn_undefined_row(const struct exec *x,
			const struct insn_undefined_row *r);

/** insn_undefined_lock - the same with LOCK in front */
void insn_undefined_lock(const struct exec *x,
			 const struct insn_undefined_row *r);

/** insn_prefixed - a prefix in front */
struct insn_code insn_prefixed(unsigned int prefix, const struct insn_code *c);

/** insn_prepare - exec_prepare(), and nothing is queued */
void insn_prepare(void);

#define INSN_ANY_REG(reg) (((uint32_t)(reg) + 1) << 24)

/* One instruction with operands, as its model sees it. */
struct insn {
	const struct insn_row *row;
	unsigned int dst, src; /* OP_* or registers */
	uint64_t imm;	       /* of src = OP_IMM */
	unsigned int also;  /* a register, plus 1, that often has dst's value */
	uint32_t undefined; /* the model may add flags */
	unsigned int undefined_reg; /* a register, plus 1, that has any value */
};

/* A model changes the state as the manual says the instruction does. */
typedef void insn_model(struct insn *insn, struct exec_state *s);

/* How many combinations of values. */
enum insn_depth {
	INSN_FEW,
	INSN_ALL,
};

/** insn_try - run the loaded code with values for both operands and the flags */
void insn_try(const struct exec *x, struct insn *insn, insn_model *model,
	      enum insn_depth depth);

/*
 * INSN_EACH - fn(struct exec *, row) for each row: at CPL 0, as id_user at CPL 3,
 * and as id_forced with KVM's forced-emulation prefix
 */
#define INSN_EACH(id, row, rows, fn, summary)                  \
	TEST_EACH(id, const row *row_, rows, summary)          \
	{                                                      \
		fn(&exec_kernel, row_);                        \
	}                                                      \
	TEST_EACH(id##_user, const row *row_, rows, summary)   \
	{                                                      \
		fn(&exec_user, row_);                          \
	}                                                      \
	TEST_EACH(id##_forced, const row *row_, rows, summary, \
		  .needs = NEEDS(&x86_forced_emulation))       \
	{                                                      \
		fn(&exec_forced, row_);                        \
	}                                                      \
	_Static_assert(sizeof(rows), "")

/** insn_condition - whether one of the sixteen conditions holds */
bool insn_condition(unsigned int n, uint64_t flags);

/**
 * insn_put_jump - a jump, and code that puts 1 into DL where it falls through, else 2
 * @jump: without its displacement, which is of @wide bytes
 */
void insn_put_jump(struct insn_code *c, const struct insn_code *jump,
		   unsigned int wide, bool backward);

/**
 * insn_consume - each condition right behind an instruction, which leaves flags
 * @producer: its code, with AX for dst and CX for src; it keeps DX
 */
void insn_consume(const struct exec *x, struct insn *insn, insn_model *model,
		  const struct insn_code *producer);

/** insn_value - the values at the boundaries of a size, INSN_NR_VALUES of them */
enum {
	INSN_NR_VALUES = 16
};
uint64_t insn_value(unsigned int bytes, unsigned int number);

/** insn_pair - registers to be operands; the number of pairs depends on the mode */
struct insn_pair {
	uint8_t dst, src;
};
unsigned int insn_pairs(const struct exec *x, unsigned int bytes,
			const struct insn_pair **pairs);

/** insn_flags - ZF, SF, PF of a result, the others as they are */
void insn_flags(struct exec_state *s, uint64_t result, unsigned int bytes);

/** insn_flag - one flag, set or clear */
static inline void insn_flag(struct exec_state *s, uint32_t flag, bool set)
{
	s->flags = set ? s->flags | flag : s->flags & ~(uint64_t)flag;
}

#endif
