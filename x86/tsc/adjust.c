/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IA32_TSC_ADJUST: an offset that software may see and set.
 *
 * Intel SDM vol. 3, 17.17.3 (time-stamp counter adjustment).
 */
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>

TEST_SUITE("tsc", .summary = "the TSC counts, in step, and obeys its MSRs",
	   .needs = NEEDS(&x86_tsc));

#define NEEDS_ADJUST .needs = NEEDS(&x86_tsc_adjust)
#define FAR	     100000000000ull /* 10^11 ticks */
#define CLOSE	     1000000000ull

/* The offset is a number of 64 bits: as two halves for test_defer2(). */
static void put_back_adjust(uint32_t unused, uint64_t value)
{
	(void)unused;
	wrmsr(MSR_IA32_TSC_ADJUST, value);
}

static void restore_adjust(void)
{
	test_defer2(put_back_adjust, 0, rdmsr(MSR_IA32_TSC_ADJUST));
}

TEST(adjust_initial, "IA32_TSC_ADJUST is 0 after reset, on every CPU",
     NEEDS_ADJUST)
{
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_ADJUST), 0);
}

TEST(adjust_forward, "adding to IA32_TSC_ADJUST moves RDTSC on by as much",
     NEEDS_ADJUST)
{
	uint64_t adjust = rdmsr(MSR_IA32_TSC_ADJUST), before, after;

	restore_adjust();
	before = rdtsc();
	wrmsr(MSR_IA32_TSC_ADJUST, adjust + FAR);
	after = rdtsc();
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_ADJUST), adjust + FAR);
	EXPECT_GE(after - before, FAR);
	EXPECT_LT(after - before, FAR + CLOSE);
}

TEST(adjust_back, "taking it away again moves RDTSC back by as much",
     NEEDS_ADJUST)
{
	uint64_t adjust = rdmsr(MSR_IA32_TSC_ADJUST), start, end;

	restore_adjust();
	start = rdtsc();
	wrmsr(MSR_IA32_TSC_ADJUST, adjust + FAR);
	wrmsr(MSR_IA32_TSC_ADJUST, adjust);
	end = rdtsc();
	EXPECT_EQ(rdmsr(MSR_IA32_TSC_ADJUST), adjust);
	EXPECT_GE(end, start);
	EXPECT_LT(end, start + CLOSE);
}

TEST(adjust_by_tsc_write,
     "WRMSR of IA32_TSC changes IA32_TSC_ADJUST by as much", NEEDS_ADJUST)
{
	uint64_t adjust = rdmsr(MSR_IA32_TSC_ADJUST), old, target, moved, seen;

	restore_adjust();
	old = rdtsc();
	target = old + FAR;
	wrmsr(MSR_IA32_TSC, target);
	seen = rdtsc();
	moved = rdmsr(MSR_IA32_TSC_ADJUST) - adjust;
	/* by the difference to the TSC at the write, which was old or later */
	EXPECT_LE(moved, target - old);
	EXPECT_GT(moved, target - old - CLOSE);
	EXPECT_GE(seen, target);
	EXPECT_LT(seen, target + CLOSE);
}

static void read_adjust(void *arg)
{
	*(uint64_t *)arg = rdmsr(MSR_IA32_TSC_ADJUST);
}

TEST(adjust_own, "each CPU has its own: another one's stays as it was",
     .needs = NEEDS(&x86_tsc_adjust, &smp_2_cpus))
{
	uint64_t before, after;

	restore_adjust();
	on_cpu(1, read_adjust, &before);
	wrmsr(MSR_IA32_TSC_ADJUST, rdmsr(MSR_IA32_TSC_ADJUST) + CLOSE);
	on_cpu(1, read_adjust, &after);
	EXPECT_EQ(after, before);
	EXPECT_EQ(before, 0);
}
