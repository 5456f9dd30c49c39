/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cycle counter.
 *
 * Arm ARM, D12.5; PMCR_EL0 (E, C, D, LC), PMCCFILTR_EL0.
 */
#include "suite.h"

#include <arch.h>
#include <clock.h>

PMU_SUITE;

static void count_cycles(uint64_t bits)
{
	write_sysreg(pmcntenset_el0, CYCLES);
	pmcr(PMCR_E | bits);
}

TEST(cycles, "go on, from one reading to the next")
{
	unsigned long last;

	count_cycles(PMCR_LC | PMCR_C);
	last = cycles();
	for (unsigned int i = 0; i < 10; i++) {
		unsigned long now = cycles();

		EXPECT_GT(now, last);
		last = now;
	}
}

static const struct stop {
	const char *name;
	uint64_t pmcr, enable, filter;
	bool counts;
} stops[] = {
	{ "counting", PMCR_E | PMCR_LC, CYCLES, 0, true },
	{ "filter-el0", PMCR_E | PMCR_LC, CYCLES, FILTER_U, true },
	{ "without-E", PMCR_LC, CYCLES, 0, false },
	{ "not-enabled", PMCR_E | PMCR_LC, 0x3f, 0, false },
	{ "filter-el1", PMCR_E | PMCR_LC, CYCLES, FILTER_P, false },
	{ "filter-both", PMCR_E | PMCR_LC, CYCLES, FILTER_P | FILTER_U, false },
};

TEST_EACH(cycles_of, const struct stop *r, stops,
	  "are counted where all allows it, at EL1")
{
	cycles_filter(r->filter);
	write_sysreg(pmcntenset_el0, r->enable);
	cycles_set(1000);
	pmcr(r->pmcr);
	delay_us(500);
	if (r->counts)
		EXPECT_GT(cycles(), 1000);
	else
		EXPECT_EQ(cycles(), 1000);
}

TEST(kept, "is the count while it is stopped, and then goes on from there")
{
	unsigned long stopped;

	count_cycles(PMCR_LC);
	delay_us(100);
	pmcr(PMCR_LC);
	stopped = cycles();
	delay_us(500);
	EXPECT_EQ(cycles(), stopped);
	pmcr(PMCR_LC | PMCR_E);
	isb();
	EXPECT_GE(cycles(), stopped);
	EXPECT_LT(cycles() - stopped, ~0ul / 2);
}

/* The time between two readings that the cycles are of, in ticks. */
struct span {
	uint64_t most, least;
	unsigned long cycles;
};

static struct span count_span(uint64_t bits)
{
	uint64_t before, start, end;
	struct span s;

	pmcr(0);
	before = arch_ticks();
	count_cycles(bits | PMCR_C);
	start = arch_ticks();
	delay_us(10000);
	end = arch_ticks();
	s.cycles = cycles();
	s.most = arch_ticks() - before;
	s.least = end - start;
	return s;
}

/* Cycles in 1024 ticks of the generic timer; again where the host came between. */
static uint64_t rate(uint64_t bits)
{
	for (unsigned int i = 0; i < 50; i++) {
		struct span s = count_span(bits);

		if (s.most < s.least + s.least / 8)
			return (uint64_t)s.cycles * 1024 / s.most;
	}
	ERROR("no 10 ms without an interruption by the host");
}

TEST(divider, "counts every 64th cycle with D, but not with LC")
{
	uint64_t every = rate(0), divided = rate(PMCR_D);
	uint64_t with_lc = rate(PMCR_D | PMCR_LC);

	EXPECT_GT(divided * 64, every / 2);
	EXPECT_LT(divided * 64, every * 2);
	if (!(PMU_PMCR & PMCR_LC))
		return;
	EXPECT_GT(with_lc, every / 2);
	EXPECT_LT(with_lc, every * 2);
}

static void spin(const void *arg)
{
	for (volatile unsigned int i = 0; i < 20000; i++)
		;
	(void)arg;
}

static const struct user {
	const char *name;
	uint64_t filter;
	bool counts;
} users[] = {
	{ "el0-only", FILTER_P, true },
	{ "none", FILTER_P | FILTER_U, false },
};

TEST_EACH(of_el0, const struct user *r, users,
	  "are counted, and no others, with P alone; none with U too")
{
	cycles_filter(r->filter);
	count_cycles(PMCR_LC | PMCR_C);
	counter_type(0, CPU_CYCLES | r->filter);
	write_sysreg(pmcntenset_el0, 1);
	delay_us(200);
	EXPECT_EQ(cycles(), 0);
	EXPECT_EQ(counter(0), 0);
	EXPECT_TRAP(user_catch(spin, NULL), TRAP_NONE);
	EXPECT_EQ(cycles() != 0, r->counts);
	EXPECT_EQ(counter(0) != 0, r->counts);
}
