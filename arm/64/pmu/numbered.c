/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers of each counter: by number, and by PMSELR_EL0.
 *
 * Arm ARM, D12 (the Performance Monitors Extension), D19.5.
 */
#include "../../pmu/suite.h"

#include <arm/insn.h>

PMU_SUITE;

TEST(counters, "hold values of their own, by number and by PMSELR_EL0")
{
	uint64_t value = 0xfedcba9876543210;

	for (unsigned int n = 0; n < pmu_number(); n++)
		counter_set(n, value + n);
	write_sysreg(pmccntr_el0, 0x123456789abcdef0);
	for (unsigned int n = 0; n < pmu_number(); n++)
		EXPECT_EQ(counter(n), (value + n) & counter_bits());
	EXPECT_EQ(read_sysreg(S3_3_C14_C8_0), value & counter_bits());
	if (pmu_number() > 1)
		EXPECT_EQ(read_sysreg(S3_3_C14_C8_1),
			  (value + 1) & counter_bits());
	write_sysreg(S3_3_C14_C8_0, 0xdeadbeef);
	isb();
	EXPECT_EQ(counter(0), 0xdeadbeef);
	EXPECT_EQ(read_sysreg(pmccntr_el0), 0x123456789abcdef0);
}

TEST(types, "hold an event and filters each, by number and by PMSELR_EL0")
{
	uint64_t events = pmu_version() >= 4 ? 0xffff : 0x3ff;

	for (unsigned int n = 0; n < pmu_number(); n++)
		counter_type(n, (0xea + n) | FILTER_U);
	for (unsigned int n = 0; n < pmu_number(); n++) {
		write_sysreg(pmselr_el0, n);
		isb();
		EXPECT_EQ(read_sysreg(pmxevtyper_el0), (0xea + n) | FILTER_U);
	}
	EXPECT_EQ(read_sysreg(S3_3_C14_C12_0), 0xea | FILTER_U);
	write_sysreg(S3_3_C14_C12_0, events | FILTER_P);
	isb();
	write_sysreg(pmselr_el0, 0);
	isb();
	EXPECT_EQ(read_sysreg(pmxevtyper_el0), events | FILTER_P);
}

TEST(selr_31, "selects PMCCFILTR_EL0, which has filters and no event")
{
	write_sysreg(pmselr_el0, 31);
	isb();
	EXPECT_EQ(read_sysreg(pmselr_el0), 31);
	write_sysreg(pmxevtyper_el0, FILTER_U | 0xffff);
	isb();
	EXPECT_EQ(read_sysreg(pmccfiltr_el0), FILTER_U);
	write_sysreg(pmccfiltr_el0, FILTER_P);
	isb();
	EXPECT_EQ(read_sysreg(pmxevtyper_el0), FILTER_P);
	write_sysreg(pmselr_el0, 0);
	isb();
	EXPECT_EQ(read_sysreg(pmxevtyper_el0), 0);
}

/* Beyond PMCR_EL0.N: undefined, or read as zero (D12.11.2). */
TEST(beyond, "the last counter there is nothing")
{
	for (unsigned int n = 0; n < 31; n++) {
		uint32_t reg = A64_REG(3, 3, 14, 8 + n / 8, n % 8);
		struct insn_registers in;
		uint32_t word = A64_MRS(reg, 1);
		struct insn_outcome o;

		test_context("PMEVCNTR%u_EL0", n);
		insn_pattern(&in);
		o = insn_run(&word, 1, false, &in);
		if (n < pmu_number())
			EXPECT_TRUE(o.finished);
		else if (!o.finished)
			expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
		else
			EXPECT_EQ(o.frame.x[1], 0);
	}
}
