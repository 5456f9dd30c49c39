/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single bits: group 8 of opcodes with register offsets, BSF and BSR. */
#include <x86/insn/families.h>

enum {
	BT = 4,
	BTS,
	BTR,
	BTC
};
enum {
	BIT_UNDEFINED = EFLAGS_OF | EFLAGS_SF | EFLAGS_AF | EFLAGS_PF
};

/* -------------------------------------------------------------- models ---- */

static uint64_t change(unsigned int op, uint64_t value, uint64_t bit)
{
	return op == BTS ? value | bit :
	       op == BTR ? value & ~bit :
	       op == BTC ? value ^ bit :
			   value;
}

/* An offset in a register reaches beyond a memory operand, both ways. */
static void memory_bit(struct insn *insn, struct exec_state *s, int64_t offset)
{
	unsigned int at = (unsigned int)(EXEC_OPERAND * 8 + offset);
	uint8_t *byte = &s->mem[at / 8], bit = (uint8_t)(1u << at % 8);

	insn_flag(s, EFLAGS_CF, *byte & bit);
	*byte = (uint8_t)change(insn->row->op, *byte, bit);
}

static void bit_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t offset = insn->src == OP_IMM ? insn->imm :
						insn_get(s, insn->src, bytes);
	uint64_t bit = 1ull << offset % (bytes * 8), value;

	insn->undefined = BIT_UNDEFINED;
	if (insn->dst == OP_MEM && insn->src != OP_IMM) {
		memory_bit(insn, s, (int64_t)insn_extend(offset, bytes));
		return;
	}
	value = insn_get(s, insn->dst, bytes);
	insn_flag(s, EFLAGS_CF, value & bit);
	if (insn->row->op != BT)
		insn_put(s, insn->dst, bytes,
			 change(insn->row->op, value, bit));
}

/* SDM vol. 2, BSF: of a zero source only ZF is defined. */
static void scan_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes, n = 0;
	uint64_t value = insn_get(s, insn->src, bytes);

	insn->undefined = EFLAGS_ARITH & ~EFLAGS_ZF;
	insn_flag(s, EFLAGS_ZF, !value);
	if (!value) {
		insn->undefined |= INSN_ANY_REG(insn->dst);
		return;
	}
	if (insn->row->op == INSN_BSF)
		while (!(value >> n & 1))
			n++;
	else
		while (value >> n > 1)
			n++;
	insn_put(s, insn->dst, bytes, n);
}

/* --------------------------------------------------------------- forms ---- */

static void try_offset(const struct exec *x, struct insn *insn, uint64_t offset,
		       unsigned int value)
{
	struct exec_state in = insn_state(x), want;
	unsigned int bytes = insn->row->bytes;

	in.flags |= value & 1 ? EFLAGS_ARITH : 0;
	insn_put(&in, insn->dst, bytes, insn_value(bytes, value));
	if (insn->src != OP_IMM)
		insn_put(&in, insn->src, bytes, offset);
	want = in;
	bit_model(insn, &want);
	insn_want(x, &in, &want, insn->undefined);
}

static void load_bit(const struct exec *x, const struct insn *insn, bool lock)
{
	struct insn_code c = { .nr = 0 };
	unsigned int op = insn->row->op, bytes = insn->row->bytes;

	if (lock)
		insn_byte(&c, 0xf0);
	if (insn->src == OP_IMM) {
		insn_modrm(&c, x, bytes, 0x0fba, op, insn->dst);
		insn_imm(&c, insn->imm, 1);
	} else {
		insn_modrm(&c, x, bytes, 0x0f83 | op << 3, insn->src,
			   insn->dst);
	}
	insn_load(x, &c);
}

/* A memory operand's window has 8 bytes before it, and 16 after. */
static void try_register_offsets(const struct exec *x, const struct insn_row *r,
				 unsigned int dst, unsigned int src, bool lock)
{
	struct insn insn = { .row = r, .dst = dst, .src = src };
	int step = x->few ? 21 : 5;

	load_bit(x, &insn, lock);
	for (int offset = -64; offset < 192; offset += step) {
		try_offset(x, &insn, (uint64_t)(int64_t)offset, 8);
		if (offset < 191)
			try_offset(x, &insn, (uint64_t)(int64_t)(offset + 1),
				   9);
	}
	if (dst != OP_MEM) /* modulo the size */
		for (unsigned int v = 0; v < INSN_NR_VALUES; v++)
			try_offset(x, &insn, insn_value(r->bytes, v), 10);
}

static void try_constant_offsets(const struct exec *x, const struct insn_row *r,
				 unsigned int dst, bool lock)
{
	struct insn insn = { .row = r, .dst = dst, .src = OP_IMM };

	for (unsigned int n = 0; n < 256; n += x->few ? 43 : 7) {
		insn.imm = n;
		load_bit(x, &insn, lock);
		try_offset(x, &insn, n, 8);
		try_offset(x, &insn, n, 9);
	}
}

void insn_bit(const struct exec *x, const struct insn_row *r)
{
	if (x->place) {
		for (unsigned int lock = 0; lock < 2u - (r->op == BT); lock++) {
			try_register_offsets(x, r, OP_MEM, REG_DX, lock);
			try_constant_offsets(x, r, OP_MEM, lock);
		}
	} else {
		try_register_offsets(x, r, REG_AX, REG_CX, false);
		try_register_offsets(x, r, REG_DI, REG_BP, false);
		try_constant_offsets(x, r, REG_SI, false);
		if (x->bits == 64)
			try_register_offsets(x, r, 12, REG_R8, false);
	}
	insn_flush(x);
}

static void try_scan(const struct exec *x, const struct insn_row *r,
		     unsigned int dst, unsigned int src)
{
	struct insn insn = { .row = r, .dst = dst, .src = src };
	struct insn_code c = { .nr = 0 };
	unsigned int bits = r->bytes * 8;

	insn_modrm(&c, x, r->bytes, r->op == INSN_BSF ? 0x0fbc : 0x0fbd, dst,
		   src);
	insn_load(x, &c);
	insn_try(x, &insn, scan_model, INSN_FEW);
	for (unsigned int i = 0; i < bits; i += x->few ? 5 : 1) {
		struct exec_state in = insn_state(x), want;

		insn_put(&in, src, r->bytes,
			 1ull << i | 1ull << (bits - 1 - i / 2));
		want = in;
		scan_model(&insn, &want);
		insn_want(x, &in, &want, insn.undefined);
	}
}

void insn_scan(const struct exec *x, const struct insn_row *r)
{
	const struct insn_pair *pairs;
	unsigned int nr = insn_pairs(x, r->bytes, &pairs);

	if (x->place)
		try_scan(x, r, REG_SI, OP_MEM);
	else
		for (unsigned int i = 0; i < nr; i++)
			try_scan(x, r, pairs[i].dst, pairs[i].src);
	insn_flush(x);
}
