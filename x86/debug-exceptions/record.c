/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder of #DB. */
#include "suite.h"

#include <string.h>
#include <x86/user.h>

struct record recorded;

const struct mode modes[2] = { { "kernel", false }, { "user", true } };

/* Is it of an instruction breakpoint that is on? Then IRET has to skip it. */
static bool executes(unsigned long dr6, unsigned long dr7)
{
	for (unsigned int n = 0; n < 4; n++)
		if (dr6 >> n & 1 && dr7 & (DR7_L(n) | DR7_G(n)) &&
		    (dr7 & DR7_RW(n, 3ul)) == 0)
			return true;
	return false;
}

static bool record_hit(struct trap_frame *frame, void *arg)
{
	struct record *r = arg;
	struct hit hit = { .pc = frame->ip,
			   .dr6 = read_dr6(),
			   .dr7 = read_dr7(),
			   .flags = frame->flags,
			   .cx = frame->cx,
			   .di = frame->di,
			   .sp = frame->sp,
			   .user = (frame->cs & 3) == 3 };

	if (r->nr == HITS_MAX)
		return false;
	r->hits[r->nr++] = hit;
	if (!r->keep_dr6)
		write_dr6(DR6_INIT);
	if (executes(hit.dr6, hit.dr7))
		frame->flags |= EFLAGS_RF;
	return true;
}

void debug_setup(void)
{
	memset(&recorded, 0, sizeof(recorded));
	test_defer(write_dr7, DR7_INIT);
	test_defer(write_dr6, DR6_INIT);
	for (unsigned int n = 0; n < 4; n++)
		write_dr(n, 0);
	trap_handle(X86_DB, record_hit, &recorded);
}

void write_dr(unsigned int n, unsigned long value)
{
	void (*const write[])(unsigned long) = { write_dr0, write_dr1,
						 write_dr2, write_dr3 };

	write[n](value);
}

void run_debug(bool user, void (*fn)(const void *), const void *arg,
	       unsigned long dr6, unsigned long dr7)
{
	struct trap t = { .cause = TRAP_NONE };

	recorded.dr7_set = dr7;
	write_dr6(dr6);
	write_dr7(dr7);
	if (user)
		t = user_catch_flags(fn, arg, EFLAGS_IOPL);
	else
		fn(arg);
	recorded.dr7 = read_dr7();
	write_dr7(DR7_INIT);
	recorded.dr6 = read_dr6();
	EXPECT_TRAP(t, TRAP_NONE);
	for (unsigned int i = 0; i < recorded.nr; i++)
		EXPECT_EQ(recorded.hits[i].user, user);
}

void run_steps(bool user, void (*fn)(const void *), const void *arg)
{
	run_debug(user, fn, arg, DR6_INIT, DR7_INIT);
	EXPECT_EQ(recorded.dr7, DR7_INIT);
}

void expect_hit(unsigned int n, uintptr_t pc, unsigned long dr6)
{
	test_context("hit %u", n);
	EXPECT_EQ(recorded.hits[n].pc, pc);
	EXPECT_EQ(recorded.hits[n].dr6, dr6);
	if (!recorded.any_rf)
		EXPECT_EQ(recorded.hits[n].flags & EFLAGS_RF, 0);
}

void expect_hits(const struct expected *list, const struct expected *end)
{
	unsigned int nr = (unsigned int)(end - list);

	EXPECT_EQ(recorded.nr, nr);
	for (unsigned int i = 0; i < nr && i < recorded.nr; i++) {
		expect_hit(i, list[i].pc, list[i].dr6);
		EXPECT_EQ(recorded.hits[i].dr7, recorded.dr7_set);
	}
}
