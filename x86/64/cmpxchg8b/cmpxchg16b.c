/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CMPXCHG16B from several CPUs at once, and where there is none. */
#include "../../cmpxchg8b/suite.h"

#include <smp.h>

CMPXCHG8B_SUITE;

SNIPPET(cx_absent, "cmpxchg16b (%rdi)");

static const struct snippet cmpxchg16b = SNIPPET_OF(cx_absent);

static volatile uint64_t pair[2] __attribute__((aligned(64)));

static bool lock_cmpxchg16b(uint64_t old[2], uint64_t low, uint64_t high)
{
	bool equal;

	asm volatile("lock cmpxchg16b %0\n\tsete %1"
		     : "+m"(pair), "=q"(equal), "+a"(old[0]), "+d"(old[1])
		     : "b"(low), "c"(high)
		     : "memory", "cc");
	return equal;
}

/* Both words are seen from the same moment: the second is the first's double. */
static void count_pair(void *arg)
{
	unsigned int *torn = arg;

	for (unsigned int i = 0; i < TURNS; i++) {
		uint64_t old[2] = { 0, 1 };

		while (!lock_cmpxchg16b(old, old[0] + 3, old[1] + 6))
			if (old[1] != 2 * old[0])
				__atomic_fetch_add(torn, 1, __ATOMIC_SEQ_CST);
	}
}

TEST(atomic16, "CMPXCHG16B moves both words at once, and loses no step",
     .needs = NEEDS(&smp_2_cpus, &x86_cx16))
{
	unsigned int torn = 0;

	pair[0] = 5;
	pair[1] = 10;
	on_all_cpus(count_pair, &torn);
	EXPECT_EQ(torn, 0);
	EXPECT_EQ(pair[0], 5 + 3ull * cpu_count() * TURNS);
	EXPECT_EQ(pair[1], 2 * pair[0]);
}

static bool has_no_cx16(void)
{
	return !x86_cx16.probe();
}

static const struct feature no_cx16 = { "a processor without CMPXCHG16B",
					"CPUID.1:ECX[13]", has_no_cx16 };

TEST(absent, "CMPXCHG16B is #UD without CPUID.1:ECX[13]",
     .needs = NEEDS(&no_cx16))
{
	struct trap_frame start = start_at(&cmpxchg16b, 0);

	expect_fault(&start, X86_UD, 0);
}
