/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <string.h>

#define CPU_BSS __attribute__((section(".bss.cpu"), aligned(16)))

struct tss task CPU_BSS, handlers[4] CPU_BSS;
uint8_t task_stack[TASK_STACK_BYTES] CPU_BSS;
uint8_t handler_stack[TASK_STACK_BYTES] CPU_BSS;

asm(".pushsection .text\n"
    ".globl land_at\n"
    "land_at: ud2\n"
    ".globl land_handler\n"
    "land_handler: int3\n"
    ".popsection");

/* The offset of a far pointer to a task is not used. TASK, GATE, VECTOR. */
SNIPPET(call_tss, "lcall $0x48, $0xf4f4f4f4");
SNIPPET(call_gate, "lcall $0x50, $0xf4f4f4f4");
SNIPPET(call_memory, "lcall *(%edi)");
SNIPPET(jmp_tss, "ljmp $0x48, $0xf4f4f4f4");
SNIPPET(jmp_gate, "ljmp $0x50, $0xf4f4f4f4");
SNIPPET(int_n, "int $0x40");
SNIPPET(int_3, "int3");
SNIPPET(into_of, "into");
SNIPPET(bad_es, "mov %eax, %es");
SNIPPET(divide, "div %edx");
SNIPPET(no_page, "mov %eax, 8");
SNIPPET(iret_nt, "iretl");

const struct way ways[NR_WAYS] = {
	{ "call", SNIPPET_OF(call_tss), CALL, 0, false },
	{ "call-gate", SNIPPET_OF(call_gate), CALL, 0, false },
	{ "call-memory", SNIPPET_OF(call_memory), CALL, 0, false },
	{ "jmp", SNIPPET_OF(jmp_tss), JMP, 0, false },
	{ "jmp-gate", SNIPPET_OF(jmp_gate), JMP, 0, false },
	{ "int", SNIPPET_OF(int_n), INTERRUPT, VECTOR, false },
	{ "int3", SNIPPET_OF(int_3), INTERRUPT, 3, false },
	{ "into", SNIPPET_OF(into_of), INTERRUPT, 4, false },
	{ "gp", SNIPPET_OF(bad_es), FAULT, 13, true },
	{ "de", SNIPPET_OF(divide), FAULT, 0, false },
	{ "pf", SNIPPET_OF(no_page), FAULT, 14, true },
	{ "iret", SNIPPET_OF(iret_nt), RETURN, 0, false },
};

static struct {
	uint32_t offset;
	uint16_t selector;
} __attribute__((packed)) pointer = { 0xf4f4f4f4, TASK };

const struct way *way_named(const char *name)
{
	for (unsigned int i = 0; i < NR_WAYS; i++)
		if (strcmp(ways[i].name, name) == 0)
			return &ways[i];
	ERROR("there is no way %s", name);
}

bool way_nests(const struct way *w)
{
	return w->kind != JMP && w->kind != RETURN;
}

/* Another number in each register. */
static void fill(struct tss *tss)
{
	tss->eax = 0xa0a1a2a3;
	tss->ecx = 0xb0b1b2b3;
	tss->edx = 0xc0c1c2c3;
	tss->ebx = 0xd0d1d2d3;
	tss->ebp = 0xe0e1e2e3;
	tss->esi = 0xf0f1f2f3;
	tss->edi = 0x90919293;
	tss->eflags = EFLAGS_FIXED | EFLAGS_ZF | EFLAGS_DF | EFLAGS_AC;
	tss->es = USER_DS;
	tss->fs = 0;
	tss->gs = KERNEL_CS;
}

void tasks_setup(void)
{
	lldt(0);
	task_init(&task, land_at, task_stack + sizeof(task_stack));
	fill(&task);
	task_describe(TASK, &task);
	*gdt_entry(GATE) =
		desc_gate(TASK, 0, 0, DESC_TASK | DESC_P | DESC_DPL(3));
	tss_this()->tss.cr3 = read_cr3(); /* for the way back */
	*gdt_entry(LDT) = 0;
	*gdt_entry(SUBJECT) = 0;
	pointer.selector = TASK;
	test_defer(task_home, 0);
}

uint16_t handler_for(enum trap_cause cause, unsigned int nr)
{
	uint16_t selector = (uint16_t)(HANDLER + 8 * nr);

	task_init(&handlers[nr], land_handler,
		  handler_stack + sizeof(handler_stack));
	task_describe(selector, &handlers[nr]);
	idt_set_gate(X86_VECTOR(cause),
		     gate_make(NULL, selector, GATE_TASK, 0));
	return selector;
}

struct run_state way_prepare(const struct way *w)
{
	struct run_state in = run_defaults(w->code.at, 0);

	in.flags |= EFLAGS_OF; /* for INTO */
	in.di = (uintptr_t)&pointer;
	if (w->kind == INTERRUPT || w->kind == FAULT)
		idt_set_gate(w->vector,
			     gate_make(NULL, TASK, GATE_TASK | GATE_DPL(3), 0));
	if (w->has_error)
		in.ax = FAULT_ERROR;
	if (w->vector == 0)
		in.dx = 0;
	if (w->kind == RETURN) {
		in.flags |= EFLAGS_NT;
		tss_this()->tss.link = TASK;
		*gdt_entry(TASK) |= DESC_TYPE(2); /* busy */
	}
	return in;
}

struct run_state task_state(const struct tss *tss)
{
	return (struct run_state){
		.ax = tss->eax,
		.cx = tss->ecx,
		.dx = tss->edx,
		.bx = tss->ebx,
		.sp = tss->esp,
		.bp = tss->ebp,
		.si = tss->esi,
		.di = tss->edi,
		.ip = tss->eip,
		.flags = tss->eflags & ~(unsigned long)EFLAGS_RF,
		.cs = tss->cs,
		.ss = tss->ss,
		.ds = tss->ds,
		.es = tss->es,
		.fs = tss->fs,
		.gs = tss->gs,
	};
}

/* Whether a fault saves RF set is suite idt_test's business. */
void expect_saved(const struct tss *tss, const struct tss *rest,
		  const struct run_state *state, uint32_t eip,
		  unsigned long flags)
{
	struct run_state saved = task_state(tss), expected = *state;

	expected.ip = eip;
	expected.flags = flags;
	run_expect_state(&saved, &expected);
	EXPECT_EQ(tss->link, rest->link);
	EXPECT_MEMEQ(tss->stack, rest->stack, sizeof(tss->stack));
	EXPECT_EQ(tss->cr3, rest->cr3);
	EXPECT_EQ(tss->ldt, rest->ldt);
	EXPECT_EQ(tss->trap, rest->trap);
	EXPECT_EQ(tss->io_base, rest->io_base);
}
