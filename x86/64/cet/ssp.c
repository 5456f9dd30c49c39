/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that look at SSP and move it: RDSSP, INCSSP, SAVEPREVSSP, RSTORSSP.
 * SDM vol. 2; vol. 1, 17.2.3 (tokens).
 */
#include "suite.h"

CET_SUITE;

#define SS CET_SH_STK_EN

enum {
	BUSY = 2,     /* of a supervisor's token */
	PREVIOUS = 2, /* of what RSTORSSP leaves */
	MODE_64 = 1,
	OTHER = 600, /* word of a second shadow stack */
};

CODE(rdssp, "mov $0x11, %rax\n movabs $0x2200000022, %rcx\n"
	    "rdsspq %rax\n rdsspd %ecx\n"
	    "mov %rax, cet_out\n mov %rcx, cet_out + 8\n ret\n");

TEST(rdssp_reads, "RDSSP reads all of SSP, or its low half", NEEDS_SS)
{
	EXPECT_TRAP(cet_user(rdssp, NULL, SS).trap, TRAP_NONE);
	EXPECT_EQ(cet_out[0], cet_word(CET_TOP - 1));
	EXPECT_EQ(cet_out[1], (uint32_t)cet_word(CET_TOP - 1));
}

TEST(rdssp_disabled, "RDSSP changes nothing without SH_STK_EN", NEEDS_SS)
{
	EXPECT_TRAP(cet_user(rdssp, NULL, CET_ENDBR_EN).trap, TRAP_NONE);
	EXPECT_EQ(cet_out[0], 0x11);
	EXPECT_EQ(cet_out[1], 0x2200000022);
}

/* These leave SSP where RET does not find what it wants. */
CODE(incssp, "incsspq %rdi\n rdsspq %rax\n mov %rax, cet_out\n ud2\n");
CODE(incsspd, "incsspd %edi\n rdsspq %rax\n mov %rax, cet_out\n ud2\n");

static const struct count {
	const char *name;
	unsigned long count, moved; /* words */
} counts[] = {
	{ "0", 0, 0 },	     { "1", 1, 1 },
	{ "2", 2, 2 },	     { "255", 255, 255 },
	{ "256", 256, 0 },   { "high", 0xffffffffffffff00, 0 },
	{ "259", 0x103, 3 },
};

TEST_EACH(incssp, const struct count *c, counts, "moves SSP by bits 7:0",
	  NEEDS_SS)
{
	EXPECT_TRAP(cet_user(incssp, (void *)c->count, SS).trap, X86_UD);
	EXPECT_EQ(cet_out[0], cet_word(CET_TOP - 1) + 8 * c->moved);
	EXPECT_TRAP(cet_user(incsspd, (void *)c->count, SS).trap, X86_UD);
	EXPECT_EQ(cet_out[0], cet_word(CET_TOP - 1) + 4 * c->moved);
}

CODE(incssp_off, "mov $1, %eax\n"
		 "incssp_off_insn: incsspq %rax\n ret\n");
extern const char incssp_off_insn[];

TEST(incssp_disabled, "INCSSP raises #UD without SH_STK_EN", NEEDS_SS)
{
	struct cet_end end = cet_user(incssp_off, NULL, CET_ENDBR_EN);

	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.trap.pc, (uintptr_t)incssp_off_insn);
	EXPECT_EQ(end.ssp, cet_top());
}

/* It reads the first word that it passes, and the last one. */
TEST(incssp_reads, "INCSSP raises #PF where it cannot read", NEEDS_SS)
{
	struct cet_end end;

	end = cet_user_at(incssp, (void *)3, SS, cet_word(CET_WORDS - 1));
	EXPECT_TRAP_ERROR(end.trap, X86_PF, PF_U | PF_SS);
	EXPECT_EQ(end.trap.address, cet_word(CET_WORDS));
	EXPECT_EQ(end.ssp, cet_word(CET_WORDS - 2));
}

/* -------------------------------------------------- RSTORSSP, SAVEPREVSSP ---- */

CODE(rstorssp, "stc\n"
	       "rstorssp_insn: rstorssp (%rdi)\n"
	       "setc cet_out + 8\n"
	       "rdsspq %rax\n mov %rax, cet_out\n ud2\n");
extern const char rstorssp_insn[];

TEST(rstorssp_switches, "RSTORSSP goes to another stack by its token", NEEDS_SS)
{
	struct cet_end end;

	cet_out[1] = 0xff;
	cet_memory[OTHER] = cet_word(OTHER + 1) | MODE_64;
	end = cet_user(rstorssp, cet_stack + OTHER, SS);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.ssp, cet_word(OTHER));
	EXPECT_EQ(cet_out[0], cet_word(OTHER));
	EXPECT_EQ(cet_out[1], 0); /* CF: SSP was aligned */
	EXPECT_EQ(cet_memory[OTHER],
		  cet_word(CET_TOP - 1) | PREVIOUS | MODE_64);
}

/* Bits that a token has beyond what it should, and where it lies. */
static const struct token {
	const char *name;
	uint64_t change;
	unsigned int offset;
	enum trap_cause cause;
} tokens[] = {
	{ "mode", MODE_64, 0, X86_CP },	   { "previous", PREVIOUS, 0, X86_CP },
	{ "next", 8, 0, X86_CP },	   { "far", 1ull << 40, 0, X86_CP },
	{ "high", 1ull << 63, 0, X86_CP }, { "misaligned", 0, 4, X86_GP },
	{ "odd", 0, 1, X86_GP },
};

TEST_EACH(rstorssp_refuses, const struct token *t, tokens,
	  "with everything as it was", NEEDS_SS)
{
	const uint64_t token = (cet_word(OTHER + 1) | MODE_64) ^ t->change;
	struct cet_end end;

	cet_memory[OTHER] = token;
	end = cet_user(rstorssp, (char *)(cet_stack + OTHER) + t->offset, SS);
	EXPECT_TRAP_ERROR(end.trap, t->cause,
			  t->cause == X86_CP ? CP_RSTORSSP : 0);
	EXPECT_EQ(end.trap.pc, (uintptr_t)rstorssp_insn);
	EXPECT_EQ(end.ssp, cet_word(CET_TOP - 1));
	EXPECT_EQ(cet_memory[OTHER], token);
}

/* The token of a stack whose SSP was aligned to 4 bytes only. */
TEST(rstorssp_aligned_4, "bit 2 of a token does not count", NEEDS_SS)
{
	struct cet_end end;

	cet_memory[OTHER] = (cet_word(OTHER + 1) + 4) | MODE_64;
	end = cet_user(rstorssp, cet_stack + OTHER, SS);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.ssp, cet_word(OTHER));
}

/* That it is going to write may show in the error code, or not. */
TEST(rstorssp_page, "RSTORSSP raises #PF elsewhere than on a shadow stack",
     NEEDS_SS)
{
	struct cet_end end;

	*(volatile uint64_t *)(cet_ordinary + 1) =
		(uintptr_t)(cet_ordinary + 2) | MODE_64;
	end = cet_user(rstorssp, cet_ordinary + 1, SS);
	EXPECT_EQ(end.trap.cause, X86_PF);
	EXPECT_EQ(end.trap.error | PF_W, PF_P | PF_W | PF_U | PF_SS);
	EXPECT_EQ(end.trap.address, (uintptr_t)(cet_ordinary + 1));
	EXPECT_EQ(end.ssp, cet_word(CET_TOP - 1));
}

CODE(saveprevssp, "rstorssp (%rdi)\n"
		  "saveprevssp\n"
		  "rdsspq %rax\n mov %rax, cet_out\n ud2\n");

TEST(saveprevssp_saves, "SAVEPREVSSP leaves a token on the old stack", NEEDS_SS)
{
	struct cet_end end;

	cet_memory[OTHER] = cet_word(OTHER + 1) | MODE_64;
	end = cet_user(saveprevssp, cet_stack + OTHER, SS);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.ssp, cet_word(OTHER + 1));
	EXPECT_EQ(cet_out[0], cet_word(OTHER + 1));
	EXPECT_EQ(cet_memory[CET_TOP - 2], cet_word(CET_TOP - 1) | MODE_64);
	EXPECT_EQ(cet_memory[CET_TOP - 3], CET_FILL);
}

CODE(round_trip, "rdsspq %rcx\n"
		 "rstorssp (%rdi)\n saveprevssp\n"
		 "call 1f\n jmp 2f\n 1: ret\n"
		 "2: rstorssp -8(%rcx)\n saveprevssp\n"
		 "ret\n");

TEST(round_trip, "and RSTORSSP takes that one back", NEEDS_SS)
{
	struct cet_end end;

	cet_memory[OTHER] = cet_word(OTHER + 1) | MODE_64;
	end = cet_user(round_trip, cet_stack + OTHER, SS);
	EXPECT_TRAP(end.trap, TRAP_NONE);
	EXPECT_EQ(end.ssp, cet_top());
	EXPECT_EQ(cet_memory[OTHER], cet_word(OTHER + 1) | MODE_64);
}

/* What is on top has bit 1 clear, as a token has not: an address of 16 n + 9. */
CODE(no_previous, "call 1f\n 1: clc\n saveprevssp\n ret\n");

TEST(saveprevssp_refuses, "SAVEPREVSSP raises #GP(0) without such a token",
     NEEDS_SS)
{
	struct cet_end end = cet_user(no_previous, NULL, SS);

	EXPECT_TRAP(end.trap, X86_GP);
	EXPECT_EQ(end.ssp, cet_word(CET_TOP - 2));
}

CODE(carry, "rstorssp (%rdi)\n stc\n saveprevssp\n ret\n");

/* CF says that there is a hole below the token: of 32-bit stacks alone. */
TEST(saveprevssp_carry, "nor does 64-bit code take one while CF is set",
     NEEDS_SS)
{
	struct cet_end end;

	cet_memory[OTHER] = cet_word(OTHER + 1) | MODE_64;
	end = cet_user(carry, cet_stack + OTHER, SS);
	EXPECT_TRAP(end.trap, X86_GP);
	EXPECT_EQ(cet_memory[CET_TOP - 2], CET_FILL);
}

/* ------------------------------------------------------- without SH_STK_EN ---- */

CODE(setssbsy, "setssbsy\n ret\n");
CODE(clrssbsy, "clrssbsy (%rdi)\n ret\n");

static const struct row {
	const char *name;
	void (*code)(const void *);
} rows[] = {
	{ "rstorssp", rstorssp },
	{ "saveprevssp", no_previous },
	{ "setssbsy", setssbsy },
	{ "clrssbsy", clrssbsy },
};

TEST_EACH(disabled, const struct row *r, rows, "raises #UD without SH_STK_EN",
	  NEEDS_SS)
{
	EXPECT_TRAP(cet_user(r->code, cet_stack, CET_ENDBR_EN).trap, X86_UD);
	EXPECT_TRAP(trap_catch(r->code, cet_stack), X86_UD);
}

/* 17.2.3: what counts is the bit of IA32_S_CET, and then the CPL. */
TEST(busy_cpl3, "SETSSBSY and CLRSSBSY raise #UD, whatever U_CET says",
     NEEDS_SS)
{
	EXPECT_TRAP(cet_user(setssbsy, NULL, SS).trap, X86_UD);
	EXPECT_TRAP(cet_user(clrssbsy, cet_stack, SS).trap, X86_UD);
}
