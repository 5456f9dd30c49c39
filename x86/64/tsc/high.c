/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The upper halves of the registers. */
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>

TEST_SUITE("tsc", .summary = "the TSC counts, in step, and obeys its MSRs",
	   .needs = NEEDS(&x86_tsc));

TEST(high_halves, "RDTSC and RDTSCP clear bits 63:32 of RAX, RDX and RCX",
     .needs = NEEDS(&x86_rdtscp))
{
	uint64_t a = ~0ull, c = ~0ull, d = ~0ull;

	asm volatile("rdtsc" : "+a"(a), "+d"(d));
	EXPECT_EQ(a >> 32, 0);
	EXPECT_EQ(d >> 32, 0);
	a = c = d = ~0ull;
	asm volatile("rdtscp" : "+a"(a), "+c"(c), "+d"(d));
	EXPECT_EQ(a >> 32, 0);
	EXPECT_EQ(c >> 32, 0);
	EXPECT_EQ(d >> 32, 0);
}
