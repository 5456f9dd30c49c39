/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers of each counter: by PMSELR and, of PMUv3, by number.
 *
 * Arm ARM, D12 (the Performance Monitors Extension), G8.4.
 */
#include "../../pmu/suite.h"

#include <arm/insn_32.h>

PMU_SUITE;

static bool has_numbered(void)
{
	return arm_pmu.probe() && pmu_version() >= 3;
}

static const struct feature numbered = { "PMEVCNTR<n> and PMEVTYPER<n>",
					 "ID_DFR0.PerfMon >= 3", has_numbered };

/* MRC or MCR of R1; @crm of the first eight. */
static uint32_t read_numbered(unsigned int crm, unsigned int n)
{
	struct a32_outcome o =
		a32_run1(A32_MRC(15, 0, 1, 14, crm + n / 8, n % 8), MODE_SVC);

	EXPECT_TRUE(o.finished);
	return o.frame.r[1];
}

static void write_numbered(unsigned int crm, unsigned int n, uint32_t value)
{
	uint32_t word = A32_MCR(15, 0, 1, 14, crm + n / 8, n % 8);
	struct a32_registers in;

	a32_pattern(&in, MODE_SVC);
	in.r[1] = value;
	EXPECT_TRUE(a32_run(&word, sizeof(word), &in).finished);
}

enum {
	EVCNTR = 8,
	EVTYPER = 12,
};

TEST(counters, "hold values of their own, by PMSELR; the cycle counter another")
{
	for (unsigned int n = 0; n < pmu_number(); n++)
		counter_set(n, 0x76543210 + n);
	cycles_set(0x9abcdef0);
	for (unsigned int n = 0; n < pmu_number(); n++)
		EXPECT_EQ(counter(n), 0x76543210 + n);
	EXPECT_EQ(cycles(), 0x9abcdef0);
}

TEST(counters_by_number, "are the same ones", .needs = NEEDS(&numbered))
{
	for (unsigned int n = 0; n < pmu_number(); n++)
		counter_set(n, 0x76543210 + n);
	for (unsigned int n = 0; n < pmu_number(); n++)
		EXPECT_EQ(read_numbered(EVCNTR, n), 0x76543210 + n);
	for (unsigned int n = 0; n < pmu_number(); n++)
		write_numbered(EVCNTR, n, 0xdeadbe00 + n);
	for (unsigned int n = 0; n < pmu_number(); n++)
		EXPECT_EQ(counter(n), 0xdeadbe00 + n);
}

static uint32_t type_of(unsigned int n)
{
	write_sysreg(PMSELR, n);
	isb();
	return read_sysreg(PMXEVTYPER);
}

TEST(types, "hold an event and filters each, by PMSELR")
{
	uint32_t both = FILTER_P | FILTER_U;

	for (unsigned int n = 0; n < pmu_number(); n++)
		counter_type(n, (0xea + n) | FILTER_U);
	for (unsigned int n = 0; n < pmu_number(); n++)
		EXPECT_EQ(type_of(n), (0xea + n) | FILTER_U);
	counter_type(0, 0xff | FILTER_P);
	EXPECT_EQ(type_of(0), 0xff | FILTER_P);
	counter_type(0, both);
	EXPECT_EQ(type_of(0), both);
	EXPECT_EQ(type_of(1), (0xea + 1) | FILTER_U);
}

TEST(types_by_number, "are the same ones", .needs = NEEDS(&numbered))
{
	for (unsigned int n = 0; n < pmu_number(); n++)
		counter_type(n, (0xea + n) | FILTER_U);
	for (unsigned int n = 0; n < pmu_number(); n++)
		EXPECT_EQ(read_numbered(EVTYPER, n), (0xea + n) | FILTER_U);
	for (unsigned int n = 0; n < pmu_number(); n++)
		write_numbered(EVTYPER, n, (0x30 + n) | FILTER_P);
	for (unsigned int n = 0; n < pmu_number(); n++)
		EXPECT_EQ(type_of(n), (0x30 + n) | FILTER_P);
}

TEST(selr_31, "selects the cycle counter's filters, which have no event")
{
	counter_type(31, FILTER_U | 0xff);
	EXPECT_EQ(read_sysreg(PMSELR), 31);
	EXPECT_EQ(type_of(31), FILTER_U);
	counter_type(31, FILTER_P);
	EXPECT_EQ(type_of(31), FILTER_P);
	EXPECT_EQ(type_of(0), 0);
}

TEST(filter_by_number, "is PMCCFILTR", .needs = NEEDS(&numbered))
{
	counter_type(31, FILTER_U);
	EXPECT_EQ(read_sysreg(PMCCFILTR), FILTER_U);
	write_sysreg(PMCCFILTR, FILTER_P | 0xffff);
	isb();
	EXPECT_EQ(type_of(31), FILTER_P);
}

/* Beyond PMCR.N: undefined, or read as zero (D12.11.2). */
TEST(beyond, "the last counter there is nothing", .needs = NEEDS(&numbered))
{
	for (unsigned int n = pmu_number(); n < 31; n++) {
		struct a32_outcome o;

		test_context("PMEVCNTR%u", n);
		o = a32_run1(A32_MRC(15, 0, 1, 14, EVCNTR + n / 8, n % 8),
			     MODE_SVC);
		if (!o.finished)
			expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
		else
			EXPECT_EQ(o.frame.r[1], 0);
	}
}
