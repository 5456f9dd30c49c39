/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cycle counter.
 *
 * Arm ARM, D12.5; PMCR_EL0 (E, C, D, LC), PMCCFILTR_EL0, PMOVSCLR_EL0.
 */
#include "suite.h"

#include <clock.h>

PMU_SUITE;

static void count_cycles(uint64_t bits)
{
	write_sysreg(pmcntenset_el0, CYCLES);
	pmcr(PMCR_E | bits);
}

TEST(cycles, "go on, from one reading to the next")
{
	uint64_t last;

	count_cycles(PMCR_LC | PMCR_C);
	last = read_sysreg(pmccntr_el0);
	for (unsigned int i = 0; i < 10; i++) {
		uint64_t now;

		isb();
		now = read_sysreg(pmccntr_el0);
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
	write_sysreg(pmccfiltr_el0, r->filter);
	write_sysreg(pmcntenset_el0, r->enable);
	write_sysreg(pmccntr_el0, 1000);
	pmcr(r->pmcr);
	delay_us(500);
	if (r->counts)
		EXPECT_GT(read_sysreg(pmccntr_el0), 1000);
	else
		EXPECT_EQ(read_sysreg(pmccntr_el0), 1000);
}

TEST(kept, "is the count while it is stopped, and then goes on from there")
{
	uint64_t stopped;

	count_cycles(PMCR_LC);
	delay_us(100);
	pmcr(PMCR_LC);
	stopped = read_sysreg(pmccntr_el0);
	delay_us(500);
	EXPECT_EQ(read_sysreg(pmccntr_el0), stopped);
	pmcr(PMCR_LC | PMCR_E);
	isb();
	EXPECT_GE(read_sysreg(pmccntr_el0), stopped);
	EXPECT_LT(read_sysreg(pmccntr_el0) - stopped, 1ull << 36);
}

/* Cycles in 1024 ticks of the generic timer. */
static uint64_t rate(uint64_t bits)
{
	uint64_t start, ticks, cycles;

	pmcr(0);
	count_cycles(bits | PMCR_C);
	start = arch_ticks();
	delay_us(10000);
	cycles = read_sysreg(pmccntr_el0);
	ticks = arch_ticks() - start;
	return cycles * 1024 / ticks;
}

TEST(divider, "counts every 64th cycle with D, but not with LC")
{
	uint64_t every = rate(0), divided = rate(PMCR_D);
	uint64_t with_lc = rate(PMCR_D | PMCR_LC);

	EXPECT_GT(divided * 64, every / 2);
	EXPECT_LT(divided * 64, every * 2);
	EXPECT_GT(with_lc, every / 2);
	EXPECT_LT(with_lc, every * 2);
}

static const struct wrap {
	const char *name;
	uint64_t pmcr, value, flags;
} wraps[] = {
	{ "32-bits", 0, 0xffffff00, CYCLES },
	{ "32-bits-with-LC", PMCR_LC, 0xffffff00, 0 },
	{ "64-bits-with-LC", PMCR_LC, 0xffffffffffffff00, CYCLES },
	{ "not-yet-with-LC", PMCR_LC, 0xfffffff000000000, 0 },
};

TEST_EACH(wraps, const struct wrap *w, wraps,
	  "sets bit 31 of PMOVSCLR_EL0, at 32 bits or, with LC, at 64")
{
	write_sysreg(pmccntr_el0, w->value);
	count_cycles(w->pmcr);
	delay_us(500);
	pmcr(w->pmcr);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), w->flags);
	write_sysreg(pmovsclr_el0, CYCLES);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 0);
}

/* 2 instructions a round and 2 more between the two writes of PMCR_EL0. */
static uint64_t cycles_of_rounds(uint64_t rounds)
{
	uint64_t on = PMCR_E | PMCR_LC | PMCR_C;

	write_sysreg(pmcntenset_el0, CYCLES);
	asm volatile(".balign 64\n\t"
		     "isb\n\t"
		     "msr pmcr_el0, %[on]\n\t"
		     "isb\n"
		     "1:	subs %[rounds], %[rounds], #1\n\t"
		     "b.gt 1b\n\t"
		     "msr pmcr_el0, %[off]\n\t"
		     "isb"
		     : [rounds] "+r"(rounds)
		     : [on] "r"(on), [off] "r"((uint64_t)PMCR_LC)
		     : "cc", "memory");
	return read_sysreg(pmccntr_el0);
}

/* args: cpi=N where the engine promises so many cycles an instruction */
TEST(per_instruction, "are as many as the engine promises, and not none")
{
	uint64_t cpi = test_arg_u64("cpi", 0);

	for (uint64_t rounds = 1; rounds <= 145; rounds += 16) {
		uint64_t cycles = cycles_of_rounds(rounds);

		test_context("%u instructions", (unsigned int)(2 * rounds + 2));
		EXPECT_NE(cycles, 0);
		EXPECT_EQ(cycles >> 32, 0);
		if (cpi)
			EXPECT_EQ(cycles, (2 * rounds + 2) * cpi);
	}
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
	write_sysreg(pmccfiltr_el0, r->filter);
	count_cycles(PMCR_LC | PMCR_C);
	counter_type(0, CPU_CYCLES | r->filter);
	write_sysreg(pmcntenset_el0, 1);
	delay_us(200);
	EXPECT_EQ(read_sysreg(pmccntr_el0), 0);
	EXPECT_EQ(counter(0), 0);
	EXPECT_TRAP(user_catch(spin, NULL), TRAP_NONE);
	EXPECT_EQ(read_sysreg(pmccntr_el0) != 0, r->counts);
	EXPECT_EQ(counter(0) != 0, r->counts);
}
