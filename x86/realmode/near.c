/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Near branches to what a register or memory has, of which 16 bits count (SDM vol. 2,
 * JMP, CALL); single steps, and MOV SS and POP SS, behind which there is none
 * (vol. 3, 17.3.1.4, 6.8.3).
 */
#include "suite.h"

#include <string.h>
#include <x86/desc.h>
#include <x86/msr.h>

REALMODE_SUITE;

/* ------------------------------------------------------------ branches ---- */

static const struct branch {
	const char *name;
	struct insn_code code;
	uint8_t pushed, operand; /* bytes; CX or memory */
} branches[] = {
	{ "jmp-register", { { 0xff, 0xe1 }, 2 }, 0, REG_CX },
	{ "jmp-memory", { { 0xff, 0x27 }, 2 }, 0, OP_MEM },
	{ "call-register", { { 0xff, 0xd1 }, 2 }, 2, REG_CX },
	{ "call-memory", { { 0xff, 0x17 }, 2 }, 2, OP_MEM },
	{ "call-register-32", { { 0x66, 0xff, 0xd1 }, 3 }, 4, REG_CX },
	{ "call-memory-32", { { 0x66, 0xff, 0x17 }, 3 }, 4, OP_MEM },
	{ "jmp-register-32", { { 0x66, 0xff, 0xe1 }, 3 }, 0, REG_CX },
	{ "jmp-memory-32", { { 0x66, 0xff, 0x27 }, 3 }, 0, OP_MEM },
};

/* To the end of the code, over UD2; above 16 bits there is something else. */
TEST_EACH(branch, const struct branch *r, branches,
	  "goes to the offset of its size")
{
	struct exec x = real_exec(true);
	struct exec_state in = stack_state(&x), want;
	struct insn_code c = r->code;
	bool wide = c.bytes[0] == 0x66;
	unsigned int next = 0x800 + c.nr, target = next + 2;

	insn_byte(&c, 0x0f);
	insn_byte(&c, 0x0b);
	in.gpr[REG_SP] += 8;
	in.gpr[REG_BX] = REAL_WINDOW + MIDDLE + 12;
	in.gpr[REG_CX] = 0xabcd0000;
	memset(in.mem + MIDDLE + 12, 0x5a, 4);
	if (r->operand == REG_CX)
		insn_put(&in, REG_CX, wide ? 4 : 2, target);
	else
		memcpy(in.mem + MIDDLE + 12, &target, wide ? 4 : 2);
	want = in;
	want.gpr[REG_SP] -= r->pushed;
	memcpy(want.mem + MIDDLE + 8 - r->pushed, &next, r->pushed);
	insn_once(&x, &c, &in, &want, 0);
}

/* Relative ones, down over 0 to the end of the segment, and up again. */
static const struct wrap {
	const char *name;
	struct insn_code code; /* without its displacement */
	uint8_t pushed;
} wraps[] = {
	{ "jmp", { { 0xe9 }, 1 }, 0 },
	{ "jz", { { 0x0f, 0x84 }, 2 }, 0 },
	{ "call", { { 0xe8 }, 1 }, 2 },
};

enum {
	FAR_END = 0xff00
};

/* Of the code's segment, where that is in real_memory() too. */
static uint8_t *far_end(void)
{
	unsigned int at =
		(real_code_segment() - real_segment()) * 16u + FAR_END;

	if (at > REAL_SEGMENTS * 0x10000u - 16)
		ERROR("the end of the code's segment is elsewhere");
	return real_memory() + at;
}

TEST_EACH(wrap, const struct wrap *r, wraps, "wraps to 16 bits")
{
	struct exec x = real_exec(true);
	struct exec_state in = stack_state(&x), want;
	struct insn_code c = r->code, back = INSN_CODE(0xb2, 0x55, 0xe9);
	unsigned int next = 0x800 + c.nr + 2;

	insn_imm(&c, (uint16_t)(FAR_END - next), 2);
	insn_byte(&c, 0x0f);
	insn_byte(&c, 0x0b);
	insn_imm(&back, (uint16_t)(next + 2 - (FAR_END + 5)), 2);
	memcpy(far_end(), back.bytes, back.nr);
	in.gpr[REG_SP] += 8;
	in.flags |= EFLAGS_ZF;
	want = in;
	want.gpr[REG_SP] -= r->pushed;
	memcpy(want.mem + MIDDLE + 8 - r->pushed, &next, r->pushed);
	insn_put(&want, REG_DX, 1, 0x55);
	insn_once(&x, &c, &in, &want, 0);
}

/* -------------------------------------------------------- single steps ---- */

/* TF by POPF, which is not stepped itself; where #DB comes then. */
static const struct step {
	const char *name;
	struct insn_code code;
	uint8_t ip;
} steps[] = {
	{ "nop", { { 0x9d, 0x90, 0x90, 0x90 }, 4 }, 2 },
	{ "mov-ds", { { 0x9d, 0x8e, 0xd9, 0x90 }, 4 }, 3 },
	{ "mov-ss", { { 0x9d, 0x8e, 0xd1, 0x90, 0x90 }, 5 }, 4 },
	{ "before-mov-ss", { { 0x9d, 0x90, 0x8e, 0xd1, 0x90 }, 5 }, 2 },
	{ "pop-ss", { { 0x9d, 0x17, 0x90, 0x90 }, 4 }, 3 },
};

TEST_EACH(step, const struct step *s, steps,
	  "traps behind each instruction but MOV SS and POP SS")
{
	struct exec x = real_exec(true);
	struct exec_state in = stack_state(&x), want;
	unsigned int popped = s->code.bytes[1] == 0x17 ? 4 : 2;

	in.gpr[REG_SP] = (uint16_t)(in.gpr[REG_SP] + 8);
	in.gpr[REG_CX] = real_segment();
	put16(&in, MIDDLE + 8, EFLAGS_FIXED | EFLAGS_TF);
	put16(&in, MIDDLE + 10, real_segment()); /* for POP SS */
	want = in;
	want.cause = X86_DB;
	want.ip = s->ip;
	want.flags |= EFLAGS_TF;
	want.gpr[REG_SP] += popped;
	put16(&want, MIDDLE + 6 + popped, EFLAGS_FIXED | EFLAGS_TF);
	put16(&want, MIDDLE + 4 + popped, real_code_segment());
	put16(&want, MIDDLE + 2 + popped, 0x800u + s->ip);
	put16(&want, MIDDLE + popped, 0x703 + X86_VECTOR(X86_DB) * 3);
	insn_once(&x, &s->code, &in, &want, 0);
}

/* What is pushed below 0 goes to the end of the segment. */
TEST(stack_wraps, "SP wraps to 64 KiB, and what is above it stays")
{
	struct exec x = real_exec(true);
	struct exec_state in = stack_state(&x), want;

	in.gpr[REG_SP] = 0x12340002;
	in.gpr[REG_CX] = 0;
	want = in;
	want.cause = X86_DE;
	insn_once(&x, &INSN_CODE(0xf6, 0xf1), &in, &want, EFLAGS_ARITH);
}

/* ------------------------------------------------------------ SYSENTER ---- */

static void restore_sysenter(uintptr_t cs)
{
	wrmsr(MSR_IA32_SYSENTER_CS, cs);
}

static const struct system_row {
	const char *name;
	struct insn_code code;
} systems[] = {
	{ "sysenter", { { 0x0f, 0x34 }, 2 } },
	{ "sysexit", { { 0x0f, 0x35 }, 2 } },
};

/* SDM vol. 2, SYSENTER, SYSEXIT: real-address mode exceptions; a selector is there. */
TEST_EACH(sysenter, const struct system_row *r, systems,
	  "raises #GP: it is of protected mode", .needs = NEEDS(&x86_sep))
{
	struct exec x = real_exec(true);
	struct exec_state in = stack_state(&x), want;

	test_defer(restore_sysenter, rdmsr(MSR_IA32_SYSENTER_CS));
	wrmsr(MSR_IA32_SYSENTER_CS, KERNEL_CS);
	in.gpr[REG_SP] = REAL_STACK;
	want = in;
	want.cause = X86_GP;
	insn_once(&x, &r->code, &in, &want, 0);
}
