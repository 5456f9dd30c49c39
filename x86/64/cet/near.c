/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CALL and RET with a shadow stack at CPL 3. */
#include "suite.h"

CET_SUITE;

#define SS CET_SH_STK_EN

CODE(plain, "ret\n");
CODE(nested, "call 1f\n"
	     "nested_back: ret\n"
	     "1: rdsspq %rax\n mov %rax, cet_out\n"
	     "call 2f\n ret\n"
	     "2: rdsspq %rax\n mov %rax, cet_out + 8\n"
	     "ret $0\n");
extern const char nested_back[];
CODE(changed, "mov (%rsp), %rax\n inc %rax\n mov %rax, (%rsp)\n"
	      "changed_ret: ret\n");
extern const char changed_ret[];
CODE(changed_imm, "mov (%rsp), %rax\n dec %rax\n mov %rax, (%rsp)\n"
		  "changed_imm_ret: ret $16\n");
extern const char changed_imm_ret[];
CODE(high_half, "btcq $46, (%rsp)\n"
		"high_half_ret: ret\n");
extern const char high_half_ret[];
/* The stack loses a frame, the shadow stack does not. */
CODE(skipped, "call 1f\n nop\n"
	      "1: add $8, %rsp\n"
	      "skipped_ret: ret\n");
extern const char skipped_ret[];
CODE(pushed, "push %rdi\n"
	     "pushed_ret: ret\n");
extern const char pushed_ret[];

TEST(call, "pushes the return address, and RET pops it", NEEDS_SS)
{
	struct cet_end end = cet_user(plain, NULL, SS);

	EXPECT_TRAP(end.trap, TRAP_NONE);
	EXPECT_EQ(end.ssp, cet_top());
	EXPECT_EQ(end.u_cet, SS);
	end = cet_user(nested, NULL, SS);
	EXPECT_TRAP(end.trap, TRAP_NONE);
	EXPECT_EQ(end.ssp, cet_top());
	EXPECT_EQ(cet_out[0], cet_word(CET_TOP - 2));
	EXPECT_EQ(cet_out[1], cet_word(CET_TOP - 3));
	EXPECT_EQ(cet_memory[CET_TOP - 2], (uintptr_t)nested_back);
	EXPECT_EQ(cet_memory[CET_TOP - 4], CET_FILL);
	EXPECT_EQ(cet_memory[CET_TOP], CET_FILL);
}

static const struct row {
	const char *name;
	void (*code)(const void *);
	const char *ret;
	unsigned int words; /* that SSP is below its top at the RET */
} rows[] = {
	{ "changed", changed, changed_ret, 1 },
	{ "changed-imm16", changed_imm, changed_imm_ret, 1 },
	{ "one-bit", high_half, high_half_ret, 1 },
	{ "skipped", skipped, skipped_ret, 2 },
	{ "pushed", pushed, pushed_ret, 1 },
};

TEST_EACH(ret, const struct row *r, rows,
	  "to another address than CALL's raises #CP(1)", NEEDS_SS)
{
	struct cet_end end = cet_user(r->code, plain, SS);

	cet_expect_cp(end, CP_NEAR_RET, r->ret, CET_TOP - r->words);
}

/* With either of the two off nobody looks. */
TEST_EACH(off, const struct row *r, rows, "goes anywhere without SH_STK_EN",
	  NEEDS_SS)
{
	struct cet_end end = cet_user(r->code, plain, CET_WR_SHSTK_EN);

	EXPECT_NE(end.trap.cause, X86_CP);
	EXPECT_EQ(end.ssp, cet_top());
	EXPECT_EQ(cet_memory[CET_TOP - 1], CET_FILL);
}

TEST(cr4_clear, "no return address is pushed without CR4.CET", NEEDS_SS)
{
	struct trap t;

	wrmsr(MSR_IA32_PL3_SSP, cet_top());
	wrmsr(MSR_IA32_U_CET, SS);
	write_cr4(read_cr4() & ~(unsigned long)CR4_CET);
	t = user_catch(pushed, plain);
	EXPECT_NE(t.cause, X86_CP);
	EXPECT_EQ(cet_memory[CET_TOP - 1], CET_FILL);
	write_cr4(read_cr4() | CR4_CET);
	EXPECT_EQ(rdmsr(MSR_IA32_U_CET), SS);
}

/* What the shadow stack says counts as much: changed by WRSS here. */
CODE(other_side, "rdsspq %rax\n mov $5, %ecx\n wrssq %rcx, (%rax)\n"
		 "other_side_ret: ret\n");
extern const char other_side_ret[];

TEST(shadow_changed, "RET raises #CP(1)", NEEDS_SS)
{
	struct cet_end end = cet_user(other_side, NULL, SS | CET_WR_SHSTK_EN);

	cet_expect_cp(end, CP_NEAR_RET, other_side_ret, CET_TOP - 1);
	EXPECT_EQ(cet_memory[CET_TOP - 1], 5);
}

/* How code finds its own address: vol. 2, CALL, a displacement of 0. */
CODE(next, "call 1f\n"
	   "1: rdsspq %rax\n mov %rax, cet_out\n"
	   "pop %rax\n ret\n");

TEST(call_next, "CALL of the next instruction pushes nothing", NEEDS_SS)
{
	struct cet_end end = cet_user(next, NULL, SS);

	EXPECT_TRAP(end.trap, TRAP_NONE);
	EXPECT_EQ(end.ssp, cet_top());
	EXPECT_EQ(cet_out[0], cet_word(CET_TOP - 1));
	EXPECT_EQ(cet_memory[CET_TOP - 2], CET_FILL);
}
