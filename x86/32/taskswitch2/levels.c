/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks at outer levels: level 3, and conforming code.
 *
 * Intel SDM vol. 3, 7.2.1, 7.3, 5.8.1.2 (conforming code segments).
 */
#include "suite.h"

TASKSWITCH2_SUITE;

SNIPPET(call_task, "lcall $0x50, $0xf4f4f4f4");
SNIPPET(place, "");
SNIPPET(refused, "");

static struct run_end call(void)
{
	struct run_state in = run_defaults(call_task_at, 0);

	return run_until_trap(&in);
}

static void set_up(unsigned int iopl)
{
	task_init_user(&task, place_at, run_stack + sizeof(run_stack),
		       trap_stack + sizeof(trap_stack));
	task.eflags |= iopl << EFLAGS_IOPL_SHIFT;
	task_describe(TASK, &task); /* available again */
}

static void expect_level_3(uint16_t cs)
{
	struct run_end end = call();

	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_TRUE(end.trap.user);
	EXPECT_EQ(end.tr, TASK);
	EXPECT_EQ(end.state.cs, cs);
	EXPECT_EQ(end.state.ss, USER_DS);
	EXPECT_EQ(end.state.sp, (uintptr_t)run_stack + sizeof(run_stack));
	EXPECT_EQ(end.state.ip, (uintptr_t)place_at);
	EXPECT_EQ(end.state.flags, task.eflags | EFLAGS_NT);
	EXPECT_EQ(end.cr3, task.cr3);
}

TEST(level_3, "a task may begin at level 3, with any IOPL")
{
	for (unsigned int iopl = 0; iopl <= 3; iopl++) {
		set_up(iopl);
		expect_level_3(USER_CS);
		task_home();
	}
}

/*
 * RPL is the level; the DPL of conforming code may be less. A #TS finds no segment
 * of the new task loaded: to come out of it takes a task.
 */
static const struct row {
	const char *name;
	unsigned int dpl;
} rows[] = {
	{ "dpl-0", 0 },
	{ "dpl-1", 1 },
	{ "dpl-2", 2 },
	{ "dpl-3", 3 },
};

TEST_EACH(conforming, const struct row *r, rows,
	  "a task of conforming code runs at the level of its selector's RPL")
{
	set_up(3);
	handle(X86_VECTOR(X86_TS), refused_at, 0);
	task.cs = SUBJECT | 3;
	*gdt_entry(SUBJECT) = desc_segment(
		0, 0xfffff,
		DESC_S | DESC_P | DESC_DB | DESC_G | DESC_ACCESSED |
			DESC_CODE_XR_CONFORMING | DESC_DPL(r->dpl));
	expect_level_3(SUBJECT | 3);
}

/* ------------------------------------------------- its I/O bitmap ---- */

/* A bitmap that allows everything is behind the state. */
static struct {
	struct tss tss;
	uint8_t bitmap[32 + 1];
} __attribute__((packed)) with_bitmap
	__attribute__((section(".bss.cpu"), aligned(256)));

SNIPPET(in_port, "inb $0x80, %al");

static struct run_end in_task(uint32_t limit)
{
	task_init_user(&with_bitmap.tss, in_port_at,
		       run_stack + sizeof(run_stack),
		       trap_stack + sizeof(trap_stack));
	with_bitmap.bitmap[32] = 0xff;
	*gdt_entry(TASK) =
		desc_segment((uintptr_t)&with_bitmap, limit, DESC_TSS | DESC_P);
	return call();
}

TEST(io_bitmap, "the limit of the new task's TSS says whether it has a bitmap")
{
	struct run_end end = in_task(sizeof(with_bitmap) - 1);

	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.state.ip, (uintptr_t)in_port_end);
	task_home();
	end = in_task(sizeof(struct tss) - 1);
	EXPECT_TRAP(end.trap, X86_GP);
	EXPECT_EQ(end.state.ip, (uintptr_t)in_port_at);
}
