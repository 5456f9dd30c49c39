/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages that the code lies in, and the registers it finds. */
#include "suite.h"

#include <mm/page.h>
#include <string.h>

static char *page, *stack;

unsigned long code(const char *piece)
{
	return (uintptr_t)page + (uintptr_t)(piece - code_start);
}

unsigned long stack_top(void)
{
	return (uintptr_t)stack + PAGE_SIZE;
}

void sysenter_setup(void)
{
	page = launch_page();
	stack = launch_page();
	memcpy(page, code_start, (size_t)(code_end - code_start));
}

void sysenter_msrs(uint32_t cs, const char *piece, unsigned long sp)
{
	static const uint32_t msrs[] = { MSR_IA32_SYSENTER_CS,
					 MSR_IA32_SYSENTER_EIP,
					 MSR_IA32_SYSENTER_ESP };
	const unsigned long values[] = { cs, code(piece), sp };

	for (unsigned int i = 0; i < 3; i++) {
		test_defer2(wrmsr, msrs[i], rdmsr(msrs[i]));
		wrmsr(msrs[i], values[i]);
	}
}

const struct level levels[2] = {
	{ "kernel", KERNEL_CS, KERNEL_DS },
	{ "user", USER_CS32, USER_DS },
};

struct trap_frame start_at(const struct level *level, const char *piece)
{
	struct trap_frame frame = {
		.ax = 0x10a0a001,
		.bx = 0x20b0b002,
		.cx = 0x30c0c003,
		.dx = 0x40d0d004,
		.si = 0x50e0e005,
		.di = 0x60f0f006,
		.bp = 0x70a1a107,
		.ip = code(piece),
		.cs = level->cs,
		.ss = level->ss,
		.ds = USER_DS,
		.es = USER_DS,
		.fs = USER_DS,
		.gs = USER_DS,
		.sp = stack_top() - 0x100,
		.flags = EFLAGS_FIXED,
	};

	return frame;
}

void expect_end(const struct trap_frame *start, struct trap_frame expected,
		enum trap_cause cause)
{
	struct landing landing = launch(start);

	expected.vector = X86_VECTOR(cause);
	EXPECT_TRAP(landing.trap, cause);
	launch_expect(&landing.frame, &expected);
}
