/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keeps a switch from beginning: the descriptors of the gate and of the new
 * task. The fault is the old task's, with nothing changed.
 *
 * Intel SDM vol. 2, CALL, JMP, INT n, IRET; vol. 3, 7.3.
 */
#include "suite.h"

TASKSWITCH_SUITE;

#define NOT_TRIED X86_LAST_CAUSE

static const struct row {
	const char *name;
	uint64_t task; /* the new task's descriptor, without its base */
	uint32_t limit;
	enum trap_cause direct; /* CALL and JMP to the TSS */
	enum trap_cause gate;	/* through a gate, INT too */
	enum trap_cause iret;
} rows[] = {
#define TSS_P  (DESC_TSS | DESC_P)
#define BUSY_P (DESC_TSS_BUSY | DESC_P)
	{ "limit-0x66", TSS_P, 0x66, X86_TS, X86_TS, X86_TS },
	{ "limit-0", TSS_P, 0, X86_TS, X86_TS, X86_TS },
	{ "not-present", DESC_TSS, 0x67, X86_NP, X86_NP, X86_TS },
	{ "busy", BUSY_P, 0x67, X86_GP, X86_GP, TRAP_NONE },
	{ "busy-not-present", DESC_TSS_BUSY, 0x67, X86_GP, X86_GP, X86_NP },
	{ "busy-limit-0x66", BUSY_P, 0x66, X86_GP, X86_GP, X86_TS },
	{ "ldt", DESC_LDT | DESC_P, 0x67, X86_GP, X86_GP, X86_TS },
	{ "interrupt-gate", DESC_INT | DESC_P, 0x67, X86_GP, X86_GP, X86_TS },
	{ "data", DESC_S | DESC_DATA_RW | DESC_P, 0x67, X86_GP, X86_GP,
	  X86_TS },
	{ "data-accessed", DESC_S | DESC_TYPE(1) | DESC_P, 0x67, X86_GP, X86_GP,
	  X86_TS },
	/* code that can be gone to, too: not from here */
	{ "code-accessed", DESC_S | DESC_TYPE(9) | DESC_P, 0x67, NOT_TRIED,
	  X86_GP, X86_TS },
	{ "code-readable-accessed", DESC_S | DESC_TYPE(11) | DESC_P, 0x67,
	  NOT_TRIED, X86_GP, X86_TS },
	{ "none", 0, 0x67, X86_GP, X86_GP, X86_TS },
	{ "limit-0x67", TSS_P, 0x67, TRAP_NONE, TRAP_NONE, X86_TS },
};

/* Nothing has happened. */
static void expect_none(const struct way *w, const struct run_state *in,
			enum trap_cause cause, unsigned long error)
{
	struct tss old = tss_this()->tss, new = task;
	uint64_t descriptor = *gdt_entry(TASK);
	struct run_end end;

	clts();
	end = run_until_trap(in);
	EXPECT_TRAP_ERROR(end.trap, cause, error);
	run_expect_state(&end.state, in);
	EXPECT_EQ(end.state.ip, (uintptr_t)w->code.at);
	EXPECT_EQ(end.tr, TSS_SEL_BASE);
	EXPECT_FALSE(end.cr0 & CR0_TS);
	EXPECT_MEMEQ(&tss_this()->tss, &old, sizeof(old));
	EXPECT_MEMEQ(&task, &new, sizeof(new));
	EXPECT_EQ(*gdt_entry(TASK), descriptor);
	EXPECT_TRUE(task_busy(TSS_SEL_BASE));
}

static void check(const char *way, const struct row *r, enum trap_cause cause)
{
	const struct way *w = way_named(way);
	struct run_state in = way_prepare(w);

	test_context("%s", way);
	if (cause == NOT_TRIED)
		return;
	*gdt_entry(TASK) = desc_segment((uintptr_t)&task, r->limit, r->task);
	if (cause != TRAP_NONE) {
		expect_none(w, &in, cause, TASK);
		return;
	}
	EXPECT_EQ(run_until_trap(&in).tr, TASK);
	task_home();
}

TEST_EACH(descriptor_call, const struct row *r, rows,
	  "CALL wants an available TSS that is long enough")
{
	check("call", r, r->direct);
	check("call-gate", r, r->gate);
}

TEST_EACH(descriptor_jmp, const struct row *r, rows,
	  "JMP wants an available TSS that is long enough")
{
	check("jmp", r, r->direct);
	check("jmp-gate", r, r->gate);
}

TEST_EACH(descriptor_int, const struct row *r, rows,
	  "INT n wants an available TSS that is long enough")
{
	check("int", r, r->gate);
}

TEST_EACH(descriptor_iret, const struct row *r, rows,
	  "IRET wants a busy TSS that is long enough")
{
	check("iret", r, r->iret);
}

/* -------------------------------------------------- selectors, gates ---- */

/* A task's descriptor in an LDT is none, whatever the LDT has. */
static uint64_t ldt[TASK / 8 + 1]
	__attribute__((section(".bss.cpu"), aligned(16)));

static void use_ldt(void)
{
	ldt[TASK / 8] = *gdt_entry(TASK);
	*gdt_entry(LDT) = desc_segment((uintptr_t)ldt, sizeof(ldt) - 1,
				       DESC_LDT | DESC_P);
	lldt(LDT);
}

static const struct link {
	const char *name;
	uint16_t selector;
	unsigned long error;
} links[] = {
	{ "null", 0, 0 },
	{ "ti", TASK | ERROR_TI, TASK | ERROR_TI },
	{ "beyond-gdt", 0xfff8, 0xfff8 },
};

TEST_EACH(link, const struct link *l, links,
	  "IRET with a link that names no task is #TS of the link")
{
	const struct way *w = way_named("iret");
	struct run_state in = way_prepare(w);

	tss_this()->tss.link = l->selector;
	use_ldt();
	expect_none(w, &in, X86_TS, l->error);
}

TEST_EACH(gate_selector, const struct link *l, links,
	  "a gate with a selector that names no task is #GP of the selector")
{
	static const char *const names[] = { "call-gate", "jmp-gate", "int" };

	for (unsigned int i = 0; i < 3; i++) {
		const struct way *w = way_named(names[i]);
		struct run_state in = way_prepare(w);

		test_context("%s", names[i]);
		use_ldt();
		*gdt_entry(GATE) = desc_gate(l->selector, 0, 0,
					     DESC_TASK | DESC_P | DESC_DPL(3));
		if (w->kind == INTERRUPT)
			idt_set_gate(VECTOR,
				     gate_make(NULL, l->selector,
					       GATE_TASK | GATE_DPL(3), 0));
		expect_none(w, &in, X86_GP, l->error);
	}
}

TEST(gate_not_present, "a gate that is not present is #NP of the gate")
{
	struct run_state in = way_prepare(way_named("call-gate"));

	*gdt_entry(GATE) &= ~DESC_P;
	expect_none(way_named("call-gate"), &in, X86_NP, GATE);
	in = way_prepare(way_named("jmp-gate"));
	expect_none(way_named("jmp-gate"), &in, X86_NP, GATE);
	in = way_prepare(way_named("int"));
	idt_set_type(VECTOR, 0x05 | GATE_DPL(3));
	expect_none(way_named("int"), &in, X86_NP, VECTOR * 8 + ERROR_IDT);
}

/* The DPL of the gate counts, that of the TSS does not; and the other way. */
static const struct level {
	const char *name;
	const char *way;
	unsigned int gate_dpl, tss_dpl;
	unsigned long error; /* 0: lets CPL 3 through */
} levels[] = {
	{ "call-gate", "call-gate", 2, 3, GATE },
	{ "jmp-gate", "jmp-gate", 2, 3, GATE },
	{ "call", "call", 3, 2, TASK },
	{ "jmp", "jmp", 3, 2, TASK },
	{ "int", "int", 2, 3, VECTOR * 8 + ERROR_IDT },
	{ "call-gate-3", "call-gate", 3, 0, 0 },
	{ "jmp-gate-3", "jmp-gate", 3, 0, 0 },
	{ "call-3", "call", 0, 3, 0 },
	{ "jmp-3", "jmp", 0, 3, 0 },
	{ "int-3", "int", 3, 0, 0 },
};

TEST_EACH(level, const struct level *l, levels,
	  "CPL 3 uses a gate or a TSS of DPL 3")
{
	const struct way *w = way_named(l->way);
	struct run_state in = way_prepare(w), user = run_defaults(NULL, 3);

	in.cs = user.cs;
	in.ss = user.ss;
	*gdt_entry(TASK) |= DESC_DPL(l->tss_dpl);
	*gdt_entry(GATE) = desc_gate(
		TASK, 0, 0, DESC_TASK | DESC_P | DESC_DPL(l->gate_dpl));
	if (w->kind == INTERRUPT)
		idt_set_type(VECTOR, (uint8_t)(GATE_TASK & ~GATE_DPL(3)) |
					     (uint8_t)GATE_DPL(l->gate_dpl));
	if (l->error)
		expect_none(w, &in, X86_GP, l->error);
	else
		EXPECT_EQ(run_until_trap(&in).tr, TASK);
}
