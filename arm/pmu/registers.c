/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers: which bits hold, what resets what.
 *
 * Arm ARM, D12 (the Performance Monitors Extension), D19.5, G8.4.
 */
#include "suite.h"

PMU_SUITE;

TEST(pmcr, "holds its control bits one by one, and no others")
{
	uint64_t fixed = read_sysreg(pmcr_el0) & 0xfffff800;
	uint64_t hold = PMCR_E | PMCR_D | PMCR_DP;

	hold |= PMU_PMCR & PMCR_LC;
	if (pmu_version() >= 6)
		hold |= PMCR_LP;
	for (unsigned int bit = 0; bit < 32; bit++) {
		uint64_t value;

		if (bit == 9 || 1u << bit & PMU_PMCR_UNKNOWN)
			continue; /* 9 is FZO, of PMUv3p7 */
		write_sysreg(pmcr_el0, 1ull << bit);
		isb();
		value = read_sysreg(pmcr_el0);
		test_context("bit %u", bit);
		EXPECT_EQ(value & 0xfffff800, fixed);
		if (1ull << bit != PMCR_X) /* there, or not */
			EXPECT_EQ(value & 0x5ff & ~PMU_PMCR_UNKNOWN,
				  1ull << bit & hold);
	}
	write_sysreg(pmcr_el0, PMU_PMCR & ~(PMCR_P | PMCR_C));
	isb();
	EXPECT_EQ(read_sysreg(pmcr_el0) & (hold | 0xfffff800), hold | fixed);
	EXPECT_GE(pmu_number(), 1);
	EXPECT_LE(pmu_number(), 31);
}

/* PMCNTEN, PMINTEN, PMOVS: pairs of registers that set and clear bits. */
#define PAIR(id, set_, clear_)                 \
	static void id##_set(uint64_t value)   \
	{                                      \
		write_sysreg(set_, value);     \
	}                                      \
	static void id##_clear(uint64_t value) \
	{                                      \
		write_sysreg(clear_, value);   \
	}                                      \
	static uint64_t id##_by_set(void)      \
	{                                      \
		return read_sysreg(set_);      \
	}                                      \
	static uint64_t id##_by_clear(void)    \
	{                                      \
		return read_sysreg(clear_);    \
	}
PAIR(cnten, pmcntenset_el0, pmcntenclr_el0)
PAIR(inten, pmintenset_el1, pmintenclr_el1)
PAIR(ovs, pmovsset_el0, pmovsclr_el0)

static const struct pair {
	const char *name;
	void (*set)(uint64_t), (*clear)(uint64_t);
	uint64_t (*by_set)(void), (*by_clear)(void);
} pairs[] = {
	{ "PMCNTEN", cnten_set, cnten_clear, cnten_by_set, cnten_by_clear },
	{ "PMINTEN", inten_set, inten_clear, inten_by_set, inten_by_clear },
	{ "PMOVS", ovs_set, ovs_clear, ovs_by_set, ovs_by_clear },
};

static void expect_pair(const struct pair *p, uint64_t value)
{
	EXPECT_EQ(p->by_set(), value);
	EXPECT_EQ(p->by_clear(), value);
}

TEST_EACH(pair, const struct pair *p, pairs,
	  "sets and clears the bits that are written, of counters there are")
{
	uint64_t mask = pmu_mask();

	expect_pair(p, 0);
	p->set(UINT32_MAX);
	expect_pair(p, mask);
	for (unsigned int bit = 0; bit < 32; bit++) {
		p->clear(1ull << bit);
		expect_pair(p, mask & ~(1ull << bit));
		p->set(1ull << bit);
		expect_pair(p, mask);
	}
	p->set(0);
	p->clear(0);
	expect_pair(p, mask);
	p->clear(~3ull & UINT32_MAX);
	expect_pair(p, mask & 3);
	p->clear(3);
	expect_pair(p, 0);
	p->set(CYCLES);
	expect_pair(p, CYCLES);
}

TEST(reset, "by PMCR_EL0.P is of event counters, by C of the cycle counter")
{
	for (unsigned int i = 0; i < 4; i++) {
		for (unsigned int n = 0; n < pmu_number(); n++)
			counter_set(n, 0x1111);
		cycles_set(0x2222);
		write_sysreg(pmovsset_el0, 1);
		pmcr((i & 1 ? PMCR_P : 0) | (i & 2 ? PMCR_C : 0) | PMCR_LC);
		for (unsigned int n = 0; n < pmu_number(); n++)
			EXPECT_EQ(counter(n), i & 1 ? 0 : 0x1111);
		EXPECT_EQ(cycles(), i & 2 ? 0 : 0x2222);
		EXPECT_EQ(read_sysreg(pmovsclr_el0), 1);
		EXPECT_EQ(read_sysreg(pmcr_el0) & 6, 0);
	}
}
