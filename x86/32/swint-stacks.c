/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What only 32-bit mode has on the way through a gate: the stack segment that the
 * TSS names, and its limit.
 *
 * Intel SDM vol. 2, INT n (INTER-PRIVILEGE-LEVEL-INTERRUPT); vol. 3, 6.12.1.
 * The suite swint has what both widths share.
 */
#include <string.h>
#include <test/test.h>
#include <x86/desc.h>
#include <x86/run/capture.h>

#include "../swint/int_n.h"

enum {
	LEVEL_CS = SPARE_SEL_BASE,
	LEVEL_SS = SPARE_SEL_BASE + 8,
	GATE3 = GATE_INT | GATE_DPL(3),
	WORDS = 512,
};

#define FLAT	  (DESC_G | DESC_DB | DESC_S | DESC_P)
#define DPL1_DATA (DESC_DATA_RW | FLAT | DESC_DPL(1))

static unsigned long stack[WORDS] __attribute__((aligned(64)));
#define FILL   0x5a5a5a5aul
#define MIDDLE ((uintptr_t)&stack[WORDS / 2])

static void set_up(void)
{
	for (unsigned int i = 0; i < WORDS; i++)
		stack[i] = FILL;
	capture_reset();
	lldt(0);
}

TEST_SUITE("swint-stacks", .summary = "the stack segment of the TSS is checked",
	   .setup = set_up);

/* A gate to code of DPL 1, and what the TSS has for that level. */
static void set_level(uint16_t ss, uint32_t esp, uint64_t segment)
{
	struct tss *tss = &tss_this()->tss;

	*gdt_entry(LEVEL_CS) =
		desc_segment(0, 0xfffff, DESC_CODE_XR | FLAT | DESC_DPL(1));
	*gdt_entry(LEVEL_SS) = segment;
	tss->stack[1].ss = ss;
	tss->stack[1].esp = esp;
	idt_set_gate(VECTOR, gate_make(capture_entry, LEVEL_CS, GATE3, 0));
}

static void expect_untouched(const struct outcome *o)
{
	const struct registers in = in_regs();

	EXPECT_EQ(o->trap.pc, (uintptr_t)int_n_at);
	EXPECT_EQ(o->trap.sp, o->sp);
	EXPECT_TRUE(o->trap.user);
	EXPECT_EQ(o->nr, 1);
	EXPECT_EQ(captured.nr, 0);
	expect_registers(o, &in);
	for (unsigned int i = 0; i < WORDS; i++)
		EXPECT_EQ(stack[i], FILL);
}

/* ---------------------------------------------------------- selectors ---- */

#define FLAT_SEGMENT(bits) (0xffffull | 0xfull << 48 | (uint64_t)(bits))

static const struct selector {
	const char *name;
	enum trap_cause cause;
	unsigned long error;
	uint16_t ss;
	uint64_t segment;
} selectors[] = {
	/* A table */
/* clang-format off */
	{ "null", X86_TS, 0, 0, FLAT_SEGMENT(DPL1_DATA) },
	{ "null-rpl-1", X86_TS, 0, 1, FLAT_SEGMENT(DPL1_DATA) },
	{ "beyond-gdt", X86_TS, 0xfff8, 0xfff9, 0 },
	{ "no-ldt", X86_TS, LEVEL_SS | ERROR_TI, LEVEL_SS | ERROR_TI | 1,
	  FLAT_SEGMENT(DPL1_DATA) },
	{ "rpl-0", X86_TS, LEVEL_SS, LEVEL_SS, FLAT_SEGMENT(DPL1_DATA) },
	{ "rpl-2", X86_TS, LEVEL_SS, LEVEL_SS | 2, FLAT_SEGMENT(DPL1_DATA) },
	{ "rpl-3", X86_TS, LEVEL_SS, LEVEL_SS | 3, FLAT_SEGMENT(DPL1_DATA) },
	{ "dpl-0", X86_TS, LEVEL_SS, LEVEL_SS | 1,
	  FLAT_SEGMENT(DESC_DATA_RW | FLAT) },
	{ "dpl-3", X86_TS, LEVEL_SS, LEVEL_SS | 1,
	  FLAT_SEGMENT(DESC_DATA_RW | FLAT | DESC_DPL(3)) },
	{ "read-only", X86_TS, LEVEL_SS, LEVEL_SS | 1,
	  FLAT_SEGMENT(DESC_DATA_RO | FLAT | DESC_DPL(1)) },
	{ "code", X86_TS, LEVEL_SS, LEVEL_SS | 1,
	  FLAT_SEGMENT(DESC_CODE_XR | FLAT | DESC_DPL(1)) },
	{ "system", X86_TS, LEVEL_SS, LEVEL_SS | 1,
	  FLAT_SEGMENT(DESC_TYPE(2) | DESC_P | DESC_G | DESC_DPL(1)) },
	{ "empty", X86_TS, LEVEL_SS, LEVEL_SS | 1, 0 },
	{ "not-present", X86_SS, LEVEL_SS, LEVEL_SS | 1,
	  FLAT_SEGMENT(DPL1_DATA & ~DESC_P) },
	/* clang-format on */
};

TEST_EACH(selector, const struct selector *s, selectors,
	  "a stack segment that will not do raises #TS or #SS with its selector")
{
	struct outcome o;

	set_level(s->ss, MIDDLE, s->segment);
	o = run(true);
	EXPECT_TRAP_ERROR(o.trap, s->cause, s->error);
	expect_untouched(&o);
}

static const struct good {
	const char *name;
	uint16_t rpl_bits;
	uint64_t bits;
} goods[] = {
	{ "flat", 1, DPL1_DATA },
	{ "accessed", 1, DPL1_DATA | DESC_ACCESSED },
};

TEST_EACH(good, const struct good *g, goods, "one that will do is loaded")
{
	struct outcome o;

	set_level(LEVEL_SS | g->rpl_bits, MIDDLE, FLAT_SEGMENT(g->bits));
	o = run(true);
	expect_done(&o);
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.ss, LEVEL_SS | 1);
	EXPECT_EQ(captured.cs, LEVEL_CS | 1);
	EXPECT_EQ(captured.sp, MIDDLE - 20);
	EXPECT_EQ(captured.words[3], o.sp);
	EXPECT_EQ(captured.words[4], USER_DS);
}

TEST(accessed, "and marked as accessed")
{
	struct outcome o;

	set_level(LEVEL_SS | 1, MIDDLE, FLAT_SEGMENT(DPL1_DATA));
	o = run(true);
	expect_done(&o);
	EXPECT_EQ(*gdt_entry(LEVEL_SS) & DESC_ACCESSED, DESC_ACCESSED);
	EXPECT_EQ(*gdt_entry(LEVEL_CS) & DESC_ACCESSED, DESC_ACCESSED);
}

/* ----------------------------------------------------------- its limit ---- */

/*
 * The limit is in pages, with its edge in the middle of the stack. What cannot
 * hold all five words raises #SS before one is written. (That one which can is
 * used the cases above show.)
 */
static uint8_t pages[8192] __attribute__((aligned(4096)));
#define EDGE ((uint32_t)(uintptr_t)pages + 4096)

static const struct room {
	const char *name;
	bool down; /* expand-down: the segment begins at the edge */
	int sp;	   /* from the edge */
} rooms[] = {
	{ "one-byte", false, 1 },      { "one-word", false, 4 },
	{ "four-words", false, 16 },   { "all", false, 20 },
	{ "beyond", false, 64 },       { "down-one-byte", true, 19 },
	{ "down-one-word", true, 16 }, { "down-four-words", true, 4 },
	{ "down-all", true, 0 },
};

TEST_EACH(room, const struct room *r, rooms,
	  "all of the frame has to be within the stack segment")
{
	uint64_t type = r->down ? DESC_DATA_RW_DOWN : DESC_DATA_RW;
	uint32_t esp = EDGE + (uint32_t)r->sp;
	struct outcome o;

	memset(pages, 0x5a, sizeof(pages));
	set_level(LEVEL_SS | 1, esp,
		  desc_segment(0, (EDGE >> 12) - 1, type | FLAT | DESC_DPL(1)));
	o = run(true);
	EXPECT_TRAP_ERROR(o.trap, X86_SS, LEVEL_SS);
	expect_untouched(&o);
	for (unsigned int i = 0; i < sizeof(pages); i++)
		if (pages[i] != 0x5a)
			EXPECT_EQ(i, sizeof(pages));
}
