/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operands, code and values of the families of instructions. */
#include <x86/insn/insn.h>

#include <string.h>

/* ------------------------------------------------------------ operands ---- */

static uint64_t get_memory(const struct exec_state *s, unsigned int bytes)
{
	uint64_t value = 0;

	memcpy(&value, s->mem + EXEC_OPERAND, bytes);
	return value;
}

uint64_t insn_get(const struct exec_state *s, unsigned int operand,
		  unsigned int bytes)
{
	if (operand == OP_MEM)
		return get_memory(s, bytes);
	if (operand >= OP_AH)
		return s->gpr[operand - OP_AH] >> 8 & 0xff;
	return s->gpr[operand] & insn_mask(bytes);
}

static void put_register(uint64_t *reg, unsigned int bytes, uint64_t value)
{
	uint64_t mask = bytes == 4 ? ~0ull : insn_mask(bytes);

	*reg = (*reg & ~mask) | (value & insn_mask(bytes));
}

void insn_put(struct exec_state *s, unsigned int operand, unsigned int bytes,
	      uint64_t value)
{
	if (operand == OP_MEM)
		memcpy(s->mem + EXEC_OPERAND, &value, bytes);
	else if (operand >= OP_AH)
		s->gpr[operand - OP_AH] =
			(s->gpr[operand - OP_AH] & ~0xff00ull) | (value & 0xff)
									 << 8;
	else
		put_register(&s->gpr[operand], bytes, value);
}

void insn_flags(struct exec_state *s, uint64_t result, unsigned int bytes)
{
	uint8_t parity = (uint8_t)result;

	parity ^= parity >> 4;
	parity ^= parity >> 2;
	parity ^= parity >> 1;
	insn_flag(s, EFLAGS_PF, !(parity & 1));
	insn_flag(s, EFLAGS_ZF, !(result & insn_mask(bytes)));
	insn_flag(s, EFLAGS_SF, result & insn_sign(bytes));
}

/* ---------------------------------------------------------------- code ---- */

void insn_byte(struct insn_code *c, unsigned int byte)
{
	c->bytes[c->nr++] = (uint8_t)byte;
}

void insn_imm(struct insn_code *c, uint64_t value, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		insn_byte(c, (unsigned int)(value >> 8 * i) & 0xff);
}

static void put_opcode(struct insn_code *c, uint32_t opcode)
{
	if (opcode > 0xffff)
		insn_byte(c, opcode >> 16);
	if (opcode > 0xff)
		insn_byte(c, opcode >> 8 & 0xff);
	insn_byte(c, opcode & 0xff);
}

static bool is_register(unsigned int operand)
{
	return operand < NR_REGS;
}

/* SPL, BPL, SIL, DIL have the numbers of AH, CH, DH, BH without a REX. */
static bool wants_rex(unsigned int operand, unsigned int bytes)
{
	return bytes == 1 && operand >= REG_SP && operand < REG_R8;
}

static void put_prefixes(struct insn_code *c, const struct exec *x,
			 unsigned int bytes, unsigned int reg, unsigned int rm,
			 bool any_rex)
{
	unsigned int rex = any_rex ? 0x40 : 0;

	if (bytes == (x->bits == 16 ? 4 : 2))
		insn_byte(c, 0x66);
	if (bytes == 8)
		rex |= 0x48;
	if (is_register(reg) && reg >= REG_R8)
		rex |= 0x44;
	if (is_register(rm) && rm >= REG_R8)
		rex |= 0x41;
	if (rex)
		insn_byte(c, rex);
}

void insn_op(struct insn_code *c, const struct exec *x, unsigned int bytes,
	     uint32_t opcode, unsigned int reg)
{
	put_prefixes(c, x, bytes, 0, reg, wants_rex(reg, bytes));
	put_opcode(c, opcode | (reg >= OP_AH ? reg - OP_AH + 4 : reg & 7));
}

static unsigned int number(unsigned int operand)
{
	return operand >= OP_AH ? operand - OP_AH + 4 : operand & 7;
}

void insn_modrm(struct insn_code *c, const struct exec *x, unsigned int bytes,
		uint32_t opcode, unsigned int reg, unsigned int rm)
{
	unsigned int bx = x->bits == 16 ? 7 : 3; /* [BX] */
	/* a digit in place of a register gets one too: it changes nothing */
	bool rex = wants_rex(rm, bytes) ||
		   (x->bits == 64 && rm == OP_MEM && wants_rex(reg, bytes));

	put_prefixes(c, x, bytes, reg, rm, rex);
	put_opcode(c, opcode);
	insn_byte(c,
		  number(reg) << 3 | (rm == OP_MEM ? bx : 0xc0 | number(rm)));
}

/* -------------------------------------------------------------- values ---- */

uint64_t insn_value(unsigned int bytes, unsigned int number_)
{
	static const uint64_t any[] = { 0,
					1,
					2,
					0x0f,
					0x10,
					0x7f,
					0x80,
					0xff,
					0x5555555555555555,
					0x0123456789abcdef,
					0xfedcba9876543211 };
	const uint64_t sign = insn_sign(bytes);
	const uint64_t edges[] = { sign - 1, sign, sign + 1, ~0ull, ~1ull };
	enum {
		NR_ANY = sizeof(any) / sizeof(any[0])
	};

	number_ %= INSN_NR_VALUES;

	return (number_ < NR_ANY ? any[number_] : edges[number_ - NR_ANY]) &
	       insn_mask(bytes);
}

static const uint32_t flag_values[] = {
	0,
	EFLAGS_CF,
	EFLAGS_ARITH & ~EFLAGS_CF,
	EFLAGS_ARITH,
};

static void try_one(const struct exec *x, struct insn *insn, insn_model *model,
		    unsigned int a, unsigned int b, uint32_t flags)
{
	struct exec_state in = insn_state(x), want;
	unsigned int bytes = insn->row->bytes;

	in.flags |= flags;
	if (insn->src < OP_IMM)
		insn_put(&in, insn->src, bytes, insn_value(bytes, b));
	if (insn->dst < OP_IMM)
		insn_put(&in, insn->dst, bytes, insn_value(bytes, a));
	if (insn->also && flags & EFLAGS_CF)
		insn_put(&in, insn->also - 1, bytes,
			 insn_get(&in, insn->dst, bytes));
	want = in;
	insn->undefined = 0;
	model(insn, &want);
	insn_want(x, &in, &want, insn->undefined);
}

void insn_try(const struct exec *x, struct insn *insn, insn_model *model,
	      enum insn_depth depth)
{
	unsigned int nr = depth == INSN_ALL && !x->few ? INSN_NR_VALUES : 1;

	for (unsigned int i = 0; i < INSN_NR_VALUES; i++)
		for (unsigned int j = 0; j < nr; j++)
			for (unsigned int f = 0; f < (nr > 1 ? 4 : 1); f++)
				try_one(x, insn, model, i,
					nr > 1 ? j : (i * 7 + 3) % 16,
					flag_values[(f + i) % 4]);
}

/* The first of each size goes through all values. */
static const struct insn_pair wide[] = {
	{ REG_AX, REG_CX }, { REG_DX, REG_BX },	     { REG_SI, REG_DI },
	{ REG_BP, REG_AX }, { REG_CX, REG_CX },	     { REG_SP, REG_DX },
	{ REG_R8, REG_DX }, { REG_AX, NR_REGS - 1 }, { 12, 13 },
};
static const struct insn_pair byte[] = {
	{ REG_AX, REG_CX },	 { OP_AH, REG_DX },  { REG_BX, OP_CH },
	{ OP_DH, OP_BH },	 { OP_AH, REG_AX },  { REG_CX, REG_CX },
	{ REG_SI, REG_DI },	 { REG_SP, REG_BP }, { REG_R8, REG_AX },
	{ REG_DX, NR_REGS - 1 },
};

unsigned int insn_pairs(const struct exec *x, unsigned int bytes,
			const struct insn_pair **pairs)
{
	*pairs = bytes == 1 ? byte : wide;
	if (x->bits == 64)
		return bytes == 1 ? 10 : 9;
	return 6;
}
