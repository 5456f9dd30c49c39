/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IF and IOPL: who may change them, and how.
 *
 * Intel SDM vol. 2, CLI, STI, POPF, IRET; CR4.PVI is clear throughout.
 */
#include "suite.h"

#include <x86/irq/apic.h>

TEST_SUITE("user-priv",
	   .summary = "what CPL 3 may do, by IOPL, I/O bitmap and CR4",
	   .setup = apic_init); /* no interrupt comes while IF is set */

SNIPPET(cli, "cli");
SNIPPET(sti, "sti");
ONLY_64(SNIPPET(popf, "push %rax\n popfq");)
ONLY_64(SNIPPET(iret, "mov %rsp, %rcx\n"
		      "mov %ss, %edx\n"
		      "push %rdx\n"
		      "push %rcx\n"
		      "push %rax\n"
		      "mov %cs, %edx\n"
		      "push %rdx\n"
		      "lea iret_end(%rip), %rdx\n"
		      "push %rdx\n"
		      "iretq");)
ONLY_32(SNIPPET(popf, "push %eax\n popfl");)
ONLY_32(SNIPPET(iret, "push %eax\n push %cs\n push $iret_end\n iretl");)

#define IOPL(n) ((n) << EFLAGS_IOPL_SHIFT)
#define ARITH	(EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | EFLAGS_SF)

static const struct level {
	const char *name;
	unsigned int iopl;
	bool allowed;
} levels[] = {
	{ "iopl-0", 0, false },
	{ "iopl-1", 1, false },
	{ "iopl-2", 2, false },
	{ "iopl-3", 3, true },
};

static void check(const struct snippet *code, unsigned long from, unsigned long to,
		  bool allowed)
{
	const struct registers in = { .flags = from };
	struct outcome outcome = run_user(code->at, code, &in);

	if (!allowed) {
		expect_refused(&outcome, code->at, X86_GP, &in);
		return;
	}
	expect_done(&outcome);
	EXPECT_EQ(outcome.out.flags, to);
}

TEST_EACH(cli_sti, const struct level *l, levels, "needs CPL <= IOPL")
{
	const struct snippet off = SNIPPET_OF(cli), on = SNIPPET_OF(sti);
	unsigned long flags = EFLAGS_FIXED | ARITH | IOPL(l->iopl);

	check(&off, flags | EFLAGS_IF, flags, l->allowed);
	check(&off, flags, flags, l->allowed);
	check(&on, flags, flags | EFLAGS_IF, l->allowed);
	check(&on, flags | EFLAGS_IF, flags | EFLAGS_IF, l->allowed);
}

static const struct load {
	const char *name;
	unsigned long from, image, to;
} loads[] = {
	{ "if-on-iopl-0", IOPL(0), EFLAGS_IF, IOPL(0) },
	{ "if-off-iopl-0", IOPL(0) | EFLAGS_IF, 0, IOPL(0) | EFLAGS_IF },
	{ "if-on-iopl-2", IOPL(2), EFLAGS_IF, IOPL(2) },
	{ "if-off-iopl-2", IOPL(2) | EFLAGS_IF, 0, IOPL(2) | EFLAGS_IF },
	{ "if-on-iopl-3", IOPL(3), EFLAGS_IF, IOPL(3) | EFLAGS_IF },
	{ "if-off-iopl-3", IOPL(3) | EFLAGS_IF, 0, IOPL(3) },
	{ "iopl-up", IOPL(0), IOPL(3), IOPL(0) },
	{ "iopl-up-from-2", IOPL(2), IOPL(3), IOPL(2) },
	{ "iopl-down", IOPL(3), IOPL(0), IOPL(3) },
	{ "both", IOPL(1), IOPL(3) | EFLAGS_IF, IOPL(1) },
	{ "arithmetic", ARITH, EFLAGS_OF | EFLAGS_DF | EFLAGS_AC,
	  EFLAGS_OF | EFLAGS_DF | EFLAGS_AC },
};

static void check_load(const struct snippet *code, const struct load *l)
{
	const struct registers in = { .ax = l->image,
				      .flags = l->from | EFLAGS_FIXED };
	struct outcome outcome = run_user(code->at, code, &in);

	expect_done(&outcome);
	EXPECT_EQ(outcome.out.flags, l->to | EFLAGS_FIXED);
}

TEST_EACH(popf, const struct load *l, loads,
	  "never traps, and leaves IF and IOPL to those who may")
{
	const struct snippet code = SNIPPET_OF(popf);

	check_load(&code, l);
}

TEST_EACH(iret, const struct load *l, loads,
	  "never traps, and leaves IF and IOPL to those who may")
{
	const struct snippet code = SNIPPET_OF(iret);

	check_load(&code, l);
}

TEST_EACH(popf_cpl0, const struct load *l, loads, "loads IF and IOPL at CPL 0")
{
	const struct snippet code = SNIPPET_OF(popf);
	const struct registers in = { .ax = l->image,
				      .flags = l->from | EFLAGS_FIXED };
	struct outcome outcome = run_kernel(&code, &in);

	expect_done(&outcome);
	EXPECT_EQ(outcome.out.flags, l->image | EFLAGS_FIXED);
}
