/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SYSENTER and SYSEXIT. */
#include "suite.h"

SYSENTER_SUITE;

#define NEEDS_SEP .needs = NEEDS(&x86_sep)

static unsigned long new_stack(void)
{
	return stack_top() - 0x80;
}

/* What @piece finds behind a SYSENTER. */
static struct trap_frame entered(const struct trap_frame *start,
				 const char *piece)
{
	struct trap_frame expected = *start;

	expected.ip = code(piece);
	expected.sp = new_stack();
	expected.cs = BASE;
	expected.ss = BASE + 8;
	expected.flags &= ~(unsigned long)EFLAGS_IF;
	return expected;
}

TEST_EACH(enter, const struct level *l, levels,
	  "goes to SYSENTER_EIP and _ESP, with IF clear", NEEDS_SEP)
{
	struct trap_frame start = start_at(l, do_sysenter);

	start.flags = FLAGS_ALL;
	sysenter_msrs(BASE, pad, new_stack());
	expect_end(&start, entered(&start, pad), X86_UD);
}

TEST_EACH(no_flags, const struct level *l, levels,
	  "leaves flags that are clear, clear", NEEDS_SEP)
{
	struct trap_frame start = start_at(l, do_sysenter);

	sysenter_msrs(BASE, pad, new_stack());
	expect_end(&start, entered(&start, pad), X86_UD);
}

TEST_EACH(privilege, const struct level *l, levels, "is at CPL 0 from there on",
	  NEEDS_SEP)
{
	struct trap_frame start = start_at(l, do_sysenter);
	struct trap_frame expected = entered(&start, pad_cr0);

	sysenter_msrs(BASE, pad_cr0, new_stack());
	expected.ip += 3;
	expected.dx = read_cr0();
	expect_end(&start, expected, X86_UD);
}

TEST_EACH(stack_segment, const struct level *l, levels,
	  "makes SS flat, writable and of 32 bits", NEEDS_SEP)
{
	struct trap_frame start = start_at(l, do_sysenter);
	struct trap_frame expected = entered(&start, pad_push_end);

	sysenter_msrs(BASE, pad_push, new_stack());
	expected.sp -= 4;
	expect_end(&start, expected, X86_UD);
	EXPECT_EQ(*(uint32_t *)expected.sp, start.bx);
}

static const struct selector {
	const char *name;
	uint16_t msr, cs;
} selectors[] = {
	{ "kernel", KERNEL_CS, KERNEL_CS },
	{ "local", BASE | 4, BASE | 4 },
	{ "rpl-3", BASE | 3, BASE }, /* SYSENTER_CS[15:0] AND FFFCH */
	{ "beyond-limit", 0xffc0, 0xffc0 },
};

TEST_EACH(selector, const struct selector *s, selectors,
	  "takes CS from SYSENTER_CS, SS 8 above it", NEEDS_SEP)
{
	struct trap_frame start = start_at(&levels[1], do_sysenter);
	struct trap_frame expected = entered(&start, pad);

	sysenter_msrs(s->msr, pad, new_stack());
	expected.cs = s->cs;
	expected.ss = s->cs + 8;
	expect_end(&start, expected, X86_UD);
}

static const struct null {
	const char *name;
	uint16_t msr;
} nulls[] = { { "0", 0 }, { "1", 1 }, { "2", 2 }, { "3", 3 } };

TEST_EACH(null, const struct null *n, nulls,
	  "raises #GP(0) for a null SYSENTER_CS, and changes nothing",
	  NEEDS_SEP)
{
	struct trap_frame start = start_at(&levels[1], do_sysenter);

	start.flags = FLAGS_ALL;
	sysenter_msrs(n->msr, pad, new_stack());
	expect_end(&start, start, X86_GP);
}

static void expect_step(const struct trap_frame *start,
			struct trap_frame expected)
{
	write_dr6(DR6_INIT);
	expect_end(start, expected, X86_DB);
	EXPECT_EQ(read_dr6(), DR6_INIT | DR6_BS);
}

TEST_EACH(tf, const struct level *l, levels,
	  "with TF: #DB before the first instruction there", NEEDS_SEP)
{
	struct trap_frame start = start_at(l, do_sysenter);

	start.flags |= EFLAGS_TF;
	sysenter_msrs(BASE, pad, new_stack());
	expect_step(&start, entered(&start, pad));
}

/* -------------------------------------------------------------- SYSEXIT -- */

static struct trap_frame start_exit(const char *piece)
{
	struct trap_frame start = start_at(&levels[0], do_sysexit);

	sysenter_msrs(BASE | 1, pad, stack_top());
	start.dx = code(piece);
	start.cx = new_stack();
	return start;
}

static struct trap_frame left(const struct trap_frame *start)
{
	struct trap_frame expected = *start;

	expected.ip = start->dx;
	expected.sp = start->cx;
	expected.cs = BASE + 16 + 3;
	expected.ss = BASE + 24 + 3;
	return expected;
}

TEST(exit, "goes to EDX with ESP from ECX at CPL 3, flags as they are",
     NEEDS_SEP)
{
	struct trap_frame start = start_exit(pad);

	expect_end(&start, left(&start), X86_UD);
	start.flags = FLAGS_ALL;
	expect_end(&start, left(&start), X86_UD);
}

TEST(exit_privilege, "is at CPL 3 from there on", NEEDS_SEP)
{
	struct trap_frame start = start_exit(pad_cr0);

	expect_end(&start, left(&start), X86_GP);
}

TEST(exit_stack_segment, "makes SS flat, writable and of 32 bits", NEEDS_SEP)
{
	struct trap_frame start = start_exit(pad_push);
	struct trap_frame expected = left(&start);

	expected.ip = code(pad_push_end);
	expected.sp -= 4;
	expect_end(&start, expected, X86_UD);
	EXPECT_EQ(*(uint32_t *)expected.sp, start.bx);
}

TEST(exit_tf, "with TF: #DB before the first instruction there", NEEDS_SEP)
{
	struct trap_frame start = start_exit(pad);

	start.flags |= EFLAGS_TF;
	expect_step(&start, left(&start));
}

TEST_EACH(exit_null, const struct null *n, nulls,
	  "raises #GP(0) for a null SYSENTER_CS, and changes nothing",
	  NEEDS_SEP)
{
	struct trap_frame start = start_exit(pad);

	start.flags = FLAGS_ALL;
	wrmsr(MSR_IA32_SYSENTER_CS, n->msr);
	expect_end(&start, start, X86_GP);
}

TEST(exit_user, "raises #GP(0) at CPL 3, and changes nothing", NEEDS_SEP)
{
	struct trap_frame start = start_at(&levels[1], do_sysexit);

	sysenter_msrs(BASE, pad, stack_top());
	start.dx = code(pad);
	start.cx = new_stack();
	expect_end(&start, start, X86_GP);
}
