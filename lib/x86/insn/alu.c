/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Group 1 of opcodes and TEST: addition and logic with two operands. */
#include <x86/insn/alu.h>

enum alu {
	ADD,
	OR,
	ADC,
	SBB,
	AND,
	SUB,
	XOR,
	CMP,
	TEST_
};

/* -------------------------------------------------------------- models ---- */

/* Bit n of @carries is the carry, or borrow, out of bit n. */
static void set_carries(struct exec_state *s, uint64_t carries,
			unsigned int bytes)
{
	uint64_t out = carries & insn_sign(bytes);
	uint64_t in = carries << 1 & insn_sign(bytes);

	insn_flag(s, EFLAGS_CF, out);
	insn_flag(s, EFLAGS_OF, (out != 0) != (in != 0));
	insn_flag(s, EFLAGS_AF, carries & 8);
}

uint64_t insn_add(struct exec_state *s, unsigned int bytes, uint64_t a,
		  uint64_t b, unsigned int carry)
{
	uint64_t sum = (a + b + carry) & insn_mask(bytes);

	set_carries(s, (a & b) | ((a | b) & ~sum), bytes);
	insn_flags(s, sum, bytes);
	return sum;
}

uint64_t insn_subtract(struct exec_state *s, unsigned int bytes, uint64_t a,
		       uint64_t b, unsigned int borrow)
{
	uint64_t rest = (a - b - borrow) & insn_mask(bytes);

	set_carries(s, (~a & b) | ((~a | b) & rest), bytes);
	insn_flags(s, rest, bytes);
	return rest;
}

static uint64_t logic(struct exec_state *s, unsigned int bytes, uint64_t value)
{
	insn_flag(s, EFLAGS_CF | EFLAGS_OF, false);
	insn_flags(s, value, bytes);
	return value;
}

static uint64_t alu(struct exec_state *s, unsigned int op, unsigned int bytes,
		    uint64_t a, uint64_t b)
{
	unsigned int carry = s->flags & EFLAGS_CF;

	switch (op) {
	case ADD:
		return insn_add(s, bytes, a, b, 0);
	case ADC:
		return insn_add(s, bytes, a, b, carry);
	case SBB:
		return insn_subtract(s, bytes, a, b, carry);
	case SUB:
	case CMP:
		return insn_subtract(s, bytes, a, b, 0);
	case OR:
		return logic(s, bytes, a | b);
	case XOR:
		return logic(s, bytes, a ^ b);
	default:
		return logic(s, bytes, a & b);
	}
}

static bool is_logic(unsigned int op)
{
	return op == OR || op == AND || op == XOR || op == TEST_;
}

static void alu_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t a = insn_get(s, insn->dst, bytes);
	uint64_t b = insn->src == OP_IMM ? insn->imm :
					   insn_get(s, insn->src, bytes);
	uint64_t result = alu(s, insn->row->op, bytes, a, b);

	if (is_logic(insn->row->op))
		insn->undefined = EFLAGS_AF;
	if (insn->row->op != CMP && insn->row->op != TEST_)
		insn_put(s, insn->dst, bytes, result);
}

/* --------------------------------------------------------------- forms ---- */

/* To where the place is: dst, or src where the instruction is @reversed. */
void insn_try_memory(const struct exec *x, struct insn *insn, uint32_t opcode,
		     bool reversed, insn_model *model, enum insn_depth depth)
{
	struct insn_code c = { .nr = 0 };
	unsigned int reg = insn->row->bytes == 1 ? REG_DX : REG_SI;

	insn->dst = reversed ? reg : OP_MEM;
	insn->src = reversed ? OP_MEM : reg;
	insn_modrm(&c, x, insn->row->bytes, opcode, reg, OP_MEM);
	insn_load(x, &c);
	insn_try(x, insn, model, depth);
}

void insn_try_locked(const struct exec *x, struct insn *insn, uint32_t opcode,
		     insn_model *model)
{
	struct insn_code c = { .nr = 0 };

	insn_byte(&c, 0xf0);
	insn_modrm(&c, x, insn->row->bytes, opcode, insn->src, OP_MEM);
	insn_load(x, &c);
	insn_try(x, insn, model, INSN_FEW);
}

void insn_try_registers(const struct exec *x, struct insn *insn,
			uint32_t opcode, bool reversed, insn_model *model)
{
	const struct insn_pair *pairs;
	unsigned int nr = insn_pairs(x, insn->row->bytes, &pairs);

	for (unsigned int i = 0; i < nr; i++) {
		struct insn_code c = { .nr = 0 };
		unsigned int dst = pairs[i].dst, src = pairs[i].src;

		insn->dst = dst;
		insn->src = src;
		insn_modrm(&c, x, insn->row->bytes, opcode,
			   reversed ? dst : src, reversed ? src : dst);
		insn_load(x, &c);
		insn_try(x, insn, model,
			 i == 0 && !reversed ? INSN_ALL : INSN_FEW);
	}
}

/* With an opcode of two operands, in registers or in memory. */
static void try_form(const struct exec *x, const struct insn_row *r,
		     uint32_t opcode, bool reversed, insn_model *model)
{
	struct insn insn = { .row = r };

	if (x->place)
		insn_try_memory(x, &insn, opcode, reversed, model,
				reversed ? INSN_FEW : INSN_ALL);
	else
		insn_try_registers(x, &insn, opcode, reversed, model);
}

/* A constant: as wide as the operand up to 32 bits, or a byte (@short_imm). */
static void try_imm(const struct exec *x, struct insn *insn, uint32_t opcode,
		    unsigned int digit, bool short_imm, unsigned int value)
{
	struct insn_code c = { .nr = 0 };
	unsigned int bytes = insn->row->bytes;
	unsigned int wide = short_imm ? 1 : bytes == 8 ? 4 : bytes;
	uint64_t imm = insn_value(wide, value);

	if (insn->dst == REG_AX && !digit && !short_imm)
		insn_op(&c, x, bytes, opcode, 0);
	else
		insn_modrm(&c, x, bytes, opcode, digit, insn->dst);
	insn_imm(&c, imm, wide);
	insn->src = OP_IMM;
	insn->imm = insn_extend(imm, wide) & insn_mask(bytes);
	insn_load(x, &c);
	insn_try(x, insn, alu_model, INSN_FEW);
}

static void try_constants(const struct exec *x, const struct insn_row *r)
{
	unsigned int dst = x->place ? OP_MEM : REG_DI;
	uint32_t group = r->op == TEST_ ? 0xf6 : 0x80;
	uint32_t accumulator = r->op == TEST_ ? 0xa8 : r->op << 3 | 4u;
	unsigned int digit = r->op == TEST_ ? 0 : r->op;

	for (unsigned int v = 0; v < INSN_NR_VALUES; v += x->few ? 5 : 1) {
		struct insn insn = { .row = r, .dst = dst };

		if (!x->place && r->bytes == 1)
			insn.dst = OP_CH;
		try_imm(x, &insn, insn_sized(group, r->bytes), digit, false, v);
		if (r->op != TEST_ && r->bytes > 1)
			try_imm(x, &insn, 0x83, digit, true, v);
		insn.dst = REG_AX;
		if (!x->place)
			try_imm(x, &insn, insn_sized(accumulator, r->bytes), 0,
				false, v);
	}
}

void insn_alu(const struct exec *x, const struct insn_row *r)
{
	struct insn insn = { .row = r, .dst = OP_MEM, .src = REG_DX };
	uint32_t opcode = r->op == TEST_ ? 0x84 : r->op << 3;

	try_form(x, r, insn_sized(opcode, r->bytes), false, alu_model);
	if (r->op != TEST_)
		try_form(x, r, insn_sized(opcode | 2, r->bytes), true,
			 alu_model);
	try_constants(x, r);
	if (x->place && r->op < CMP)
		insn_try_locked(x, &insn, insn_sized(opcode, r->bytes),
				alu_model);
	insn_flush(x);
}

/* ----------------------------------------------------- and a condition ---- */

void insn_alu_condition(const struct exec *x, const struct insn_row *r)
{
	struct insn insn = { .row = r, .dst = REG_AX, .src = REG_CX };
	uint32_t opcode = r->op == TEST_ ? 0x84 : r->op << 3;
	struct insn_code c = { .nr = 0 };

	if (x->place)
		return;
	insn_modrm(&c, x, r->bytes, insn_sized(opcode, r->bytes), REG_CX,
		   REG_AX);
	insn_consume(x, &insn, alu_model, &c);
}

void insn_alu_once(const struct exec *x, const struct insn_row *r, uint64_t a,
		   uint64_t b, uint32_t flags)
{
	struct insn insn = { .row = r, .dst = REG_AX, .src = REG_CX };
	uint32_t opcode = r->op == TEST_ ? 0x84 : r->op << 3;
	struct exec_state in = insn_state(x), want;
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, r->bytes, insn_sized(opcode, r->bytes), REG_CX,
		   REG_AX);
	in.flags |= flags;
	insn_put(&in, REG_AX, r->bytes, a);
	insn_put(&in, REG_CX, r->bytes, b);
	want = in;
	alu_model(&insn, &want);
	insn_once(x, &c, &in, &want, insn.undefined);
}
