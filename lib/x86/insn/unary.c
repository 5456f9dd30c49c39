/* SPDX-License-Identifier: GPL-2.0-or-later */
/* INC, DEC, NOT, NEG; XCHG, XADD, CMPXCHG. */
#include <x86/insn/alu.h>

static void unary_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t value = insn_get(s, insn->dst, bytes);
	bool carry = s->flags & EFLAGS_CF;

	switch (insn->row->op) {
	case INSN_INC:
		value = insn_add(s, bytes, value, 1, 0);
		insn_flag(s, EFLAGS_CF, carry);
		break;
	case INSN_DEC:
		value = insn_subtract(s, bytes, value, 1, 0);
		insn_flag(s, EFLAGS_CF, carry);
		break;
	case INSN_NEG:
		value = insn_subtract(s, bytes, 0, value, 0);
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
		insn_put(s, insn->dst, bytes, insn_add(s, bytes, dst, src, 0));
	} else if (insn->row->op == INSN_XCHG) {
		insn_put(s, insn->src, bytes, dst);
		insn_put(s, insn->dst, bytes, src);
	} else {
		uint64_t ax = insn_get(s, REG_AX, bytes);

		insn_subtract(s, bytes, ax, dst, 0);
		insn_put(s, insn->dst, bytes, ax == dst ? src : dst);
		if (ax != dst)
			insn_put(s, REG_AX, bytes, dst);
	}
}

static void try_unary(const struct exec *x, struct insn *insn, uint32_t opcode,
		      unsigned int digit, bool lock, enum insn_depth depth)
{
	struct insn_code c = { .nr = 0 };

	if (lock)
		insn_byte(&c, 0xf0);
	insn_modrm(&c, x, insn->row->bytes,
		   insn_sized(opcode, insn->row->bytes), digit, insn->dst);
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
	uint32_t opcode = insn_sized(opcodes[r->op], r->bytes);

	if (x->place) {
		insn_try_memory(x, &insn, opcode, false, exchange_model,
				INSN_ALL);
		insn.src = REG_DX;
		insn_try_locked(x, &insn, opcode, exchange_model);
	} else {
		insn_try_registers(x, &insn, opcode, false, exchange_model);
	}
	if (!x->place && r->op == INSN_XCHG && r->bytes > 1)
		try_short_xchg(x, &insn);
	insn_flush(x);
}

void insn_unary_condition(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t opcodes[] = { 0xfe, 0xfe, 0xf6, 0xf6 };
	struct insn insn = { .row = r, .dst = REG_AX, .src = OP_NONE };
	struct insn_code c = { .nr = 0 };

	if (x->place)
		return;
	insn_modrm(&c, x, r->bytes, insn_sized(opcodes[r->op], r->bytes), r->op,
		   REG_AX);
	insn_consume(x, &insn, unary_model, &c);
}
