/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SWAPGS: 64-bit mode at CPL 0. */
#include "../../misc-insn/suite.h"

#include <x86/selectors.h>

MISC_INSN_SUITE;

SNIPPET(swapgs_once, ".byte 0x0f, 0x01, 0xf8");
SNIPPET(swapgs_twice, ".byte 0x0f, 0x01, 0xf8, 0x0f, 0x01, 0xf8");
SNIPPET(swapgs_lock, ".byte 0xf0, 0x0f, 0x01, 0xf8");

static const struct snippet once = SNIPPET_OF(swapgs_once);
static const struct snippet lock = SNIPPET_OF(swapgs_lock);

static const struct snippet twice = SNIPPET_OF(swapgs_twice);

#define GS_HERE	 0xffff900012345678
#define GS_OTHER 0x00007fff87654321

static void keep(uint32_t msr, uint64_t value)
{
	test_defer2(wrmsr, msr, rdmsr(msr));
	wrmsr(msr, value);
}

static void set_bases(void)
{
	keep(MSR_IA32_FS_BASE, 0x1111);
	keep(MSR_IA32_GS_BASE, GS_HERE);
	keep(MSR_IA32_KERNEL_GS_BASE, GS_OTHER);
}

static void expect_bases(uint64_t gs, uint64_t kernel_gs)
{
	EXPECT_EQ(rdmsr(MSR_IA32_GS_BASE), gs);
	EXPECT_EQ(rdmsr(MSR_IA32_KERNEL_GS_BASE), kernel_gs);
	EXPECT_EQ(rdmsr(MSR_IA32_FS_BASE), 0x1111);
	EXPECT_EQ(read_gs(), 0);
}

TEST(swapgs, "exchanges all bits of GS's base and IA32_KERNEL_GS_BASE")
{
	struct trap_frame start = start_at(&once, 0);

	start.flags |= FLAGS_STATUS;
	set_bases();
	expect_done(&start, &once, &start);
	expect_bases(GS_OTHER, GS_HERE);
	start = start_at(&twice, 0);
	expect_done(&start, &twice, &start);
	expect_bases(GS_OTHER, GS_HERE);
}

TEST(swapgs_lock, "raises #UD with LOCK")
{
	struct trap_frame start = start_at(&lock, 0);

	expect_refused(&start, X86_UD, 0);
}

/* What a load through GS reads. */
SNIPPET(swapgs_load, ".byte 0x0f, 0x01, 0xf8; mov %gs:0, %rbx");
static const struct snippet load = SNIPPET_OF(swapgs_load);

TEST(swapgs_load, "changes what GS leads to at once")
{
	struct trap_frame start = start_at(&load, 0), expected = start;

	set_bases();
	wrmsr(MSR_IA32_KERNEL_GS_BASE, (uintptr_t)memory);
	memory[0] = 0x42;
	expected.bx = 0x6b6b6b6b6b6b6b42;
	expect_done(&start, &load, &expected);
	expect_bases((uintptr_t)memory, GS_HERE);
}

TEST(swapgs_user, "raises #GP(0) at CPL 3, and changes nothing")
{
	struct trap_frame start = start_at(&once, 3);

	set_bases();
	expect_refused(&start, X86_GP, 0);
	EXPECT_EQ(rdmsr(MSR_IA32_KERNEL_GS_BASE), GS_OTHER);
}

TEST(swapgs_compat, "raises #UD in compatibility mode")
{
	for (unsigned int cpl = 0; cpl < 4; cpl += 3) {
		struct trap_frame start = start_at(&once, cpl);

		start.cs = cpl ? USER_CS32 : KERNEL_CS32;
		expect_refused(&start, X86_UD, 0);
	}
}
