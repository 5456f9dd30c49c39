/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaves 15H and 16H against a clock of known rate: Intel SDM vol. 2, CPUID;
 * vol. 3, 18.7.3 (determining the processor base frequency).
 */
#include "suite.h"
#include <x86/features.h>
#include <x86/tsc.h>

enum {
	LONG_US = 50000,
	MHZ = 1000000,
};

static void expect_within(uint64_t value, uint64_t expected, uint64_t permille)
{
	EXPECT_GE(value, expected - expected / 1000 * permille);
	EXPECT_LE(value, expected + expected / 1000 * permille);
}

/* EBX/EAX is TSC over crystal; ECX the crystal's rate, where it is known. */
TEST(crystal, "has in leaf 15H the TSC's rate to 0.1 %",
     .needs = NEEDS(&x86_tsc, &x86_pm_timer))
{
	struct cpuid r = cpuid(0x15, 0);

	if (!leaf_exists(0x15) || !r.a || !r.b || !r.c)
		SKIP("leaf 15H does not say a rate");
	EXPECT_EQ(r.d, 0);
	expect_within((uint64_t)r.c * r.b / r.a,
		      tsc_hz_over(TSC_FROM_PM_TIMER, LONG_US), 1);
}

/* The TSC of Intel counts at the base frequency, which is rounded to MHz. */
TEST(frequencies,
     "has in leaf 16H the TSC's rate for the base, and no more "
     "for the highest than plausible",
     .needs = NEEDS(&x86_tsc, &x86_pm_timer))
{
	struct cpuid r = cpuid(0x16, 0);
	uint32_t base = field(r.a, 15, 0), highest = field(r.b, 15, 0);

	if (!leaf_exists(0x16) || !base)
		SKIP("leaf 16H does not say a rate");
	expect_within((uint64_t)base * MHZ,
		      tsc_hz_over(TSC_FROM_PM_TIMER, LONG_US), 10);
	EXPECT_GE(highest, base);
	EXPECT_LT(highest, 10 * base);
	EXPECT_EQ(r.a >> 16 | r.b >> 16 | r.c >> 16 | r.d, 0);
}
