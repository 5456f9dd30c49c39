/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CR9 to CR15, which a REX prefix can name: Intel SDM vol. 2, MOV to CR. */
#include "../../cr-rules/suite.h"

CR_RULES_SUITE;

#define NO_CR(n, low)                                                       \
	extern const char from_cr##n[], to_cr##n[];                         \
	asm(".pushsection .text\n"                                          \
	    "from_cr" #n ": .byte 0x44, 0x0f, 0x20, 0xc0 | " #low " << 3\n" \
	    "ud2\n"                                                         \
	    "to_cr" #n ": .byte 0x44, 0x0f, 0x22, 0xc0 | " #low " << 3\n"   \
	    "ud2\n"                                                         \
	    ".popsection")
NO_CR(9, 1);
NO_CR(10, 2);
NO_CR(11, 3);
NO_CR(12, 4);
NO_CR(13, 5);
NO_CR(14, 6);
NO_CR(15, 7);

static const struct code {
	const char *name;
	const char *at;
} numbers[] = {
	{ "from-cr9", from_cr9 },   { "to-cr9", to_cr9 },
	{ "from-cr10", from_cr10 }, { "to-cr10", to_cr10 },
	{ "from-cr11", from_cr11 }, { "to-cr11", to_cr11 },
	{ "from-cr12", from_cr12 }, { "to-cr12", to_cr12 },
	{ "from-cr13", from_cr13 }, { "to-cr13", to_cr13 },
	{ "from-cr14", from_cr14 }, { "to-cr14", to_cr14 },
	{ "from-cr15", from_cr15 }, { "to-cr15", to_cr15 },
};

TEST_EACH(undefined_rex, const struct code *c, numbers, "raises #UD")
{
	expect_undefined(c->at);
}

/* Each general register as the operand, to CR2 and back. */
#define THROUGH(reg)                                     \
	static uint64_t through_##reg(uint64_t value)    \
	{                                                \
		uint64_t read;                           \
                                                         \
		asm volatile("mov %1, %%" #reg "\n\t"    \
			     "mov %%" #reg ", %%cr2\n\t" \
			     "not %%" #reg "\n\t"        \
			     "mov %%cr2, %%" #reg "\n\t" \
			     "mov %%" #reg ", %0"        \
			     : "=m"(read)                \
			     : "m"(value)                \
			     : #reg, "memory");          \
		return read;                             \
	}
THROUGH(rax)
THROUGH(rbx)
THROUGH(rcx)
THROUGH(rdx)
THROUGH(rsi)
THROUGH(rdi)
THROUGH(r8)
THROUGH(r9)
THROUGH(r10)
THROUGH(r11)
THROUGH(r12)
THROUGH(r13)
THROUGH(r14)
THROUGH(r15)

static const struct through {
	const char *name;
	uint64_t (*go)(uint64_t value);
} throughs[] = {
	{ "rax", through_rax }, { "rbx", through_rbx }, { "rcx", through_rcx },
	{ "rdx", through_rdx }, { "rsi", through_rsi }, { "rdi", through_rdi },
	{ "r8", through_r8 },	{ "r9", through_r9 },	{ "r10", through_r10 },
	{ "r11", through_r11 }, { "r12", through_r12 }, { "r13", through_r13 },
	{ "r14", through_r14 }, { "r15", through_r15 },
};

TEST_EACH(operand, const struct through *t, throughs,
	  "each general register goes to CR2 as a whole, and back")
{
	uint64_t value = 0x123456789abcdef0 + (uint64_t)(t - throughs);

	EXPECT_EQ(t->go(value), value);
	EXPECT_EQ(read_cr2(), value);
	EXPECT_EQ(t->go(~value), ~value);
	EXPECT_EQ(read_cr2(), ~value);
}
