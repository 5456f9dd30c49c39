/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PUSH, POP, CALL, RET, ENTER, LEAVE and their like, with the stack in the window:
 * in MMIO where that is.
 */
#include <x86/insn/stack.h>

#include <string.h>

enum {
	POPF_FLAGS = EFLAGS_ARITH | EFLAGS_DF | EFLAGS_NT | EFLAGS_AC |
		     EFLAGS_ID,
};

uint64_t insn_window(const struct exec *x)
{
	return x->place->address - EXEC_OPERAND;
}

/* SP is of 16 bits in 16-bit code; what is above it stays. */
unsigned int insn_stack_bytes(const struct exec *x)
{
	return x->bits == 64 ? 8 : x->bits == 32 ? 4 : 2;
}

uint64_t insn_stack_get(const struct exec *x, const struct exec_state *s,
			uint64_t address, unsigned int bytes)
{
	uint64_t value = 0;

	memcpy(&value, s->mem + (address - insn_window(x)), bytes);
	return value;
}

void insn_stack_put(const struct exec *x, struct exec_state *s,
		    uint64_t address, unsigned int bytes, uint64_t value)
{
	memcpy(s->mem + (address - insn_window(x)), &value, bytes);
}

uint64_t insn_sp(const struct exec *x, const struct exec_state *s)
{
	return insn_get(s, REG_SP, insn_stack_bytes(x));
}

void insn_set_sp(const struct exec *x, struct exec_state *s, uint64_t value)
{
	insn_put(s, REG_SP, insn_stack_bytes(x), value);
}

void insn_push(const struct exec *x, struct exec_state *s, unsigned int bytes,
	       uint64_t value)
{
	insn_set_sp(x, s, insn_sp(x, s) - bytes);
	insn_stack_put(x, s, insn_sp(x, s), bytes, value);
}

uint64_t insn_pop(const struct exec *x, struct exec_state *s,
		  unsigned int bytes)
{
	uint64_t value = insn_stack_get(x, s, insn_sp(x, s), bytes);

	insn_set_sp(x, s, insn_sp(x, s) + bytes);
	return value;
}

/* The stack at an offset of the window; BX at another. */
struct exec_state insn_stack_state(const struct exec *x, unsigned int offset)
{
	struct exec_state s = insn_state(x);

	if (x->bits == 16)
		s.gpr[REG_SP] = 0xabcd0000;
	insn_set_sp(x, &s, insn_window(x) + offset);
	s.gpr[REG_BX] = insn_window(x) + STACK_ELSEWHERE;
	return s;
}

/* One register, or an operand in memory. */
static void push_pop(const struct exec *x, const struct insn_row *r,
		     const struct insn_code *c, unsigned int operand)
{
	struct exec_state in = insn_stack_state(x, STACK_MIDDLE), want = in;

	if (operand == OP_MEM && r->op == INSN_PUSH)
		insn_push(x, &want, r->bytes,
			  insn_stack_get(x, &in,
					 insn_window(x) + STACK_ELSEWHERE,
					 r->bytes));
	else if (operand == OP_MEM)
		insn_stack_put(x, &want, insn_window(x) + STACK_ELSEWHERE,
			       r->bytes, insn_pop(x, &want, r->bytes));
	else if (r->op == INSN_PUSH)
		insn_push(x, &want, r->bytes, insn_get(&in, operand, r->bytes));
	else
		insn_put(&want, operand, r->bytes,
			 insn_pop(x, &want, r->bytes));
	insn_load(x, c);
	insn_want(x, &in, &want, 0);
}

/* REX.W changes nothing: 64 bits are the default. */
unsigned int insn_stack_size(const struct exec *x, const struct insn_row *r)
{
	return x->bits == 64 && r->bytes == 8 ? 4 : r->bytes;
}

/* [SP]: POP counts from where SP has gone, PUSH from where it was. */
static void try_sp_based(const struct exec *x, const struct insn_row *r)
{
	bool is_push = r->op == INSN_PUSH;
	struct exec_state in = insn_stack_state(x, STACK_MIDDLE), want = in;
	struct insn_code c = { .nr = 0 };
	uint64_t value = insn_stack_get(x, &in, insn_sp(x, &in), r->bytes);

	/* the SIB byte that says [SP] follows ModRM, which has its number */
	insn_modrm(&c, x, insn_stack_size(x, r), is_push ? 0xff : 0x8f,
		   is_push ? 6 : 0, OP_MEM);
	c.bytes[c.nr - 1] = (uint8_t)((c.bytes[c.nr - 1] & ~7) | REG_SP);
	insn_byte(&c, 0x24);
	if (is_push) {
		insn_push(x, &want, r->bytes, value);
	} else {
		insn_pop(x, &want, r->bytes);
		insn_stack_put(x, &want, insn_sp(x, &want), r->bytes, value);
	}
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

static void try_push_pop(const struct exec *x, const struct insn_row *r)
{
	unsigned int size = insn_stack_size(x, r), nr = x->bits == 64 ? 16 : 8;
	bool is_push = r->op == INSN_PUSH;

	if (x->bits != 16)
		try_sp_based(x, r);
	for (unsigned int reg = 0; reg < nr; reg++) {
		struct insn_code c = { .nr = 0 }, m = { .nr = 0 };

		insn_op(&c, x, size, is_push ? 0x50 : 0x58, reg);
		push_pop(x, r, &c, reg);
		insn_modrm(&m, x, size, is_push ? 0xff : 0x8f, is_push ? 6 : 0,
			   reg);
		push_pop(x, r, &m, reg);
	}
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, x, size, is_push ? 0xff : 0x8f, is_push ? 6 : 0, OP_MEM);
	push_pop(x, r, &c, OP_MEM);
}

static void try_push_imm(const struct exec *x, const struct insn_row *r)
{
	for (unsigned int v = 0; v < 2 * INSN_NR_VALUES; v++) {
		unsigned int wide = v & 1 ? 1 : r->bytes == 8 ? 4 : r->bytes;
		uint64_t imm = insn_value(wide, v / 2);
		struct exec_state in = insn_stack_state(x, STACK_MIDDLE),
				  want = in;
		struct insn_code c = { .nr = 0 };

		insn_op(&c, x, insn_stack_size(x, r), v & 1 ? 0x6a : 0x68, 0);
		insn_imm(&c, imm, wide);
		insn_push(x, &want, r->bytes, insn_extend(imm, wide));
		insn_load(x, &c);
		insn_want(x, &in, &want, 0);
	}
}

/* SDM vol. 2, PUSHF: the image has VM and RF clear. */
static void try_pushf(const struct exec *x, const struct insn_row *r)
{
	struct insn_code c = { .nr = 0 };

	insn_op(&c, x, insn_stack_size(x, r), 0x9c, 0);
	insn_load(x, &c);
	for (unsigned int n = 0; n < 16; n++) {
		struct exec_state in = insn_stack_state(x, STACK_MIDDLE), want;

		in.flags |= (n * 0x249249u * 5) & POPF_FLAGS;
		want = in;
		insn_push(x, &want, r->bytes, in.flags);
		insn_want(x, &in, &want, 0);
	}
}

/* SDM vol. 2, POPF, and vol. 1, 3.4.3 for the bits that are always 0 or 1. */
static void try_popf(const struct exec *x, const struct insn_row *r)
{
	struct insn_code c = { .nr = 0 };
	uint64_t may = POPF_FLAGS & insn_mask(r->bytes);

	insn_op(&c, x, insn_stack_size(x, r), 0x9d, 0);
	insn_load(x, &c);
	for (unsigned int n = 0; n < 64; n++) {
		struct exec_state in = insn_stack_state(x, STACK_MIDDLE), want;
		uint64_t image = (n * 0x2492493ull * 7) & POPF_FLAGS;

		if (n & 1) /* all that may not change */
			image |= ~(uint64_t)(POPF_FLAGS | EFLAGS_TF |
					     EFLAGS_IF | EFLAGS_IOPL);
		in.flags |= n & 2 ? POPF_FLAGS & ~EFLAGS_NT : 0;
		insn_stack_put(x, &in, insn_sp(x, &in), r->bytes, image);
		want = in;
		insn_pop(x, &want, r->bytes);
		want.flags = (in.flags & ~may) | (image & may);
		insn_want(x, &in, &want, 0);
	}
}

static void try_pusha(const struct exec *x, const struct insn_row *r)
{
	struct exec_state in = insn_stack_state(x, EXEC_MEM), want = in;
	struct insn_code c = { .nr = 0 };

	insn_op(&c, x, r->bytes, 0x60, 0);
	for (unsigned int reg = 0; reg < 8; reg++)
		insn_push(x, &want, r->bytes, in.gpr[reg]);
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

static void try_popa(const struct exec *x, const struct insn_row *r)
{
	struct exec_state in = insn_stack_state(x, 0), want = in;
	struct insn_code c = { .nr = 0 };

	insn_op(&c, x, r->bytes, 0x61, 0);
	for (int reg = 7; reg >= 0; reg--) {
		uint64_t value = insn_pop(x, &want, r->bytes);

		if (reg != REG_SP)
			insn_put(&want, (unsigned int)reg, r->bytes, value);
	}
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

void insn_stack(const struct exec *x, const struct insn_row *r)
{
	static void (*const run[])(const struct exec *,
				   const struct insn_row *) = {
		[INSN_PUSH] = try_push_pop,
		[INSN_POP] = try_push_pop,
		[INSN_PUSH_IMM] = try_push_imm,
		[INSN_PUSHF] = try_pushf,
		[INSN_POPF] = try_popf,
		[INSN_PUSHA] = try_pusha,
		[INSN_POPA] = try_popa,
		[INSN_LEAVE] = insn_leave,
		[INSN_ENTER] = insn_enter,
		[INSN_ENTER_LEVELS] = insn_enter_levels,
		[INSN_CALL] = insn_call,
		[INSN_RET] = insn_ret,
		[INSN_RET_FAR_UP] = insn_ret,
	};

	if (!x->place)
		return;
	run[r->op](x, r);
	insn_flush(x);
}
