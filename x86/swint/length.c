/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The address that is pushed: behind the whole instruction, prefixes included. */
#include "suite.h"

SWINT_SUITE;

/* Code */
/* clang-format off */
#define P1    ".byte 0x2e\n"
#define P3    ".byte 0x66, 0x26, 0x3e\n"
#define P11   P3 P3 P3 P1 P1
#define P13   P11 P1 P1
#define P14   P13 P1
#define INT_N ".byte 0xcd, 0x85\n"
#define INT_3 ".byte 0xcd, 0x03\n"
#define INT_4 ".byte 0xcd, 0x04\n"
#define INT3  ".byte 0xcc\n"
#define INTO  ".byte 0xce\n"
SNIPPET(len_int_n, INT_N);
SNIPPET(len_int_n_1, P1 INT_N);
SNIPPET(len_int_n_3, P3 INT_N);
SNIPPET(len_int_n_13, P13 INT_N);
SNIPPET(len_int_3, INT_3);
SNIPPET(len_int_3_1, P1 INT_3);
SNIPPET(len_int_4, INT_4);
SNIPPET(len_int3, INT3);
SNIPPET(len_int3_1, P1 INT3);
SNIPPET(len_int3_11, P11 INT3);
SNIPPET(len_int3_14, P14 INT3);
ONLY_64(SNIPPET(len_int_n_rex, ".byte 0x48\n" INT_N);)
ONLY_64(SNIPPET(len_int3_rex, ".byte 0x4f\n" INT3);)
ONLY_32(SNIPPET(len_into, INTO);)
ONLY_32(SNIPPET(len_into_1, P1 INTO);)
ONLY_32(SNIPPET(len_into_14, P14 INTO);)
SNIPPET(len_too_long, P14 INT_N);
SNIPPET(bare_into, INTO);

#define ROW(id, vector)                     \
	{                                   \
#id, vector, SNIPPET_OF(len_##id) \
	}
static const struct length {
	const char *name;
	unsigned int vector;
	struct snippet code;
} lengths[] = { ROW(int_n, VECTOR),
		ROW(int_n_1, VECTOR),
		ROW(int_n_3, VECTOR),
		ROW(int_n_13, VECTOR),
		ROW(int_3, 3),
		ROW(int_3_1, 3),
		ROW(int_4, 4),
		ROW(int3, 3),
		ROW(int3_1, 3),
		ROW(int3_11, 3),
		ROW(int3_14, 3),
		ONLY_64(ROW(int_n_rex, VECTOR), ROW(int3_rex, 3), ) ONLY_32(
			ROW(into, 4), ROW(into_1, 4), ROW(into_14, 4), ) };
/* clang-format on */

static void check(const struct length *l, bool user, unsigned long flags)
{
	const struct source s = { l->name,    l->vector,     l->code,
				  l->code.at, l->code.end, .soft = true };
	struct outcome o;

	set_flags(flags);
	idt_set_gate(l->vector,
		     capture_gate(KERNEL_CS, GATE_INT | GATE_DPL(3)));
	o = provoke(&s, user);
	expect_done(&o);
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.words[0], (uintptr_t)l->code.end);
	EXPECT_EQ(captured.words[2], in_regs().flags);
}

TEST_EACH(length, const struct length *l, lengths,
	  "RIP is that of the next instruction, RFLAGS as they were")
{
	check(l, false, 0);
}

TEST_EACH(user_length, const struct length *l, lengths, "the same at CPL 3")
{
	check(l, true, 0);
}

/* KVM's emulator delivers what the processor would. */
TEST_EACH(forced, const struct length *l, lengths,
	  "the same where KVM emulates the instruction",
	  .needs = NEEDS(&x86_forced_emulation))
{
	struct length forced = *l;

	forced.code.at = l->code.forced;
	check(&forced, false, 0);
}

/* in_regs() has OF set; INT 4 does not ask for it, INTO does. */
TEST(int_4_without_of, "INT 4 does not depend on OF")
{
	const struct snippet c = SNIPPET_OF(len_int_4);
	struct registers in = in_regs();
	struct outcome o;

	in.flags &= ~(unsigned long)EFLAGS_OF;
	idt_set_gate(4, capture_gate(KERNEL_CS, GATE_INT));
	o = run_kernel(&c, &in);
	expect_done(&o);
	EXPECT_EQ(captured.nr, 1);
	EXPECT_EQ(captured.words[2], in.flags);
}

/* 64-bit mode has no INTO; in 32-bit mode it does nothing without OF. */
static void check_into(const char *pc)
{
	const struct snippet c = SNIPPET_OF(bare_into);
	struct registers in = in_regs();
	struct outcome o;

	in.flags &= ~(unsigned long)EFLAGS_OF;
	idt_set_gate(4, capture_gate(KERNEL_CS, GATE_INT));
	o = run_kernel(&c, &in);
	EXPECT_TRAP(o.trap, X86_UD);
	EXPECT_EQ(o.trap.pc, (uintptr_t)pc);
	EXPECT_EQ(captured.nr, 0);
	expect_registers(&o, &in);
}

/* One of the two */
/* clang-format off */
ONLY_64(TEST(into_in_64_bit, "INTO is #UD") { check_into(bare_into_at); })
ONLY_32(TEST(into_without_of, "INTO does nothing") {
	check_into(bare_into_end);
})
/* clang-format on */

TEST(too_long, "an INT n of 16 bytes raises #GP(0), whatever the gate")
{
	const struct snippet c = SNIPPET_OF(len_too_long);
	const struct registers in = in_regs();
	struct outcome o;

	idt_set_gate(VECTOR, capture_gate(KERNEL_CS, GATE_INT));
	o = run_kernel(&c, &in);
	expect_refused(&o, c.at, X86_GP, &in);
	EXPECT_EQ(captured.nr, 0);
}
