/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with the new task's registers is found when the switch has
 * happened: the fault is the new task's, before its first instruction. It goes
 * to a third task, for the stack of the new one may be what is wrong.
 *
 * Intel SDM vol. 3, 7.3 (steps 12 to 14), 6.15 (#TS, #NP, #SS: error codes).
 */
#include "suite.h"

#include <string.h>

TASKSWITCH_SUITE;

static const struct row {
	const char *name;
	enum {
		IN_LDT = offsetof(struct tss, ldt),
		IN_CS = offsetof(struct tss, cs),
		IN_SS = offsetof(struct tss, ss),
		IN_DS = offsetof(struct tss, ds),
		IN_ES = offsetof(struct tss, es),
		IN_FS = offsetof(struct tss, fs),
		IN_GS = offsetof(struct tss, gs),
	} where;
	uint16_t selector;
	uint64_t bits; /* of the descriptor SUBJECT */
	enum trap_cause cause;
} rows[] = {
#define P_S	 (DESC_S | DESC_P | DESC_DB | DESC_G)
#define SUBJECT3 (SUBJECT | 3)
	{ "ldt-ti", IN_LDT, SUBJECT | ERROR_TI, DESC_LDT | DESC_P, X86_TS },
	{ "ldt-beyond-gdt", IN_LDT, 0xfff8, 0, X86_TS },
	{ "ldt-type", IN_LDT, SUBJECT, DESC_TSS | DESC_P, X86_TS },
	{ "ldt-data", IN_LDT, SUBJECT, P_S | DESC_DATA_RW, X86_TS },
	{ "ldt-not-present", IN_LDT, SUBJECT, DESC_LDT, X86_TS },
	{ "cs-null", IN_CS, 0, 0, X86_TS },
	{ "cs-beyond-gdt", IN_CS, 0xfff8, 0, X86_TS },
	{ "cs-no-ldt", IN_CS, SUBJECT | ERROR_TI, 0, X86_TS },
	{ "cs-data", IN_CS, SUBJECT, P_S | DESC_DATA_RW, X86_TS },
	{ "cs-system", IN_CS, SUBJECT, DESC_LDT | DESC_P, X86_TS },
	{ "cs-dpl-above-rpl", IN_CS, SUBJECT, P_S | DESC_CODE_XR | DESC_DPL(1),
	  X86_TS },
	{ "cs-dpl-below-rpl", IN_CS, SUBJECT3, P_S | DESC_CODE_XR | DESC_DPL(2),
	  X86_TS },
	{ "cs-conforming-dpl-above", IN_CS, SUBJECT,
	  P_S | DESC_CODE_XR_CONFORMING | DESC_DPL(1), X86_TS },
	{ "cs-not-present", IN_CS, SUBJECT, (P_S & ~DESC_P) | DESC_CODE_XR,
	  X86_NP },
	{ "ss-null", IN_SS, 0, 0, X86_TS },
	{ "ss-beyond-gdt", IN_SS, 0xfff8, 0, X86_TS },
	{ "ss-no-ldt", IN_SS, SUBJECT | ERROR_TI, 0, X86_TS },
	{ "ss-ro", IN_SS, SUBJECT, P_S | DESC_DATA_RO, X86_TS },
	{ "ss-code", IN_SS, SUBJECT, P_S | DESC_CODE_XR, X86_TS },
	{ "ss-system", IN_SS, SUBJECT, DESC_LDT | DESC_P, X86_TS },
	{ "ss-rpl", IN_SS, SUBJECT3, P_S | DESC_DATA_RW, X86_TS },
	{ "ss-dpl", IN_SS, SUBJECT, P_S | DESC_DATA_RW | DESC_DPL(3), X86_TS },
	{ "ss-not-present", IN_SS, SUBJECT, (P_S & ~DESC_P) | DESC_DATA_RW,
	  X86_SS },
#define DATA_ROWS(name, where)                                                 \
	{ name "-beyond-gdt", where, 0xfff8, 0, X86_TS },                      \
		{ name "-no-ldt", where, SUBJECT | ERROR_TI, 0, X86_TS },      \
		{ name "-system", where, SUBJECT, DESC_LDT | DESC_P, X86_TS }, \
		{ name "-execute-only", where, SUBJECT, P_S | DESC_CODE_XO,    \
		  X86_TS },                                                    \
		{ name "-rpl-above-dpl", where, SUBJECT3,                      \
		  P_S | DESC_DATA_RW | DESC_DPL(2), X86_TS },                  \
		{ name "-code-rpl-above-dpl", where, SUBJECT3,                 \
		  P_S | DESC_CODE_XR | DESC_DPL(2), X86_TS },                  \
	{                                                                      \
		name "-not-present", where, SUBJECT,                           \
			(P_S & ~DESC_P) | DESC_DATA_RW, X86_NP                 \
	}
	DATA_ROWS("ds", IN_DS),
	DATA_ROWS("es", IN_ES),
	DATA_ROWS("fs", IN_FS),
	DATA_ROWS("gs", IN_GS),
};

static void spoil(const struct row *r)
{
	*gdt_entry(SUBJECT) = desc_segment(0, 0xfffff, r->bits);
	memcpy((char *)&task + r->where, &r->selector, 2);
	if (r->where == IN_CS && r->selector & 3) {
		/* of that level, so that CS alone is bad */
		task.ss = task.ds = USER_DS;
		task.gs = 0;
	}
}

static const enum trap_cause causes[] = { X86_TS, X86_NP, X86_SS, X86_GP };

/* Which of them has run. */
static uint16_t expected_handler(enum trap_cause cause)
{
	for (unsigned int i = 0; i < 4; i++)
		if (causes[i] == cause)
			return (uint16_t)(HANDLER + 8 * i);
	return 0;
}

static struct run_expect fault_of(const struct row *r)
{
	return (struct run_expect){ r->cause, r->selector & ~3ul };
}

static void check(const char *name, struct run_expect expect)
{
	const struct way *w = way_named(name);
	struct run_state in = way_prepare(w), state;
	uint16_t selector = expected_handler(expect.cause);
	struct tss before = task;
	struct run_end end;

	test_context("%s", name);
	for (unsigned int i = 0; i < 4; i++)
		handler_for(causes[i], i);
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(end.tr, selector);
	EXPECT_EQ(end.state.sp,
		  (uintptr_t)handler_stack + sizeof(handler_stack) - 4);
	EXPECT_EQ(*(uint32_t *)end.state.sp, expect.error);
	EXPECT_EQ(handlers[(selector - HANDLER) / 8].link, TASK);
	state = task_state(&before);
	if (way_nests(w))
		before.link = TSS_SEL_BASE;
	expect_saved(&task, &before, &state, task.eip, /* see case inside_eip */
		     before.eflags | (way_nests(w) ? EFLAGS_NT : 0));
	EXPECT_TRUE(task_busy(TASK));
	EXPECT_EQ(task_busy(TSS_SEL_BASE), way_nests(w));
	task_home();
}

static void check_ways(struct run_expect expect, void (*set_up)(const void *),
		       const void *arg)
{
	static const char *const names[] = { "call", "jmp-gate", "int",
					     "iret" };

	for (unsigned int i = 0; i < 4; i++) {
		tasks_setup();
		set_up(arg);
		check(names[i], expect);
	}
}

static void spoil_row(const void *arg)
{
	spoil(arg);
}

TEST_EACH(inside, const struct row *r, rows,
	  "a bad register of the new task faults in that task")
{
	check_ways(fault_of(r), spoil_row, r);
}

static void beyond_limit(const void *arg)
{
	(void)arg;
	*gdt_entry(SUBJECT) =
		desc_segment(0, (uintptr_t)land_at - 1,
			     (P_S & ~DESC_G) | DESC_CODE_XR | DESC_ACCESSED);
	task.cs = SUBJECT;
}

TEST(eip, "an EIP beyond the code segment is #GP(0) of the new task")
{
	check_ways((struct run_expect){ X86_GP, 0 }, beyond_limit, NULL);
}

static const struct by {
	const char *name;
} bys[] = { { "call" }, { "jmp-gate" }, { "int" }, { "iret" } };

TEST_EACH(inside_eip, const struct by *b, bys,
	  "such a fault is before the first instruction of the new task")
{
	struct run_state in = way_prepare(way_named(b->name));

	task.ds = 0xfff8;
	handler_for(X86_TS, 0);
	EXPECT_EQ(run_until_trap(&in).tr, HANDLER);
	EXPECT_EQ(task.eip, (uintptr_t)land_at);
}
