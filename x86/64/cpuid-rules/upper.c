/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The upper halves of the registers. */
#include "../../cpuid-rules/suite.h"

/* Intel SDM vol. 2, CPUID: "clears the high 32 bits" of all four. */
TEST(upper_halves, "ignores upper halves of RAX and RCX, and clears all four")
{
	uint64_t junk = 0xdeadbeefull << 32, a = junk, b = junk, c = junk,
		 d = junk;
	struct cpuid r = cpuid(0, 0);

	asm volatile("cpuid" : "+a"(a), "+b"(b), "+c"(c), "+d"(d));
	EXPECT_EQ(a, r.a);
	EXPECT_EQ(b, r.b);
	EXPECT_EQ(c, r.c);
	EXPECT_EQ(d, r.d);
}
