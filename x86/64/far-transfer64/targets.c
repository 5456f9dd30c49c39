/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Targets at both sides of what is canonical: a branch to another address is
 * #GP(0), and has changed nothing.
 *
 * Intel SDM vol. 2, JMP, CALL, RET, IRET; vol. 1, 3.3.7.1.
 */
#include "suite.h"

FAR_TRANSFER64_SUITE;

SNIPPET(jmp_near, "jmp *%rax");
SNIPPET(jmp_memory, "jmp *(%rdi)");
SNIPPET(call_near, "call *%rax");
SNIPPET(call_memory, "call *(%rdi)");
SNIPPET(ret_near, "ret");
SNIPPET(ret_drop, "ret $16");
SNIPPET(ret_far, "lretq");
SNIPPET(ret_far_drop, "lretq $16");
SNIPPET(iret_64, "iretq");

static const struct branch {
	const char *name;
	struct snippet code;
	bool far;	 /* takes a selector from the stack */
	uint16_t popped; /* from there, where the level stays */
	uint16_t pushed;
} branches[] = {
	{ "jmp", SNIPPET_OF(jmp_near), false, 0, 0 },
	{ "jmp-memory", SNIPPET_OF(jmp_memory), false, 0, 0 },
	{ "call", SNIPPET_OF(call_near), false, 0, 8 },
	{ "call-memory", SNIPPET_OF(call_memory), false, 0, 8 },
	{ "ret", SNIPPET_OF(ret_near), false, 8, 0 },
	{ "ret-drop", SNIPPET_OF(ret_drop), false, 24, 0 },
	{ "ret-far", SNIPPET_OF(ret_far), true, 16, 0 },
	{ "ret-far-drop", SNIPPET_OF(ret_far_drop), true, 32, 0 },
	{ "iret", SNIPPET_OF(iret_64), true, 0, 0 },
};

static uint64_t operand[1];
static uint64_t *const stack = (uint64_t *)(run_stack + 0xa00);

enum {
	IRET_FLAGS = EFLAGS_FIXED | EFLAGS_ZF
};

static struct run_state prepare(const struct branch *b, uint64_t target,
				unsigned int cpl)
{
	struct run_state in = run_defaults(b->code.at, cpl);

	in.ax = target;
	in.di = (uintptr_t)operand;
	in.sp = (uintptr_t)stack;
	operand[0] = target;
	stack[-1] = 0x1122334455667788;
	stack[0] = target;
	stack[1] = in.cs;
	stack[2] = IRET_FLAGS;
	stack[3] = in.sp + 0x80;
	stack[4] = in.ss;
	return in;
}

/* Both sides of the lower edge, of the upper one, and all bits */
static const struct place {
	const char *name;
	uint64_t target;
} holes[] = {
	{ "first", 0x0000800000000000 },
	{ "last", 0xffff7fffffffffff },
	{ "middle", 0xaaaaaaaaaaaaaaaa },
	{ "bit-47", 0x0000812345678000 },
	{ "bit-48", 0x0001000000100000 },
	{ "bit-63", 0x8000000000100000 },
	{ "no-bit-47", 0xffff000000100000 },
	{ "no-bit-63", 0x7fff800000100000 },
};

static void check_hole(const struct branch *b, uint64_t target,
		       unsigned int cpl)
{
	struct run_state in = prepare(b, target, cpl);
	struct run_end end = run_until_trap(&in);

	test_context("0x%lx CPL=%u", (unsigned long)target, cpl);
	EXPECT_TRAP(end.trap, X86_GP);
	run_expect_state(&end.state, &in);
	if (cpl == 3)
		EXPECT_EQ(stack[-1], 0x1122334455667788);
}

TEST_EACH(hole, const struct branch *b, branches,
	  "a target that is not canonical is #GP(0) at the branch")
{
	for (unsigned int i = 0; i < sizeof(holes) / sizeof(holes[0]); i++) {
		check_hole(b, holes[i].target, 0);
		check_hole(b, holes[i].target, 3);
	}
}

/* Nothing is mapped there: the fetch is a page fault, and has arrived. */
static void check_edge(const struct branch *b, uint64_t target)
{
	struct run_state in = prepare(b, target, 3), out = in;
	struct run_end end = run_until_trap(&in);

	test_context("0x%lx", (unsigned long)target);
	out.ip = target;
	out.sp += b->popped;
	out.sp -= b->pushed;
	if (b->far && !b->popped) {
		out.sp = stack[3];
		out.flags = IRET_FLAGS;
	}
	EXPECT_TRAP_CAUSE(end.trap, X86_PF);
	EXPECT_EQ(end.trap.address, target);
	run_expect_state(&end.state, &out);
	EXPECT_EQ(stack[-1],
		  b->pushed ? (uintptr_t)b->code.end : 0x1122334455667788);
}

TEST_EACH(edge, const struct branch *b, branches,
	  "the last canonical addresses are targets like others")
{
	check_edge(b, 0x00007fffffffffff);
	check_edge(b, 0x00007ffffffff000);
	check_edge(b, 0xffff800000000000);
	check_edge(b, 0xffffffffffffffff);
}

/* With the level changes the stack, which has to be as it was as well. */
static const struct branch *const outward[] = { &branches[6], &branches[7],
						&branches[8] };

TEST(hole_outward, "a return to level 3 checks its target before it goes there")
{
	for (unsigned int i = 0; i < 3; i++) {
		const struct branch *b = outward[i];
		struct run_state in = prepare(b, 0x0000800000000000, 0);
		struct run_end end;
		unsigned int sp = b->popped ? b->popped / 8 : 3;

		test_context("%s", b->name);
		stack[1] = USER_CS;
		stack[sp] = in.sp + 0x80;
		stack[sp + 1] = USER_DS;
		end = run_across(&in);
		EXPECT_TRAP(end.trap, X86_GP);
		run_expect_state(&end.state, &in);
	}
}
