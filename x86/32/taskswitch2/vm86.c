/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks of virtual-8086 mode. Segment 0xffff shows the first 64 KiB of the image,
 * but for its first bytes.
 *
 * Intel SDM vol. 3, 7.3, 20.2.5 (entering), 20.3.3 (task gates).
 */
#include "suite.h"

#include <string.h>
#include <x86/user.h>

TASKSWITCH2_SUITE;

enum {
	SEGMENT = 0xffff,
	BASE = 0xffff0,
	VM_FLAGS = EFLAGS_FIXED | EFLAGS_VM | EFLAGS_ZF,
};

SNIPPET(call_task, "lcall $0x50, $0xf4f4f4f4");
SNIPPET(jmp_task, "ljmp $0x50, $0xf4f4f4f4");
SNIPPET(int_task, "int $0x50");
SNIPPET(iret_task, "iretl");

/* The handler of #UD stops here; it is not to raise another one. */
asm(".pushsection .text\n"
    ".code16\n"
    "vm_ud: ud2\n"
    "vm_next: int3\n"
    "vm_read: mov (%si), %ax\n"
    "	ud2\n"
    ".balign 4\n"
    "vm_word: .word 0x6d76, 0x3638\n"
    ".code32\n"
    "stop_task: int3\n"
    "skip_task: incl runs\n"
    "	addl $2, task + 0x20\n" /* EIP: behind UD2 */
    "	iretl\n"
    "	jmp skip_task\n"
    ".popsection");
extern const char vm_ud[], vm_next[], vm_read[], vm_word[], stop_task[],
	skip_task[];

static uint32_t vm_offset(const char *at)
{
	uintptr_t offset = (uintptr_t)at - BASE;

	if (offset > 0xfff0)
		ERROR("the image has grown: this is not within 64 KiB of it");
	return offset;
}

static void set_up(const char *code)
{
	task = (struct tss){
		.cr3 = user_prepare(),
		.eip = vm_offset(code),
		.eflags = VM_FLAGS,
		.eax = 0xa0a1a2a3,
		.ecx = 0xb0b1b2b3,
		.edx = 0xc0c1c2c3,
		.ebx = 0xd0d1d2d3,
		.esp = 0x9abc5678,
		.ebp = 0xe0e1e2e3,
		.esi = 0xf0f10000 + vm_offset(vm_word),
		.edi = 0x90919293,
		.cs = SEGMENT,
		.ss = 0x1234,
		.ds = SEGMENT,
		.es = 0x2345,
		.fs = 0x0003,
		.gs = 0xfedc,
		.io_base = sizeof(task),
	};
	tss_set_stack(&task, 0, KERNEL_DS,
		      (uintptr_t)trap_stack + sizeof(trap_stack));
	handle(X86_VECTOR(X86_UD), stop_task, 0);
}

static const struct way {
	const char *name;
	struct snippet code;
	bool link, back;
} ways[] = {
	{ "iret", SNIPPET_OF(iret_task), false, true },
	{ "call", SNIPPET_OF(call_task), true, false },
	{ "jmp", SNIPPET_OF(jmp_task), false, false },
	{ "int", SNIPPET_OF(int_task), true, false },
};

static struct run_end enter(const struct way *w)
{
	struct run_state in = run_defaults(w->code.at, 0);

	idt_set_gate(VECTOR, gate_make(NULL, TASK, GATE_TASK, 0));
	if (w->back) {
		in.flags |= EFLAGS_NT;
		tss_this()->tss.link = TASK;
		*gdt_entry(TASK) |= DESC_TYPE(2); /* busy */
	}
	return run_until_trap(&in);
}

/* A task of that mode has raw selectors, which are saved as they were. */
TEST_EACH(vm86, const struct way *w, ways,
	  "a task enters virtual-8086 mode, and leaves it for its handler")
{
	struct tss expected;
	struct run_end end;

	set_up(vm_ud);
	expected = task;
	if (w->link) {
		expected.link = TSS_SEL_BASE;
		expected.eflags |= EFLAGS_NT;
	}
	end = enter(w);
	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(end.tr, HANDLER);
	EXPECT_EQ(handler.link, TASK);
	task.eflags &= ~(uint32_t)EFLAGS_RF; /* suite idt_test's business */
	EXPECT_MEMEQ(&task, &expected, sizeof(expected));
	EXPECT_TRUE(task_busy(TASK));
}

TEST_EACH(vm86_data, const struct way *w, ways,
	  "the segments are those of real mode")
{
	struct run_end end;

	set_up(vm_read);
	end = enter(w);
	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(end.tr, HANDLER);
	EXPECT_EQ(task.eax, 0xa0a16d76);
	EXPECT_EQ(task.eip, vm_offset(vm_read) + 2);
}

/* What INT3 finds then: a stack of level 0, and nulled data segments. */
TEST_EACH(vm86_return, const struct way *w, ways,
	  "IRET of the handler goes on in virtual-8086 mode")
{
	struct run_end end;

	set_up(vm_ud);
	handler.eip = (uintptr_t)skip_task;
	end = enter(w);
	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(runs, 1);
	EXPECT_EQ(end.tr, TASK);
	EXPECT_EQ(end.state.cs, SEGMENT);
	EXPECT_EQ(end.state.ip, vm_offset(vm_next) + 1);
	EXPECT_EQ(end.state.flags & EFLAGS_VM, EFLAGS_VM);
	EXPECT_EQ(end.state.ss, 0x1234);
	EXPECT_EQ(end.state.sp, 0x9abc5678);
	EXPECT_EQ(end.state.ds, 0);
	EXPECT_EQ(end.state.gs, 0);
	EXPECT_FALSE(task_busy(HANDLER));
}

/* ---------------------------------------------------------- its LDT ---- */

static uint64_t ldt[2] __attribute__((section(".bss.cpu"), aligned(16)));

TEST(vm86_ldt, "a task of that mode may have an LDT, which it does not use")
{
	struct run_end end;

	set_up(vm_read);
	*gdt_entry(SUBJECT) = desc_segment((uintptr_t)ldt, sizeof(ldt) - 1,
					   DESC_LDT | DESC_P);
	task.ldt = SUBJECT;
	handler.ldt = SUBJECT;
	end = enter(&ways[0]);
	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(end.tr, HANDLER);
	EXPECT_EQ(end.ldt, SUBJECT);
	EXPECT_EQ(task.eax, 0xa0a16d76);
	EXPECT_EQ(task.ldt, SUBJECT);
}

TEST(vm86_bad_ldt, "an LDT that is none is #TS of that task")
{
	struct run_end end;

	set_up(vm_read);
	handle(X86_VECTOR(X86_TS), stop_task, 0);
	*gdt_entry(SUBJECT) = desc_segment((uintptr_t)ldt, sizeof(ldt) - 1,
					   DESC_TSS | DESC_P);
	task.ldt = SUBJECT;
	end = enter(&ways[0]);
	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(end.tr, HANDLER);
	EXPECT_EQ(*(uint32_t *)end.state.sp, SUBJECT);
	EXPECT_EQ(handler.link, TASK);
	EXPECT_EQ(task.eax, 0xa0a1a2a3);
}

/* ------------------------------------------------------ without tasks ---- */

/* What IRET takes, and what #UD then leaves on the stack of level 0. */
TEST(iret_vm86, "IRET with VM set goes to virtual-8086 mode, with all segments")
{
	const uint32_t image[] = { 0xabcd0000 | vm_offset(vm_ud),
				   0x1111ffff,
				   VM_FLAGS,
				   0x9abc5678,
				   0x11111234,
				   0x22222345,
				   0x33333456,
				   0x44444567,
				   0x55555678 };
	struct run_state in = run_defaults(iret_task_at, 0);
	const uint32_t *top;
	struct run_end end;

	memcpy((void *)in.sp, image, sizeof(image));
	end = run_across(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.state.ip, vm_offset(vm_ud));
	EXPECT_EQ(end.state.cs, SEGMENT);
	EXPECT_EQ(end.state.flags, VM_FLAGS);
	EXPECT_EQ(end.state.sp, 0x9abc5678);
	EXPECT_EQ(end.state.ss, 0x1234);
	top = (const uint32_t *)tss_this()->tss.stack[0].esp;
	EXPECT_EQ(top[-4] & 0xffff, 0x2345);
	EXPECT_EQ(top[-3] & 0xffff, 0x3456);
	EXPECT_EQ(top[-2] & 0xffff, 0x4567);
	EXPECT_EQ(top[-1] & 0xffff, 0x5678);
	EXPECT_EQ(end.state.ds, 0);
	EXPECT_EQ(end.state.es, 0);
	EXPECT_EQ(end.state.fs, 0);
	EXPECT_EQ(end.state.gs, 0);
}
