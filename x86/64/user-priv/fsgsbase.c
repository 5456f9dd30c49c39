/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RDFSBASE, RDGSBASE, WRFSBASE, WRGSBASE with CR4.FSGSBASE set. */
#include "../../user-priv/suite.h"

#include <x86/msr.h>

USER_PRIV_SUITE;

SNIPPET(rdfsbase32, ".byte 0xf3, 0x0f, 0xae, 0xc0");
SNIPPET(rdgsbase32, ".byte 0xf3, 0x0f, 0xae, 0xc8");
SNIPPET(wrfsbase32, ".byte 0xf3, 0x0f, 0xae, 0xd0");
SNIPPET(wrgsbase32, ".byte 0xf3, 0x0f, 0xae, 0xd8");
SNIPPET(rdfsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xc0");
SNIPPET(rdgsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xc8");
SNIPPET(wrfsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xd0");
SNIPPET(wrgsbase64, ".byte 0xf3, 0x48, 0x0f, 0xae, 0xd8");

#define NEEDS_FSGSBASE .needs = NEEDS(&x86_fsgsbase)

#define OLD_BASE 0x0000123456789abcul

static void set_up(uint32_t msr)
{
	write_cr4(read_cr4() | CR4_FSGSBASE);
	test_defer2(wrmsr, msr, rdmsr(msr));
	wrmsr(msr, OLD_BASE);
}

static const struct read {
	const char *name;
	struct snippet code;
	uint32_t msr;
	unsigned long mask;
} reads[] = {
	{ "fs-32", SNIPPET_OF(rdfsbase32), MSR_IA32_FS_BASE, 0xffffffff },
	{ "gs-32", SNIPPET_OF(rdgsbase32), MSR_IA32_GS_BASE, 0xffffffff },
	{ "fs-64", SNIPPET_OF(rdfsbase64), MSR_IA32_FS_BASE, ~0ul },
	{ "gs-64", SNIPPET_OF(rdgsbase64), MSR_IA32_GS_BASE, ~0ul },
};

TEST_EACH(fsgsbase_read, const struct read *r, reads,
	  "gives the base at both levels; 32 bits clear the upper half",
	  NEEDS_FSGSBASE)
{
	const struct registers in = { .ax = ~0ul, .flags = EFLAGS_FIXED };
	struct outcome outcome;

	set_up(r->msr);
	outcome = run_user(r->code.at, &r->code, &in);
	expect_done(&outcome);
	EXPECT_EQ(outcome.out.ax, OLD_BASE & r->mask);
	outcome = run_kernel(&r->code, &in);
	expect_done(&outcome);
	EXPECT_EQ(outcome.out.ax, OLD_BASE & r->mask);
}

/* 48 bits of linear address: bits 63:47 are equal. */
static const struct write {
	const char *name;
	struct snippet code;
	uint32_t msr;
	unsigned long value, base;
	enum trap_cause trap;
} writes[] = {
	{ "fs-32", SNIPPET_OF(wrfsbase32), MSR_IA32_FS_BASE, ~0ul, 0xffffffff },
	{ "gs-32", SNIPPET_OF(wrgsbase32), MSR_IA32_GS_BASE, ~0ul, 0xffffffff },
	{ "fs-32-garbage", SNIPPET_OF(wrfsbase32), MSR_IA32_FS_BASE,
	  0xaaaaaaaa00000010, 0x10 },
	{ "gs-32-garbage", SNIPPET_OF(wrgsbase32), MSR_IA32_GS_BASE,
	  0xaaaaaaaa00000010, 0x10 },
	{ "fs-low-last", SNIPPET_OF(wrfsbase64), MSR_IA32_FS_BASE, 0x00007fffffffffff,
	  0x00007fffffffffff },
	{ "gs-low-last", SNIPPET_OF(wrgsbase64), MSR_IA32_GS_BASE, 0x00007fffffffffff,
	  0x00007fffffffffff },
	{ "fs-hole-first", SNIPPET_OF(wrfsbase64), MSR_IA32_FS_BASE,
	  0x0000800000000000, OLD_BASE, X86_GP },
	{ "gs-hole-first", SNIPPET_OF(wrgsbase64), MSR_IA32_GS_BASE,
	  0x0000800000000000, OLD_BASE, X86_GP },
	{ "fs-hole-last", SNIPPET_OF(wrfsbase64), MSR_IA32_FS_BASE,
	  0xffff7fffffffffff, OLD_BASE, X86_GP },
	{ "gs-hole-last", SNIPPET_OF(wrgsbase64), MSR_IA32_GS_BASE,
	  0xffff7fffffffffff, OLD_BASE, X86_GP },
	{ "fs-high-first", SNIPPET_OF(wrfsbase64), MSR_IA32_FS_BASE,
	  0xffff800000000000, 0xffff800000000000 },
	{ "gs-high-first", SNIPPET_OF(wrgsbase64), MSR_IA32_GS_BASE,
	  0xffff800000000000, 0xffff800000000000 },
	{ "fs-never-canonical", SNIPPET_OF(wrfsbase64), MSR_IA32_FS_BASE,
	  0xaaaaaaaaaaaaaaaa, OLD_BASE, X86_GP },
	{ "gs-never-canonical", SNIPPET_OF(wrgsbase64), MSR_IA32_GS_BASE,
	  0xaaaaaaaaaaaaaaaa, OLD_BASE, X86_GP },
};

static void check_write(const struct write *w, bool user)
{
	const struct registers in = { .ax = w->value,
				      .bx = 0xb0b1b2b3,
				      .flags = EFLAGS_FIXED };
	struct outcome outcome;

	wrmsr(w->msr, OLD_BASE);
	outcome = user ? run_user(w->code.at, &w->code, &in) :
			 run_kernel(&w->code, &in);
	EXPECT_EQ(rdmsr(w->msr), w->base);
	if (w->trap == TRAP_NONE)
		expect_done(&outcome);
	else
		expect_refused(&outcome, w->code.at, w->trap, &in);
}

TEST_EACH(fsgsbase_write, const struct write *w, writes,
	  "sets a canonical base at both levels, and refuses others",
	  NEEDS_FSGSBASE)
{
	set_up(w->msr);
	check_write(w, true);
	check_write(w, false);
}
