/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strings of a hundred elements, between RAM and MMIO and across pages; strings of
 * ports (SDM vol. 2, CMPS, SCAS, INS, OUTS).
 */
#include "suite.h"

#include <arch/io.h>
#include <string.h>
#include <x86/pio.h>

EMULATOR_SUITE;

enum {
	EQUAL = 100, /* bytes of both strings that are the same */
	TESTDEV_DATA = 0xe0,
};

static void fill(uint8_t *to, unsigned int nr, unsigned int differ_from)
{
	for (unsigned int i = 0; i < nr; i++)
		mmio_write8(to + i, (uint8_t)(i * 7 + (i >= differ_from)));
}

#define QUADWORDS                                             \
	{ "cmpsq-equal", { 0xf3, 0x48, 0xa7 }, 3, 8, 12, 0 }, \
		{ "cmpsq", { 0xf3, 0x48, 0xa7 }, 3, 8, 16, 3 },

/* REPE stops behind the first element that differs. */
static const struct compare {
	const char *name;
	uint8_t code[3], len, bytes;
	uint16_t count, left;
} compares[] = { { "cmpsb-equal", { 0xf3, 0xa6 }, 2, 1, 100, 0 },
		 { "cmpsb", { 0xf3, 0xa6 }, 2, 1, 130, 29 },
		 { "cmpsw-equal", { 0xf3, 0x66, 0xa7 }, 3, 2, 50, 0 },
		 { "cmpsw", { 0xf3, 0x66, 0xa7 }, 3, 2, 65, 14 },
		 { "cmpsd-equal", { 0xf3, 0xa7 }, 2, 4, 25, 0 },
		 { "cmpsd", { 0xf3, 0xa7 }, 2, 4, 32, 6 },
		 INSN_64(QUADWORDS) };

static void compare(const struct compare *r, uint8_t *a, uint8_t *b,
		    uint64_t flags)
{
	struct exec x = exec_kernel;
	struct insn_code c = { { r->code[0], r->code[1], r->code[2] }, r->len };
	struct exec_state in = insn_state(&x), want;
	unsigned int done = r->count - r->left;

	fill(a, 140, 999);
	fill(b, 140, EQUAL);
	in.flags |= flags;
	in.gpr[REG_SI] = (uintptr_t)a;
	in.gpr[REG_DI] = (uintptr_t)b;
	in.gpr[REG_CX] = r->count;
	want = in;
	want.gpr[REG_SI] += done * r->bytes;
	want.gpr[REG_DI] += done * r->bytes;
	want.gpr[REG_CX] = r->left;
	want.flags = EFLAGS_FIXED;
	if (!r->left) /* equal: as of 0 */
		want.flags |= EFLAGS_ZF | EFLAGS_PF;
	insn_once(&x, &c, &in, &want, r->left ? EFLAGS_ARITH & ~EFLAGS_ZF : 0);
}

TEST_EACH(repe, const struct compare *r, compares,
	  "stops behind the first element that differs")
{
	compare(r, exec_page(EXEC_RAM0), exec_page(EXEC_RAM1) + 0xfc1, 0);
	compare(r, exec_page(EXEC_RAM0), exec_page(EXEC_RAM1) + 0xfc1,
		EFLAGS_ZF);
}

TEST_EACH(repe_mmio, const struct compare *r, compares,
	  "stops behind the first element that differs",
	  .needs = NEEDS(&x86_pc_testdev))
{
	compare(r, exec_page(EXEC_MMIO0), exec_page(EXEC_RAM1), EFLAGS_ZF);
	compare(r, exec_page(EXEC_RAM1), exec_page(EXEC_MMIO0) + 3, 0);
	compare(r, exec_page(EXEC_MMIO0), exec_page(EXEC_MMIO0) + 0x400,
		EFLAGS_ZF);
	compare(r, exec_page(EXEC_MMIO1) + 0xfc0, exec_page(EXEC_MMIO0) + 0x400,
		0);
}

/* --------------------------------------------------------------- ports ---- */

static const char text[] = "0123456789abcdef";

static void outs(bool down)
{
	struct exec x = exec_kernel;
	struct insn_code c = INSN_CODE(0xf3, 0x6e);
	struct exec_state in = insn_state(&x), want;
	uint8_t *from = exec_page(EXEC_RAM0) + 0x200;

	memcpy(from, text, 16);
	outl(0x5a5a5a5a, TESTDEV_DATA);
	in.flags |= down ? EFLAGS_DF : 0;
	in.gpr[REG_SI] = (uintptr_t)from + (down ? 15 : 0);
	in.gpr[REG_CX] = 16;
	in.gpr[REG_DX] = TESTDEV_DATA;
	want = in;
	want.gpr[REG_CX] = 0;
	want.gpr[REG_SI] = (uintptr_t)from + (down ? -1ul : 16ul);
	insn_once(&x, &c, &in, &want, 0);
	EXPECT_EQ(inb(TESTDEV_DATA), down ? '0' : 'f');
	EXPECT_EQ(inb(TESTDEV_DATA + 1), 0x5a);
}

TEST(rep_outs_up, "ends with the last byte", .needs = NEEDS(&x86_pc_testdev))
{
	outs(false);
}

TEST(rep_outs_down, "ends with the first byte", .needs = NEEDS(&x86_pc_testdev))
{
	outs(true);
}

/* Port E1 holds still: each element is the same, so only counts matter. */
static void ins(uint8_t *to, unsigned int nr, bool down)
{
	struct exec x = exec_kernel;
	struct insn_code c = INSN_CODE(0xf3, 0x6c);
	struct exec_state in = insn_state(&x), want;

	outl(0x44332211, TESTDEV_DATA);
	for (unsigned int i = 0; i < nr + 2; i++)
		mmio_write8(to - 1 + i, 0xee);
	in.flags |= down ? EFLAGS_DF : 0;
	in.gpr[REG_DI] = (uintptr_t)to + (down ? nr - 1 : 0);
	in.gpr[REG_CX] = nr;
	in.gpr[REG_DX] = TESTDEV_DATA + 2;
	want = in;
	want.gpr[REG_CX] = 0;
	want.gpr[REG_DI] = (uintptr_t)to + (down ? -1ul : nr);
	insn_once(&x, &c, &in, &want, 0);
	for (unsigned int i = 0; i < nr; i++)
		ASSERT_EQ(mmio_read8(to + i), 0x33);
	EXPECT_EQ(mmio_read8(to - 1), 0xee);
	EXPECT_EQ(mmio_read8(to + nr), 0xee);
}

TEST(rep_ins, "delivers every byte", .needs = NEEDS(&x86_pc_testdev))
{
	ins(exec_page(EXEC_RAM1) + 0xe00, 1024, false);
	ins(exec_page(EXEC_RAM1) + 0xe00, 1024, true);
}

TEST(rep_ins_mmio, "delivers every byte across pages",
     .needs = NEEDS(&x86_pc_testdev))
{
	ins(exec_page(EXEC_MMIO0) + 0xe00, 1024, false);
	ins(exec_page(EXEC_MMIO0) + 0xe00, 1024, true);
}
