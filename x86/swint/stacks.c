/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which stack a gate leads to: the levels of the TSS, its limit, alignment. */
#include "suite.h"

SWINT_SUITE;

#define GATE3 (GATE_INT | GATE_DPL(3))

enum {
	LEVEL_CS = SEL_A,
	LEVEL_SS = SEL_B,
};

/* A gate to code of @level, whose stack in the TSS is @sp. */
static void set_level(unsigned int level, unsigned long sp)
{
	struct tss *tss = &tss_this()->tss;

	*gdt_entry(LEVEL_CS) = code_segment(DESC_P | DESC_DPL(level));
	*gdt_entry(LEVEL_SS) = data_segment(DESC_P | DESC_DPL(level));
	ONLY_64(tss->rsp[level] = sp;)
	ONLY_32(tss->stack[level].esp = sp;)
	ONLY_32(tss->stack[level].ss = (uint16_t)(LEVEL_SS | level);)
	idt_set_gate(VECTOR, capture_gate(LEVEL_CS, GATE3));
}

static void expect_level(const struct outcome *o, unsigned int level,
			 unsigned long sp)
{
	if (IS_64)
		sp &= ~15ul;
	expect_done(o);
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.sp, sp - 5 * sizeof(long));
	EXPECT_EQ(captured.cs, LEVEL_CS | level);
	EXPECT_EQ(captured.ss, (IS_64 ? 0 : LEVEL_SS) | level);
	EXPECT_EQ(captured.words[0], (uintptr_t)int_n.after);
	EXPECT_EQ(captured.words[1], USER_CS);
	EXPECT_EQ(captured.words[3], o->sp);
	EXPECT_EQ(captured.words[4], USER_DS);
}

static const struct level {
	const char *name;
	unsigned int level;
} levels[] = { { "1", 1 }, { "2", 2 } };

/* The middle of the stack: what is below and above stays as it was. */
#define MIDDLE (&inner_stack[STACK_WORDS / 2])

TEST_EACH(level, const struct level *l, levels,
	  "a gate to code of that DPL takes that stack of the TSS")
{
	struct outcome o;

	set_level(l->level, (uintptr_t)MIDDLE);
	o = provoke(&int_n, true);
	expect_level(&o, l->level, (uintptr_t)MIDDLE);
	for (int i = -64; i < 64; i++)
		if (i >= 0 || i < -5)
			EXPECT_EQ(MIDDLE[i], STACK_FILL);
}

TEST_EACH(
	align, const struct level *l, levels,
	"it is aligned to 16 in 64-bit mode, and taken as it is in 32-bit mode")
{
	for (unsigned int low = 0; low < 16; low++) {
		uintptr_t sp = (uintptr_t)MIDDLE - 16 + low;
		struct outcome o;

		capture_reset();
		set_level(l->level, sp);
		o = provoke(&int_n, true);
		test_context("stack at %u", low);
		expect_level(&o, l->level, sp);
	}
}

/* From CPL 0 there is no other stack, but 64-bit mode aligns that one, too. */
SNIPPET(int_at_di, "mov " R "sp, " R "bp\n"
		"mov " R "di, " R "sp\n"
		"int_at_di_int: int $0x85\n"
		"int_at_di_back: mov " R "sp, " R "si\n"
		"mov " R "bp, " R "sp\n");
extern const char int_at_di_back[];

TEST(align_same, "so is the stack that is kept")
{
	const struct snippet c = { int_at_di_at, int_at_di_end, NULL };

	idt_set_gate(VECTOR, capture_gate(KERNEL_CS, GATE3));
	for (unsigned int low = 0; low < 16; low++) {
		uintptr_t sp = (uintptr_t)MIDDLE - 16 + low;
		struct registers in = in_regs();
		struct outcome o;

		in.di = sp;
		capture_reset();
		o = run_kernel(&c, &in);
		test_context("stack at %u", low);
		expect_done(&o);
		EXPECT_EQ(o.out.si, sp);
		EXPECT_EQ(captured.sp, IS_64 ? (sp & ~15ul) - 40 : sp - 12);
		EXPECT_EQ(captured.words[0], (uintptr_t)int_at_di_back);
		if (IS_64)
			EXPECT_EQ(captured.words[3], sp);
	}
}

/* ------------------------------------------------- no change of level ---- */

static const struct same {
	const char *name;
	uint64_t bits;
	bool user;
} sames[] = {
	{ "conforming-kernel", DESC_TYPE(4), false },
	{ "conforming-user", DESC_TYPE(4), true },
	{ "conforming-dpl-2-user", DESC_TYPE(4) | DESC_DPL(2), true },
	{ "dpl-3-user", DESC_DPL(3), true },
};

TEST_EACH(same_level, const struct same *s, sames,
	  "code that is conforming, or of the same DPL, keeps CPL and stack")
{
	struct outcome o;
	unsigned long sp;

	*gdt_entry(LEVEL_CS) = code_segment(DESC_P | s->bits);
	idt_set_gate(VECTOR, capture_gate(LEVEL_CS, GATE3));
	o = provoke(&int_n, s->user);
	sp = IS_64 ? (o.sp & ~15ul) - 40 : o.sp - 12;
	expect_done(&o);
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.sp, sp);
	EXPECT_EQ(captured.cs, LEVEL_CS | (s->user ? 3 : 0));
	EXPECT_EQ(captured.ss, s->user ? USER_DS : KERNEL_DS);
	EXPECT_EQ(captured.words[0], (uintptr_t)int_n.after);
	EXPECT_EQ(captured.words[1], s->user ? USER_CS : KERNEL_CS);
}

static const struct level rpls[] = { { "1", 1 }, { "2", 2 }, { "3", 3 } };

/* A selector's RPL in a gate counts for nothing. */
TEST_EACH(gate_rpl, const struct level *l, rpls,
	  "the RPL of the gate's selector is ignored")
{
	struct outcome o;

	idt_set_gate(VECTOR,
		     capture_gate((uint16_t)(KERNEL_CS | l->level), GATE3));
	o = provoke(&int_n, true);
	expect_done(&o);
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.cs, KERNEL_CS);
	EXPECT_EQ(captured.sp, INNER_SP - 5 * sizeof(long));
}

/* --------------------------------------------------------- TSS limit ---- */

/*
 * The limits with which the entry of a level is whole, and is not. Of i386 the
 * manuals differ: older ones want the 8 bytes of ESP and SS with what is beside
 * it, newer ones the 6 that are read. In between there is no right answer.
 */
static const struct limit {
	const char *name;
	unsigned int level;
	uint32_t limit;
	bool whole;
} limits[] = {
	{ "1-whole", 1, 12 + 7, true },
	{ "1-not-whole", 1, 12 + (IS_64 ? 6 : 4), false },
	{ "1-half", 1, 12 + 3, false },
	{ "1-none", 1, 12 - 1, false },
	{ "2-whole", 2, 20 + 7, true },
	{ "2-not-whole", 2, 20 + (IS_64 ? 6 : 4), false },
	{ "2-half", 2, 20 + 3, false },
	{ "2-none", 2, 20 - 1, false },
};

/* Its descriptor says how long it is. */
TEST_EACH(tss_limit, const struct limit *l, limits,
	  "a stack beyond the limit of the TSS raises #TS(TR)")
{
	struct outcome o;

	set_level(l->level, (uintptr_t)MIDDLE);
	tss_set_limit(l->limit);
	o = provoke(&int_n, true);
	if (!l->whole) {
		expect_fault(&int_n, &o, true, X86_TS);
		EXPECT_EQ(o.trap.error, TSS_SEL_BASE);
	} else {
		expect_level(&o, l->level, (uintptr_t)MIDDLE);
	}
}
