/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits far from their base, and CMPXCHG8B and 16B (SDM vol. 2, BT, CMPXCHG8B).
 */
#include "suite.h"

#include <arch/page.h>
#include <string.h>
#include <x86/mmu.h>

BEYOND_SUITE;

/* ---------------------------------------------------------------- bits ---- */

/* The base is chosen so that the bit is in the window: addresses wrap. */
#define BITS_64(name, op)                                       \
	{ name "-2-62", op, 8 }, { name "-minus-2-62", op, 9 }, \
		{ name "-2-40", op, 10 }, { name "-minus-2-40", op, 11 },
#define BITS(name, op)                                          \
	{ name "-2-30", op, 0 }, { name "-minus-2-30", op, 1 }, \
		{ name "-2-20", op, 2 }, { name "-minus-2-31", op, 3 },

static const struct insn_row bits[] = {
	BITS("bt", 4) BITS("bts", 5) BITS("btr", 6) BITS("btc", 7)
		INSN_64(BITS_64("bt", 4) BITS_64("bts", 5) BITS_64("btr", 6)
				BITS_64("btc", 7))
};

static const int64_t distances[] = {
	1ll << 30, -(1ll << 30), 1ll << 20, -(1ll << 31), 0, 0, 0, 0,
	1ll << 62, -(1ll << 62), 1ll << 40, -(1ll << 40),
};

static void far_bit(const struct insn_row *r, struct exec x)
{
	unsigned int size = r->bytes >= 8 ? 8 : 4;
	struct insn_code c = { .nr = 0 };

	insn_modrm(&c, &x, size, 0x0f83u | (unsigned int)r->op << 3, REG_DX,
		   OP_MEM);
	insn_load(&x, &c);
	for (unsigned int n = 0; n < size * 8; n += 3) {
		int64_t offset = distances[r->bytes] + (int64_t)n;
		struct exec_state in = insn_state(&x), want;
		uint8_t *byte, bit = (uint8_t)(1u << n % 8);

		/* bytes from the base to the operand of this size */
		in.gpr[REG_BX] -= (uint64_t)(distances[r->bytes] / 8);
		in.gpr[REG_BX] &= sizeof(long) == 8 ? ~0ull : 0xffffffff;
		insn_put(&in, REG_DX, size, (uint64_t)offset);
		want = in;
		byte = &want.mem[EXEC_OPERAND + n / 8];
		insn_flag(&want, EFLAGS_CF, *byte & bit);
		if (r->op != 4)
			*byte = (uint8_t)(r->op == 5 ? *byte | bit :
					  r->op == 6 ? *byte & ~bit :
						       *byte ^ bit);
		insn_want(&x, &in, &want,
			  EFLAGS_ARITH & ~(EFLAGS_CF | EFLAGS_ZF));
	}
	insn_flush(&x);
}

TEST_EACH(far_bit, const struct insn_row *r, bits, "finds the bit")
{
	far_bit(r, ram());
}

TEST_EACH(far_bit_mmio, const struct insn_row *r, bits, "finds the bit",
	  .needs = NEEDS(&x86_pc_testdev))
{
	far_bit(r, mmio());
}

TEST_EACH(far_bit_forced, const struct insn_row *r, bits, "finds the bit",
	  .needs = NEEDS(&x86_forced_emulation))
{
	far_bit(r, forced_ram());
}

/* ------------------------------------------------------------ CMPXCHG8B ---- */

static const struct pair_row {
	const char *name;
	struct insn_code code;
	uint8_t half;
} pairs[] = { { "8b", { { 0x0f, 0xc7, 0x0b }, 3 }, 4 },
	      { "8b-lock", { { 0xf0, 0x0f, 0xc7, 0x0b }, 4 }, 4 },
	      { "8b-66", { { 0x66, 0x0f, 0xc7, 0x0b }, 4 }, 4 },
	      ONLY_64({ "16b", { { 0x48, 0x0f, 0xc7, 0x0b }, 4 }, 8 },
			   { "16b-lock",
			     { { 0xf0, 0x48, 0x0f, 0xc7, 0x0b }, 5 },
			     8 }, ) };

/* At [BX], the first byte of the window: 16-byte aligned. */
static struct exec_state pair_state(const struct exec *x)
{
	struct exec_state s = insn_state(x);

	s.gpr[REG_BX] = x->place->address - EXEC_OPERAND;
	return s;
}

static void pair(const struct pair_row *r, struct exec x, unsigned int differ)
{
	struct exec_state in = pair_state(&x), want;
	unsigned int half = r->half;

	memset(&in.gpr[REG_AX], 0, 8);
	memset(&in.gpr[REG_DX], 0, 8);
	memcpy(&in.gpr[REG_AX], in.mem, half);
	memcpy(&in.gpr[REG_DX], in.mem + half, half);
	if (half == 4 && x.bits == 64) { /* to see where 32 bits are cleared */
		in.gpr[REG_AX] |= 1ull << 40;
		in.gpr[REG_DX] |= 1ull << 40;
	}
	in.gpr[REG_AX] ^= differ & 1;
	in.gpr[REG_DX] ^= differ & 2 ? 0x80 : 0;
	in.flags |= differ ? EFLAGS_ARITH : EFLAGS_ARITH & ~EFLAGS_ZF;
	want = in;
	insn_flag(&want, EFLAGS_ZF, !differ);
	if (differ) {
		insn_put(&want, REG_AX, half, 0);
		insn_put(&want, REG_DX, half, 0);
		memcpy(&want.gpr[REG_AX], in.mem, half);
		memcpy(&want.gpr[REG_DX], in.mem + half, half);
	} else {
		memcpy(want.mem, &in.gpr[REG_BX], half);
		memcpy(want.mem + half, &in.gpr[REG_CX], half);
	}
	insn_once(&x, &r->code, &in, &want, 0);
}

static void pair_all(const struct pair_row *r, struct exec x)
{
	if (r->half == 8 && !x86_cx16.probe())
		SKIP("needs %s (%s)", x86_cx16.name, x86_cx16.where);
	for (unsigned int differ = 0; differ < 4; differ++)
		pair(r, x, differ);
}

TEST_EACH(cmpxchg, const struct pair_row *r, pairs,
	  "exchanges both halves, or loads both")
{
	pair_all(r, ram());
}

TEST_EACH(cmpxchg_mmio, const struct pair_row *r, pairs,
	  "exchanges both halves, or loads both",
	  .needs = NEEDS(&x86_pc_testdev))
{
	pair_all(r, mmio());
}

TEST_EACH(cmpxchg_forced, const struct pair_row *r, pairs,
	  "exchanges both halves, or loads both",
	  .needs = NEEDS(&x86_forced_emulation))
{
	pair_all(r, forced_ram());
}

TEST_EACH(cmpxchg_aligned, const struct pair_row *r, pairs,
	  "raises #GP(0) where 16 bytes are not aligned")
{
	struct exec x = ram();
	struct exec_state in = pair_state(&x), want;

	if (r->half == 4) {
		struct exec_place place =
			exec_place_at("RAM", EXEC_RAM0, 0x101);

		x.place = &place;
		pair_all(r, x);
		return;
	}
	in.gpr[REG_BX] += 8;
	want = in;
	want.cause = X86_GP;
	insn_once(&x, &r->code, &in, &want, 0);
}

static void restore_entry(uintptr_t entry)
{
	*(uint64_t *)entry |= PTE_W | PTE_D;
	invlpg(exec_page(EXEC_RAM2));
}

/* SDM vol. 2, CMPXCHG8B: memory is written in any event. */
static void expect_write(const struct pair_row *r, bool writable)
{
	struct exec_place place = exec_place_at("RAM", EXEC_RAM2, 0x100);
	struct exec x = exec_kernel;
	uint64_t *entry = mmu_entry(place.window, 1);
	struct exec_state in, want;

	x.place = &place;
	in = pair_state(&x);
	memcpy(place.window, in.mem, EXEC_MEM);
	x.place = NULL; /* which the harness would write itself */
	test_defer(restore_entry, entry);
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() | CR0_WP);
	*entry &= ~(writable ? PTE_D : PTE_W);
	invlpg(place.window);
	want = in;
	if (writable) {
		insn_flag(&want, EFLAGS_ZF, false);
		insn_put(&want, REG_AX, r->half, 0);
		insn_put(&want, REG_DX, r->half, 0);
		memcpy(&want.gpr[REG_AX], in.mem, r->half);
		memcpy(&want.gpr[REG_DX], in.mem + r->half, r->half);
	} else {
		want.cause = X86_PF;
		want.error = PF_P | PF_W;
		want.address = (uintptr_t)place.window;
	}
	insn_once(&x, &r->code, &in, &want, 0);
	if (writable)
		EXPECT_NE(*entry & PTE_D, 0);
}

TEST_EACH(cmpxchg_read_only, const struct pair_row *r, pairs,
	  "that does not match faults as a write")
{
	expect_write(r, false);
}

TEST_EACH(cmpxchg_dirty, const struct pair_row *r, pairs,
	  "that does not match sets D")
{
	expect_write(r, true);
}
