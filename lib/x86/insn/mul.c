/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Multiplication: MUL and IMUL of one, two and three operands. */
#include <x86/insn/mul.h>

enum {
	MUL_UNDEFINED = EFLAGS_SF | EFLAGS_ZF | EFLAGS_AF | EFLAGS_PF,
};

/* -------------------------------------------------------------- models ---- */

static struct insn_pair_value multiply(uint64_t a, uint64_t b,
				       unsigned int bytes)
{
	struct insn_pair_value p = { 0, 0 };
	uint64_t mask = insn_mask(bytes), sum;

	for (uint64_t bit = insn_sign(bytes); bit; bit >>= 1) {
		p.high = (p.high << 1 & mask) |
			 (p.low & insn_sign(bytes) ? 1 : 0);
		p.low = p.low << 1 & mask;
		if (!(b & bit))
			continue;
		sum = (p.low + a) & mask;
		p.high += sum < p.low;
		p.low = sum;
	}
	return p;
}

static struct insn_pair_value multiply_signed(uint64_t a, uint64_t b,
					      unsigned int bytes)
{
	struct insn_pair_value p = multiply(a, b, bytes);

	if (a & insn_sign(bytes))
		p.high -= b;
	if (b & insn_sign(bytes))
		p.high -= a;
	p.high &= insn_mask(bytes);
	return p;
}

static void product_flags(struct insn *insn, struct exec_state *s,
			  struct insn_pair_value p, bool is_signed)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t nothing =
		is_signed && p.low & insn_sign(bytes) ? insn_mask(bytes) : 0;

	insn_flag(s, EFLAGS_CF | EFLAGS_OF, p.high != nothing);
	insn->undefined = MUL_UNDEFINED;
}

/* AH:AL, or DX:AX and its wider forms. */
void insn_put_pair(struct exec_state *s, unsigned int bytes,
		   struct insn_pair_value p)
{
	insn_put(s, REG_AX, bytes, p.low);
	insn_put(s, bytes == 1 ? OP_AH : REG_DX, bytes, p.high);
}

static void mul_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t a = insn_get(s, REG_AX, bytes);
	uint64_t b = insn_get(s, insn->dst, bytes);
	bool is_signed = insn->row->op == INSN_IMUL;
	struct insn_pair_value p = is_signed ? multiply_signed(a, b, bytes) :
					       multiply(a, b, bytes);

	insn_put_pair(s, bytes, p);
	product_flags(insn, s, p, is_signed);
}

static void imul_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t a = insn_get(s, insn->src, bytes);
	uint64_t b = insn->also ? insn->imm : insn_get(s, insn->dst, bytes);
	struct insn_pair_value p = multiply_signed(a, b, bytes);

	insn_put(s, insn->dst, bytes, p.low);
	product_flags(insn, s, p, true);
}

/* --------------------------------------------------------------- forms ---- */

void insn_load_group3(const struct exec *x, const struct insn_row *r,
		      unsigned int operand)
{
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, r->bytes, 0xf6 | (r->bytes > 1), r->op, operand);
	insn_load(x, &c);
}

static void try_mul(const struct exec *x, const struct insn_row *r,
		    unsigned int operand, enum insn_depth depth)
{
	struct insn insn = { .row = r, .dst = operand, .src = REG_AX };

	insn_load_group3(x, r, operand);
	insn_try(x, &insn, mul_model, depth);
}

void insn_mul(const struct exec *x, const struct insn_row *r)
{
	const struct insn_pair *pairs;
	unsigned int nr = insn_pairs(x, r->bytes, &pairs);

	if (x->place)
		try_mul(x, r, OP_MEM, INSN_ALL);
	else
		for (unsigned int i = 0; i < nr; i++)
			try_mul(x, r, pairs[i].src, i ? INSN_FEW : INSN_ALL);
	insn_flush(x);
}

static void try_imul(const struct exec *x, const struct insn_row *r,
		     unsigned int dst, unsigned int src, enum insn_depth depth)
{
	struct insn insn = { .row = r, .dst = dst, .src = src };
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, r->bytes, 0x0faf, dst, src);
	insn_load(x, &c);
	insn_try(x, &insn, imul_model, depth);
}

static void try_imul_imm(const struct exec *x, const struct insn_row *r,
			 unsigned int dst, unsigned int src, bool short_imm)
{
	unsigned int wide = short_imm ? 1 : r->bytes == 8 ? 4 : r->bytes;

	for (unsigned int v = 0; v < INSN_NR_VALUES; v += x->few ? 5 : 1) {
		struct insn insn = { .row = r, .dst = dst, .src = src };
		struct insn_code c = { .nr = 0 };
		uint64_t imm = insn_value(wide, v);

		insn_modrm(&c, x, r->bytes, short_imm ? 0x6b : 0x69, dst, src);
		insn_imm(&c, imm, wide);
		insn_load(x, &c);
		insn.imm = insn_extend(imm, wide) & insn_mask(r->bytes);
		insn.also = dst + 1; /* three operands: dst is not read */
		insn_try(x, &insn, imul_model, INSN_FEW);
	}
}

void insn_imul(const struct exec *x, const struct insn_row *r)
{
	const struct insn_pair *pairs;
	unsigned int nr = insn_pairs(x, r->bytes, &pairs);

	if (x->place) {
		try_imul(x, r, REG_SI, OP_MEM, INSN_ALL);
		try_imul_imm(x, r, REG_DX, OP_MEM, false);
		try_imul_imm(x, r, REG_CX, OP_MEM, true);
	} else {
		for (unsigned int i = 0; i < nr; i++)
			try_imul(x, r, pairs[i].dst, pairs[i].src,
				 i ? INSN_FEW : INSN_ALL);
		try_imul_imm(x, r, REG_DX, REG_SI, false);
		try_imul_imm(x, r, REG_CX, REG_CX, true);
		if (x->bits == 64)
			try_imul_imm(x, r, REG_R8, 14, true);
	}
	insn_flush(x);
}

void insn_imul_condition(const struct exec *x, const struct insn_row *r)
{
	struct insn insn = { .row = r, .dst = REG_AX, .src = REG_CX };
	struct insn_code c = { .nr = 0 };

	if (x->place)
		return;
	insn_modrm(&c, x, r->bytes, 0x0faf, REG_AX, REG_CX);
	insn_consume(x, &insn, imul_model, &c);
}
