/* SPDX-License-Identifier: GPL-2.0-or-later */
/* String instructions within the window: all prefixes, directions, small counts. */
#include <x86/insn/families.h>

#include <string.h>

enum {
	MOVS = 0xa4,
	CMPS = 0xa6,
	STOS = 0xaa,
	LODS = 0xac,
	SCAS = 0xae
};
enum {
	REPNE = 0xf2,
	REPE = 0xf3,
	HALF = EXEC_MEM / 2
};

/* One run of an instruction. */
struct string {
	unsigned int op, bytes, prefix, address_bytes, count;
	bool down;
};

static uint64_t element(const struct exec *x, const struct exec_state *s,
			uint64_t address, unsigned int bytes)
{
	uint64_t value = 0;

	memcpy(&value, s->mem + (address - (x->place->address - EXEC_OPERAND)),
	       bytes);
	return value;
}

static void store(const struct exec *x, struct exec_state *s, uint64_t address,
		  unsigned int bytes, uint64_t value)
{
	memcpy(s->mem + (address - (x->place->address - EXEC_OPERAND)), &value,
	       bytes);
}

static void compare(struct exec_state *s, unsigned int bytes, uint64_t a,
		    uint64_t b)
{
	uint64_t rest = (a - b) & insn_mask(bytes);
	uint64_t borrows = (~a & b) | ((~a | b) & rest);
	bool out = borrows & insn_sign(bytes);

	insn_flag(s, EFLAGS_CF, out);
	insn_flag(s, EFLAGS_OF, out != !!(borrows << 1 & insn_sign(bytes)));
	insn_flag(s, EFLAGS_AF, borrows & 8);
	insn_flags(s, rest, bytes);
}

static void advance(struct exec_state *s, const struct string *t,
		    unsigned int reg)
{
	uint64_t step = t->down ? -(uint64_t)t->bytes : t->bytes;

	insn_put(s, reg, t->address_bytes, s->gpr[reg] + step);
}

static void one_step(const struct exec *x, struct exec_state *s,
		     const struct string *t)
{
	uint64_t si = insn_get(s, REG_SI, t->address_bytes);
	uint64_t di = insn_get(s, REG_DI, t->address_bytes);
	unsigned int bytes = t->bytes;

	if (t->op == MOVS)
		store(x, s, di, bytes, element(x, s, si, bytes));
	else if (t->op == STOS)
		store(x, s, di, bytes, s->gpr[REG_AX]);
	else if (t->op == LODS)
		insn_put(s, REG_AX, bytes, element(x, s, si, bytes));
	else if (t->op == CMPS)
		compare(s, bytes, element(x, s, si, bytes),
			element(x, s, di, bytes));
	else
		compare(s, bytes, insn_get(s, REG_AX, bytes),
			element(x, s, di, bytes));
	if (t->op == MOVS || t->op == CMPS || t->op == LODS)
		advance(s, t, REG_SI);
	if (t->op != LODS)
		advance(s, t, REG_DI);
}

static void model(const struct exec *x, struct exec_state *s,
		  const struct string *t)
{
	bool compares = t->op == CMPS || t->op == SCAS;

	if (!t->prefix) {
		one_step(x, s, t);
		return;
	}
	while (insn_get(s, REG_CX, t->address_bytes)) {
		one_step(x, s, t);
		insn_put(s, REG_CX, t->address_bytes, s->gpr[REG_CX] - 1);
		if (compares && !(s->flags & EFLAGS_ZF) != (t->prefix == REPNE))
			break;
	}
}

/* The halves of the window alike, but for one element; AX like another. */
static struct exec_state state(const struct exec *x, const struct string *t,
			       unsigned int different, unsigned int flags)
{
	struct exec_state s = insn_state(x);
	uint64_t base = x->place->address - EXEC_OPERAND;
	uint64_t last = t->down ? HALF - t->bytes : 0;
	unsigned int at = different * t->bytes;
	bool narrow = t->address_bytes < x->bits / 8;

	s.flags |= flags | (t->down ? EFLAGS_DF : 0);
	memcpy(s.mem + HALF, s.mem, HALF);
	if (t->op == SCAS)
		for (unsigned int i = 0; i < HALF; i += t->bytes)
			memcpy(s.mem + HALF + i, &s.gpr[REG_AX], t->bytes);
	if (at < HALF)
		s.mem[HALF + at] ^= 0x81;
	insn_put(&s, REG_SI, t->address_bytes, base + last);
	insn_put(&s, REG_DI, t->address_bytes, base + HALF + last);
	insn_put(&s, REG_CX, t->address_bytes, t->count);
	/* 32 bits of an address clear the upper half where they are written */
	if (narrow && t->address_bytes == 4 && t->count) {
		s.gpr[REG_SI] |= t->op == STOS || t->op == SCAS ? 0 :
								  1ull << 40;
		s.gpr[REG_DI] |= t->op == LODS ? 0 : 1ull << 41;
		s.gpr[REG_CX] |= 1ull << 42;
	}
	return s;
}

static void try_string(const struct exec *x, const struct string *t)
{
	for (unsigned int n = 0; n < 8; n++) {
		struct exec_state in, want;

		in = state(x, t, n / 2 == 3 ? 99 : n / 2 * (n / 2 + 1) / 2,
			   n & 1 ? EFLAGS_ARITH : 0);
		want = in;
		model(x, &want, t);
		insn_want(x, &in, &want, 0);
	}
}

static void load(const struct exec *x, const struct string *t)
{
	struct insn_code c = { .nr = 0 };
	bool narrow = t->address_bytes != x->bits / 8;

	if (narrow)
		insn_byte(&c, 0x67);
	if (t->prefix)
		insn_byte(&c, t->prefix);
	insn_op(&c, x, t->bytes, t->op | (t->bytes > 1), 0);
	insn_load(x, &c);
}

static void try_prefix(const struct exec *x, struct string *t)
{
	static const uint8_t counts[] = { 0, 1, 2, 3, HALF };

	for (unsigned int down = 0; down < 2; down++)
		for (unsigned int i = 0; i < 5; i++) {
			t->down = down;
			t->count = counts[i];
			if (t->count * t->bytes > HALF)
				t->count = HALF / t->bytes;
			try_string(x, t);
		}
}

void insn_string(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t prefixes[] = { 0, REPE, REPNE };
	bool compares = r->op == CMPS || r->op == SCAS;
	unsigned int natural = x->bits / 8;
	bool low = x->place && x->place->address < 0xff00;

	for (unsigned int p = 0; x->place && p < 2u + compares; p++) {
		struct string t = { .op = r->op,
				    .bytes = r->bytes,
				    .prefix = prefixes[p],
				    .address_bytes = natural };

		load(x, &t);
		try_prefix(x, &t);
		if (!low) /* where other sizes of addresses do not reach */
			continue;
		t.address_bytes = natural == 4 ? 2 : 4;
		load(x, &t);
		try_prefix(x, &t);
	}
	insn_flush(x);
}
