/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a task switch does, in each way to cause one: both tasks' states, the
 * link, NT, busy bits, TS, error codes.
 *
 * Intel SDM vol. 3, 7.3 (task switching), 7.4 (task linking), 6.12.2, 6.13.
 */
#include "suite.h"

TASKSWITCH_SUITE;

/* The state of the new task, which has done nothing yet. */
static void expect_new(const struct way *w, const struct run_end *end,
		       const struct tss *before)
{
	struct run_state expected = task_state(before);

	if (way_nests(w))
		expected.flags |= EFLAGS_NT;
	if (w->has_error)
		expected.sp -= 4;
	EXPECT_TRAP(end->trap, X86_UD);
	run_expect_state(&end->state, &expected);
	EXPECT_EQ(end->tr, TASK);
	EXPECT_EQ(end->ldt, 0);
	EXPECT_EQ(end->cr3, before->cr3);
	EXPECT_TRUE(end->cr0 & CR0_TS);
}

static unsigned long error_of(const struct way *w)
{
	return w->vector == X86_VECTOR(X86_PF) ? PF_W : FAULT_ERROR;
}

/* Where it would go on, and the link that says so, */
static void expect_old(const struct way *w, const struct run_state *in,
		       const struct tss *before)
{
	const char *eip = w->kind == FAULT ? w->code.at : w->code.end;
	unsigned long flags = in->flags;

	if (w->kind == RETURN)
		flags &= ~(unsigned long)EFLAGS_NT;
	expect_saved(&tss_this()->tss, before, in, (uintptr_t)eip, flags);
	EXPECT_EQ(task_busy(TSS_SEL_BASE), way_nests(w));
}

TEST_EACH(switch_to, const struct way *w, ways,
	  "saves all of the old task and loads all of the new one")
{
	struct run_state in = way_prepare(w);
	struct tss old = tss_this()->tss, new = task;
	struct run_end end;

	clts();
	end = run_until_trap(&in);
	expect_new(w, &end, &new);
	expect_old(w, &in, &old);
	if (way_nests(w))
		new.link = TSS_SEL_BASE;
	EXPECT_MEMEQ(&task, &new, sizeof(new));
	EXPECT_TRUE(task_busy(TASK));
	if (w->has_error)
		EXPECT_EQ(*(uint32_t *)(task_stack + sizeof(task_stack) - 4),
			  error_of(w));
	task_home();
}

/* ------------------------------------------------------ and back again ---- */

volatile uint32_t runs;

enum {
	TASK_IRET_BYTES = 7 /* INC and IRET */
};

/* Tasks that return, and the next time go on behind that. */
asm(".pushsection .text\n"
    "task_iret: incl runs\n"
    "	iretl\n"
    "	jmp task_iret\n"
    "task_fix: incl runs\n"
    "	pop fixed_error\n"
    "	andb $~2, gdt + 0x95\n"	    /* available */
    "	addl $2, boot_cpu + 0x20\n" /* EIP of the library's TSS */
    "	jmp 1f\n" /* case flags looks at what comes right behind ADD */
    "1:	ljmp $0x90, $0xf4f4f4f4\n"
    ".popsection");
extern const char task_iret[], task_fix[];

uint32_t fixed_error;

static void check_back(const struct way *w, const struct run_state *in)
{
	struct run_state out = *in;
	struct run_end end = run_until_trap(in);

	out.ip = (uintptr_t)w->code.end;
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
	EXPECT_EQ(end.tr, TSS_SEL_BASE);
	EXPECT_TRUE(end.cr0 & CR0_TS);
	EXPECT_FALSE(task_busy(TASK));
	EXPECT_TRUE(task_busy(TSS_SEL_BASE));
	EXPECT_FALSE(task.eflags & EFLAGS_NT);
}

static const struct back {
	const char *name;
} backs[] = {
	{ "call" }, { "call-gate" }, { "call-memory" },
	{ "int" },  { "int3" },	     { "into" },
};

TEST_EACH(and_back, const struct back *b, backs,
	  "IRET of the new task goes on behind the instruction, again and again")
{
	const struct way *w = way_named(b->name);
	struct run_state in = way_prepare(w);

	runs = 0;
	task.eip = (uintptr_t)task_iret;
	for (unsigned int i = 1; i <= 3; i++) {
		check_back(w, &in);
		EXPECT_EQ(runs, i);
		EXPECT_EQ(task.link, TSS_SEL_BASE);
		EXPECT_EQ(task.eip, (uintptr_t)task_iret + TASK_IRET_BYTES);
	}
}

/* The way of the old days: busy bit and EIP are set right by hand. */
TEST(jump_back, "a handler may go back by JMP, behind the instruction")
{
	const struct way *w = way_named("gp");
	struct run_state in = way_prepare(w), out = in;
	struct run_end end;

	task.eip = (uintptr_t)task_fix;
	task.ds = task.es = KERNEL_DS;
	runs = 0;
	end = run_until_trap(&in);
	out.ip = (uintptr_t)w->code.end;
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
	EXPECT_EQ(end.tr, TSS_SEL_BASE);
	EXPECT_EQ(runs, 1);
	EXPECT_FALSE(task_busy(TASK));
	EXPECT_TRUE(task_busy(TSS_SEL_BASE));
	EXPECT_TRUE(task.eflags & EFLAGS_NT);
	EXPECT_EQ(task.link, TSS_SEL_BASE);
	EXPECT_EQ(fixed_error, FAULT_ERROR);
}

SNIPPET(add_jmp, "add $1, %ecx\n ljmp $0x48, $0");
SNIPPET(add_call, "add $1, %ecx\n lcall $0x48, $0");

static const struct after_add {
	const char *name;
	struct snippet code;
	unsigned long nt;
} after_adds[] = {
	{ "jmp", SNIPPET_OF(add_jmp), 0 },
	{ "call", SNIPPET_OF(add_call), EFLAGS_NT },
};

TEST_EACH(flags, const struct after_add *a, after_adds,
	  "the new task has its own flags, not those of the last instruction")
{
	struct run_state in = run_defaults(a->code.at, 0), expected;
	struct run_end end;

	in.cx = 0x7fffffff; /* OF, SF, AF, PF */
	expected = task_state(&task);
	expected.flags |= a->nt;
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &expected);
	EXPECT_EQ(tss_this()->tss.eflags,
		  EFLAGS_FIXED | EFLAGS_OF | EFLAGS_SF | EFLAGS_AF | EFLAGS_PF);
}
