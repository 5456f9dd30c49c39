/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TF: whether the step ends with the system call, or one instruction later. The
 * new value of TF counts for SYSCALL and SYSRET, so that a kernel that masks TF
 * sees none, and a debugger gets it as of the SYSCALL that it stepped over.
 */
#include "suite.h"

SYSCALL_SUITE;

static void expect_step(const struct trap_frame *start,
			const struct trap_frame *expected)
{
	struct landing landing;

	write_dr6(DR6_INIT);
	landing = launch(start);
	EXPECT_TRAP(landing.trap, X86_DB);
	EXPECT_EQ(read_dr6(), DR6_INIT | DR6_BS);
	launch_expect(&landing.frame, expected);
}

static const struct row {
	const char *name;
	const struct from *from;
} rows[] = {
	{ "kernel", &from_kernel },
	{ "user", &from_user },
	{ "user-compat", &from_user_compat },
};

static const char *entry(const struct row *r)
{
	return r->from->compat ? pad_compat : pad;
}

TEST_EACH(tf_masked, const struct row *r, rows,
	  "SYSCALL with TF in FMASK: no #DB, and TF is in R11")
{
	struct trap_frame start = start_at(r->from, do_syscall);
	struct trap_frame expected;
	struct landing landing;

	needs_syscall(r->from);
	start.flags |= EFLAGS_TF;
	wrmsr(MSR_IA32_FMASK, EFLAGS_TF);
	expected = after_syscall(&start, entry(r));
	write_dr6(DR6_INIT);
	landing = launch(&start);
	EXPECT_TRAP(landing.trap, X86_UD);
	EXPECT_EQ(read_dr6(), DR6_INIT);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(tf_kept, const struct row *r, rows,
	  "SYSCALL with TF: #DB before the first instruction of the kernel")
{
	struct trap_frame start = start_at(r->from, do_syscall);
	struct trap_frame expected;

	needs_syscall(r->from);
	start.flags |= EFLAGS_TF;
	expected = after_syscall(&start, entry(r));
	expected.vector = X86_VECTOR(X86_DB);
	expect_step(&start, &expected);
}

static const struct back {
	const char *name;
	const char *code;
	bool wide;
} back[] = {
	{ "sysretl", do_sysretl, false },
	{ "sysretq", do_sysretq, true },
};

TEST_EACH(tf_returned, const struct back *b, back,
	  "SYSRET that sets TF: #DB before the first instruction there")
{
	struct trap_frame start = start_at(&from_kernel, b->code);
	struct trap_frame expected;

	start.cx = b->wide ? high(pad) : low(pad);
	start.r11 = EFLAGS_TF | EFLAGS_FIXED;
	expected = start;
	expected.vector = X86_VECTOR(X86_DB);
	expected.ip = start.cx;
	expected.cs = b->wide ? USER_CS64 : USER_CS32;
	expected.ss = USER_DS;
	expected.flags = start.r11;
	expect_step(&start, &expected);
}

TEST(tf_round_trip, "POPF, SYSCALL, SYSRET in 32-bit code: one #DB, behind it",
     .needs = NEEDS(&x86_amd))
{
	struct trap_frame start = start_at(&from_user_compat, do_popf_syscall);
	struct trap_frame expected = start;

	wrmsr(MSR_IA32_FMASK, EFLAGS_TF | EFLAGS_DF | EFLAGS_IF | EFLAGS_NT);
	wrmsr(MSR_IA32_CSTAR, high(pad_sysretl));
	expected.vector = X86_VECTOR(X86_DB);
	expected.flags = EFLAGS_TF | EFLAGS_PF | EFLAGS_FIXED;
	start.flags = EFLAGS_PF | EFLAGS_FIXED;
	expected.ip = low(after_popf_syscall);
	expected.cx = low(after_popf_syscall);
	expected.r11 = expected.flags;
	expect_step(&start, &expected);
}

/* A step that began before SYSENTER or SYSEXIT ends behind it, as any other. */
TEST(tf_sysenter, "SYSENTER with TF: #DB before the first instruction there",
     .needs = NEEDS(&x86_sep, &x86_intel))
{
	struct trap_frame start = start_at(&from_user, do_sysenter);
	struct trap_frame expected = start;

	start.flags |= EFLAGS_TF | EFLAGS_IF;
	sysenter_msrs(KERNEL_CS, high(pad), stack_top() - 0x80);
	expected.vector = X86_VECTOR(X86_DB);
	expected.flags |= EFLAGS_TF;
	expected.ip = high(pad);
	expected.sp = stack_top() - 0x80;
	expected.cs = KERNEL_CS;
	expected.ss = KERNEL_DS;
	expect_step(&start, &expected);
}
