/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RF and instruction breakpoints: what it is there for. */
#include "suite.h"
#include <string.h>

void step_two(const void *arg);
extern const char step_first[], step_second[], step_end[];

asm(".pushsection .text\n"
    ".globl step_two, step_first, step_second, step_end\n"
    ".type step_two, @function\n"
    "step_two:\n"
    "step_first: nop\n"
    "step_second: nop\n"
    "step_end: ret\n"
    ".size step_two, . - step_two\n"
    ".popsection");

static struct hits {
	unsigned int nr;
	unsigned int without_rf; /* so many times IRET goes back with RF=0 */
	uintptr_t pc[8];
	unsigned long flags[8];
	unsigned long dr6[8];
} hits;

static bool count_hit(struct trap_frame *frame, void *arg)
{
	struct hits *h = arg;

	if (h->nr == 8)
		return false;
	h->pc[h->nr] = frame->ip;
	h->flags[h->nr] = frame->flags;
	h->dr6[h->nr] = read_dr6();
	write_dr6(DR6_FIXED);
	if (h->nr++ >= h->without_rf)
		frame->flags |= EFLAGS_RF;
	return true;
}

static void break_at(const char *first, const char *second)
{
	memset(&hits, 0, sizeof(hits));
	test_defer(write_dr7, DR7_FIXED);
	trap_handle(X86_DB, count_hit, &hits);
	write_dr6(DR6_FIXED);
	write_dr0((uintptr_t)first);
	write_dr1((uintptr_t)second);
	write_dr7(DR7_FIXED | DR7_G(0) | (second ? DR7_G(1) : 0));
}

TEST(breakpoint_rf, "pushes RF=0 at an instruction breakpoint; RF=1 resumes")
{
	break_at(step_first, NULL);
	step_two(NULL);
	EXPECT_EQ(hits.nr, 1);
	EXPECT_EQ(hits.pc[0], (uintptr_t)step_first);
	EXPECT_EQ(hits.flags[0] & EFLAGS_RF, 0);
	EXPECT_EQ(hits.dr6[0] & 0xf, 1);
	EXPECT_EQ(read_flags() & EFLAGS_RF, 0);
}

TEST(breakpoint_rf_clear, "hits the same breakpoint again after IRET with RF=0")
{
	break_at(step_first, NULL);
	hits.without_rf = 3;
	step_two(NULL);
	EXPECT_EQ(hits.nr, 4);
	for (unsigned int i = 0; i < hits.nr; i++)
		EXPECT_EQ(hits.pc[i], (uintptr_t)step_first);
}

TEST(breakpoint_rf_once, "lets RF=1 suppress one instruction, not the next")
{
	break_at(step_first, step_second);
	step_two(NULL);
	step_two(NULL);
	EXPECT_EQ(hits.nr, 4);
	for (unsigned int i = 0; i < hits.nr; i++) {
		const char *at = i & 1 ? step_second : step_first;

		EXPECT_EQ(hits.pc[i], (uintptr_t)at);
		EXPECT_EQ(hits.flags[i] & EFLAGS_RF, 0);
		EXPECT_EQ(hits.dr6[i] & 0xf, 1u << (i & 1));
	}
}
