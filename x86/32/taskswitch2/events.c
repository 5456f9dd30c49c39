/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions and exceptions through task gates.
 *
 * Intel SDM vol. 3, 6.12.2, 6.13 (error codes), 7.3, 7.4.
 */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <x86/user.h>

TASKSWITCH2_SUITE;

/* ------------------------------------------------- by an instruction ---- */

SNIPPET(int_2, "int $2");
SNIPPET(int_0, "int $0");
SNIPPET(int_n, "int $0x50");
SNIPPET(int_3, "int3");
SNIPPET(int_3_long, "int $3");
SNIPPET(into_of, "add $1, %cl\n into");
SNIPPET(call_task, "lcall $0x50, $0xf4f4f4f4");

static const struct software {
	const char *name;
	struct snippet code;
	unsigned int vector;
} softwares[] = {
	{ "int-2", SNIPPET_OF(int_2), 2 },
	{ "int-0", SNIPPET_OF(int_0), 0 },
	{ "int-0x50", SNIPPET_OF(int_n), VECTOR },
	{ "int3", SNIPPET_OF(int_3), 3 },
	{ "int-3", SNIPPET_OF(int_3_long), 3 },
	{ "into", SNIPPET_OF(into_of), 4 },
};

static void check_software(const struct software *s, unsigned int cpl)
{
	struct run_state in = run_defaults(s->code.at, cpl), out;
	struct run_end end;

	if (s->vector == 4)
		in.cx = 0x1100007f; /* 127 + 1 */
	out = in;
	if (s->vector == 4) {
		out.cx = 0x11000080;
		out.flags = EFLAGS_FIXED | EFLAGS_OF | EFLAGS_SF | EFLAGS_AF;
	}
	out.ip = (uintptr_t)s->code.end;
	tss_this()->tss.cr3 = cpl == 3 ? user_prepare() : read_cr3();
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
	EXPECT_EQ(end.tr, TSS_SEL_BASE);
}

TEST_EACH(software, const struct software *s, softwares,
	  "runs the task once and goes on behind the instruction")
{
	handle(s->vector, count_task, 3);
	for (unsigned int i = 1; i <= 3; i++) {
		check_software(s, 0);
		EXPECT_EQ(runs, i);
	}
}

TEST_EACH(software_cpl3, const struct software *s, softwares,
	  "does so for level 3, where the gate allows it")
{
	handle(s->vector, count_task, 3);
	for (unsigned int i = 1; i <= 3; i++) {
		check_software(s, 3);
		EXPECT_EQ(runs, i);
	}
}

/* SDM vol. 3, 7.3: what a called task has done is there the next time. */
asm(".pushsection .text\n"
    "twice_task: incl runs\n"
    "	iretl\n"
    "	movl $0x100, runs\n"
    "	iretl\n"
    "	jmp twice_task\n"
    ".popsection");
extern const char twice_task[];

TEST(call_again, "a second CALL goes on where the task has returned")
{
	const struct snippet code = SNIPPET_OF(call_task);
	static const uint32_t counts[] = { 1, 0x100, 0x101, 0x100 };
	struct run_state in = run_defaults(code.at, 0), out = in;

	task.eip = (uintptr_t)twice_task;
	for (unsigned int i = 0; i < 4; i++) {
		run_check(&code, &in, &out,
			  (struct run_expect){ TRAP_NONE, 0 });
		EXPECT_EQ(runs, counts[i]);
		EXPECT_FALSE(task_busy(TASK));
	}
}

asm(".pushsection .text\n"
    "add_task: add $0x100, %eax\n"
    "	iretl\n"
    ".popsection");
extern const char add_task[];

TEST(flags_saved, "IRET saves the flags that the task has made")
{
	const struct snippet code = SNIPPET_OF(call_task);
	struct run_state in = run_defaults(code.at, 0), out = in;

	task.eip = (uintptr_t)add_task;
	task.eax = 0x7fffff00;
	run_check(&code, &in, &out, (struct run_expect){ TRAP_NONE, 0 });
	EXPECT_EQ(task.eax, 0x80000000);
	EXPECT_EQ(task.eflags,
		  EFLAGS_FIXED | EFLAGS_OF | EFLAGS_SF | EFLAGS_PF);
}

/* ------------------------------------------------- faults, restarted ---- */

static uint32_t seen_divisor;

SNIPPET(divide, "divl divisor_word");
asm(".pushsection .data\n .balign 4\n .globl divisor_word\n"
    "divisor_word: .long 0\n .popsection");
extern volatile uint32_t divisor_word;

static void fix_word(void)
{
	seen_divisor = divisor_word;
	divisor_word = 10;
}

TEST(divide, "#DE that the task puts right is divided again")
{
	const struct snippet code = SNIPPET_OF(divide);
	struct run_state in = run_defaults(code.at, 0);
	struct run_end end;

	divisor_word = 0;
	seen_divisor = ~0u;
	fix = fix_word;
	in.ax = 1500;
	in.dx = 0;
	handle(X86_VECTOR(X86_DE), fix_task, 0);
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.state.ip, (uintptr_t)code.end);
	EXPECT_EQ(end.state.ax, 150);
	EXPECT_EQ(end.state.dx, 0);
	EXPECT_EQ(runs, 1);
	EXPECT_EQ(seen_divisor, 0);
}

static void *page, *memory;
static unsigned long seen_cr2;

static void fix_page(void)
{
	seen_cr2 = read_cr2();
	arch_map(page, virt_to_phys(memory), PAGE_SIZE, MAP_KERNEL);
}

SNIPPET(store, "mov %eax, (%edi)");

TEST(page_fault, "#PF that the task puts right is stored again")
{
	const struct snippet code = SNIPPET_OF(store);
	struct run_state in = run_defaults(code.at, 0), out;

	page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	memory = page_alloc(0, PAGE_ZERO);
	test_defer(page_free, memory);
	test_defer(vmap_free, page);
	fix = fix_page;
	in.di = (uintptr_t)page + 0x124;
	out = in;
	handle(X86_VECTOR(X86_PF), fix_error_task, 0);
	run_check(&code, &in, &out, (struct run_expect){ TRAP_NONE, 0 });
	EXPECT_EQ(runs, 1);
	EXPECT_EQ(seen_error, PF_W);
	EXPECT_EQ(seen_cr2, in.di);
	EXPECT_EQ(((uint32_t *)memory)[0x124 / 4], in.ax);
}
