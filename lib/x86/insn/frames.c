/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ENTER, LEAVE, CALL, RET, with the stack in the window. */
#include <x86/insn/stack.h>

void insn_leave(const struct exec *x, const struct insn_row *r)
{
	struct exec_state in = insn_stack_state(x, STACK_MIDDLE), want;
	struct insn_code c = { .nr = 0 };

	insn_put(&in, REG_BP, insn_stack_bytes(x), insn_window(x) + 4);
	want = in;
	insn_set_sp(x, &want, in.gpr[REG_BP]);
	insn_put(&want, REG_BP, r->bytes, insn_pop(x, &want, r->bytes));
	insn_op(&c, x, insn_stack_size(x, r), 0xc9, 0);
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

/* SDM vol. 2, ENTER; the level counts modulo 32. */
static void try_enter_level(const struct exec *x, const struct insn_row *r,
			    unsigned int level, unsigned int bytes)
{
	struct exec_state in = insn_stack_state(x, EXEC_MEM), want;
	struct insn_code c = { .nr = 0 };
	uint64_t frame, bp;

	/* 16-bit stacks: whether 32 bits of SP are the frame, manuals differ */
	if (x->bits == 16)
		in.gpr[REG_SP] &= 0xffff;
	if (r->bytes != insn_stack_bytes(x))
		in.gpr[REG_BP] = (in.gpr[REG_SP] & ~0xffffull) | 0x1234;
	if (level)
		insn_put(&in, REG_BP, insn_stack_bytes(x), insn_window(x) + 8);
	want = in;
	insn_push(x, &want, r->bytes, in.gpr[REG_BP]);
	frame = insn_sp(x, &want);
	bp = insn_get(&in, REG_BP, insn_stack_bytes(x));
	for (unsigned int i = 1; i < level % 32; i++)
		insn_push(x, &want, r->bytes,
			  insn_stack_get(x, &want, bp - i * r->bytes,
					 r->bytes));
	if (level % 32)
		insn_push(x, &want, r->bytes, frame);
	insn_put(&want, REG_BP, insn_stack_bytes(x), frame);
	insn_set_sp(x, &want, insn_sp(x, &want) - bytes);
	insn_op(&c, x, insn_stack_size(x, r), 0xc8, 0);
	insn_imm(&c, bytes, 2);
	insn_imm(&c, level, 1);
	insn_load(x, &c);
	insn_want(x, &in, &want, 0);
}

void insn_enter(const struct exec *x, const struct insn_row *r)
{
	try_enter_level(x, r, 0, 0);
	try_enter_level(x, r, 0, 0x38);
}

void insn_enter_levels(const struct exec *x, const struct insn_row *r)
{
	try_enter_level(x, r, 1, 0x20);
	try_enter_level(x, r, 2, 0);
	try_enter_level(x, r, 0x21, 8);
}

/* To the end of the code, or to what is popped. */
void insn_call(const struct exec *x, const struct insn_row *r)
{
	static const uint8_t forms[] = { 0, REG_CX, REG_DI, OP_MEM };

	for (unsigned int i = 0; i < 4; i++) {
		struct exec_state in = insn_stack_state(x, STACK_MIDDLE), want;
		struct insn_code c = { .nr = 0 };
		uint64_t end;

		if (i == 0) {
			insn_op(&c, x, insn_stack_size(x, r), 0xe8, 0);
			insn_imm(&c, 0, r->bytes == 2 ? 2 : 4);
		} else {
			insn_modrm(&c, x, insn_stack_size(x, r), 0xff, 2,
				   forms[i]);
		}
		insn_load(x, &c);
		end = insn_start() + c.nr;
		if (forms[i] == OP_MEM)
			insn_stack_put(x, &in, insn_window(x) + STACK_ELSEWHERE,
				       r->bytes, end);
		else if (i)
			insn_put(&in, forms[i], r->bytes, end);
		want = in;
		insn_push(x, &want, r->bytes, end);
		insn_want(x, &in, &want, 0);
		insn_flush(x);
	}
}

void insn_ret(const struct exec *x, const struct insn_row *r)
{
	static const uint16_t extra[] = { 0, 0, 4, 0x18, 0x7ff0, 0xfff0 };
	bool up = r->op == INSN_RET_FAR_UP;

	for (unsigned int i = up ? 5 : 0; i < 5u + up; i++) {
		struct exec_state in = insn_stack_state(x, STACK_MIDDLE), want;
		struct insn_code c = { .nr = 0 };

		insn_op(&c, x, insn_stack_size(x, r), i ? 0xc2 : 0xc3, 0);
		if (i)
			insn_imm(&c, extra[i], 2);
		insn_byte(&c, 0x0f); /* never reached: UD2 */
		insn_byte(&c, 0x0b);
		insn_load(x, &c);
		insn_stack_put(x, &in, insn_sp(x, &in), r->bytes,
			       insn_start() + c.nr);
		want = in;
		insn_set_sp(x, &want, insn_sp(x, &want) + r->bytes + extra[i]);
		insn_want(x, &in, &want, 0);
	}
}
