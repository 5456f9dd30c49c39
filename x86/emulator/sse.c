/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sixteen bytes at once, aligned and not (SDM vol. 2, MOVDQU, MOVAPS and others). */
#include "suite.h"

#include <string.h>

static void prepare(void)
{
	insn_prepare();
	test_defer(write_cr4, read_cr4());
	test_defer(write_cr0, read_cr0());
	write_cr4(read_cr4() | CR4_OSFXSR);
	write_cr0(read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS));
}

TEST_SUITE("emulator", .summary = "instructions do what the manual says",
	   .setup = prepare);

/* From [BX] to XMM0, or MM0, and from there to [SI]. */
static const struct move {
	const char *name;
	uint8_t load[4], store[4], len, bytes;
	bool aligned;
} moves[] = {
	{ "movdqu",
	  { 0xf3, 0x0f, 0x6f, 0x03 },
	  { 0xf3, 0x0f, 0x7f, 0x06 },
	  4,
	  16,
	  false },
	{ "movups", { 0x0f, 0x10, 0x03 }, { 0x0f, 0x11, 0x06 }, 3, 16, false },
	{ "movupd",
	  { 0x66, 0x0f, 0x10, 0x03 },
	  { 0x66, 0x0f, 0x11, 0x06 },
	  4,
	  16,
	  false },
	{ "movdqa",
	  { 0x66, 0x0f, 0x6f, 0x03 },
	  { 0x66, 0x0f, 0x7f, 0x06 },
	  4,
	  16,
	  true },
	{ "movaps", { 0x0f, 0x28, 0x03 }, { 0x0f, 0x29, 0x06 }, 3, 16, true },
	{ "movapd",
	  { 0x66, 0x0f, 0x28, 0x03 },
	  { 0x66, 0x0f, 0x29, 0x06 },
	  4,
	  16,
	  true },
	{ "movq",
	  { 0xf3, 0x0f, 0x7e, 0x03 },
	  { 0x66, 0x0f, 0xd6, 0x06 },
	  4,
	  8,
	  false },
	{ "movq-mmx", { 0x0f, 0x6f, 0x03 }, { 0x0f, 0x7f, 0x06 }, 3, 8, false },
};

static void leave_mmx(uintptr_t unused)
{
	(void)unused;
	asm volatile("emms");
}

static struct insn_code both(const struct move *m)
{
	struct insn_code c = { .nr = m->len * 2u };

	memcpy(c.bytes, m->load, m->len);
	memcpy(c.bytes + m->len, m->store, m->len);
	return c;
}

/* Within one window: its second half to the first. */
static void copy(const struct move *m, const struct exec *x)
{
	struct insn_code c = both(m);
	struct exec_state in = insn_state(x), want;
	uint64_t base = x->place->address - EXEC_OPERAND;

	in.gpr[REG_BX] = base + 16;
	in.gpr[REG_SI] = base;
	want = in;
	memcpy(want.mem, in.mem + 16, m->bytes);
	test_defer(leave_mmx, 0);
	insn_once(x, &c, &in, &want, 0);
}

static const struct setting ram = { "RAM", &exec_kernel, EXEC_RAM0, 0x100 };
static const struct setting forced = { "RAM", &exec_forced, EXEC_RAM0, 0x100 };
static const struct setting mmio[] = {
	{ "MMIO", &exec_kernel, EXEC_MMIO0, 0x100 },
	{ "end of the MMIO", &exec_kernel, EXEC_MMIO0, 0xff0 },
};

TEST_EACH(wide, const struct move *m, moves, "moves all bytes")
{
	struct exec x = setting_exec(&ram);

	copy(m, &x);
}

TEST_EACH(wide_mmio, const struct move *m, moves, "moves all bytes",
	  .needs = NEEDS(&x86_pc_testdev))
{
	struct exec x = setting_exec(&mmio[0]);

	copy(m, &x);
	x = setting_exec(&mmio[1]);
	copy(m, &x);
}

TEST_EACH(wide_forced, const struct move *m, moves, "moves all bytes",
	  .needs = NEEDS(&x86_forced_emulation))
{
	struct exec x = setting_exec(&forced);

	copy(m, &x);
}

/* The instruction of one direction at an address that it may refuse. */
static void refused(const struct move *m, bool is_store, uint8_t *at,
		    enum trap_cause cause, uint32_t error, uint64_t address)
{
	struct exec x = exec_kernel;
	struct insn_code c = { .nr = m->len };
	struct exec_state in = insn_state(&x), want;
	uint8_t *end = exec_page(EXEC_ABSENT), before[8];
	size_t there = at + 8 < end ? 8 : (size_t)(end - at);

	memcpy(c.bytes, is_store ? m->store : m->load, m->len);
	memcpy(before, at, there);
	in.gpr[REG_BX] = in.gpr[REG_SI] = (uintptr_t)at;
	want = in;
	want.cause = cause;
	want.error = error;
	want.address = address;
	test_defer(leave_mmx, 0);
	insn_once(&x, &c, &in, &want, 0);
	if (there)
		EXPECT_MEMEQ(at, before, there);
}

TEST_EACH(unaligned, const struct move *m, moves,
	  "raises #GP(0), or moves what is not aligned")
{
	struct setting p = { "RAM", &exec_kernel, EXEC_RAM0, 0x101 };
	struct exec x = setting_exec(&p);

	if (!m->aligned) {
		copy(m, &x);
		p.page = EXEC_RAM1;
		p.offset = 0xfe9;
		x = setting_exec(&p);
		copy(m, &x);
		return;
	}
	for (unsigned int offset = 1; offset < 16; offset++) {
		uint8_t *at = exec_page(EXEC_RAM0) + 0x100 + offset;

		refused(m, false, at, X86_GP, 0, 0);
		refused(m, true, at, X86_GP, 0, 0);
	}
}

TEST_EACH(absent, const struct move *m, moves,
	  "raises #PF at the first byte of the page that is not present")
{
	uint8_t *end = exec_page(EXEC_ABSENT);

	refused(m, false, end - (m->aligned ? 0 : 1), X86_PF, 0,
		(uintptr_t)end);
	refused(m, true, end - (m->aligned ? 0 : 1), X86_PF, PF_W,
		(uintptr_t)end);
}

/* 0 / 0 with the exception unmasked: the next x87 or MMX instruction raises it. */
static void leave_x87(uintptr_t unused)
{
	(void)unused;
	asm volatile("fnclex\n\t fninit");
}

static const struct setting pending_rows[] = {
	{ "plain", &exec_kernel, EXEC_RAM0, 0x100 },
	{ "forced", &exec_forced, EXEC_RAM0, 0x100 },
};

TEST_EACH(pending_x87, const struct setting *p, pending_rows,
	  "makes MOVQ raise #MF")
{
	struct exec x = setting_exec(p);
	struct exec_state in = insn_state(&x), want = in;
	uint16_t control = 0x37e; /* invalid operations are not masked */

	test_defer(leave_x87, 0);
	write_cr0(read_cr0() | CR0_NE);
	asm volatile("fninit\n\t fldcw %0\n\t fldz\n\t fldz\n\t fdivp"
		     :
		     : "m"(control));
	want.cause = X86_MF;
	insn_once(&x, &INSN_CODE(0x0f, 0x6f, 0x03), &in, &want, 0);
}
