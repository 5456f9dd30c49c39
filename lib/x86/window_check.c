/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an access to the window has to come to. */
#include <x86/window.h>

#include <test/test.h>
#include <x86/cpu.h>

void window_expect_made(const struct window_access *a)
{
	struct window_result r = window_access(a);

	EXPECT_TRAP(r.trap, TRAP_NONE);
	EXPECT_EQ(r.cpl, a->kind == WINDOW_GATE ? 0 : a->cpl);
	EXPECT_EQ(r.value, a->kind == WINDOW_READ  ? WINDOW_BEFORE :
			   a->kind == WINDOW_WRITE ? WINDOW_WRITTEN :
						     WINDOW_UNTOUCHED);
	EXPECT_EQ(*window_word(),
		  a->kind == WINDOW_WRITE ? WINDOW_WRITTEN : WINDOW_BEFORE);
}

void window_expect_refused(const struct window_access *a, unsigned long error)
{
	struct window_result r = window_access(a);

	EXPECT_TRAP_ERROR(r.trap, X86_PF, error);
	EXPECT_EQ(r.trap.address, a->at ? a->at : window_at());
	EXPECT_EQ(r.trap.pc, r.pc);
	EXPECT_EQ(r.cpl, a->kind == WINDOW_GATE ? 0 : a->cpl);
	EXPECT_EQ(r.value,
		  a->kind == WINDOW_WRITE ? WINDOW_WRITTEN : WINDOW_UNTOUCHED);
	EXPECT_EQ(*window_word(), WINDOW_BEFORE);
}
