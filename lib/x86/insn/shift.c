/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Group 2 of opcodes, SHLD and SHRD (SDM vol. 2, RCL/RCR/ROL/ROR, SAL/SAR/SHL/SHR). */
#include <x86/insn/families.h>

enum shift {
	ROL,
	ROR,
	RCL,
	RCR,
	SHL,
	SHR,
	SAL,
	SAR
};

/* -------------------------------------------------------------- models ---- */

/* One step: the bit that leaves goes to CF. */
static uint64_t step(unsigned int op, uint64_t value, unsigned int bytes,
		     bool *carry)
{
	uint64_t top = insn_sign(bytes);
	bool left = op == ROL || op == RCL || op == SHL || op == SAL;
	bool out = value & (left ? top : 1);
	bool in = op == ROL || op == ROR ? out :
		  op == RCL || op == RCR ? *carry :
		  op == SAR		 ? (value & top) != 0 :
					   false;

	*carry = out;
	if (left)
		return (value << 1 & insn_mask(bytes)) | in;
	return value >> 1 | (in ? top : 0);
}

static void shift_flags(struct insn *insn, struct exec_state *s, uint64_t value,
			unsigned int count, bool carry)
{
	unsigned int bytes = insn->row->bytes, op = insn->row->op;

	insn_flag(s, EFLAGS_CF, carry);
	if (count != 1)
		insn->undefined |= EFLAGS_OF;
	if (op < SHL)
		return; /* rotates leave the others */
	insn_flags(s, value, bytes);
	insn->undefined |= EFLAGS_AF;
	if (op != SAR && count >= bytes * 8)
		insn->undefined |= EFLAGS_CF;
}

/* Of a shift by 1: whether the sign has changed, or did for SHR. */
static bool overflow(uint64_t before, uint64_t after, unsigned int bytes)
{
	return (before ^ after) & insn_sign(bytes);
}

static void shift_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes, op = insn->row->op;
	uint64_t before = insn_get(s, insn->dst, bytes), value = before;
	uint64_t operand = insn->src == OP_IMM ? insn->imm : s->gpr[REG_CX];
	unsigned int count = operand & (bytes == 8 ? 63 : 31);
	bool carry = s->flags & EFLAGS_CF;

	for (unsigned int i = 0; i < count; i++)
		value = step(op, value, bytes, &carry);
	insn_put(s, insn->dst, bytes, value); /* 32 bits: with count 0 too */
	if (!count)
		return;
	insn_flag(s, EFLAGS_OF, overflow(before, value, bytes));
	shift_flags(insn, s, value, count, carry);
}

static void double_model(struct insn *insn, struct exec_state *s)
{
	unsigned int bytes = insn->row->bytes, bits = bytes * 8;
	uint64_t before = insn_get(s, insn->dst, bytes), value = before;
	uint64_t from = insn_get(s, insn->src, bytes);
	unsigned int count = insn->imm & (bytes == 8 ? 63 : 31);
	bool left = insn->row->op == INSN_SHLD, carry = false, in;

	for (unsigned int i = 0; i < count; i++) {
		in = from & (left ? insn_sign(bytes) : 1);
		from = left ? from << 1 : from >> 1;
		value = step(left ? SHL : SHR, value, bytes, &carry);
		value |= in ? (left ? 1 : insn_sign(bytes)) : 0;
	}
	insn_put(s, insn->dst, bytes, value);
	if (!count)
		return;
	insn_flag(s, EFLAGS_CF, carry);
	insn_flags(s, value, bytes);
	insn_flag(s, EFLAGS_OF, overflow(before, value, bytes));
	insn->undefined = EFLAGS_AF;
	if (count != 1)
		insn->undefined |= EFLAGS_OF;
	if (count > bits) /* the result is undefined as well */
		insn->undefined |= EFLAGS_ARITH;
}

/* --------------------------------------------------------------- forms ---- */

static const uint8_t counts[] = { 0,  1,  2,  3,  7,  8,  9,  10,  15,	 16,
				  17, 18, 19, 24, 27, 31, 32, 33,  34,	 47,
				  62, 63, 64, 65, 95, 96, 97, 127, 0x80, 0xff };
enum {
	NR_COUNTS = sizeof(counts)
};

/* The count in CL, whatever else is in CX. */
static void try_values(const struct exec *x, struct insn *insn,
		       insn_model *model, unsigned int count)
{
	unsigned int bytes = insn->row->bytes;

	for (unsigned int v = 0; v < INSN_NR_VALUES; v += x->few ? 3 : 1) {
		struct exec_state in = insn_state(x), want;

		insn_put(&in, REG_CX, 1, count);
		in.flags |= v % 4 == 0 ? 0 :
			    v % 4 == 1 ? EFLAGS_CF :
			    v % 4 == 2 ? EFLAGS_ARITH :
					 EFLAGS_ARITH & ~EFLAGS_CF;
		if (insn->dst != REG_CX)
			insn_put(&in, insn->dst, bytes, insn_value(bytes, v));
		want = in;
		insn->undefined = 0;
		model(insn, &want);
		insn_want(x, &in, &want, insn->undefined);
	}
}

static void try_cl(const struct exec *x, const struct insn_row *r,
		   unsigned int dst)
{
	struct insn insn = { .row = r, .dst = dst, .src = REG_CX };
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, r->bytes, 0xd2 | (r->bytes > 1), r->op, dst);
	insn_load(x, &c);
	for (unsigned int i = 0; i < NR_COUNTS; i += x->few ? 5 : 1)
		try_values(x, &insn, shift_model, counts[i]);
}

/* RCL and RCR by the size and CF: everything is where it was. */
static bool whole_turn(const struct insn_row *r, unsigned int count)
{
	return (r->op == RCL || r->op == RCR) && r->bytes < 4 && count & 31 &&
	       (count & 31) % (r->bytes * 8u + 1) == 0;
}

/* With the whole turns, which an emulator may take for no turn, or without. */
static void try_constants(const struct exec *x, const struct insn_row *r,
			  unsigned int dst, bool whole)
{
	struct insn insn = { .row = r, .dst = dst, .src = OP_IMM, .imm = 1 };
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, r->bytes, 0xd0 | (r->bytes > 1), r->op, dst);
	insn_load(x, &c);
	try_values(x, &insn, shift_model, 0);
	for (unsigned int i = 0; i < NR_COUNTS; i += x->few && !whole ? 6 : 1) {
		if (whole_turn(r, counts[i]) != whole)
			continue;
		c.nr = 0;
		insn_modrm(&c, x, r->bytes, 0xc0 | (r->bytes > 1), r->op, dst);
		insn_imm(&c, counts[i], 1);
		insn_load(x, &c);
		insn.imm = counts[i];
		try_values(x, &insn, shift_model, 0);
	}
}

void insn_shift(const struct exec *x, const struct insn_row *r)
{
	const struct insn_pair *pairs;
	unsigned int nr = insn_pairs(x, r->bytes, &pairs);

	if (x->place) {
		try_cl(x, r, OP_MEM);
		try_constants(x, r, OP_MEM, false);
	} else {
		for (unsigned int i = 0; i < nr; i++)
			try_cl(x, r, pairs[i].dst);
		try_constants(x, r, pairs[0].dst, false);
		try_constants(x, r, pairs[1].dst, false);
	}
	insn_flush(x);
}

void insn_shift_whole(const struct exec *x, const struct insn_row *r)
{
	try_constants(x, r, x->place ? OP_MEM : REG_AX, true);
	insn_flush(x);
}

/* Three shifts with a condition behind: by CL, by 1, by 3. */
void insn_shift_condition(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t opcodes[] = { 0xd2, 0xd0, 0xc0 };

	for (unsigned int i = 0; !x->place && i < 3; i++) {
		struct insn insn = { .row = r,
				     .dst = REG_AX,
				     .src = i ? OP_IMM : REG_CX,
				     .imm = i == 1 ? 1 : 3 };
		struct insn_code c = { .nr = 0 };

		insn_modrm(&c, x, r->bytes, opcodes[i] | (r->bytes > 1), r->op,
			   REG_AX);
		if (i == 2)
			insn_imm(&c, 3, 1);
		insn_consume(x, &insn, shift_model, &c);
	}
}

void insn_shift_once(const struct exec *x, const struct insn_row *r,
		     uint64_t value, unsigned int count, uint32_t flags)
{
	struct insn insn = { .row = r, .dst = REG_AX, .src = REG_CX };
	struct exec_state in = insn_state(x), want;
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, r->bytes, 0xd2 | (r->bytes > 1), r->op, REG_AX);
	in.flags |= flags;
	insn_put(&in, REG_AX, r->bytes, value);
	insn_put(&in, REG_CX, 1, count);
	want = in;
	shift_model(&insn, &want);
	insn_once(x, &c, &in, &want, insn.undefined);
}

/* ----------------------------------------------------------- SHLD, SHRD ---- */

/* SDM vol. 2, SHLD: with a count above the size, which only 16 bits can have,
   all is undefined. */
static bool defined(unsigned int count, unsigned int bytes)
{
	return bytes > 2 || (count & 31) <= 16;
}

static void try_double(const struct exec *x, const struct insn_row *r,
		       unsigned int dst, unsigned int src, bool constant)
{
	uint32_t opcode = (r->op == INSN_SHLD ? 0x0fa4 : 0x0fac) | !constant;
	struct insn insn = { .row = r, .dst = dst, .src = src };

	for (unsigned int i = 0; i < NR_COUNTS; i += x->few ? 5 : 1) {
		struct insn_code c = { .nr = 0 };

		if (!defined(counts[i], r->bytes))
			continue;
		insn_modrm(&c, x, r->bytes, opcode, src, dst);
		if (constant)
			insn_imm(&c, counts[i], 1);
		if (constant || i == 0)
			insn_load(x, &c);
		insn.imm = counts[i];
		try_values(x, &insn, double_model, counts[i]);
	}
}

void insn_double_shift(const struct exec *x, const struct insn_row *r)
{
	if (x->place) {
		try_double(x, r, OP_MEM, REG_DX, true);
		try_double(x, r, OP_MEM, REG_SI, false);
		insn_flush(x);
		return;
	}
	for (unsigned int constant = 0; constant < 2; constant++) {
		try_double(x, r, REG_AX, REG_DX, constant);
		try_double(x, r, REG_SI, REG_SI, constant);
		try_double(x, r, REG_BP, REG_BX, constant);
		if (x->bits == 64)
			try_double(x, r, REG_R8, 15, constant);
	}
	insn_flush(x);
}
