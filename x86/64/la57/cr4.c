/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may change CR4.LA57, and when. */
#include "suite.h"

#include <x86/paging/modes.h>

LA57_SUITE;

static bool no_la57(void)
{
	return !x86_la57.probe();
}

static const struct feature without_la57 = { "a processor without LA57",
					     "CPUID.7.0:ECX[16]", no_la57 };

static const struct write {
	const char *name;
	unsigned long also; /* changes in the same write */
} writes[] = {
	{ "alone", 0 },
	{ "with-pse", CR4_PSE },
	{ "with-pge", CR4_PGE },
};

static void expect_refused(unsigned long change)
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4 ^ change), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}

TEST_EACH(set, const struct write *w, writes, "in 64-bit mode raises #GP(0)",
	  NEEDS_LA57)
{
	expect_refused(CR4_LA57 | w->also);
}

TEST_EACH(clear, const struct write *w, writes, "in 64-bit mode raises #GP(0)",
	  NEEDS_LA57)
{
	la57_enter();
	EXPECT_EQ(read_cr4() & CR4_LA57, CR4_LA57);
	expect_refused(CR4_LA57 | w->also);
}

TEST(keep, "other bits of CR4 change with LA57 set", NEEDS_LA57)
{
	unsigned long cr4;

	la57_enter();
	cr4 = read_cr4();
	EXPECT_EQ(write_cr4_safe(cr4 ^ CR4_PGE), TRAP_NONE);
	EXPECT_EQ(read_cr4(), cr4 ^ CR4_PGE);
	write_cr4(cr4);
}

/* 2.5: not while IA-32e mode is active, of which compatibility mode is a part. */
TEST(compatibility_mode, "raises #GP(0) too", NEEDS_LA57)
{
	const uint32_t cr4 = (uint32_t)read_cr4();
	struct mode_step steps[] = { { MODE_CR4, cr4 | CR4_LA57 },
				     { MODE_CR4, cr4 } };

	modes_run(steps, 2);
	EXPECT_EQ(steps[0].cause, X86_GP);
	EXPECT_EQ(steps[0].error, 0);
	EXPECT_EQ(steps[0].cr4, cr4);
}

TEST(paging_off, "LA57 is set and cleared without paging", NEEDS_LA57)
{
	const uint32_t cr0 = (uint32_t)read_cr0(), cr4 = (uint32_t)read_cr4();
	struct mode_step steps[] = { { MODE_CR0, cr0 & ~CR0_PG },
				     { MODE_CR4, cr4 | CR4_LA57 },
				     { MODE_CR4, cr4 } };

	modes_run(steps, 3);
	for (unsigned int i = 0; i < 3; i++)
		EXPECT_EQ(steps[i].cause, TRAP_NONE);
	EXPECT_EQ(steps[1].cr4, cr4 | CR4_LA57);
	EXPECT_EQ(steps[2].cr4, cr4);
}

TEST(absent, "raises #GP(0) with and without paging",
     .needs = NEEDS(&without_la57))
{
	const uint32_t cr0 = (uint32_t)read_cr0(), cr4 = (uint32_t)read_cr4();
	struct mode_step steps[] = { { MODE_CR0, cr0 & ~CR0_PG },
				     { MODE_CR4, cr4 | CR4_LA57 } };

	expect_refused(CR4_LA57);
	modes_run(steps, 2);
	EXPECT_EQ(steps[1].cause, X86_GP);
	EXPECT_EQ(steps[1].cr4, cr4);
}
