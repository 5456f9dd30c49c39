/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What copies operands: MOV in all its forms, MOVZX, MOVSX, BSWAP, conversions. */
#include <x86/insn/families.h>

#include <test/test.h>
#include <x86/features.h>

/* -------------------------------------------------------------- models ---- */

static void mov_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;

	insn_put(s, insn->dst, bytes,
		 insn->src == OP_IMM ? insn->imm :
				       insn_get(s, insn->src, bytes));
}

static void movx_model(struct insn *insn, struct exec_state *s)
{
	unsigned int from = insn->row->op & 0xf;
	uint64_t value = insn_get(s, insn->src, from);

	if (insn->row->op & INSN_SIGNED)
		value = insn_extend(value, from);
	insn_put(s, insn->dst, insn->row->bytes, value);
}

static void bswap_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t value = insn_get(s, insn->dst, bytes), swapped = 0;

	for (unsigned int i = 0; i < bytes; i++)
		swapped |= (value >> 8 * i & 0xff) << 8 * (bytes - 1 - i);
	insn_put(s, insn->dst, bytes, swapped);
}

static void movbe_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;
	uint64_t value = insn_get(s, insn->src, bytes), swapped = 0;

	for (unsigned int i = 0; i < bytes; i++)
		swapped |= (value >> 8 * i & 0xff) << 8 * (bytes - 1 - i);
	insn_put(s, insn->dst, bytes, swapped);
}

/* CBW and its wider forms; CWD and its wider forms. */
static void convert_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes;

	if (insn->row->op == INSN_CBW)
		insn_put(s, REG_AX, bytes,
			 insn_extend(s->gpr[REG_AX], bytes / 2));
	else
		insn_put(s, REG_DX, bytes,
			 s->gpr[REG_AX] & insn_sign(bytes) ? ~0ull : 0);
}

/* --------------------------------------------------------------- forms ---- */

static void try_modrm(const struct exec *x, struct insn *insn, uint32_t opcode,
		      unsigned int reg, unsigned int rm, insn_model *model)
{
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, insn->row->bytes, opcode, reg, rm);
	insn_load(x, &c);
	insn_try(x, insn, model, INSN_FEW);
}

static void try_mov_imm(const struct exec *x, const struct insn_row *r,
			unsigned int dst, bool group)
{
	unsigned int wide = group && r->bytes == 8 ? 4 : r->bytes;
	struct insn insn = { .row = r, .dst = dst, .src = OP_IMM };

	for (unsigned int v = 0; v < INSN_NR_VALUES; v += x->few ? 5 : 1) {
		struct insn_code c = { .nr = 0 };
		uint64_t imm = insn_value(wide, v);

		if (group)
			insn_modrm(&c, x, r->bytes, 0xc6 | (r->bytes > 1), 0,
				   dst);
		else
			insn_op(&c, x, r->bytes, r->bytes > 1 ? 0xb8 : 0xb0,
				dst);
		insn_imm(&c, imm, wide);
		insn_load(x, &c);
		insn.imm = insn_extend(imm, wide) & insn_mask(r->bytes);
		insn_try(x, &insn, mov_model, INSN_FEW);
	}
}

/* A0 to A3: the address is in the instruction. */
static void try_moffs(const struct exec *x, const struct insn_row *r,
		      bool store)
{
	struct insn insn = { .row = r,
			     .dst = store ? OP_MEM : REG_AX,
			     .src = store ? REG_AX : OP_MEM };
	struct insn_code c = { .nr = 0 };

	insn_op(&c, x, r->bytes, 0xa0u | store << 1 | (r->bytes > 1), 0);
	insn_imm(&c, x->place->address, x->bits / 8);
	insn_load(x, &c);
	insn_try(x, &insn, mov_model, INSN_FEW);
}

static void try_mov_memory(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t regs[] = { REG_AX, REG_CX, REG_DX, REG_SP, REG_BP,
					REG_SI, REG_DI, 8,	12,	15 };
	unsigned int nr = x->bits == 64 ? 10 : r->bytes == 1 ? 3 : 7;

	for (unsigned int i = 0; i < nr; i++) {
		struct insn store = { .row = r, .dst = OP_MEM, .src = regs[i] };
		struct insn load = { .row = r, .dst = regs[i], .src = OP_MEM };

		try_modrm(x, &store, 0x88 | (r->bytes > 1), regs[i], OP_MEM,
			  mov_model);
		try_modrm(x, &load, 0x8a | (r->bytes > 1), regs[i], OP_MEM,
			  mov_model);
	}
	try_mov_imm(x, r, OP_MEM, true);
	try_moffs(x, r, false);
	try_moffs(x, r, true);
}

void insn_mov(const struct exec *x, const struct insn_row *r)
{
	const struct insn_pair *p;
	unsigned int nr = insn_pairs(x, r->bytes, &p);

	if (x->place)
		try_mov_memory(x, r);
	for (unsigned int i = 0; !x->place && i < nr; i++) {
		struct insn insn = { .row = r,
				     .dst = p[i].dst,
				     .src = p[i].src };

		try_modrm(x, &insn, 0x88 | (r->bytes > 1), p[i].src, p[i].dst,
			  mov_model);
		try_modrm(x, &insn, 0x8a | (r->bytes > 1), p[i].dst, p[i].src,
			  mov_model);
		try_mov_imm(x, r, p[i].dst, true);
		try_mov_imm(x, r, p[i].src, false);
	}
	insn_flush(x);
}

static uint32_t movx_opcode(const struct insn_row *r)
{
	unsigned int from = r->op & 0xf;

	if (from == 4)
		return 0x63;
	return (r->op & INSN_SIGNED ? 0x0fbe : 0x0fb6) | (from == 2);
}

/* The register form of a byte is REX-less for AH, so the code is made here. */
static void try_movx(const struct exec *x, const struct insn_row *r,
		     unsigned int dst, unsigned int src)
{
	struct insn insn = { .row = r, .dst = dst, .src = src };
	struct insn_code c = { .nr = 0 };
	struct exec_state in, want;

	insn_modrm(&c, x, r->bytes, movx_opcode(r), dst, src);
	insn_load(x, &c);
	for (unsigned int v = 0; v < INSN_NR_VALUES; v++) {
		in = insn_state(x);
		in.flags |= v & 1 ? EFLAGS_ARITH : 0;
		insn_put(&in, src, r->op & 0xf, insn_value(r->op & 0xf, v));
		want = in;
		movx_model(&insn, &want);
		insn_want(x, &in, &want, 0);
	}
}

void insn_movx(const struct exec *x, const struct insn_row *r)
{
	if (x->place) {
		try_movx(x, r, REG_AX, OP_MEM);
		try_movx(x, r, REG_DI, OP_MEM);
		if (x->bits == 64)
			try_movx(x, r, REG_R8, OP_MEM);
	} else {
		try_movx(x, r, REG_AX, REG_CX);
		try_movx(x, r, REG_SI, REG_BX);
		try_movx(x, r, REG_DX, REG_DX);
		if ((r->op & 0xf) == 1 && r->bytes < 8) {
			try_movx(x, r, REG_DX, OP_AH);
			try_movx(x, r, REG_DI, OP_CH);
			try_movx(x, r, REG_BX, OP_BH);
		}
		if (x->bits == 64)
			try_movx(x, r, REG_R8, 13);
	}
	insn_flush(x);
}

void insn_bswap(const struct exec *x, const struct insn_row *r)
{
	for (unsigned int reg = 0; reg < (x->bits == 64 ? 16 : 8); reg++) {
		struct insn insn = { .row = r, .dst = reg, .src = OP_NONE };
		struct insn_code c = { .nr = 0 };

		if (x->place)
			return;
		insn_op(&c, x, r->bytes, 0x0fc8, reg);
		insn_load(x, &c);
		insn_try(x, &insn, bswap_model, INSN_FEW);
	}
	insn_flush(x);
}

void insn_movbe(const struct exec *x, const struct insn_row *r)
{
	struct insn load = { .row = r, .dst = REG_SI, .src = OP_MEM };
	struct insn store = { .row = r, .dst = OP_MEM, .src = REG_SI };

	if (!x86_movbe.probe())
		SKIP("needs %s (%s)", x86_movbe.name, x86_movbe.where);
	if (!x->place)
		return;
	try_modrm(x, &load, 0x0f38f0, REG_SI, OP_MEM, movbe_model);
	try_modrm(x, &store, 0x0f38f1, REG_SI, OP_MEM, movbe_model);
	insn_flush(x);
}

void insn_convert(const struct exec *x, const struct insn_row *r)
{
	struct insn insn = { .row = r, .dst = REG_AX, .src = REG_DX };
	struct insn_code c = { .nr = 0 };

	if (x->place)
		return;
	insn_op(&c, x, r->bytes, r->op == INSN_CBW ? 0x98 : 0x99, 0);
	insn_load(x, &c);
	insn_try(x, &insn, convert_model, INSN_FEW);
	insn_flush(x);
}
