/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shadow stack of CPL 0: its token, SETSSBSY and CLRSSBSY.
 * SDM vol. 1, 17.2.3 (tokens); vol. 2.
 */
#include "suite.h"

CET_SUITE;

enum {
	OTHER = 400, /* word of another token */
	BUSY = 1,
};

CODE(look, "rdsspq %rax\n mov %rax, cet_out\n"
	   "look_end: ud2\n");
extern const char look_end[];

TEST(setssbsy_takes, "SETSSBSY makes the token of PL0_SSP busy", NEEDS_SS)
{
	EXPECT_TRAP(cet_run(look), X86_UD);
	EXPECT_EQ(cet_out[0], cet_supervisor_word(CET_TOKEN));
	EXPECT_EQ(cet_supervisor_memory[CET_TOKEN],
		  cet_supervisor_word(CET_TOKEN) | BUSY);
	cet_expect_frame(CET_TOKEN, cet_supervisor_word(CET_TOKEN),
			 (uintptr_t)look_end);
}

/* With one stack in use: the trap needs it. */
CODE(again, "mov $0x6a4, %ecx\n mov cet_out, %eax\n mov cet_out + 4, %edx\n"
	    "wrmsr\n"
	    "again_insn: setssbsy\n ud2\n");
extern const char again_insn[];

static const struct token {
	const char *name;
	uint64_t change; /* of the token */
	unsigned int offset;
	enum trap_cause cause;
} tokens[] = {
	{ "busy", BUSY, 0, X86_CP },	   { "bit-1", 2, 0, X86_CP },
	{ "bit-2", 4, 0, X86_CP },	   { "next", 8, 0, X86_CP },
	{ "high", 1ull << 63, 0, X86_CP }, { "misaligned", 0, 4, X86_GP },
};

TEST_EACH(setssbsy_refuses, const struct token *t, tokens,
	  "and leaves the token and SSP as they are", NEEDS_SS)
{
	const uint64_t token = cet_supervisor_word(OTHER) ^ t->change;
	struct trap trap;

	cet_supervisor_memory[OTHER] = token;
	cet_out[0] = cet_supervisor_word(OTHER) + t->offset;
	trap = cet_run(again);
	EXPECT_TRAP_ERROR(trap, t->cause, t->cause == X86_CP ? CP_SETSSBSY : 0);
	EXPECT_EQ(trap.pc, (uintptr_t)again_insn);
	EXPECT_EQ(cet_supervisor_memory[OTHER], token);
	cet_expect_frame(CET_TOKEN, cet_supervisor_word(CET_TOKEN),
			 (uintptr_t)again_insn);
}

/* SSP is 0 afterwards, and no place for a trap. */
#define S_CET_OFF "mov $0x6a2, %ecx\n xor %eax, %eax\n xor %edx, %edx\n wrmsr\n"
CODE(clear,
     "stc\n mov cet_out + 16, %rdi\n"
     "clear_insn: clrssbsy (%rdi)\n"
     "setc cet_out + 8\n rdsspq %rax\n mov %rax, cet_out\n" S_CET_OFF "ud2\n");
extern const char clear_insn[];

TEST(clrssbsy_frees, "CLRSSBSY takes BUSY off a token, and SSP is 0", NEEDS_SS)
{
	cet_out[0] = 1;
	cet_out[2] = cet_supervisor_word(CET_TOKEN);
	EXPECT_TRAP(cet_run(clear), X86_UD);
	EXPECT_EQ(cet_supervisor_memory[CET_TOKEN],
		  cet_supervisor_word(CET_TOKEN));
	EXPECT_EQ(cet_out[0], 0);
}

TEST(clrssbsy_not_busy, "CLRSSBSY changes no other word", NEEDS_SS)
{
	static const uint64_t changes[] = { 0, BUSY | 2, BUSY | 8 };

	for (unsigned int i = 0; i < 3; i++) {
		const uint64_t token = cet_supervisor_word(OTHER) ^ changes[i];

		cet_supervisor_memory[OTHER] = token;
		cet_out[2] = cet_supervisor_word(OTHER);
		EXPECT_TRAP(cet_run(clear), X86_UD);
		EXPECT_EQ(cet_supervisor_memory[OTHER], token);
	}
}

TEST(clrssbsy_cf, "CLRSSBSY sets CF if that was no busy token", NEEDS_SS)
{
	cet_out[1] = 1;
	cet_out[2] = cet_supervisor_word(CET_TOKEN);
	EXPECT_TRAP(cet_run(clear), X86_UD);
	EXPECT_EQ(cet_out[1], 0);
	cet_out[2] = cet_supervisor_word(OTHER);
	EXPECT_TRAP(cet_run(clear), X86_UD);
	EXPECT_EQ(cet_out[1], 1);
}

TEST(clrssbsy_misaligned, "CLRSSBSY raises #GP(0)", NEEDS_SS)
{
	struct trap t;

	cet_out[2] = cet_supervisor_word(OTHER) + 4;
	t = cet_run(clear);
	EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(t.pc, (uintptr_t)clear_insn);
	cet_expect_frame(CET_TOKEN, cet_supervisor_word(CET_TOKEN),
			 (uintptr_t)clear_insn);
}

/* ------------------------------------------------------------------ pages ---- */

/* RSTORSSP of another page: what CPL 0 may have for a shadow stack. */
CODE(use_page, "mov cet_out, %rdi\n"
	       "mov $0x6a2, %ecx\n mov $3, %eax\n xor %edx, %edx\n wrmsr\n"
	       "mov $0x4321, %eax\n"
	       "use_page_insn: wrssq %rax, (%rdi)\n ud2\n");
extern const char use_page_insn[];

TEST(wrss_supervisor, "WRSS of CPL 0 writes to a supervisor's shadow stack",
     NEEDS_SS)
{
	cet_out[0] = cet_supervisor_word(OTHER);
	EXPECT_TRAP(cet_run(use_page), X86_UD);
	EXPECT_EQ(cet_supervisor_memory[OTHER], 0x4321);
}

static void expect_page(uint64_t at)
{
	struct trap t;

	cet_out[0] = at;
	t = cet_run(use_page);
	EXPECT_TRAP_ERROR(t, X86_PF, PF_P | PF_W | PF_SS);
	EXPECT_EQ(t.address, at);
	EXPECT_EQ(t.pc, (uintptr_t)use_page_insn);
}

TEST(wrss_elsewhere_0,
     "WRSS of CPL 0 raises #PF on CPL 3's, and on ordinary pages", NEEDS_SS)
{
	expect_page(cet_word(0));
	expect_page((uintptr_t)cet_ordinary);
	expect_page((uintptr_t)cet_memory);
	EXPECT_EQ(cet_memory[0], CET_FILL);
}
