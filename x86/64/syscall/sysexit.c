/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SYSEXIT in long mode, which AMD's processors have in legacy mode only. */
#include "suite.h"

SYSCALL_SUITE;

enum {
	BASE = SPARE_SEL_BASE, /* null descriptors: nothing is read from them */
};

static const struct row {
	const char *name;
	const char *code;
	bool wide; /* REX.W: to 64-bit code */
} rows[] = {
	{ "sysexit", do_sysexit, false },
	{ "sysexitq", do_sysexitq, true },
};

static unsigned long new_stack(void)
{
	return stack_top() - 0x80;
}

static struct trap_frame start_exit(const struct row *r, const char *piece)
{
	struct trap_frame start = start_at(&from_kernel, r->code);

	start.dx = r->wide ? high(piece) : low(piece);
	start.cx = new_stack();
	return start;
}

static struct trap_frame
after(const struct row *r, const struct trap_frame *start, const char *piece)
{
	struct trap_frame expected = *start;

	expected.vector = X86_VECTOR(X86_UD);
	expected.ip = r->wide ? high(piece) : low(piece);
	expected.sp = new_stack();
	expected.cs = BASE + (r->wide ? 32 : 16) + 3;
	expected.ss = expected.cs + 8;
	return expected;
}

static void expect_exit(const struct trap_frame *start,
			const struct trap_frame *expected)
{
	struct landing landing;

	sysenter_msrs(BASE, high(pad), stack_top());
	landing = launch(start);
	launch_expect(&landing.frame, expected);
}

static void leave(const struct row *r, unsigned long flags)
{
	struct trap_frame start = start_exit(r, pad);
	struct trap_frame expected;

	start.flags = flags;
	expected = after(r, &start, pad);
	expect_exit(&start, &expected);
}

TEST_EACH(sysexit, const struct row *r, rows,
	  "goes to RDX with RSP from RCX at CPL 3, flags as they are",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	leave(r, FLAGS_SYSTEM | FLAGS_STATUS);
}

TEST_EACH(sysexit_no_flags, const struct row *r, rows,
	  "leaves flags that are clear, clear",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	leave(r, EFLAGS_FIXED);
}

TEST(sysexit_high_halves, "ignores RCX and RDX bits 63:32 without REX.W",
     .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_exit(&rows[0], pad);
	struct trap_frame expected;

	start.dx |= 0x7654321000000000;
	start.cx |= 0x1234567800000000;
	expected = after(&rows[0], &start, pad);
	expect_exit(&start, &expected);
}

TEST_EACH(sysexit_rpl, const struct row *r, rows,
	  "takes CS and SS from SYSENTER_CS[15:2], with RPL 3",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_exit(r, pad);
	struct trap_frame expected = after(r, &start, pad);
	struct landing landing;

	sysenter_msrs(BASE | 1, high(pad), stack_top());
	landing = launch(&start);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(sysexit_width, const struct row *r, rows,
	  "goes to code of that width", .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_exit(r, pad_width);
	struct trap_frame expected = after(r, &start, pad_width_end);

	expected.ax = !r->wide;
	expect_exit(&start, &expected);
}

TEST_EACH(sysexit_privilege, const struct row *r, rows,
	  "is at CPL 3 from there on", .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_exit(r, pad_cr0);
	struct trap_frame expected = after(r, &start, pad_cr0);

	expected.vector = X86_VECTOR(X86_GP);
	expect_exit(&start, &expected);
}

TEST(sysexit_stack_segment, "makes SS flat where it was a null selector",
     .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_exit(&rows[0], pad_push);
	struct trap_frame expected = after(&rows[0], &start, pad_push_end);

	start.ss = 0;
	expected.sp -= 4;
	expect_exit(&start, &expected);
	EXPECT_EQ(*(uint32_t *)expected.sp, (uint32_t)start.bx);
}

TEST(sysexit_compat, "returns from compatibility mode",
     .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_at(&from_kernel_compat, do_sysexit);
	struct trap_frame expected;

	start.dx = low(pad);
	start.cx = new_stack();
	expected = after(&rows[0], &start, pad);
	expect_exit(&start, &expected);
}

static const struct refused {
	const char *name;
	const struct from *from;
	uint16_t msr;
	bool far_dx, far_cx; /* not canonical: for REX.W only */
} refused[] = {
	{ "user", &from_user, BASE, false, false },
	{ "user-compat", &from_user_compat, BASE, false, false },
	{ "null-0", &from_kernel, 0, false, false },
	{ "null-3", &from_kernel, 3, false, false },
	{ "rdx", &from_kernel, BASE, true, false },
	{ "rcx", &from_kernel, BASE, false, true },
};

/* The hole's first address, or as far below the canonical one. */
#define HOLE 0x0000800000000000

TEST_EACH(sysexit_refused, const struct refused *r, refused,
	  "raises #GP(0), and changes nothing",
	  .needs = NEEDS(&x86_sep, &x86_intel))
{
	bool wide = r->far_cx || r->far_dx;
	struct trap_frame start =
		start_at(r->from, wide ? do_sysexitq : do_sysexit);
	struct landing landing;

	start.flags = FLAGS_SYSTEM | FLAGS_STATUS;
	start.dx = r->far_dx ? HOLE : low(pad);
	start.cx = r->far_cx ? HOLE : new_stack();
	sysenter_msrs(r->msr, high(pad), stack_top());
	landing = launch(&start);
	expect_fault(&start, &landing, X86_GP);
}

TEST_EACH(sysexit_amd, const struct row *r, rows, "is #UD in long mode",
	  .needs = NEEDS(&x86_amd, &x86_sep))
{
	struct trap_frame start = start_exit(r, pad);
	struct landing landing;

	sysenter_msrs(BASE, high(pad), stack_top());
	landing = launch(&start);
	expect_fault(&start, &landing, X86_UD);
}
