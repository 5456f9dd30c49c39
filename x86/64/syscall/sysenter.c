/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SYSENTER and SYSEXIT in long mode, which AMD's processors have in legacy mode
 * only (APM vol. 3: #UD).
 */
#include "suite.h"

SYSCALL_SUITE;

enum {
	BASE = SPARE_SEL_BASE, /* null descriptors: nothing is read from them */
};

static const struct row {
	const char *name;
	const struct from *from;
} rows[] = {
	{ "kernel", &from_kernel },
	{ "user", &from_user },
	{ "user-compat", &from_user_compat },
	{ "kernel-compat", &from_kernel_compat },
};

static unsigned long new_stack(void)
{
	return stack_top() - 0x80;
}

static void set_up(uint64_t cs, const char *piece)
{
	sysenter_msrs(cs, high(piece), new_stack());
}

static struct trap_frame after(const struct trap_frame *start,
			       const char *piece)
{
	struct trap_frame expected = *start;

	expected.vector = X86_VECTOR(X86_UD);
	expected.ip = high(piece);
	expected.sp = new_stack();
	expected.cs = BASE;
	expected.ss = BASE + 8;
	expected.flags &= ~(unsigned long)EFLAGS_IF;
	return expected;
}

static void expect_enter(struct trap_frame *start, const char *piece,
			 const struct trap_frame *expected)
{
	struct landing landing;

	set_up(BASE, piece);
	landing = launch(start);
	EXPECT_TRAP(landing.trap, X86_UD);
	launch_expect(&landing.frame, expected);
}

static void enter(const struct from *from, unsigned long flags)
{
	struct trap_frame start = start_at(from, do_sysenter);
	struct trap_frame expected;

	start.flags = flags;
	expected = after(&start, pad);
	expect_enter(&start, pad, &expected);
}

TEST_EACH(sysenter, const struct row *r, rows,
	  "goes to SYSENTER_EIP and _ESP in 64-bit mode, with IF clear",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	enter(r->from, FLAGS_SYSTEM | FLAGS_STATUS);
}

TEST_EACH(sysenter_no_flags, const struct row *r, rows,
	  "leaves flags that are clear, clear",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	enter(r->from, EFLAGS_FIXED);
}

TEST(sysenter_high_stack, "loads RSP with all 64 bits of SYSENTER_ESP",
     .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_at(&from_user, do_sysenter);
	struct trap_frame expected = after(&start, pad);
	struct landing landing;

	/* the page of code: its other end is unused */
	expected.sp = (high(code_start) & ~0xffful) + 0xff8;
	sysenter_msrs(BASE, high(pad), expected.sp);
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
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

TEST_EACH(sysenter_selector, const struct selector *s, selectors,
	  "takes CS from SYSENTER_CS, SS 8 above it",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_at(&from_user, do_sysenter);
	struct trap_frame expected = after(&start, pad);
	struct landing landing;

	expected.cs = s->cs;
	expected.ss = s->cs + 8;
	set_up(s->msr, pad);
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(sysenter_width, const struct row *r, rows, "executes 64-bit code",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_at(r->from, do_sysenter);
	struct trap_frame expected = after(&start, pad_width_end);

	expected.ax = 0;
	expect_enter(&start, pad_width, &expected);
}

TEST_EACH(sysenter_privilege, const struct row *r, rows,
	  "is at CPL 0 from there on", .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_at(r->from, do_sysenter);
	struct trap_frame expected = after(&start, pad_cr0);

	expected.ip += 3;
	expected.dx = read_cr0();
	expect_enter(&start, pad_cr0, &expected);
}

TEST_EACH(sysenter_stack_segment, const struct row *r, rows,
	  "makes SS flat, writable and of 32 bits",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_at(r->from, do_sysenter);
	struct trap_frame expected;

	start.si = low(pad_push);
	expected = after(&start, pad);
	expected.cs = KERNEL_CS32;
	expected.ip = low(pad_push_end);
	expected.sp -= 4;
	expect_enter(&start, pad_push_compat, &expected);
	EXPECT_EQ(*(uint32_t *)expected.sp, (uint32_t)start.bx);
}

TEST_EACH(sysenter_amd, const struct row *r, rows, "is #UD in long mode",
	  .needs = NEEDS(&x86_amd, &x86_sep))
{
	struct trap_frame start = start_at(r->from, do_sysenter);
	struct landing landing;

	set_up(BASE, pad);
	landing = launch(&start);
	expect_fault(&start, &landing, X86_UD);
}

static const struct null {
	const char *name;
	uint16_t msr;
} nulls[] = { { "0", 0 }, { "1", 1 }, { "2", 2 }, { "3", 3 } };

TEST_EACH(sysenter_null, const struct null *n, nulls,
	  "raises #GP(0) for a null SYSENTER_CS, and changes nothing",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_at(&from_user, do_sysenter);
	struct landing landing;

	start.flags = FLAGS_SYSTEM | FLAGS_STATUS;
	set_up(n->msr, pad);
	landing = launch(&start);
	expect_fault(&start, &landing, X86_GP);
}
