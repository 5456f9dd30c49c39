/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Indirect-branch tracking at CPL 3: an indirect JMP or CALL leads to ENDBR64.
 * SDM vol. 1, 17.3.
 */
#include "suite.h"

CET_SUITE;

#define IBT CET_ENDBR_EN

/* Each jumps to "1", which is its name with _to. */
#define JUMP(name, text, target)                                               \
	CODE(name, text "\n nop\n .balign 8\n" #name "_to: " target "\n ret\n" \
			".balign 8\n" #name "_pointer: .quad " #name "_to\n"); \
	extern const char name##_to[]
#define TO(name) "mov $" #name "_to, %eax\n"

JUMP(jmp_reg, TO(jmp_reg) "jmp *%rax", "nop");
JUMP(jmp_mem, "jmp *jmp_mem_pointer", "nop");
JUMP(call_reg, TO(call_reg) "call *%rax\n ret", "nop");
JUMP(call_mem, "call *call_mem_pointer\n ret", "nop");
JUMP(jmp_good, TO(jmp_good) "jmp *%rax", "endbr64");
JUMP(call_good, TO(call_good) "call *%rax\n ret", "endbr64");
JUMP(jmp_32, TO(jmp_32) "jmp *%rax", "endbr32");
JUMP(jmp_direct, "jmp jmp_direct_to", "nop");
JUMP(call_direct, "call call_direct_to\n ret", "nop");
JUMP(by_ret, TO(by_ret) "push %rax\n ret", "nop");
JUMP(no_track, TO(no_track) "notrack jmp *%rax", "nop");
JUMP(no_track_call, TO(no_track_call) "notrack call *%rax\n ret", "nop");
JUMP(no_track_mem, "notrack jmp *no_track_mem_pointer", "nop");
JUMP(bad_opcode, TO(bad_opcode) "jmp *%rax", "ud2");
JUMP(int3, TO(int3) "jmp *%rax", "int3");
JUMP(other_prefix, TO(other_prefix) ".byte 0x2e\n jmp *%rax", "nop");
JUMP(twice, TO(twice) "jmp *%rax", "endbr64\n endbr64\n");

static const struct row {
	const char *name;
	void (*code)(const void *);
	const char *to;
	uint64_t u_cet; /* beyond ENDBR_EN */
	bool refused;
} rows[] = {
	{ "jmp-reg", jmp_reg, jmp_reg_to, 0, true },
	{ "jmp-mem", jmp_mem, jmp_mem_to, 0, true },
	{ "call-reg", call_reg, call_reg_to, 0, true },
	{ "call-mem", call_mem, call_mem_to, 0, true },
	{ "endbr64", jmp_good, jmp_good_to, 0, false },
	{ "endbr64-call", call_good, call_good_to, 0, false },
	{ "endbr64-twice", twice, twice_to, 0, false },
	{ "endbr32", jmp_32, jmp_32_to, 0, true },
	{ "direct-jmp", jmp_direct, jmp_direct_to, 0, false },
	{ "direct-call", call_direct, call_direct_to, 0, false },
	{ "ret", by_ret, by_ret_to, 0, false },
	{ "notrack", no_track, no_track_to, CET_NO_TRACK_EN, false },
	{ "notrack-call", no_track_call, no_track_call_to, CET_NO_TRACK_EN,
	  false },
	{ "notrack-mem", no_track_mem, no_track_mem_to, CET_NO_TRACK_EN,
	  false },
	{ "notrack-disabled", no_track, no_track_to, 0, true },
	{ "notrack-call-disabled", no_track_call, no_track_call_to, 0, true },
	{ "notrack-none", jmp_reg, jmp_reg_to, CET_NO_TRACK_EN, true },
	{ "cs-prefix", other_prefix, other_prefix_to, CET_NO_TRACK_EN, true },
	{ "ud2", bad_opcode, bad_opcode_to, 0, true },
};

static void check(const struct row *r, uint64_t more)
{
	const uint64_t u_cet = IBT | r->u_cet | more;
	struct cet_end end = cet_user(r->code, NULL, u_cet);

	EXPECT_TRAP_ERROR(end.trap, r->refused ? X86_CP : TRAP_NONE,
			  r->refused ? CP_ENDBRANCH : 0);
	EXPECT_EQ(end.u_cet, u_cet | (r->refused ? CET_TRACKER : 0));
	if (r->refused)
		EXPECT_EQ(end.trap.pc, (uintptr_t)r->to);
}

TEST_EACH(branch, const struct row *r, rows,
	  "is tracked to ENDBR64, or is not tracked", NEEDS_IBT)
{
	check(r, 0);
}

TEST_EACH(branch_with_ss, const struct row *r, rows,
	  "the same with a shadow stack",
	  .needs = NEEDS(&x86_cet_ibt, &x86_cet_ss))
{
	if (r->code == by_ret)
		SKIP("a shadow stack refuses that one");
	check(r, CET_SH_STK_EN);
}

TEST_EACH(untracked, const struct row *r, rows, "is free without ENDBR_EN",
	  NEEDS_IBT)
{
	struct cet_end end = cet_user(r->code, NULL, CET_NO_TRACK_EN);

	EXPECT_NE(end.trap.cause, X86_CP);
	EXPECT_EQ(end.u_cet, CET_NO_TRACK_EN);
}

/* user_start is the first code of CPL 3, and has no ENDBR64. */
TEST(waiting, "what IRET returns to is to be ENDBR64, with TRACKER set",
     NEEDS_IBT)
{
	extern void user_start(void);
	struct cet_end end = cet_user(jmp_good, NULL, IBT | CET_TRACKER);

	EXPECT_TRAP_ERROR(end.trap, X86_CP, CP_ENDBRANCH);
	EXPECT_EQ(end.trap.pc, (uintptr_t)user_start);
	EXPECT_EQ(end.u_cet, IBT | CET_TRACKER);
}

/* A debugger may put it in the place of an ENDBR64. */
TEST(int3, "as a target raises #BP, and TRACKER stays set", NEEDS_IBT)
{
	struct cet_end end = cet_user(int3, NULL, IBT);

	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(end.trap.pc, (uintptr_t)int3_to + 1);
	EXPECT_EQ(end.u_cet, IBT | CET_TRACKER);
}

/* ENDBR64 clears SUPPRESS as well: one function has none, one has. */
TEST(suppressed, "nothing is tracked with SUPPRESS set", NEEDS_IBT)
{
	void (*without)(const void *) = (void *)((char *)jmp_reg + 4);
	struct cet_end end = cet_user(without, NULL, IBT | CET_SUPPRESS);

	EXPECT_TRAP(end.trap, TRAP_NONE);
	EXPECT_EQ(end.u_cet, IBT | CET_SUPPRESS);
}

TEST(suppress_cleared, "ENDBR64 clears SUPPRESS", NEEDS_IBT)
{
	struct cet_end end = cet_user(jmp_good, NULL, IBT | CET_SUPPRESS);

	EXPECT_TRAP(end.trap, TRAP_NONE);
	EXPECT_EQ(end.u_cet, IBT);
	end = cet_user(jmp_reg, NULL, IBT | CET_SUPPRESS);
	EXPECT_TRAP_ERROR(end.trap, X86_CP, CP_ENDBRANCH);
	EXPECT_EQ(end.u_cet, IBT | CET_TRACKER);
}

/* The tracker waits while a fault of the target is dealt with. */
CODE(to_nowhere, "jmp *%rdi\n");

TEST(fault, "of the target leaves TRACKER set", NEEDS_IBT)
{
	struct cet_end end = cet_user(to_nowhere, (void *)0x10, IBT);

	EXPECT_EQ(end.trap.cause, X86_PF);
	EXPECT_EQ(end.trap.pc, 0x10);
	EXPECT_EQ(end.u_cet, IBT | CET_TRACKER);
}

CODE(idle, "ud2\n");

TEST(fault_later, "leaves TRACKER clear", NEEDS_IBT)
{
	struct cet_end end = cet_user(idle, NULL, IBT);

	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.u_cet, IBT);
}

/* ENDBR64 is a NOP that changes nothing, tracked or not. */
CODE(flags, "stc\n endbr64\n endbr32\n setc cet_out\n ret\n");

TEST(endbr, "changes no flag, and is a NOP without ENDBR_EN", NEEDS_IBT)
{
	EXPECT_TRAP(cet_user(flags, NULL, 0).trap, TRAP_NONE);
	EXPECT_EQ(cet_out[0], 1);
	EXPECT_TRAP(cet_user(flags, NULL, IBT).trap, TRAP_NONE);
	EXPECT_EQ(cet_out[0], 1);
}
