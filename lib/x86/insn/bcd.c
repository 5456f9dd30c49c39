/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decimal adjustment, exhaustively (SDM vol. 2, DAA, DAS, AAA, AAS, AAM, AAD), and the
 * other instructions without operands: flags, LAHF, SAHF, SALC, XLAT.
 */
#include <x86/insn/families.h>

static void put_al(struct exec_state *s, unsigned int value)
{
	insn_put(s, REG_AX, 1, value);
	insn_flags(s, value & 0xff, 1);
}

static uint32_t decimal(struct exec_state *s, bool subtract)
{
	unsigned int al = s->gpr[REG_AX] & 0xff, old = al;
	bool cf = s->flags & EFLAGS_CF, carry = false;
	int sign = subtract ? -1 : 1;

	if ((al & 0xf) > 9 || s->flags & EFLAGS_AF) {
		al += (unsigned int)(6 * sign);
		carry = cf || al > 0xff;
		al &= 0xff;
		s->flags |= EFLAGS_AF;
	} else {
		insn_flag(s, EFLAGS_AF, false);
	}
	if (old > 0x99 || cf) {
		al += (unsigned int)(0x60 * sign);
		carry = true;
	} else if (!subtract) {
		carry = false;
	}
	insn_flag(s, EFLAGS_CF, carry);
	put_al(s, al & 0xff);
	return EFLAGS_OF;
}

static uint32_t ascii(struct exec_state *s, bool subtract)
{
	uint64_t ax = s->gpr[REG_AX] & 0xffff;
	bool adjust = (ax & 0xf) > 9 || s->flags & EFLAGS_AF;

	if (adjust && subtract)
		ax = ((ax - 6) & 0xffff) - 0x100;
	else if (adjust)
		ax += 0x106;
	insn_put(s, REG_AX, 2, ax & 0xff0f);
	insn_flag(s, EFLAGS_AF | EFLAGS_CF, adjust);
	return EFLAGS_OF | EFLAGS_SF | EFLAGS_ZF | EFLAGS_PF;
}

static uint32_t by_base(struct exec_state *s, unsigned int op,
			unsigned int base)
{
	unsigned int al = s->gpr[REG_AX] & 0xff;
	unsigned int ah = s->gpr[REG_AX] >> 8 & 0xff;

	if (op == INSN_AAD) {
		insn_put(s, REG_AX, 2, 0);
		put_al(s, (al + ah * base) & 0xff);
	} else if (!base) {
		s->cause = X86_DE;
		return EFLAGS_ARITH;
	} else {
		insn_put(s, OP_AH, 1, al / base);
		put_al(s, al % base);
	}
	return EFLAGS_OF | EFLAGS_AF | EFLAGS_CF;
}

static uint32_t model(struct exec_state *s, unsigned int op, unsigned int base)
{
	switch (op) {
	case INSN_DAA:
	case INSN_DAS:
		return decimal(s, op == INSN_DAS);
	case INSN_AAA:
	case INSN_AAS:
		return ascii(s, op == INSN_AAS);
	default:
		return by_base(s, op, base);
	}
}

static const uint8_t opcodes[] = { 0x27, 0x2f, 0x37, 0x3f, 0xd4, 0xd5, 0xd4 };

/* All of AL with CF and AF; AH goes through the boundaries. */
static void try_base(const struct exec *x, const struct insn_row *r,
		     unsigned int base)
{
	struct insn_code c = { .nr = 0 };

	insn_byte(&c, opcodes[r->op]);
	if (r->op >= INSN_AAM)
		insn_byte(&c, base);
	insn_load(x, &c);
	for (unsigned int i = 0; i < 1024; i += x->few ? 11 : 1) {
		struct exec_state in = insn_state(x), want;
		uint32_t undefined;

		insn_put(&in, REG_AX, 2,
			 (i & 0xff) | insn_value(1, i / 3 % 16) << 8);
		in.flags |= (i & 0x100 ? EFLAGS_CF : 0) |
			    (i & 0x200 ? EFLAGS_AF : 0) |
			    (i & 1 ? EFLAGS_SF | EFLAGS_ZF : 0);
		want = in;
		undefined = model(&want, r->op, base);
		insn_want(x, &in, &want, undefined);
	}
}

void insn_bcd(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t bases[] = { 10, 0, 1, 2, 16, 127, 128, 255 };

	unsigned int from = r->op == INSN_AAM_HIGH ? 6 : 0;
	unsigned int to = r->op < INSN_AAM ? 1 : r->op == INSN_AAM ? 6 : 8;

	for (unsigned int i = from; i < to; i++)
		try_base(x, r, bases[i]);
	insn_flush(x);
}

/* --------------------------------------------------------------- flags ---- */

enum {
	LAHF_FLAGS = 0xd5
};

static void flag_model(struct exec_state *s, unsigned int opcode)
{
	unsigned int ah = s->gpr[REG_AX] >> 8 & 0xff;

	switch (opcode) {
	case 0x9e: /* SAHF */
		s->flags = (s->flags & ~(uint64_t)LAHF_FLAGS) |
			   (ah & LAHF_FLAGS);
		break;
	case 0x9f: /* LAHF */
		insn_put(s, OP_AH, 1, (s->flags & LAHF_FLAGS) | EFLAGS_FIXED);
		break;
	case 0xd6: /* SALC */
		insn_put(s, REG_AX, 1, s->flags & EFLAGS_CF ? 0xff : 0);
		break;
	case 0xf5:
		s->flags ^= EFLAGS_CF;
		break;
	case 0xf8:
	case 0xf9:
		insn_flag(s, EFLAGS_CF, opcode & 1);
		break;
	case 0xfc:
	case 0xfd:
		insn_flag(s, EFLAGS_DF, opcode & 1);
		break;
	default: /* NOP */
		break;
	}
}

void insn_flag_op(const struct exec *x, const struct insn_row *r)
{
	struct insn_code c = { { r->op }, 1 };

	insn_load(x, &c);
	for (unsigned int i = 0; i < 256; i++) {
		struct exec_state in = insn_state(x), want;

		insn_put(&in, OP_AH, 1, i);
		in.flags |= (i * 37 & LAHF_FLAGS) | (i & 8 ? EFLAGS_DF : 0) |
			    (i & 16 ? EFLAGS_OF : 0);
		want = in;
		flag_model(&want, r->op);
		insn_want(x, &in, &want, 0);
	}
	insn_flush(x);
}

/* XLAT: AL is an offset without a sign. */
void insn_xlat(const struct exec *x, const struct insn_row *r)
{
	struct insn_code c = { { 0xd7 }, 1 };

	(void)r;
	if (!x->place)
		return;
	insn_load(x, &c);
	for (unsigned int i = 0; i < EXEC_MEM; i++) {
		struct exec_state in = insn_state(x), want;

		insn_put(&in, REG_AX, 1, 0xe0 + i);
		in.gpr[REG_BX] = x->place->address - EXEC_OPERAND - 0xe0;
		if (x->bits == 16)
			in.gpr[REG_BX] = (in.gpr[REG_BX] & 0xffff) | 0xabcd0000;
		want = in;
		insn_put(&want, REG_AX, 1, in.mem[i]);
		insn_want(x, &in, &want, 0);
	}
	insn_flush(x);
}
