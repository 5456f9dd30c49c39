/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Multiplication and division: group 3 of opcodes, and IMUL of two and three operands. */
#include <x86/insn_families.h>

enum {
	/* of a product; of a quotient */
	MUL_UNDEFINED = EFLAGS_SF | EFLAGS_ZF | EFLAGS_AF | EFLAGS_PF,
	DIV_UNDEFINED = EFLAGS_ARITH,
};

/* Twice an operand's size, in two values of that size. */
struct pair {
	uint64_t low, high;
};

/* -------------------------------------------------------------- models ---- */

static struct pair multiply(uint64_t a, uint64_t b, unsigned int bytes)
{
	struct pair p = { 0, 0 };
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

static struct pair multiply_signed(uint64_t a, uint64_t b, unsigned int bytes)
{
	struct pair p = multiply(a, b, bytes);

	if (a & insn_sign(bytes))
		p.high -= b;
	if (b & insn_sign(bytes))
		p.high -= a;
	p.high &= insn_mask(bytes);
	return p;
}

static void product_flags(struct insn *insn, struct exec_state *s,
			  struct pair p, bool is_signed)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t nothing =
		is_signed && p.low & insn_sign(bytes) ? insn_mask(bytes) : 0;

	insn_flag(s, EFLAGS_CF | EFLAGS_OF, p.high != nothing);
	insn->undefined = MUL_UNDEFINED;
}

/* AH:AL, or DX:AX and its wider forms. */
static void put_pair(struct exec_state *s, unsigned int bytes, struct pair p)
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
	struct pair p = is_signed ? multiply_signed(a, b, bytes) :
				    multiply(a, b, bytes);

	put_pair(s, bytes, p);
	product_flags(insn, s, p, is_signed);
}

static void imul_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t a = insn_get(s, insn->src, bytes);
	uint64_t b = insn->also ? insn->imm : insn_get(s, insn->dst, bytes);
	struct pair p = multiply_signed(a, b, bytes);

	insn_put(s, insn->dst, bytes, p.low);
	product_flags(insn, s, p, true);
}

/* false: the quotient does not fit */
static bool divide(struct pair n, uint64_t d, unsigned int bytes,
		   struct pair *result)
{
	uint64_t quotient = 0, mask = insn_mask(bytes);

	if (n.high >= d)
		return false;
	for (uint64_t bit = insn_sign(bytes); bit; bit >>= 1) {
		bool carry = n.high & insn_sign(bytes);

		n.high = (n.high << 1 & mask) | (n.low & bit ? 1 : 0);
		if (!carry && n.high < d)
			continue;
		n.high = (n.high - d) & mask;
		quotient |= bit;
	}
	*result = (struct pair){ quotient, n.high };
	return true;
}

static struct pair negate(struct pair p, unsigned int bytes)
{
	p.low = -p.low & insn_mask(bytes);
	p.high = (~p.high + !p.low) & insn_mask(bytes);
	return p;
}

/* The quotient is cut towards 0, the remainder has the dividend's sign. */
static bool divide_signed(struct pair n, uint64_t d, unsigned int bytes,
			  struct pair *r)
{
	uint64_t sign = insn_sign(bytes), mask = insn_mask(bytes);
	bool n_negative = n.high & sign, d_negative = d & sign;

	if (n_negative)
		n = negate(n, bytes);
	if (d_negative)
		d = -d & mask;
	if (!divide(n, d, bytes, r))
		return false;
	if (r->low > sign - (n_negative == d_negative))
		return false;
	if (n_negative != d_negative)
		r->low = -r->low & mask;
	if (n_negative)
		r->high = -r->high & mask;
	return true;
}

static void div_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	struct pair n = { insn_get(s, REG_AX, bytes),
			  insn_get(s, bytes == 1 ? OP_AH : REG_DX, bytes) };
	uint64_t d = insn_get(s, insn->dst, bytes);
	bool fits = insn->row->op == INSN_DIV ? divide(n, d, bytes, &n) :
						divide_signed(n, d, bytes, &n);

	insn->undefined = DIV_UNDEFINED;
	if (fits)
		put_pair(s, bytes, n);
	else
		s->cause = X86_DE;
}

/* --------------------------------------------------------------- forms ---- */

static void load_group(const struct exec *x, const struct insn_row *r,
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

	load_group(x, r, operand);
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

/*
 * The least dividend by -1 stops some emulators: C has no result for it either.
 * insn_div_minimum() is about it alone.
 */
static bool is_minimum(const struct exec_state *s, const struct insn *insn)
{
	unsigned int bytes = insn->row->bytes;
	unsigned int high = bytes == 1 ? OP_AH : REG_DX;

	return insn->row->op == INSN_IDIV &&
	       insn_get(s, insn->dst, bytes) == insn_mask(bytes) &&
	       insn_get(s, high, bytes) == insn_sign(bytes) &&
	       insn_get(s, REG_AX, bytes) == 0;
}

/* Quotients on both sides of what fits. */
static void try_divisor(const struct exec *x, struct insn *insn, uint64_t d)
{
	unsigned int bytes = insn->row->bytes, i = 0;
	const uint64_t highs[] = { 0,	      1,
				   d - 1,     d,
				   d >> 1,    (d >> 1) - 1,
				   -1ull,     -(d >> 1),
				   ~(d >> 1), insn_sign(bytes) };

	for (unsigned int h = 0; h < sizeof(highs) / sizeof(highs[0]); h++)
		for (unsigned int v = 0; v < INSN_NR_VALUES;
		     v += x->few ? 7 : 1, i++) {
			struct exec_state in = insn_state(x), want;
			unsigned int high = bytes == 1 ? OP_AH : REG_DX;

			in.flags |= i & 1 ? EFLAGS_ARITH : 0;
			insn_put(&in, REG_AX, bytes, insn_value(bytes, v));
			insn_put(&in, high, bytes, highs[h]);
			insn_put(&in, insn->dst, bytes, d);
			want = in;
			div_model(insn, &want);
			if (!is_minimum(&in, insn))
				insn_want(x, &in, &want, insn->undefined);
		}
}

void insn_div(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t wide[] = { REG_CX, REG_SI, REG_AX, REG_DX, 15 };
	static const uint8_t byte[] = { REG_CX, OP_DH, REG_AX, OP_AH, REG_DI };
	unsigned int nr = x->place ? 1 : x->bits == 64 ? 5 : 4;

	for (unsigned int i = 0; i < nr; i++) {
		struct insn insn = { .row = r, .dst = OP_MEM };

		if (!x->place)
			insn.dst = r->bytes == 1 ? byte[i] : wide[i];
		load_group(x, r, insn.dst);
		for (unsigned int v = 0; v < INSN_NR_VALUES;
		     v += i || x->few ? 3 : 1)
			try_divisor(x, &insn, insn_value(r->bytes, v));
	}
	insn_flush(x);
}

void insn_div_minimum(const struct exec *x, const struct insn_row *r)
{
	struct insn insn = { .row = r, .dst = x->place ? OP_MEM : REG_CX };
	unsigned int high = r->bytes == 1 ? OP_AH : REG_DX;
	struct exec_state in = insn_state(x), want;

	load_group(x, r, insn.dst);
	insn_put(&in, REG_AX, r->bytes, 0);
	insn_put(&in, high, r->bytes, insn_sign(r->bytes));
	insn_put(&in, insn.dst, r->bytes, ~0ull);
	want = in;
	div_model(&insn, &want);
	insn_want(x, &in, &want, insn.undefined);
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
