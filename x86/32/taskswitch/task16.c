/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks of 16 bits. They end with UD2, for which a task of 32 bits is the
 * handler, so that both switches are between the two sizes.
 *
 * Intel SDM vol. 3, 7.6 (16-bit TSS), 7.3.
 */
#include "suite.h"

#include <string.h>

TASKSWITCH_SUITE;

struct tss16 {
	uint16_t link, sp0, ss0, sp1, ss1, sp2, ss2;
	uint16_t ip, flags, ax, cx, dx, bx, sp, bp, si, di;
	uint16_t es, cs, ss, ds, ldt;
};
_Static_assert(sizeof(struct tss16) == 0x2c, "SDM vol. 3, figure 7-10");

static struct tss16 task16 __attribute__((section(".bss.cpu"), aligned(16)));

/* Another value in each register, so that saving them is seen. */
SNIPPET32(invert, "not %eax\n not %ecx\n not %edx\n not %ebx\n"
		  "not %esp\n not %ebp\n not %esi\n not %edi");

enum {
	PLACE = 0x123, /* of that code in its segment */
	FLAGS = EFLAGS_FIXED | EFLAGS_ZF | EFLAGS_DF
};

static void describe(uint32_t limit)
{
	*gdt_entry(TASK) =
		desc_segment((uintptr_t)&task16, limit, DESC_TSS16 | DESC_P);
	*gdt_entry(SUBJECT) = desc_segment((uintptr_t)invert_at - PLACE, 0xffff,
					   DESC_S | DESC_P | DESC_CODE_XR |
						   DESC_ACCESSED | DESC_DB);
}

static void set_up(void)
{
	describe(sizeof(task16) - 1);
	task16 = (struct tss16){
		.sp0 = 0x1111,
		.ss0 = 0x2222,
		.ip = PLACE,
		.flags = FLAGS,
		.ax = 0xa2a3,
		.cx = 0xb2b3,
		.dx = 0xc2c3,
		.bx = 0xd2d3,
		.sp = 0x5678,
		.bp = 0xe2e3,
		.si = 0xf2f3,
		.di = 0x9293,
		.es = USER_DS,
		.cs = SUBJECT,
		.ss = KERNEL_DS,
		.ds = 0,
	};
}

static void invert(struct tss16 *t)
{
	uint16_t *const first = &t->ax;

	for (unsigned int i = 0; i < 8; i++)
		first[i] = (uint16_t)~first[i];
	t->ip = (uint16_t)(PLACE + (invert_end - invert_at));
}

static const struct row {
	const char *name;
} rows[] = { { "call" }, { "jmp" }, { "int" }, { "iret" } };

TEST_EACH(task16, const struct row *r, rows,
	  "a 16-bit TSS is loaded and saved with 16 bits a register")
{
	const struct way *w = way_named(r->name);
	struct run_state in = way_prepare(w);
	struct tss old = tss_this()->tss;
	uint64_t busy = *gdt_entry(TASK) & DESC_TYPE(2);
	struct tss16 expected;
	struct run_end end;

	set_up();
	*gdt_entry(TASK) |= busy;
	handler_for(X86_UD, 0);
	expected = task16;
	invert(&expected);
	if (way_nests(w)) {
		expected.link = TSS_SEL_BASE;
		expected.flags |= EFLAGS_NT;
	}
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(end.tr, HANDLER);
	EXPECT_MEMEQ(&task16, &expected, sizeof(expected));
	EXPECT_EQ(handlers[0].link, TASK);
	expect_saved(&tss_this()->tss, &old, &in, (uintptr_t)w->code.end,
		     in.flags & ~(unsigned long)EFLAGS_NT);
	EXPECT_EQ(task_busy(TSS_SEL_BASE), way_nests(w));
	EXPECT_TRUE(task_busy(TASK));
}

TEST(task16_limit, "a 16-bit TSS has 44 bytes, or it is #TS")
{
	struct run_state in = way_prepare(way_named("call"));
	struct run_end end;

	set_up();
	describe(sizeof(task16) - 2);
	end = run_until_trap(&in);
	EXPECT_TRAP_ERROR(end.trap, X86_TS, TASK);
	run_expect_state(&end.state, &in);
	EXPECT_EQ(end.tr, TSS_SEL_BASE);
	describe(sizeof(task16) - 1);
	handler_for(X86_UD, 0);
	EXPECT_EQ(run_until_trap(&in).tr, HANDLER);
}

/* SDM vol. 3, 6.13: of 16 bits where the task is; its stack is a 16-bit one too. */
static uint8_t stack16[0x80] __attribute__((aligned(16)));

TEST(task16_error, "an error code is a word on the stack of a 16-bit task")
{
	struct run_state in = way_prepare(way_named("gp"));
	uint8_t expected[sizeof(stack16)];
	const uint16_t error = FAULT_ERROR;
	struct run_end end;

	set_up();
	handler_for(X86_UD, 0);
	memset(stack16, 0x5a, sizeof(stack16));
	memcpy(expected, stack16, sizeof(expected));
	memcpy(expected + 0x3e, &error, sizeof(error));
	*gdt_entry(LDT) =
		desc_segment((uintptr_t)stack16, 0xffff,
			     DESC_S | DESC_P | DESC_DATA_RW | DESC_ACCESSED);
	task16.ss = LDT;
	task16.sp = 0x40;
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_BP);
	EXPECT_EQ(end.tr, HANDLER);
	EXPECT_EQ(task16.sp, (uint16_t)~0x3e);
	EXPECT_MEMEQ(stack16, expected, sizeof(stack16));
}
