/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Event counters, above all with the event that software makes.
 *
 * Arm ARM, D12.11 (events), PMSWINC_EL0, PMCEID0_EL0; D12.5.3 (overflow).
 */
#include "suite.h"

#include <clock.h>
#include <smp.h>

PMU_SUITE;

TEST(ids, "can be read: PMCEID0 and PMCEID1")
{
	EXPECT_TRUE(pmu_ids.probe());
}

/* D12.11.6: required events; STALL_FRONTEND and _BACKEND from PMUv3p1 on. */
TEST(required, "are advertised: SW_INCR, CPU_CYCLES, stalls",
     .needs = NEEDS(&pmu_ids))
{
	EXPECT_TRUE(pmu_has_event(SW_INCR));
	EXPECT_TRUE(pmu_has_event(CPU_CYCLES));
	if (pmu_version() >= 4) {
		EXPECT_TRUE(pmu_has_event(0x23));
		EXPECT_TRUE(pmu_has_event(0x24));
	}
}

TEST(instructions, "is an event that is advertised, retired or speculative",
     .needs = NEEDS(&pmu_ids))
{
	EXPECT_TRUE(pmu_has_event(INST_RETIRED) || pmu_has_event(INST_SPEC));
}

static unsigned int unsupported_event(void)
{
	for (unsigned int event = 0; event < 64; event++)
		if (!pmu_has_event(event) && event != CHAIN)
			return event;
	SKIP("every event is supported");
}

TEST(unsupported, "is an event that counts nothing", .needs = NEEDS(&pmu_ids))
{
	counter_type(0, unsupported_event());
	counter_set(0, 0x12345678);
	write_sysreg(pmcntenset_el0, 1);
	pmcr(PMCR_E);
	sw_incr(1, 10);
	delay_us(200);
	EXPECT_EQ(counter(0), 0x12345678);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 0);
}

/* --------------------------------------------------------------- SW_INCR -- */

static const struct incr {
	const char *name;
	uint64_t pmcr, start, mask;
	unsigned int times;
	uint64_t end, flags; /* of 64 bits; cut off where there are 32 */
	uint64_t other;	     /* counter 1 */
	bool wide;	     /* needs 64 bits */
} incrs[] = {
	{ "without-E", 0, 0xfffffff0, 3, 100, 0xfffffff0, 0, 0 },
	{ "one", PMCR_E, 5, 1, 1, 6, 0, 0 },
	{ "other", PMCR_E, 5, 2, 7, 5, 0, 7 },
	{ "neither", PMCR_E, 5, 0xfffffffc, 7, 5, 0, 0 },
	{ "both", PMCR_E, 0, 3, 100, 100, 0, 100 },
	{ "last-before", PMCR_E, 0xfffffff0, 1, 15, 0xffffffff, 0, 0 },
	{ "first-after", PMCR_E, 0xfffffff0, 1, 16, 0x100000000, 1, 0 },
	{ "across", PMCR_E, 0xfffffff0, 3, 100, 0x100000054, 1, 100 },
	{ "long-32", PMCR_E | PMCR_LP, 0xfffffff0, 1, 100, 0x100000054, 0, 0,
	  true },
	{ "long-last-before", PMCR_E | PMCR_LP, 0xfffffffffffffff0, 1, 15,
	  UINT64_MAX, 0, 0, true },
	{ "long-first-after", PMCR_E | PMCR_LP, 0xfffffffffffffff0, 1, 16, 0, 1,
	  0, true },
	{ "long-across", PMCR_E | PMCR_LP, 0xfffffffffffffff0, 3, 100, 0x54, 1,
	  100, true },
};

TEST_EACH(sw_incr, const struct incr *r, incrs,
	  "adds one a write to the counters of its bits, and overflows exactly")
{
	if (r->wide && !pmu_long.probe())
		SKIP("needs %s (%s)", pmu_long.name, pmu_long.where);
	pmcr(r->pmcr & ~(uint64_t)PMCR_E);
	counter_set(0, r->start);
	write_sysreg(pmcntenset_el0, 3);
	pmcr(r->pmcr);
	sw_incr(r->mask, r->times);
	EXPECT_EQ(counter(0), r->end & counter_bits());
	EXPECT_EQ(counter(1), r->other);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), r->flags);
	EXPECT_EQ(read_sysreg(pmovsset_el0), r->flags);
}

TEST(sw_incr_disabled, "adds nothing to a counter that is not enabled")
{
	write_sysreg(pmcntenset_el0, 2);
	pmcr(PMCR_E);
	sw_incr(3, 9);
	EXPECT_EQ(counter(0), 0);
	EXPECT_EQ(counter(1), 9);
	write_sysreg(pmcntenclr_el0, 2);
	write_sysreg(pmcntenset_el0, 1);
	sw_incr(3, 4);
	EXPECT_EQ(counter(0), 4);
	EXPECT_EQ(counter(1), 9);
}

TEST(sw_incr_filtered, "adds nothing at a level that is filtered out")
{
	counter_type(0, SW_INCR | FILTER_P);
	counter_type(1, SW_INCR | FILTER_U);
	write_sysreg(pmcntenset_el0, 3);
	pmcr(PMCR_E);
	sw_incr(3, 9);
	EXPECT_EQ(counter(0), 0);
	EXPECT_EQ(counter(1), 9);
}

TEST(sw_incr_last, "works with the last counter too")
{
	unsigned int last = pmu_number() - 1;

	counter_set(last, UINT32_MAX);
	write_sysreg(pmcntenset_el0, 1ull << last);
	pmcr(PMCR_E);
	sw_incr(UINT32_MAX, 1);
	EXPECT_EQ(counter(last), 0x100000000 & counter_bits());
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 1ull << last);
}

/* --------------------------------------------------- the engine's events -- */

TEST(cpu_cycles, "are counted by an event counter as by the cycle counter")
{
	uint64_t passed, events;

	counter_type(0, CPU_CYCLES);
	write_sysreg(pmcntenset_el0, CYCLES | 1);
	pmcr(PMCR_E | PMCR_LC | PMCR_C | PMCR_P);
	delay_us(2000);
	pmcr(PMCR_LC);
	passed = cycles();
	events = counter(0);
	EXPECT_NE(events, 0);
	EXPECT_GT(events, passed / 2);
	EXPECT_LT(events, passed * 2);
}

static void load(unsigned int times)
{
	static unsigned long word;

	while (times--)
		(void)*(volatile unsigned long *)&word;
}

TEST(mem_access, "counts loads, the same by two counters",
     .needs = NEEDS(&pmu_mem_access))
{
	counter_type(0, MEM_ACCESS);
	counter_type(1, MEM_ACCESS);
	write_sysreg(pmcntenset_el0, 3);
	pmcr(PMCR_E);
	load(20);
	pmcr(0);
	EXPECT_GE(counter(0), 20);
	EXPECT_EQ(counter(0), counter(1));
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 0);
}

/* Arm ARM, D11.2: an event is counted once, give or take what is speculative. */
TEST(mem_access_again, "is never a hundred more than the loads",
     .needs = NEEDS(&pmu_mem_access))
{
	const uint64_t start = UINT32_MAX - 349;

	counter_type(0, MEM_ACCESS);
	write_sysreg(pmcntenset_el0, 1);
	for (unsigned int i = 0; i < 100; i++) {
		counter_set(0, start);
		pmcr(PMCR_E);
		load(250);
		pmcr(0);
		EXPECT_GE(counter(0), start + 250);
		EXPECT_EQ(read_sysreg(pmovsclr_el0), 0);
	}
}

/* ---------------------------------------------------------- several CPUs -- */

static void count_there(void *arg)
{
	(void)arg;
	pmcr(0);
	counter_type(0, SW_INCR);
	counter_set(0, 50);
	write_sysreg(pmcntenset_el0, 1);
	pmcr(PMCR_E);
	sw_incr(1, 6);
	EXPECT_EQ(counter(0), 56);
	pmcr(0);
}

TEST(own, "are the counters of each CPU", .needs = NEEDS(&smp_2_cpus))
{
	counter_set(0, 3);
	write_sysreg(pmcntenset_el0, 3);
	pmcr(PMCR_E | PMCR_DP);
	on_cpu(1, count_there, NULL);
	EXPECT_EQ(counter(0), 3);
	EXPECT_EQ(read_sysreg(pmcntenset_el0), 3);
	EXPECT_EQ(read_sysreg(pmcr_el0) & 0x7f, PMCR_E | PMCR_DP);
	sw_incr(1, 2);
	EXPECT_EQ(counter(0), 5);
}
