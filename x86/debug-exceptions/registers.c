/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The debug registers themselves: 17.2, and general detect, 17.3.1.3. */
#include "suite.h"

#include <x86/user.h>

DEBUG_SUITE;

/* MOV to and from each register, the value in AX of the recorder's memory. */
#define MOVES(n)                                                     \
	SEQ(to_dr##n, "mov (" R "di), " R "ax\n"                     \
		      ".globl to_dr" #n "_at\n"                      \
		      "to_dr" #n "_at: mov " R "ax, %db" #n);        \
	SEQ(from_dr##n, ".globl from_dr" #n "_at\n"                  \
			"from_dr" #n "_at: mov %db" #n ", " R "ax\n" \
			"mov " R "ax, (" R "di)");                   \
	extern const char to_dr##n##_at[], from_dr##n##_at[]

MOVES(0);
MOVES(1);
MOVES(2);
MOVES(3);
MOVES(4);
MOVES(5);
MOVES(6);
MOVES(7);

static unsigned long operand; /* in the image: CPL 3 reads it too */

/* A table */
/* clang-format off */
#define MOVE(n)                                                     \
	{ "to-dr" #n, n, true, to_dr##n, to_dr##n##_at },           \
	{                                                           \
		"from-dr" #n, n, false, from_dr##n, from_dr##n##_at \
	}
static const struct move {
	const char *name;
	unsigned int n;
	bool to;
	void (*fn)(const void *);
	const char *at;
} moves[] = {
	MOVE(0), MOVE(1), MOVE(2), MOVE(3), MOVE(4), MOVE(5), MOVE(6), MOVE(7),
}, aliases[] = { MOVE(4), MOVE(5) };
/* clang-format on */

static unsigned long read_dr(unsigned int n)
{
	unsigned long (*const read[])(void) = { read_dr0, read_dr1, read_dr2,
						read_dr3 };

	return read[n]();
}

static void set_known(void)
{
	for (unsigned int n = 0; n < 4; n++)
		write_dr(n, 0x1111ul * (n + 1));
	write_dr6(BS);
	write_dr7(DR7_INIT | DR7_GE);
}

static void expect_known(void)
{
	for (unsigned int n = 0; n < 4; n++)
		EXPECT_EQ(read_dr(n), 0x1111ul * (n + 1));
	EXPECT_EQ(read_dr6(), BS);
	EXPECT_EQ(read_dr7(), DR7_INIT | DR7_GE);
}

TEST_EACH(user_move, const struct move *m, moves,
	  "MOV DR at CPL 3 raises #GP(0) and changes nothing")
{
	struct trap t;

	set_known();
	operand = 0x5a5a;
	t = user_catch_flags(m->fn, &operand, EFLAGS_IOPL);
	EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(t.pc, (uintptr_t)m->at);
	EXPECT_EQ(operand, 0x5a5a);
	expect_known();
}

static void set_de(unsigned long de)
{
	test_defer(write_cr4, read_cr4());
	write_cr4((read_cr4() & ~(unsigned long)CR4_DE) | de);
}

TEST_EACH(de_set, const struct move *m, aliases,
	  "with CR4.DE=1 DR4 and DR5 raise #UD", .needs = NEEDS(&x86_de))
{
	struct trap t;

	set_de(CR4_DE);
	set_known();
	operand = 0x5a5a;
	t = trap_catch(m->fn, &operand);
	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)m->at);
	EXPECT_EQ(operand, 0x5a5a);
	expect_known();
}

TEST(dr4_alias, "with CR4.DE=0 DR4 is DR6")
{
	set_de(0);
	write_dr6(BS | 2);
	from_dr4(&operand);
	EXPECT_EQ(operand, BS | 2);
	operand = BD | 4;
	to_dr4(&operand);
	EXPECT_EQ(read_dr6(), BD | 4);
	EXPECT_EQ(read_dr7(), DR7_INIT);
}

TEST(dr5_alias, "with CR4.DE=0 DR5 is DR7")
{
	set_de(0);
	write_dr7(DR7_INIT | DR7_GE | DR7_RW(3, 1));
	from_dr5(&operand);
	EXPECT_EQ(operand, DR7_INIT | DR7_GE | DR7_RW(3, 1));
	operand = DR7_INIT | DR7_LE | DR7_L(2) | DR7_RW(2, 3) | DR7_LEN(2, 3);
	write_dr(2, (uintptr_t)&operand);
	to_dr5(&operand);
	EXPECT_EQ(*(volatile unsigned long *)&operand,
		  DR7_INIT | DR7_LE | DR7_L(2) | DR7_RW(2, 3) | DR7_LEN(2, 3));
	EXPECT_EQ(recorded.nr, 1); /* a breakpoint set through DR5 is one */
	EXPECT_EQ(read_dr7(), operand);
	EXPECT_EQ(read_dr6(), DR6_INIT);
}

/* ------------------------------------------------------------- values ---- */

/* Names of low halves; what is fixed depends on the processor's RTM. */
static const struct fixed {
	const char *name;
	bool dr7;
	unsigned long written, value;
} fixed[] = {
	{ "dr6-zero", false, 0, 0xffff0ff0 },
	{ "dr6-ones", false, 0xffffffff, 0xffffefff },
	{ "dr6-bit-12", false, 0xffff1ff0, 0xffff0ff0 },
	{ "dr6-b0-b3", false, 0xf, 0xffff0fff },
	{ "dr6-bd", false, 0x2000, 0xffff2ff0 },
	{ "dr6-bs", false, 0x4000, 0xffff4ff0 },
	{ "dr6-bt", false, 0x8000, 0xffff8ff0 },
	{ "dr7-zero", true, 0, 0x400 },
	{ "dr7-bit-11", true, 0xc00, 0x400 },
	{ "dr7-bit-12", true, 0x1400, 0x400 },
	{ "dr7-bit-14", true, 0x4400, 0x400 },
	{ "dr7-bit-15", true, 0x8400, 0x400 },
	{ "dr7-le-ge", true, 0x300, 0x700 },
	{ "dr7-rw-len", true, 0xfffd0000, 0xfffd0400 },
};

static bool has_rtm_or_bus_lock(void)
{
	return x86_rtm.probe() || x86_bus_lock_detect.probe();
}

TEST_EACH(fixed, const struct fixed *f, fixed,
	  "reserved bits read as the manual has them, whatever is written")
{
	if (has_rtm_or_bus_lock())
		SKIP("RTM or BUS_LOCK_DETECT give DR6 and DR7 more bits");
	if (f->dr7)
		write_dr7(f->written);
	else
		write_dr6(f->written);
	EXPECT_EQ(f->dr7 ? read_dr7() : read_dr6(), f->value);
	EXPECT_EQ(f->dr7 ? read_dr6() : read_dr7(),
		  f->dr7 ? DR6_INIT : DR7_INIT);
}

TEST(separate, "each address register holds its own value")
{
	for (unsigned int n = 0; n < 4; n++)
		write_dr(n, ~(0x1234567ul << n));
	for (unsigned int n = 0; n < 4; n++)
		EXPECT_EQ(read_dr(n), ~(0x1234567ul << n));
	EXPECT_EQ(read_dr6(), DR6_INIT);
	EXPECT_EQ(read_dr7(), DR7_INIT);
}
