/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stores of other units of a processor, to RAM and MMIO; IRET. */
#include "suite.h"

#include <string.h>
#include <x86/desc.h>

BEYOND_SUITE;

/* ---------------------------------------------------------------- stores ---- */

/* MOVNTI and MOVDIRI: CX to [BX]. */
static const struct store_row {
	const char *name;
	struct insn_code code;
	uint8_t bytes;
	const struct feature *needs;
} stores[] = {
	{ "movnti-32", { { 0x0f, 0xc3, 0x0b }, 3 }, 4, &x86_sse2 },
	{ "movdiri-32", { { 0x0f, 0x38, 0xf9, 0x0b }, 4 }, 4, &x86_movdiri },
	ONLY_64(
		{ "movnti-64", { { 0x48, 0x0f, 0xc3, 0x0b }, 4 }, 8, &x86_sse2 },
		{ "movdiri-64",
		  { { 0x48, 0x0f, 0x38, 0xf9, 0x0b }, 5 },
		  8,
		  &x86_movdiri }, )
};

static void store(const struct store_row *r, struct exec x)
{
	struct exec_state in = insn_state(&x), want = in;

	if (!r->needs->probe())
		SKIP("needs %s (%s)", r->needs->name, r->needs->where);
	insn_put(&want, OP_MEM, r->bytes, in.gpr[REG_CX]);
	insn_once(&x, &r->code, &in, &want, 0);
}

TEST_EACH(store, const struct store_row *r, stores, "writes the register")
{
	store(r, ram());
}

TEST_EACH(store_mmio, const struct store_row *r, stores, "writes the register",
	  .needs = NEEDS(&x86_pc_testdev))
{
	store(r, mmio());
}

/* FNSTCW, FNSTSW behind FNINIT. */
static void x87(struct exec x)
{
	struct insn_code c =
		INSN_CODE(0xdb, 0xe3, 0xd9, 0x3b, 0xdd, 0x7b, 0x02);
	struct exec_state in = insn_state(&x), want = in;

	insn_put(&want, OP_MEM, 4, 0x0000037f);
	insn_once(&x, &c, &in, &want, 0);
}

TEST(fnstcw, "writes two bytes")
{
	x87(ram());
}

TEST(fnstcw_mmio, "writes two bytes", .needs = NEEDS(&x86_pc_testdev))
{
	x87(mmio());
}

/* ------------------------------------------------------------------ IRET ---- */

/* At CPL 0, to the end of the code; a frame of this size of words. */
static unsigned long frame[5];

enum {
	MAY = EFLAGS_ARITH | EFLAGS_DF | EFLAGS_IOPL | EFLAGS_AC | EFLAGS_ID,
};

static const struct iret_row {
	const char *name;
	uint32_t image;
} irets[] = {
	{ "zeros", 0 },
	{ "arithmetic", EFLAGS_ARITH },
	{ "all", MAY },
	{ "reserved", 0xffc08028 | EFLAGS_CF },
	{ "rf", EFLAGS_RF | EFLAGS_ZF },
	{ "iopl", EFLAGS_IOPL },
};

static void iret(const struct iret_row *r, struct exec x)
{
	struct insn_code c = { .nr = 0 };
	struct exec_state in = insn_state(&x), want;

	insn_op(&c, &x, sizeof(long), 0xcf, 0);
	insn_load(&x, &c);
	in.flags |= r->image ? 0 : MAY;
	in.gpr[REG_SP] = (uintptr_t)frame;
	frame[0] = (unsigned long)insn_start() + c.nr;
	frame[1] = KERNEL_CS;
	frame[2] = r->image | EFLAGS_FIXED;
	frame[3] = (unsigned long)exec_stack() - 64;
	frame[4] = KERNEL_DS;
	want = in;
	want.flags = (in.flags & ~(uint64_t)MAY) | (r->image & MAY);
	/* 64-bit code always gets SP from there */
	want.gpr[REG_SP] = sizeof(long) == 8 ? frame[3] :
					       (uintptr_t)(frame + 3);
	insn_want(&x, &in, &want, 0);
	insn_flush(&x);
}

TEST_EACH(iret, const struct iret_row *r, irets, "loads the flags there are")
{
	iret(r, ram());
}

TEST_EACH(iret_forced, const struct iret_row *r, irets,
	  "loads the flags there are", .needs = NEEDS(&x86_forced_emulation))
{
	iret(r, forced_ram());
}
