/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups 1, 3, 4 and 5 of opcodes: addition, logic, and what exchanges operands. */
#include <x86/insn_families.h>

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

static uint64_t add(struct exec_state *s, unsigned int bytes, uint64_t a,
		    uint64_t b, unsigned int carry)
{
	uint64_t sum = (a + b + carry) & insn_mask(bytes);

	set_carries(s, (a & b) | ((a | b) & ~sum), bytes);
	insn_flags(s, sum, bytes);
	return sum;
}

static uint64_t subtract(struct exec_state *s, unsigned int bytes, uint64_t a,
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
		return add(s, bytes, a, b, 0);
	case ADC:
		return add(s, bytes, a, b, carry);
	case SBB:
		return subtract(s, bytes, a, b, carry);
	case SUB:
	case CMP:
		return subtract(s, bytes, a, b, 0);
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

static void unary_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t value = insn_get(s, insn->dst, bytes);
	bool carry = s->flags & EFLAGS_CF;

	switch (insn->row->op) {
	case INSN_INC:
		value = add(s, bytes, value, 1, 0);
		insn_flag(s, EFLAGS_CF, carry);
		break;
	case INSN_DEC:
		value = subtract(s, bytes, value, 1, 0);
		insn_flag(s, EFLAGS_CF, carry);
		break;
	case INSN_NEG:
		value = subtract(s, bytes, 0, value, 0);
		break;
	default:
		value = ~value & insn_mask(bytes);
	}
	insn_put(s, insn->dst, bytes, value);
}

static void exchange_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t dst = insn_get(s, insn->dst, bytes);
	uint64_t src = insn_get(s, insn->src, bytes);

	if (insn->row->op == INSN_XADD) {
		insn_put(s, insn->src, bytes, dst);
		insn_put(s, insn->dst, bytes, add(s, bytes, dst, src, 0));
	} else if (insn->row->op == INSN_XCHG) {
		insn_put(s, insn->src, bytes, dst);
		insn_put(s, insn->dst, bytes, src);
	} else {
		uint64_t ax = insn_get(s, REG_AX, bytes);

		subtract(s, bytes, ax, dst, 0);
		insn_put(s, insn->dst, bytes, ax == dst ? src : dst);
		if (ax != dst)
			insn_put(s, REG_AX, bytes, dst);
	}
}

/* --------------------------------------------------------------- forms ---- */

/* Opcodes come in pairs, the even one for bytes. */
static uint32_t sized(uint32_t opcode, unsigned int bytes)
{
	return opcode | (bytes > 1);
}

/* To where the place is: dst, or src where the instruction is @reversed. */
static void try_memory(const struct exec *x, struct insn *insn, uint32_t opcode,
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

static void try_locked(const struct exec *x, struct insn *insn, uint32_t opcode,
		       insn_model *model)
{
	struct insn_code c = { .nr = 0 };

	insn_byte(&c, 0xf0);
	insn_modrm(&c, x, insn->row->bytes, opcode, insn->src, OP_MEM);
	insn_load(x, &c);
	insn_try(x, insn, model, INSN_FEW);
}

static void try_registers(const struct exec *x, struct insn *insn,
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
		try_memory(x, &insn, opcode, reversed, model,
			   reversed ? INSN_FEW : INSN_ALL);
	else
		try_registers(x, &insn, opcode, reversed, model);
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
		try_imm(x, &insn, sized(group, r->bytes), digit, false, v);
		if (r->op != TEST_ && r->bytes > 1)
			try_imm(x, &insn, 0x83, digit, true, v);
		insn.dst = REG_AX;
		if (!x->place)
			try_imm(x, &insn, sized(accumulator, r->bytes), 0,
				false, v);
	}
}

void insn_alu(const struct exec *x, const struct insn_row *r)
{
	struct insn insn = { .row = r, .dst = OP_MEM, .src = REG_DX };
	uint32_t opcode = r->op == TEST_ ? 0x84 : r->op << 3;

	try_form(x, r, sized(opcode, r->bytes), false, alu_model);
	if (r->op != TEST_)
		try_form(x, r, sized(opcode | 2, r->bytes), true, alu_model);
	try_constants(x, r);
	if (x->place && r->op < CMP)
		try_locked(x, &insn, sized(opcode, r->bytes), alu_model);
	insn_flush(x);
}

/* --------------------------------------------------- one operand, swaps ---- */

static void try_unary(const struct exec *x, struct insn *insn, uint32_t opcode,
		      unsigned int digit, bool lock, enum insn_depth depth)
{
	struct insn_code c = { .nr = 0 };

	if (lock)
		insn_byte(&c, 0xf0);
	insn_modrm(&c, x, insn->row->bytes, sized(opcode, insn->row->bytes),
		   digit, insn->dst);
	insn_load(x, &c);
	insn_try(x, insn, unary_model, depth);
}

/* 40 to 4F, which are REX in 64-bit mode. */
static void try_short_unary(const struct exec *x, struct insn *insn)
{
	for (unsigned int reg = 0; reg < 8; reg++) {
		struct insn_code c = { .nr = 0 };

		insn->dst = reg;
		insn_op(&c, x, insn->row->bytes,
			insn->row->op == INSN_DEC ? 0x48 : 0x40, reg);
		insn_load(x, &c);
		insn_try(x, insn, unary_model, INSN_FEW);
	}
}

void insn_unary(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t opcodes[] = { 0xfe, 0xfe, 0xf6, 0xf6 };
	static const uint8_t digits[] = { 0, 1, 2, 3 };
	struct insn insn = { .row = r, .dst = OP_MEM, .src = OP_NONE };
	const struct insn_pair *pairs;
	unsigned int nr = insn_pairs(x, r->bytes, &pairs);

	if (x->place) {
		try_unary(x, &insn, opcodes[r->op], digits[r->op], false,
			  INSN_ALL);
		try_unary(x, &insn, opcodes[r->op], digits[r->op], true,
			  INSN_FEW);
	}
	for (unsigned int i = 0; !x->place && i < nr; i++) {
		insn.dst = pairs[i].dst;
		try_unary(x, &insn, opcodes[r->op], digits[r->op], false,
			  INSN_ALL);
	}
	if (!x->place && x->bits != 64 && r->op <= INSN_DEC && r->bytes > 1)
		try_short_unary(x, &insn);
	insn_flush(x);
}

/* 90 to 97 */
static void try_short_xchg(const struct exec *x, struct insn *insn)
{
	unsigned int nr = x->bits == 64 ? NR_REGS : 8;

	for (unsigned int reg = 1; reg < nr; reg++) {
		struct insn_code c = { .nr = 0 };

		insn->dst = REG_AX;
		insn->src = reg;
		insn_op(&c, x, insn->row->bytes, 0x90, reg);
		insn_load(x, &c);
		insn_try(x, insn, exchange_model, INSN_FEW);
	}
}

void insn_exchange(const struct exec *x, const struct insn_row *r)
{
	static const uint32_t opcodes[] = { 0x86, 0x0fc0, 0x0fb0 };
	struct insn insn = { .row = r,
			     .dst = OP_MEM,
			     .src = REG_DX,
			     .also = r->op == INSN_CMPXCHG ? REG_AX + 1 : 0 };
	uint32_t opcode = sized(opcodes[r->op], r->bytes);

	if (x->place) {
		try_memory(x, &insn, opcode, false, exchange_model, INSN_ALL);
		insn.src = REG_DX;
		try_locked(x, &insn, opcode, exchange_model);
	} else {
		try_registers(x, &insn, opcode, false, exchange_model);
	}
	if (!x->place && r->op == INSN_XCHG && r->bytes > 1)
		try_short_xchg(x, &insn);
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
	insn_modrm(&c, x, r->bytes, sized(opcode, r->bytes), REG_CX, REG_AX);
	insn_consume(x, &insn, alu_model, &c);
}

void insn_unary_condition(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t opcodes[] = { 0xfe, 0xfe, 0xf6, 0xf6 };
	struct insn insn = { .row = r, .dst = REG_AX, .src = OP_NONE };
	struct insn_code c = { .nr = 0 };

	if (x->place)
		return;
	insn_modrm(&c, x, r->bytes, sized(opcodes[r->op], r->bytes), r->op,
		   REG_AX);
	insn_consume(x, &insn, unary_model, &c);
}
