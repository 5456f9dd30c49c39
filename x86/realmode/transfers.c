/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Far transfers and interrupts (SDM vol. 3, 20.1.3 and 20.1.4; vol. 2, CALL, RET, INT,
 * IRET, BOUND).
 *
 * The stack is in the window, SP in its middle: what is pushed is compared.
 */
#include "suite.h"

#include <string.h>

REALMODE_SUITE;

enum {
	HANDLER = REAL_FREE, /* code that rows of this file jump to */
	ALIAS = 0x10,	     /* the code's segment less this: the same code */
};

static struct exec x;

static struct exec_state state(void)
{
	x = real_exec(true);
	return stack_state(&x);
}

/* -------------------------------------------------------------- far code ---- */

/*
 * A far transfer to HANDLER in another segment with the same base but for ALIAS,
 * where DX gets CS, and back: by RETF, or for what pushes nothing by JMP.
 */
static void put_far_target(bool returns, unsigned int end)
{
	uint8_t *to = real_code_memory(HANDLER);
	static const uint8_t start[] = { 0x8c, 0xca }; /* mov %cs, %dx */

	memcpy(to, start, 2);
	to[2] = returns ? 0xcb : 0xea;
	to[3] = (uint8_t)end;
	to[4] = (uint8_t)(end >> 8);
	to[5] = (uint8_t)real_code_segment();
	to[6] = (uint8_t)(real_code_segment() >> 8);
}

static const struct far_row {
	const char *name;
	struct insn_code code;
	uint8_t offset; /* where in the code the far pointer is; 0: in memory */
	uint8_t bytes;	/* of the pointer's offset, and of each push */
	bool call;
} fars[] = {
	{ "call-imm", { { 0x9a, 0, 0, 0, 0 }, 5 }, 1, 2, true },
	{ "call-imm-32", { { 0x66, 0x9a, 0, 0, 0, 0, 0, 0 }, 8 }, 2, 4, true },
	{ "call-memory", { { 0xff, 0x1f }, 2 }, 0, 2, true },
	{ "call-memory-32", { { 0x66, 0xff, 0x1f }, 3 }, 0, 4, true },
	{ "jmp-imm", { { 0xea, 0, 0, 0, 0 }, 5 }, 1, 2, false },
	{ "jmp-imm-32", { { 0x66, 0xea, 0, 0, 0, 0, 0, 0 }, 8 }, 2, 4, false },
	{ "jmp-memory", { { 0xff, 0x2f }, 2 }, 0, 2, false },
	{ "jmp-memory-32", { { 0x66, 0xff, 0x2f }, 3 }, 0, 4, false },
};

static void put_pointer(uint8_t *to, unsigned int bytes)
{
	uint16_t offset = HANDLER + ALIAS * 16;
	uint16_t segment = (uint16_t)(real_code_segment() - ALIAS);

	memset(to, 0, bytes);
	memcpy(to, &offset, 2);
	memcpy(to + bytes, &segment, 2);
}

TEST_EACH(far, const struct far_row *r, fars,
	  "changes CS, and pushes the old one")
{
	struct exec_state in = state(), want;
	struct insn_code c = r->code;
	unsigned int end = 0x800 + c.nr;

	in.gpr[REG_BX] = REAL_WINDOW + MIDDLE + 8;
	if (r->offset)
		put_pointer(c.bytes + r->offset, r->bytes);
	else
		put_pointer(in.mem + MIDDLE + 8, r->bytes);
	want = in;
	insn_put(&want, REG_DX, 2, real_code_segment() - ALIAS);
	if (r->call) {
		put16(&want, MIDDLE - r->bytes, real_code_segment());
		put16(&want, MIDDLE - 2 * r->bytes, end);
	}
	insn_load(&x, &c);
	put_far_target(r->call, end);
	if (r->call && r->bytes == 4) { /* retl */
		real_code_memory(HANDLER)[2] = 0x66;
		real_code_memory(HANDLER)[3] = 0xcb;
	}
	insn_want(&x, &in, &want, 0);
	insn_flush(&x);
}

static const struct ret_row {
	const char *name;
	struct insn_code code;
	uint8_t bytes;
	uint16_t extra;
} rets[] = {
	{ "retf", { { 0xcb }, 1 }, 2, 0 },
	{ "retf-imm", { { 0xca, 0x34, 0x12 }, 3 }, 2, 0x1234 },
	{ "retf-32", { { 0x66, 0xcb }, 2 }, 4, 0 },
	{ "retf-32-imm", { { 0x66, 0xca, 4, 0 }, 4 }, 4, 4 },
};

TEST_EACH(retf, const struct ret_row *r, rets, "pops IP and CS")
{
	struct exec_state in = state(), want;
	uint16_t end = (uint16_t)(0x800 + r->code.nr);

	put_pointer(in.mem + MIDDLE, r->bytes);
	want = in;
	insn_put(&want, REG_DX, 2, real_code_segment() - ALIAS);
	insn_put(&want, REG_SP, 2, want.gpr[REG_SP] + 2 * r->bytes + r->extra);
	insn_load(&x, &r->code);
	put_far_target(false, end);
	insn_want(&x, &in, &want, 0);
	insn_flush(&x);
}

/* ----------------------------------------------------------- interrupts ---- */

/* IRET: which bits of the image reach the flags. */
enum {
	IRET_FLAGS = EFLAGS_ARITH | EFLAGS_IF | EFLAGS_DF | EFLAGS_IOPL |
		     EFLAGS_NT,
	IRETD_FLAGS = IRET_FLAGS | EFLAGS_AC | EFLAGS_ID,
};

static const struct iret_row {
	const char *name;
	struct insn_code code;
	uint8_t bytes;
	uint32_t image;
} irets[] = {
	{ "zeros", { { 0xcf }, 1 }, 2, 0 },
	{ "ones", { { 0xcf }, 1 }, 2, 0xfeff },
	{ "arithmetic", { { 0xcf }, 1 }, 2, EFLAGS_ARITH },
	{ "zeros-32", { { 0x66, 0xcf }, 2 }, 4, 0 },
	{ "ones-32", { { 0x66, 0xcf }, 2 }, 4, 0xffe5feff },
	{ "reserved-32", { { 0x66, 0xcf }, 2 }, 4, 0xffc18028 },
	{ "ac-id-32", { { 0x66, 0xcf }, 2 }, 4, EFLAGS_AC | EFLAGS_ID },
};

TEST_EACH(iret, const struct iret_row *r, irets, "loads the flags there are")
{
	uint32_t may = r->bytes == 2 ? IRET_FLAGS : IRETD_FLAGS;
	struct exec_state in = state(), want;

	in.flags |= r->image ? 0 : IRETD_FLAGS & ~EFLAGS_IF;
	memset(in.mem + MIDDLE, 0, 12);
	put16(&in, MIDDLE, 0x800 + r->code.nr);
	put16(&in, MIDDLE + r->bytes, real_code_segment());
	memcpy(in.mem + MIDDLE + 2 * r->bytes, &r->image, r->bytes);
	want = in;
	want.flags = (in.flags & ~(uint64_t)may) | (r->image & may);
	insn_put(&want, REG_SP, 2, in.gpr[REG_SP] + 3 * r->bytes);
	insn_once(&x, &r->code, &in, &want, 0);
}

static const struct int_row {
	const char *name;
	struct insn_code code;
	uint8_t vector;
	uint32_t flags;
	bool taken;
} ints[] = {
	{ "11", { { 0xcd, 0x11 }, 2 }, 0x11, 0, true },
	{ "ff", { { 0xcd, 0xff }, 2 }, 0xff, EFLAGS_ARITH | EFLAGS_IF, true },
	{ "00", { { 0xcd, 0x00 }, 2 }, 0, EFLAGS_DF, true },
	{ "0d", { { 0xcd, 0x0d }, 2 }, 0xd, EFLAGS_NT, true },
	{ "int3", { { 0xcc }, 1 }, 3, EFLAGS_AC, true },
	{ "into", { { 0xce }, 1 }, 4, EFLAGS_OF, true },
	{ "into-without-of",
	  { { 0xce }, 1 },
	  4,
	  EFLAGS_ARITH & ~EFLAGS_OF,
	  false },
	{ "operand-size", { { 0x66, 0xcd, 0x21 }, 3 }, 0x21, 0, true },
};

/* The handler pushes its flags, and puts them into ECX. */
TEST_EACH(interrupt, const struct int_row *r, ints,
	  "pushes flags, CS, IP, and clears IF, TF, AC")
{
	static const uint8_t handler[] = { 0x66, 0x9c, 0x66, 0x59, 0xcf };
	struct exec_state in = state(), want;

	in.gpr[REG_SP] += 8;
	in.flags |= r->flags;
	want = in;
	if (r->taken) {
		want.gpr[REG_CX] = in.flags &
				   ~(uint64_t)(EFLAGS_IF | EFLAGS_AC);
		want.flags &= ~(uint64_t)EFLAGS_AC; /* IRET has 16 bits */
		put16(&want, MIDDLE + 6, (unsigned int)in.flags);
		put16(&want, MIDDLE + 4, real_code_segment());
		put16(&want, MIDDLE + 2, 0x800 + r->code.nr);
		memcpy(want.mem + MIDDLE - 2, &want.gpr[REG_CX], 4);
	}
	insn_load(&x, &r->code);
	memcpy(real_code_memory(HANDLER), handler, sizeof(handler));
	real_set_vector(r->vector, HANDLER);
	insn_want(&x, &in, &want, 0);
	insn_flush(&x);
}

static const struct fault_row {
	const char *name;
	struct insn_code code;
	enum trap_cause cause;
	uint32_t undefined;
} faults[] = {
	{ "ud2", { { 0x0f, 0x0b }, 2 }, X86_UD, 0 },
	{ "lock-nop", { { 0xf0, 0x90 }, 2 }, X86_UD, 0 },
	{ "div-by-0", { { 0xf6, 0xf0 | REG_DI }, 2 }, X86_DE, EFLAGS_ARITH },
	{ "aam-0", { { 0xd4, 0 }, 2 }, X86_DE, EFLAGS_ARITH },
	{ "bound-below", { { 0x62, 0x0f }, 2 }, X86_BR, 0 },
	{ "bound-above", { { 0x62, 0x37 }, 2 }, X86_BR, 0 },
	{ "bound-within", { { 0x62, 0x17 }, 2 }, TRAP_NONE, 0 },
	{ "bound-32-below", { { 0x66, 0x62, 0x0f }, 3 }, X86_BR, 0 },
	{ "arpl", { { 0x63, 0xc8 }, 2 }, X86_UD, 0 },
	{ "lldt", { { 0x0f, 0x00, 0xd0 }, 3 }, X86_UD, 0 },
	{ "str", { { 0x0f, 0x00, 0xc8 }, 3 }, X86_UD, 0 },
	{ "verr", { { 0x0f, 0x00, 0xe0 }, 3 }, X86_UD, 0 },
	{ "lar", { { 0x0f, 0x02, 0xc8 }, 3 }, X86_UD, 0 },
	{ "lsl", { { 0x0f, 0x03, 0xc8 }, 3 }, X86_UD, 0 },
};

/* Bounds of -2 and 5 for CX = -3, SI = 6, DX = 5; DIV's BH is 0. */
TEST_EACH(fault, const struct fault_row *r, faults,
	  "leads to its vector, with IP at the instruction")
{
	bool wide = r->code.bytes[0] == 0x66;
	struct exec_state in = state(), want;

	in.gpr[REG_SP] = REAL_WINDOW + MIDDLE + 8;
	in.gpr[REG_BX] &= 0xff;
	in.gpr[REG_BX] |= REAL_WINDOW & 0xff00;
	if (r->cause == X86_DE)
		in.gpr[REG_BX] &= 0xff;
	in.gpr[REG_CX] = wide ? -3u : 0xfffd;
	in.gpr[REG_SI] = 6;
	in.gpr[REG_DX] = 5;
	insn_put(&in, OP_MEM, wide ? 4 : 2, -2ull);
	memcpy(in.mem + EXEC_OPERAND + (wide ? 4 : 2), "\5\0\0", 4);
	want = in;
	want.cause = r->cause;
	if (r->cause) { /* CALL of the vector; IP, CS, flags */
		put16(&want, MIDDLE + 6, (unsigned int)in.flags);
		put16(&want, MIDDLE + 4, real_code_segment());
		put16(&want, MIDDLE + 2, 0x800);
		put16(&want, MIDDLE, 0x703 + X86_VECTOR(r->cause) * 3);
	}
	insn_once(&x, &r->code, &in, &want, r->undefined);
}

TEST(fault_keeps_esp, "leaves what is above SP")
{
	struct exec_state in = state(), want;

	in.gpr[REG_SP] = 0x12340000 | REAL_STACK;
	in.gpr[REG_CX] = 0;
	want = in;
	want.cause = X86_DE;
	insn_once(&x, &INSN_CODE(0xf6, 0xf1), &in, &want, EFLAGS_ARITH);
}

/* SDM vol. 3, 20.1.4: the limit of IDTR counts. */
TEST(idt_limit, "makes INT raise #GP beyond it")
{
	struct exec_state in = state(), want;
	struct insn_code c = INSN_CODE(0x66, 0x0f, 0x01, 0x1f, 0xcd, 0x40);
	uint32_t base = real_idt();

	insn_put(&in, OP_MEM, 2, 0x40 * 4 + 2);
	memcpy(in.mem + EXEC_OPERAND + 2, &base, 4);
	in.gpr[REG_SP] = REAL_STACK;
	want = in;
	want.cause = X86_GP;
	want.ip = 4;
	insn_once(&x, &c, &in, &want, 0);
	insn_put(&in, OP_MEM, 2, 0x40 * 4 + 3);
	want = in;
	want.cause = X86_DB; /* vectors repeat every 32, 40H is like 0 ... */
	want.cause = X86_INTERRUPT(0);
	want.ip = 6;
	insn_once(&x, &c, &in, &want, 0);
}
