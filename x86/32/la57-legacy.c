/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CR4.LA57 outside of 64-bit mode: it is there where the processor has LA57, and
 * changes nothing in paging with 32-bit addresses. (Suite la57 has the rest.)
 *
 * Intel SDM vol. 3, 2.5 (CR4.LA57), 4.1.1 (paging modes).
 */
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/mmu.h>

static void prepare(void)
{
	test_defer(write_cr4, read_cr4());
}

TEST_SUITE("la57-legacy", .summary = "CR4.LA57 outside of 64-bit mode",
	   .setup = prepare);

static bool no_la57(void)
{
	return !x86_la57.probe();
}

static const struct feature without_la57 = { "a processor without LA57",
					     "CPUID.7.0:ECX[16]", no_la57 };

static volatile unsigned int word = 0x1234;

TEST(present, "CR4.LA57 is set and cleared, and paging is as before",
     .needs = NEEDS(&x86_la57))
{
	const unsigned long cr4 = read_cr4();

	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(write_cr4_safe(cr4 | CR4_LA57), TRAP_NONE);
		EXPECT_EQ(read_cr4(), cr4 | CR4_LA57);
		write_cr3(read_cr3());
		EXPECT_EQ(word, 0x1234);
		EXPECT_EQ(write_cr4_safe(cr4), TRAP_NONE);
		EXPECT_EQ(read_cr4(), cr4);
		EXPECT_EQ(word, 0x1234);
	}
}

TEST(absent, "CR4.LA57 raises #GP(0) and stays 0",
     .needs = NEEDS(&without_la57))
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4 | CR4_LA57), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}
