/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PUSH, POP, CALL, RET, ENTER, LEAVE and their like, with the stack in the window:
 * in MMIO where that is.
 */
#include <x86/insn_families.h>

#include <string.h>

enum {
	MIDDLE = 16,	/* of the window: what SP points to, most of the time */
	ELSEWHERE = 24, /* a memory operand in the same window */
	POPF_FLAGS = EFLAGS_ARITH | EFLAGS_DF | EFLAGS_NT | EFLAGS_AC |
		     EFLAGS_ID,
};

static uint64_t window(const struct exec *x)
{
	return x->place->address - EXEC_OPERAND;
}

/* SP is of 16 bits in 16-bit code; what is above it stays. */
static unsigned int stack_bytes(const struct exec *x)
{
	return x->bits == 64 ? 8 : x->bits == 32 ? 4 : 2;
}

static uint64_t get(const struct exec *x, const struct exec_state *s,
		    uint64_t address, unsigned int bytes)
{
	uint64_t value = 0;

	memcpy(&value, s->mem + (address - window(x)), bytes);
	return value;
}

static void put(const struct exec *x, struct exec_state *s, uint64_t address,
		unsigned int bytes, uint64_t value)
{
	memcpy(s->mem + (address - window(x)), &value, bytes);
}

static uint64_t sp(const struct exec *x, const struct exec_state *s)
{
	return insn_get(s, REG_SP, stack_bytes(x));
}

static void set_sp(const struct exec *x, struct exec_state *s, uint64_t value)
{
	insn_put(s, REG_SP, stack_bytes(x), value);
}

static void push(const struct exec *x, struct exec_state *s, unsigned int bytes,
		 uint64_t value)
{
	set_sp(x, s, sp(x, s) - bytes);
	put(x, s, sp(x, s), bytes, value);
}

static uint64_t pop(const struct exec *x, struct exec_state *s,
		    unsigned int bytes)
{
	uint64_t value = get(x, s, sp(x, s), bytes);

	set_sp(x, s, sp(x, s) + bytes);
	return value;
}

/* The stack at an offset of the window; BX at another. */
static struct exec_state stack_state(const struct exec *x, unsigned int offset)
{
	struct exec_state s = insn_state(x);

	if (x->bits == 16)
		s.gpr[REG_SP] = 0xabcd0000;
	set_sp(x, &s, window(x) + offset);
	s.gpr[REG_BX] = window(x) + ELSEWHERE;
	return s;
}

/* One register, or an operand in memory. */
static void push_pop(const struct exec *x, const struct insn_row *r,
		     const struct insn_code *c, unsigned int operand)
{
	struct exec_state in = stack_state(x, MIDDLE), want = in;

	if (operand == OP_MEM && r->op == INSN_PUSH)
		push(x, &want, r->bytes,
		     get(x, &in, window(x) + ELSEWHERE, r->bytes));
	else if (operand == OP_MEM)
		put(x, &want, window(x) + ELSEWHERE, r->bytes,
		    pop(x, &want, r->bytes));
	else if (r->op == INSN_PUSH)
		push(x, &want, r->bytes, insn_get(&in, operand, r->bytes));
	else
		insn_put(&want, operand, r->bytes, pop(x, &want, r->bytes));
	insn_load(x, c);
	insn_want(x, &in, &want, 0);
}

/* REX.W changes nothing: 64 bits are the default. */
static unsigned int prefixed(const struct exec *x, const struct insn_row *r)
{
	return x->bits == 64 && r->bytes == 8 ? 4 : r->bytes;
}

static void try_push_pop(const struct exec *x, const struct insn_row *r)
{
	unsigned int size = prefixed(x, r), nr = x->bits == 64 ? 16 : 8;
	bool is_push = r->op == INSN_PUSH;

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
		struct exec_state in = stack_state(x, MIDDLE), want = in;
		struct insn_code c = { .nr = 0 };

		insn_op(&c, x, prefixed(x, r), v & 1 ? 0x6a : 0x68, 0);
		insn_imm(&c, imm, wide);
		push(x, &want, r->bytes, insn_extend(imm, wide));
		insn_load(x, &c);
		insn_want(x, &in, &want, 0);
	}
}

/* SDM vol. 2, PUSHF: the image has VM and RF clear. */
static void try_pushf(const struct exec *x, const struct insn_row *r)
{
	struct insn_code c = { .nr = 0 };

	insn_op(&c, x, prefixed(x, r), 0x9c, 0);
	insn_load(x, &c);
	for (unsigned int n = 0; n < 16; n++) {
		struct exec_state in = stack_state(x, MIDDLE), want;

		in.flags |= (n * 0x249249u * 5) & POPF_FLAGS;
		want = in;
		push(x, &want, r->bytes, in.flags);
		insn_want(x, &in, &want, 0);
	}
}

/* SDM vol. 2, POPF, and vol. 1, 3.4.3 for the bits that are always 0 or 1. */
static void try_popf(const struct exec *x, const struct insn_row *r)
{
	struct insn_code c = { .nr = 0 };
	uint64_t may = POPF_FLAGS & insn_mask(r->bytes);

	insn_op(&c, x, prefixed(x, r), 0x9d, 0);
	insn_load(x, &c);
	for (unsigned int n = 0; n < 64; n++) {
		struct exec_state in = stack_state(x, MIDDLE), want;
		uint64_t image = (n * 0x2492493ull * 7) & POPF_FLAGS;

		if (n & 1) /* all that may not change */
			image |= ~(uint64_t)(POPF_FLAGS | EFLAGS_TF |
					     EFLAGS_IF | EFLAGS_IOPL);
		in.flags |= n & 2 ? POPF_FLAGS & ~EFLAGS_NT : 0;
		put(x, &in, sp(x, &in), r->bytes, image);
		want = in;
		pop(x, &want, r->bytes);
		want.flags = (in.flags & ~may) | (image & may);
		insn_want(x, &in, &want, 0);
	}
}

static void try_pusha(const struct exec *x, const struct insn_row *r)
{
	struct exec_state in = stack_state(x, EXEC_MEM), want = in;
	struct insn_code c = { .nr = 0 };

	insn_op(&c, x, r->bytes, 0x60, 0);
	for (unsigned int reg = 0; reg < 8; reg++)
		push(x, &want, r->bytes, in.gpr[reg]);
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

static void try_popa(const struct exec *x, const struct insn_row *r)
{
	struct exec_state in = stack_state(x, 0), want = in;
	struct insn_code c = { .nr = 0 };

	insn_op(&c, x, r->bytes, 0x61, 0);
	for (int reg = 7; reg >= 0; reg--) {
		uint64_t value = pop(x, &want, r->bytes);

		if (reg != REG_SP)
			insn_put(&want, (unsigned int)reg, r->bytes, value);
	}
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

static void try_leave(const struct exec *x, const struct insn_row *r)
{
	struct exec_state in = stack_state(x, MIDDLE), want;
	struct insn_code c = { .nr = 0 };

	insn_put(&in, REG_BP, stack_bytes(x), window(x) + 4);
	want = in;
	set_sp(x, &want, in.gpr[REG_BP]);
	insn_put(&want, REG_BP, r->bytes, pop(x, &want, r->bytes));
	insn_op(&c, x, prefixed(x, r), 0xc9, 0);
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

/* SDM vol. 2, ENTER; the level counts modulo 32. */
static void try_enter_level(const struct exec *x, const struct insn_row *r,
			    unsigned int level, unsigned int bytes)
{
	struct exec_state in = stack_state(x, EXEC_MEM), want;
	struct insn_code c = { .nr = 0 };
	uint64_t frame, bp;

	/* 16-bit stacks: whether 32 bits of SP are the frame, manuals differ */
	if (x->bits == 16)
		in.gpr[REG_SP] &= 0xffff;
	in.gpr[REG_BP] = (in.gpr[REG_SP] & ~0xffffull) | 0x1234;
	if (level)
		insn_put(&in, REG_BP, stack_bytes(x), window(x) + 8);
	want = in;
	push(x, &want, r->bytes, in.gpr[REG_BP]);
	frame = sp(x, &want);
	bp = insn_get(&in, REG_BP, stack_bytes(x));
	for (unsigned int i = 1; i < level % 32; i++)
		push(x, &want, r->bytes,
		     get(x, &want, bp - i * r->bytes, r->bytes));
	if (level % 32)
		push(x, &want, r->bytes, frame);
	insn_put(&want, REG_BP, stack_bytes(x), frame);
	set_sp(x, &want, sp(x, &want) - bytes);
	insn_op(&c, x, prefixed(x, r), 0xc8, 0);
	insn_imm(&c, bytes, 2);
	insn_imm(&c, level, 1);
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

static void try_enter(const struct exec *x, const struct insn_row *r)
{
	try_enter_level(x, r, 0, 0);
	try_enter_level(x, r, 0, 0x38);
}

static void try_enter_levels(const struct exec *x, const struct insn_row *r)
{
	try_enter_level(x, r, 1, 0x20);
	try_enter_level(x, r, 2, 0);
	try_enter_level(x, r, 0x21, 8);
}

/* To the end of the code, or to what is popped. */
static void try_call(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t forms[] = { 0, REG_CX, REG_DI, OP_MEM };

	for (unsigned int i = 0; i < 4; i++) {
		struct exec_state in = stack_state(x, MIDDLE), want;
		struct insn_code c = { .nr = 0 };
		uint64_t end;

		if (i == 0) {
			insn_op(&c, x, prefixed(x, r), 0xe8, 0);
			insn_imm(&c, 0, r->bytes == 2 ? 2 : 4);
		} else {
			insn_modrm(&c, x, prefixed(x, r), 0xff, 2, forms[i]);
		}
		insn_load(x, &c);
		end = insn_start() + c.nr;
		if (forms[i] == OP_MEM)
			put(x, &in, window(x) + ELSEWHERE, r->bytes, end);
		else if (i)
			insn_put(&in, forms[i], r->bytes, end);
		want = in;
		push(x, &want, r->bytes, end);
		insn_want(x, &in, &want, 0);
		insn_flush(x);
	}
}

static void try_ret(const struct exec *x, const struct insn_row *r)
{
	static const uint16_t extra[] = { 0, 0, 4, 0x18, 0x7ff0, 0xfff0 };
	bool up = r->op == INSN_RET_FAR_UP;

	for (unsigned int i = up ? 5 : 0; i < 5u + up; i++) {
		struct exec_state in = stack_state(x, MIDDLE), want;
		struct insn_code c = { .nr = 0 };

		insn_op(&c, x, prefixed(x, r), i ? 0xc2 : 0xc3, 0);
		if (i)
			insn_imm(&c, extra[i], 2);
		insn_byte(&c, 0x0f); /* never reached: UD2 */
		insn_byte(&c, 0x0b);
		insn_load(x, &c);
		put(x, &in, sp(x, &in), r->bytes, insn_start() + c.nr);
		want = in;
		set_sp(x, &want, sp(x, &want) + r->bytes + extra[i]);
		insn_want(x, &in, &want, 0);
	}
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
		[INSN_LEAVE] = try_leave,
		[INSN_ENTER] = try_enter,
		[INSN_ENTER_LEVELS] = try_enter_levels,
		[INSN_CALL] = try_call,
		[INSN_RET] = try_ret,
		[INSN_RET_FAR_UP] = try_ret,
	};

	if (!x->place)
		return;
	run[r->op](x, r);
	insn_flush(x);
}
