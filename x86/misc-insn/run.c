/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <mm/page.h>

uint8_t *memory;
static char *page, *stack;

void misc_setup(void)
{
	page = launch_page();
	stack = launch_page();
	memory = launch_page();
	memset(memory, 0x6b, PAGE_SIZE);
}

struct trap_frame start_at(const struct snippet *code, unsigned int cpl)
{
	struct trap_frame start;

	launch_copy(page, code);
	start = launch_registers(page, stack + 0x800, cpl);
	start.ax = start.di = (uintptr_t)memory;
	return start;
}

void expect_done(const struct trap_frame *start, const struct snippet *code,
		 const struct trap_frame *expected)
{
	struct landing landing = launch(start);
	struct trap_frame e = *expected;

	e.vector = X86_VECTOR(X86_UD);
	e.ip = start->ip + (unsigned long)(code->end - code->at);
	EXPECT_TRAP(landing.trap, X86_UD);
	launch_expect(&landing.frame, &e);
}

void expect_refused(const struct trap_frame *start, enum trap_cause cause,
		    unsigned long error)
{
	struct landing landing = launch(start);
	struct trap_frame expected = *start;

	expected.vector = X86_VECTOR(cause);
	expected.error = error;
	EXPECT_TRAP_ERROR(landing.trap, cause, error);
	launch_expect(&landing.frame, &expected);
}
