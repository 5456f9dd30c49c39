/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SYSCALL: where it leads, and what it leaves in every register. */
#include "suite.h"

SYSCALL_SUITE;

static const struct row {
	const char *name;
	const struct from *from;
} rows[] = {
	{ "kernel", &from_kernel },
	{ "user", &from_user },
	{ "user-compat", &from_user_compat },
	{ "kernel-compat", &from_kernel_compat },
};

/* The entry points of LSTAR and CSTAR differ. */
static const char *entry(const struct from *from)
{
	return from->compat ? pad_compat : pad;
}

static void expect_call(const struct trap_frame *start, const char *piece)
{
	struct landing landing = launch(start);
	struct trap_frame expected = after_syscall(start, piece);

	EXPECT_TRAP(landing.trap, X86_UD);
	launch_expect(&landing.frame, &expected);
}

static void enter(const struct from *from, unsigned long flags)
{
	struct trap_frame start = start_at(from, do_syscall);
	struct landing landing;

	start.flags = flags;
	if (syscall_there(from)) {
		expect_call(&start, entry(from));
		return;
	}
	landing = launch(&start);
	expect_fault(&start, &landing, X86_UD);
}

TEST_EACH(enter, const struct row *r, rows,
	  "goes to LSTAR, or CSTAR, with RCX = next RIP and R11 = RFLAGS")
{
	enter(r->from, FLAGS_SYSTEM);
}

TEST_EACH(enter_status, const struct row *r, rows,
	  "keeps the status flags and DF")
{
	enter(r->from, FLAGS_STATUS);
}

TEST_EACH(no_flags, const struct row *r, rows,
	  "leaves flags that are clear, clear")
{
	struct trap_frame start = start_at(r->from, do_syscall);

	needs_syscall(r->from);
	wrmsr(MSR_IA32_FMASK, 0xffffffff);
	expect_call(&start, entry(r->from));
}

TEST_EACH(disabled, const struct row *r, rows,
	  "raises #UD with EFER.SCE clear, and changes nothing")
{
	struct trap_frame start = start_at(r->from, do_syscall);
	struct landing landing;

	start.flags = FLAGS_SYSTEM;
	wrmsr(MSR_IA32_FMASK, 0xffffffff);
	efer_change(0, EFER_SCE);
	landing = launch(&start);
	expect_fault(&start, &landing, X86_UD);
}

static const struct bit {
	const char *name;
	uint32_t bit;
} bits[] = {
	{ "0-cf", 1 << 0 },	{ "1", 1 << 1 },	{ "2-pf", 1 << 2 },
	{ "3", 1 << 3 },	{ "4-af", 1 << 4 },	{ "5", 1 << 5 },
	{ "6-zf", 1 << 6 },	{ "7-sf", 1 << 7 },	{ "8-tf", 1 << 8 },
	{ "9-if", 1 << 9 },	{ "10-df", 1 << 10 },	{ "11-of", 1 << 11 },
	{ "12-iopl", 1 << 12 }, { "13-iopl", 1 << 13 }, { "14-nt", 1 << 14 },
	{ "15", 1 << 15 },	{ "16-rf", 1 << 16 },	{ "17-vm", 1 << 17 },
	{ "18-ac", 1 << 18 },	{ "19-vif", 1 << 19 },	{ "20-vip", 1 << 20 },
	{ "21-id", 1 << 21 },	{ "22", 1 << 22 },	{ "31", 1u << 31 },
};

static void mask(unsigned long flags, uint32_t mask)
{
	struct trap_frame start = start_at(&from_user, do_syscall);

	start.flags = flags;
	wrmsr(MSR_IA32_FMASK, mask);
	expect_call(&start, pad);
}

TEST_EACH(mask, const struct bit *b, bits,
	  "clears the flag whose bit of FMASK is set, and no other")
{
	mask(FLAGS_SYSTEM, b->bit);
}

TEST_EACH(mask_others, const struct bit *b, bits,
	  "keeps the flag whose bit of FMASK is clear, and no other")
{
	mask(FLAGS_SYSTEM, ~b->bit);
}

static const struct bit status_bits[] = {
	{ "cf", EFLAGS_CF }, { "pf", EFLAGS_PF }, { "af", EFLAGS_AF },
	{ "zf", EFLAGS_ZF }, { "sf", EFLAGS_SF }, { "df", EFLAGS_DF },
	{ "of", EFLAGS_OF },
};

TEST_EACH(mask_status, const struct bit *b, status_bits,
	  "clears the flag whose bit of FMASK is set, and no other")
{
	mask(FLAGS_STATUS, b->bit);
}

TEST_EACH(mask_status_others, const struct bit *b, status_bits,
	  "keeps the flag whose bit of FMASK is clear, and no other")
{
	mask(FLAGS_STATUS, ~b->bit);
}

TEST(mask_compat, "uses FMASK in compatibility mode too",
     .needs = NEEDS(&x86_amd))
{
	struct trap_frame start = start_at(&from_user_compat, do_syscall);

	start.flags = FLAGS_SYSTEM;
	wrmsr(MSR_IA32_FMASK, EFLAGS_NT | EFLAGS_AC);
	expect_call(&start, pad_compat);
}

/* APM vol. 3, SYSCALL: R11 is RFLAGS with RF cleared; Intel does not say. */
TEST(resume_flag, "clears RF in R11", .needs = NEEDS(&x86_amd))
{
	struct trap_frame start = start_at(&from_user, do_syscall);

	start.flags = FLAGS_SYSTEM | EFLAGS_RF;
	expect_call(&start, pad);
}
