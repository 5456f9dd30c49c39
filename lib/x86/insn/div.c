/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DIV and IDIV. */
#include <x86/insn/mul.h>

/* false: the quotient does not fit */
static bool divide(struct insn_pair_value n, uint64_t d, unsigned int bytes,
		   struct insn_pair_value *result)
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
	*result = (struct insn_pair_value){ quotient, n.high };
	return true;
}

static struct insn_pair_value negate(struct insn_pair_value p,
				     unsigned int bytes)
{
	p.low = -p.low & insn_mask(bytes);
	p.high = (~p.high + !p.low) & insn_mask(bytes);
	return p;
}

/* The quotient is cut towards 0, the remainder has the dividend's sign. */
static bool divide_signed(struct insn_pair_value n, uint64_t d,
			  unsigned int bytes, struct insn_pair_value *r)
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
	struct insn_pair_value n = { insn_get(s, REG_AX, bytes),
				     insn_get(s, bytes == 1 ? OP_AH : REG_DX,
					      bytes) };
	uint64_t d = insn_get(s, insn->dst, bytes);
	bool fits = insn->row->op == INSN_DIV ? divide(n, d, bytes, &n) :
						divide_signed(n, d, bytes, &n);

	insn->undefined = EFLAGS_ARITH;
	if (fits)
		insn_put_pair(s, bytes, n);
	else
		s->cause = X86_DE;
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
		insn_load_group3(x, r, insn.dst);
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

	insn_load_group3(x, r, insn.dst);
	insn_put(&in, REG_AX, r->bytes, 0);
	insn_put(&in, high, r->bytes, insn_sign(r->bytes));
	insn_put(&in, insn.dst, r->bytes, ~0ull);
	want = in;
	div_model(&insn, &want);
	insn_want(x, &in, &want, insn.undefined);
	insn_flush(x);
}
