/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two counters as one of 64 bits: the event CHAIN (Arm ARM, D11.6.2 and D12.3.3). */
#include "suite.h"

PMU_SUITE;

/* D12.3.3: the odd counter counts overflows of the even one. */
static const struct chain {
	const char *name;
	uint64_t odd, end, flags;
} chains[] = {
	{ "zero", 0, 1, 1 },
	{ "one", 1, 2, 1 },
	{ "wraps", UINT32_MAX, 0, 3 },
};

TEST_EACH(chain, const struct chain *r, chains,
	  "counts overflows of the counter below", .needs = NEEDS(&pmu_chain))
{
	counter_type(1, CHAIN);
	counter_set(0, 0xfffffff0);
	counter_set(1, r->odd);
	write_sysreg(pmcntenset_el0, 3);
	pmcr(PMCR_E);
	sw_incr(1, 100);
	EXPECT_EQ((uint32_t)counter(0), 0x54);
	EXPECT_EQ((uint32_t)counter(1), r->end);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), r->flags);
}

/* Two times 50 increments: the even counter wraps in the second half. */
enum {
	HALF = 50,
	START = UINT32_MAX - 69,
	WRAPPED = 30,
};

static const struct change {
	const char *name;
	struct setting {
		uint64_t enabled, odd; /* counters; event of counter 1 */
	} first, second;
	uint64_t even_end, odd_end, flags;
} changes[] = {
	{ "odd-alone", { 2, CHAIN }, { 2, CHAIN }, START, 0, 0 },
	{ "even-alone", { 1, CHAIN }, { 1, CHAIN }, WRAPPED, 0, 1 },
	{ "chained-alone", { 3, CHAIN }, { 1, CHAIN }, WRAPPED, 0, 1 },
	{ "alone-chained", { 1, CHAIN }, { 3, CHAIN }, WRAPPED, 1, 1 },
	{ "event-chain", { 3, SW_INCR }, { 3, CHAIN }, WRAPPED, 1, 1 },
	{ "chain-event", { 3, CHAIN }, { 3, SW_INCR }, WRAPPED, 0, 1 },
};

static void count_half(const struct setting *s)
{
	write_sysreg(pmcntenclr_el0, 3);
	counter_type(1, s->odd);
	write_sysreg(pmcntenset_el0, s->enabled);
	pmcr(PMCR_E);
	sw_incr(1, HALF);
	pmcr(0);
}

TEST_EACH(chain_change, const struct change *c, changes,
	  "counts an overflow as it is set up when that happens",
	  .needs = NEEDS(&pmu_chain))
{
	counter_set(0, START);
	counter_set(1, 0);
	count_half(&c->first);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 0);
	count_half(&c->second);
	EXPECT_EQ((uint32_t)counter(0), c->even_end);
	EXPECT_EQ((uint32_t)counter(1), c->odd_end);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), c->flags);
}
