/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt stack table, and stacks whose address is not canonical.
 *
 * Intel SDM vol. 3, 6.14.4 (stack switching in IA-32e mode), 6.14.5 (interrupt
 * stack table), 7.7 (TSS in 64-bit mode); vol. 2, INT n. The suite swint has what
 * both widths share.
 */
#include <string.h>
#include <test/test.h>
#include <x86/desc.h>
#include <x86/run/capture.h>

#include "../swint/int_n.h"

enum {
	LEVEL_CS = SPARE_SEL_BASE,
	WORDS = 512,
	IST_AT = 0x24, /* of IST1 in the TSS */
};

static unsigned long stack[WORDS] __attribute__((aligned(64)));
#define FILL   0x5a5a5a5aul
#define MIDDLE (&stack[WORDS / 2])

static void set_up(void)
{
	for (unsigned int i = 0; i < WORDS; i++)
		stack[i] = FILL;
	capture_reset();
}

TEST_SUITE("swint-ist",
	   .summary = "a gate's IST entry is its stack, from every level",
	   .setup = set_up);

SNIPPET(fnop, "fnop");

static void set_gate(unsigned int vector, uint16_t selector, uint8_t ist)
{
	idt_set_gate(vector, gate_make(capture_entry, selector,
				       GATE_INT | GATE_DPL(3), ist));
}

static const struct entry {
	const char *name;
	uint8_t ist;
	bool user;
} entries[] = {
	{ "1", 1, false },     { "2", 2, false },     { "3", 3, false },
	{ "4", 4, false },     { "5", 5, false },     { "6", 6, false },
	{ "7", 7, false },     { "1-user", 1, true }, { "2-user", 2, true },
	{ "3-user", 3, true }, { "4-user", 4, true }, { "5-user", 5, true },
	{ "6-user", 6, true }, { "7-user", 7, true },
};

/* Each entry its own address, so that the wrong one shows. */
static void fill_ist(uint8_t ist, uintptr_t sp)
{
	struct tss *tss = &tss_this()->tss;

	for (unsigned int i = 3; i < 7; i++)
		tss->ist[i] = (uintptr_t)&stack[64 + i];
	tss->ist[ist - 1] = sp;
}

static void expect_entry(const struct outcome *o, uintptr_t sp, bool user)
{
	sp &= ~15ul;
	expect_done(o);
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.sp, sp - 40);
	EXPECT_EQ(captured.cs, KERNEL_CS);
	if (user || captured.ss != KERNEL_DS)
		EXPECT_EQ(captured.ss, 0);
	EXPECT_EQ(captured.words[0], (uintptr_t)int_n_end);
	EXPECT_EQ(captured.words[1], user ? USER_CS : KERNEL_CS);
	EXPECT_EQ(captured.words[2], in_regs().flags);
	EXPECT_EQ(captured.words[3], o->sp);
	EXPECT_EQ(captured.words[4], user ? USER_DS : KERNEL_DS);
	EXPECT_EQ(captured.words[5], FILL);
}

/*
 * SS becomes null where the level changes (6.14.4); where it does not manuals and
 * processors differ: either way it is one that 64-bit mode can run with.
 */
TEST_EACH(entry, const struct entry *e, entries,
	  "is where the frame goes, aligned to 16")
{
	for (unsigned int low = 0; low < 16; low += 5) {
		uintptr_t sp = (uintptr_t)MIDDLE + low;
		struct outcome o;

		capture_reset();
		fill_ist(e->ist, sp);
		set_gate(VECTOR, KERNEL_CS, e->ist);
		o = run(e->user);
		test_context("at %u", low);
		expect_entry(&o, sp, e->user);
		EXPECT_EQ(MIDDLE[-6], FILL);
	}
}

TEST(error_code, "a frame with an error code is one word more")
{
	const struct snippet c = SNIPPET_OF(int_n);
	const struct registers in = in_regs();
	struct outcome o;

	fill_ist(5, (uintptr_t)MIDDLE);
	set_gate(13, KERNEL_CS, 5);
	idt_set_type(VECTOR, 0); /* #GP */
	captured.drop = 8;
	captured.resume = (uintptr_t)int_n_end;
	o = run_kernel(&c, &in);
	expect_done(&o);
	EXPECT_EQ(captured.sp, (uintptr_t)MIDDLE - 48);
	EXPECT_EQ(captured.words[0] & 7, ERROR_IDT);
	EXPECT_EQ(captured.words[1], (uintptr_t)int_n_at);
	EXPECT_EQ(captured.words[2], KERNEL_CS);
	EXPECT_EQ(captured.words[4], o.sp);
	EXPECT_EQ(captured.words[5], KERNEL_DS);
}

/* -------------------------------------------------------------- limit ---- */

static const struct limit {
	const char *name;
	uint8_t ist;
	int over;
} limits[] = {
#define LIMITS(n)                      \
	{ #n "-at", n, 0 },            \
	{                              \
#n "-one-below", n, -1 \
	}
	LIMITS(1), LIMITS(2), LIMITS(3), LIMITS(4),
	LIMITS(5), LIMITS(6), LIMITS(7),
};

TEST_EACH(limit, const struct limit *l, limits,
	  "an entry beyond the limit of the TSS raises #TS(TR)")
{
	struct registers in = in_regs();
	struct outcome o;

	fill_ist(l->ist, (uintptr_t)MIDDLE);
	set_gate(VECTOR, KERNEL_CS, l->ist);
	tss_set_limit((uint32_t)(IST_AT + 8 * l->ist - 1 + l->over));
	o = run(false);
	if (!l->over) {
		expect_entry(&o, (uintptr_t)MIDDLE, false);
		return;
	}
	EXPECT_TRAP_ERROR(o.trap, X86_TS, TSS_SEL_BASE);
	EXPECT_EQ(o.trap.pc, (uintptr_t)int_n_at);
	EXPECT_EQ(o.nr, 1);
	EXPECT_EQ(captured.nr, 0);
	expect_registers(&o, &in);
}

/* ----------------------------------------------------------- canonical ---- */

static const struct address {
	const char *name;
	bool level;	/* RSP1 by code of DPL 1, else IST4 */
	bool exception; /* EXT in the error code */
	unsigned long sp;
} addresses[] = {
	{ "ist-bit-47", false, false, 1ul << 47 },
	{ "ist-bit-63", false, false, 1ul << 63 },
	{ "ist-hole-end", false, false, 0xffff7fffffffffff },
	{ "ist-exception", false, true, 1ul << 47 },
	{ "rsp1-bit-47", true, false, 1ul << 47 },
	{ "rsp1-bit-63", true, false, 1ul << 63 },
	{ "rsp1-hole-end", true, false, 0xffff7fffffffffff },
};

static struct outcome run_address(const struct address *a)
{
	const struct snippet f = SNIPPET_OF(fnop);
	const struct registers in = in_regs();
	struct tss *tss = &tss_this()->tss;

	*gdt_entry(LEVEL_CS) = desc_segment(
		0, 0xfffff,
		DESC_CODE_XR | DESC_S | DESC_P | DESC_L | DESC_G | DESC_DPL(1));
	tss->rsp[1] = a->sp;
	tss->ist[3] = a->sp;
	set_gate(VECTOR, a->level ? LEVEL_CS : KERNEL_CS, a->level ? 0 : 4);
	if (!a->exception)
		return run(a->level);
	set_gate(7, KERNEL_CS, 4);
	test_defer(write_cr0, read_cr0());
	write_cr0(read_cr0() | CR0_TS);
	return run_kernel(&f, &in);
}

TEST_EACH(canonical, const struct address *a, addresses,
	  "a stack that is not canonical raises #SS")
{
	struct registers in = in_regs();
	struct outcome o = run_address(a);
	const char *at = a->exception ? fnop_at : int_n_at;

	EXPECT_TRAP_CAUSE(o.trap, X86_SS);
	EXPECT_EQ(o.trap.error & ~1ul, 0);
	EXPECT_EQ(o.trap.pc, (uintptr_t)at);
	EXPECT_EQ(o.nr, 1);
	expect_registers(&o, &in);
}

TEST_EACH(canonical_error, const struct address *a, addresses,
	  "its error code is 0, or EXT")
{
	EXPECT_TRAP_ERROR(run_address(a).trap, X86_SS,
			  a->exception ? ERROR_EXT : 0);
}

/* The last address below the hole is canonical; nothing is mapped there. */
TEST(canonical_edge, "one just below the hole is used, and raises #PF")
{
	struct outcome o;

	fill_ist(4, (1ul << 47) - 16);
	set_gate(VECTOR, KERNEL_CS, 4);
	o = run(false);
	EXPECT_TRAP_ERROR(o.trap, X86_PF, PF_W);
	EXPECT_EQ(o.trap.pc, (uintptr_t)int_n_at);
	EXPECT_GE(o.trap.address, (1ul << 47) - 16 - 40);
	EXPECT_LT(o.trap.address, (1ul << 47) - 16);
}
