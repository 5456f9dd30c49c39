/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BPMU-5: counters and what is set of them are taken along to another VM. */
#include "suite.h"

PMU_SUITE;
static uint64_t value_of(unsigned int n)
{
	return (0x8000000000000000 | 0x1234567ull << n) & counter_bits();
}

static uint32_t cycles_type(void)
{
	write_sysreg(pmselr_el0, 31);
	isb();
	return (uint32_t)read_sysreg(pmxevtyper_el0);
}

static void program(void)
{
	for (unsigned int n = 0; n < pmu_number(); n++) {
		counter_type(n, SW_INCR | (n & 1 ? FILTER_U : 0));
		counter_set(n, value_of(n));
	}
	cycles_filter(FILTER_U);
	write_sysreg(pmcntenset_el0, CYCLES | 0x5);
	write_sysreg(pmintenset_el1, 0x1);
	write_sysreg(pmovsset_el0, 0x2);
	write_sysreg(pmuserenr_el0, 0x5 & PMU_USERENR);
	pmcr(PMCR_E | PMCR_LC | PMCR_DP);
}

static void expect_programmed(void)
{
	for (unsigned int n = 0; n < pmu_number(); n++) {
		test_context("counter %u", n);
		EXPECT_EQ(counter(n), value_of(n));
		EXPECT_EQ(read_sysreg(pmxevtyper_el0),
			  SW_INCR | (n & 1 ? FILTER_U : 0));
	}
	test_context("%s", "");
	EXPECT_EQ(cycles_type(), FILTER_U);
	EXPECT_EQ(read_sysreg(pmcntenset_el0), CYCLES | 0x5);
	EXPECT_EQ(read_sysreg(pmintenset_el1), 0x1);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 0x2);
	EXPECT_EQ(read_sysreg(pmuserenr_el0), 0x5 & PMU_USERENR);
}

TEST(migrate, "counters, filters and enables are there after a migration",
     .needs = NEEDS(&host_migrate))
{
	uint64_t all;
	unsigned long before;

	program();
	all = read_sysreg(pmcr_el0);
	before = cycles();
	host_migrate_now();
	EXPECT_EQ(read_sysreg(pmcr_el0), all);
	EXPECT_GE(cycles(), before);
	expect_programmed();
	/* and they go on */
	sw_incr(0x3, 5);
	EXPECT_EQ(counter(0), value_of(0) + 5);
	EXPECT_EQ(counter(1), value_of(1));
	before = cycles();
	EXPECT_GT(cycles(), before);
}
