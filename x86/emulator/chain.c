/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results that are written down rather than computed: what the models of the
 * families would get wrong with the processor that they run on.
 */
#include "suite.h"

EMULATOR_SUITE;

enum {
	ALL = EFLAGS_ARITH,
	LOGIC = EFLAGS_ARITH & ~EFLAGS_AF
};

/* One 32-bit instruction at [BX], with CX, in 64-bit and 32-bit code alike. */
static const struct step {
	const char *name;
	uint8_t code[8], len;
	uint32_t before, cx, carry, after;
	uint32_t defined, flags;
} steps[] = {
	{ "or", { 0x09, 0x0b }, 2, 0x1234, 0x8001, 0, 0x9235, LOGIC, EFLAGS_PF },
	{ "add", { 0x83, 0x03, 2 }, 3, 0x9235, 0, 0, 0x9237, ALL, 0 },
	{ "xor",
	  { 0x81, 0x33, 0x11, 0x11, 0, 0 },
	  6,
	  0x9237,
	  0,
	  1,
	  0x8326,
	  LOGIC,
	  0 },
	{ "sub", { 0x83, 0x2b, 0x26 }, 3, 0x8326, 0, 0, 0x8300, ALL, EFLAGS_PF },
	{ "adc-0", { 0x11, 0x0b }, 2, 0x8300, 0x100, 0, 0x8400, ALL, EFLAGS_PF },
	{ "adc-1", { 0x11, 0x0b }, 2, 0x8400, 0x100, 1, 0x8501, ALL, 0 },
	{ "sbb-0", { 0x83, 0x1b, 0 }, 3, 0x8501, 0, 0, 0x8501, ALL, 0 },
	{ "sbb-1", { 0x83, 0x1b, 0 }, 3, 0x8501, 0, 1, 0x8500, ALL, EFLAGS_PF },
	{ "and",
	  { 0x81, 0x23, 0x77, 0xfe, 0, 0 },
	  6,
	  0x8500,
	  0,
	  1,
	  0x8400,
	  LOGIC,
	  EFLAGS_PF },
	{ "test",
	  { 0x85, 0x0b },
	  2,
	  0x8400,
	  0xffffffff,
	  1,
	  0x8400,
	  LOGIC,
	  EFLAGS_PF },
	{ "add-carry",
	  { 0x01, 0x0b },
	  2,
	  0xffffffff,
	  1,
	  0,
	  0,
	  ALL,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF },
	{ "add-overflow",
	  { 0x01, 0x0b },
	  2,
	  0x7fffffff,
	  1,
	  0,
	  0x80000000,
	  ALL,
	  EFLAGS_PF | EFLAGS_AF | EFLAGS_SF | EFLAGS_OF },
	{ "sub-borrow",
	  { 0x29, 0x0b },
	  2,
	  0,
	  1,
	  0,
	  0xffffffff,
	  ALL,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_SF },
	{ "sub-overflow",
	  { 0x29, 0x0b },
	  2,
	  0x80000000,
	  1,
	  0,
	  0x7fffffff,
	  ALL,
	  EFLAGS_PF | EFLAGS_AF | EFLAGS_OF },
	{ "cmp-equal",
	  { 0x39, 0x0b },
	  2,
	  0x55aa,
	  0x55aa,
	  1,
	  0x55aa,
	  ALL,
	  EFLAGS_PF | EFLAGS_ZF },
	{ "neg",
	  { 0xf7, 0x1b },
	  2,
	  0x80000000,
	  0,
	  0,
	  0x80000000,
	  ALL,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_SF | EFLAGS_OF },
	{ "inc", { 0xff, 0x03 }, 2, 0x0f, 0, 1, 0x10, ALL, EFLAGS_CF | EFLAGS_AF },
	{ "dec",
	  { 0xff, 0x0b },
	  2,
	  0,
	  0,
	  0,
	  0xffffffff,
	  ALL,
	  EFLAGS_PF | EFLAGS_AF | EFLAGS_SF },
	{ "shl",
	  { 0xc1, 0x23, 4 },
	  3,
	  0x12345678,
	  0,
	  0,
	  0x23456780,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_ZF | EFLAGS_SF,
	  EFLAGS_CF },
	{ "sar",
	  { 0xc1, 0x3b, 4 },
	  3,
	  0x80000008,
	  0,
	  0,
	  0xf8000000,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_ZF | EFLAGS_SF,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_SF },
	{ "shr-1",
	  { 0xd1, 0x2b },
	  2,
	  0x80000001,
	  0,
	  0,
	  0x40000000,
	  EFLAGS_ARITH & ~EFLAGS_AF,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_OF },
	{ "rol",
	  { 0xc1, 0x03, 8 },
	  3,
	  0x12345678,
	  0,
	  0,
	  0x34567812,
	  EFLAGS_CF,
	  0 },
	{ "rcr-1",
	  { 0xd1, 0x1b },
	  2,
	  0x00000001,
	  0,
	  1,
	  0x80000000,
	  EFLAGS_CF | EFLAGS_OF,
	  EFLAGS_CF | EFLAGS_OF },
	{ "shld",
	  { 0x0f, 0xa4, 0x0b, 3 },
	  4,
	  0x12345678,
	  0xa0000000,
	  0,
	  0x91a2b3c5,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_ZF | EFLAGS_SF,
	  EFLAGS_PF | EFLAGS_SF },
	{ "shrd",
	  { 0x0f, 0xac, 0x0b, 3 },
	  4,
	  0x12345678,
	  5,
	  0,
	  0xa2468acf,
	  EFLAGS_CF | EFLAGS_PF | EFLAGS_ZF | EFLAGS_SF,
	  EFLAGS_PF | EFLAGS_SF },
	{ "xadd",
	  { 0x0f, 0xc1, 0x0b },
	  3,
	  0xfffffff0,
	  0x20,
	  0,
	  0x10,
	  ALL,
	  EFLAGS_CF },
};

static void run_step(const struct step *s, struct exec x)
{
	struct insn_code c = { .nr = s->len };
	struct exec_state in = insn_state(&x), want;
	uint32_t undefined = EFLAGS_ARITH & ~s->defined;

	for (unsigned int i = 0; i < s->len; i++)
		c.bytes[i] = s->code[i];
	in.gpr[REG_CX] = s->cx;
	in.flags |= s->carry;
	insn_put(&in, OP_MEM, 4, s->before);
	want = in;
	insn_put(&want, OP_MEM, 4, s->after);
	want.flags = (in.flags & ~(uint64_t)EFLAGS_ARITH) | s->flags;
	if (s->defined == EFLAGS_CF || s->defined == (EFLAGS_CF | EFLAGS_OF))
		undefined &= EFLAGS_OF; /* a rotate leaves the others */
	if (s->code[1] == 0xc1 && s->code[0] == 0x0f)
		want.gpr[REG_CX] = s->before;
	insn_once(&x, &c, &in, &want, undefined);
}

static const struct setting ram = { "ram", &exec_kernel, EXEC_RAM0, 0x100 };
static const struct setting mmio = { "mmio", &exec_kernel, EXEC_MMIO0, 0x100 };

TEST_EACH(chain, const struct step *s, steps, "gives what is written down")
{
	run_step(s, setting_exec(&ram));
}

TEST_EACH(chain_mmio, const struct step *s, steps, "gives what is written down",
	  .needs = NEEDS(&x86_pc_testdev))
{
	run_step(s, setting_exec(&mmio));
}
