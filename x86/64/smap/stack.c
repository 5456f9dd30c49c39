/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stack in a user page, at CPL 0. Traps have stacks of their own, which takes
 * 64-bit mode.
 */
#include "../../smap/suite.h"

#include <string.h>
#include <x86/desc.h>
#include <x86/run/state.h>

SMAP_SUITE;

SNIPPET(push_reg, "push %rax");
SNIPPET(push_imm, "push $7");
SNIPPET(push_flags, "pushf");
SNIPPET(pop_reg, "pop %rax");
SNIPPET(pop_flags, "popf");
SNIPPET(call_near, "call 1f\n 1:");
SNIPPET(ret_near, "ret");
SNIPPET(enter_0, "enter $0, $0");
SNIPPET(leave_bp, "leave");
SNIPPET(iret_64, "iretq");
SNIPPET(far_ret, "lretq");
SNIPPET(int_n, "int $0x85");

enum {
	MIDDLE = NR_WORDS / 2,
};

static const struct row {
	const char *name;
	struct snippet code;
	unsigned long error;
	unsigned int below; /* bytes from SP or BP down to the access */
	unsigned int words; /* of which any may be the first */
} rows[] = {
	{ "push", SNIPPET_OF(push_reg), PF_P | PF_W, 8, 1 },
	{ "push-imm", SNIPPET_OF(push_imm), PF_P | PF_W, 8, 1 },
	{ "pushf", SNIPPET_OF(push_flags), PF_P | PF_W, 8, 1 },
	{ "pop", SNIPPET_OF(pop_reg), PF_P, 0, 1 },
	{ "popf", SNIPPET_OF(pop_flags), PF_P, 0, 1 },
	{ "call", SNIPPET_OF(call_near), PF_P | PF_W, 8, 1 },
	{ "ret", SNIPPET_OF(ret_near), PF_P, 0, 1 },
	{ "enter", SNIPPET_OF(enter_0), PF_P | PF_W, 8, 1 },
	{ "leave", SNIPPET_OF(leave_bp), PF_P, 0, 1 },
	{ "far-ret", SNIPPET_OF(far_ret), PF_P, 0, 2 },
	{ "iret", SNIPPET_OF(iret_64), PF_P, 0, 5 },
	{ "int-n", SNIPPET_OF(int_n), PF_P | PF_W, 8, 1 },
};

/* All that returns goes to the end of the code. */
static void fill(const struct row *r, unsigned long flags)
{
	const unsigned long frame[] = { (uintptr_t)r->code.end, KERNEL_CS,
					EFLAGS_FIXED | flags,
					(uintptr_t)(user_page + MIDDLE),
					KERNEL_DS };

	smap_prepare();
	memcpy(same + MIDDLE, frame, sizeof(frame));
	if (r->code.at == pop_flags_at)
		same[MIDDLE] = EFLAGS_FIXED | flags;
}

static struct run_state state(const struct row *r, unsigned long flags)
{
	struct run_state in = run_defaults(r->code.at, 0);

	in.sp = in.bp = (uintptr_t)(user_page + MIDDLE);
	in.flags |= flags;
	return in;
}

static void expect_runs(const struct row *r, unsigned long flags)
{
	struct run_state in = state(r, flags);
	struct run_end end;

	fill(r, flags);
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap,
		    r->code.at == int_n_at ? X86_INTERRUPT(0x85) : X86_UD);
	EXPECT_EQ(end.trap.pc, (uintptr_t)r->code.end);
}

static void expect_refused(const struct row *r)
{
	static unsigned long before[NR_WORDS];
	struct run_state in = state(r, 0);
	unsigned long at = in.sp - r->below;
	struct run_end end;

	fill(r, 0);
	memcpy(before, same, sizeof(before));
	end = run_check(&r->code, &in, NULL,
			(struct run_expect){ X86_PF, r->error });
	EXPECT_GE(end.trap.address, at);
	EXPECT_LT(end.trap.address, at + r->words * sizeof(long));
	EXPECT_MEMEQ(same, before, sizeof(before));
}

TEST_EACH(stack, const struct row *r, rows,
	  "a stack in a user page is refused unless AC is set",
	  .needs = NEEDS(&x86_smap))
{
	idt_set_ist(X86_VECTOR(X86_PF), IST_MC);
	idt_set_ist(X86_VECTOR(X86_UD), IST_MC);
	expect_runs(r, 0);
	set_smap(true);
	expect_refused(r);
	expect_runs(r, EFLAGS_AC);
}
