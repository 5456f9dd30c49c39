/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The overflow interrupt: a level, PMOVS and PMINTEN of the same bit and
 * PMCR_EL0.E.
 *
 * Arm ARM, D12.5.3 (overflow interrupt requests).
 */
#include "suite.h"

#include <arch/irq.h>
#include <clock.h>
#include <dev/fdt.h>

PMU_SUITE;

#define NEEDS_GIC .needs = NEEDS(&arm_gic)

static volatile unsigned int nr_seen;
static volatile uint64_t seen_flags;

static unsigned int pmu_intid(void)
{
	const struct fdt *fdt = fdt_system();
	uint32_t cells[3];
	int node = fdt ? fdt_find(fdt, FDT_NONE, "arm,armv8-pmuv3") : -1;

	for (unsigned int i = 0; i < 3; i++)
		if (node < 0 || fdt_cell(fdt, node, "interrupts", i, &cells[i]))
			return 23; /* Base System Architecture (DEN 0094) */
	return gic_intid(cells);
}

static void overflowed(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	seen_flags = read_sysreg(pmovsclr_el0);
	write_sysreg(pmovsclr_el0, seen_flags);
	isb();
	nr_seen++;
}

static void expect_interrupts(void)
{
	nr_seen = 0;
	seen_flags = 0;
	gic_handle(pmu_intid(), overflowed, NULL);
	gic_enable(pmu_intid());
	irq_enable();
}

static bool any_seen(void *arg)
{
	(void)arg;
	return nr_seen != 0;
}

static bool pending(void *arg)
{
	return gic_is_pending(pmu_intid()) == *(bool *)arg;
}

static bool wait_pending(bool value)
{
	return wait_until(pending, &value, 2000000);
}

static void start(unsigned int n, uint64_t value)
{
	counter_set(n, value);
	write_sysreg(pmcntenset_el0, 1ull << n);
	pmcr(PMCR_E | PMCR_LC);
}

static const struct row {
	const char *name;
	unsigned int counter;
} rows[] = { { "0", 0 }, { "1", 1 }, { "3", 3 } };

TEST_EACH(interrupt, const struct row *r, rows,
	  "comes once, when the counter wraps, with its bit", NEEDS_GIC)
{
	expect_interrupts();
	write_sysreg(pmintenset_el1, 1ull << r->counter);
	start(r->counter, 0xfffffffe);
	sw_incr(1ull << r->counter, 1);
	delay_us(1000);
	EXPECT_EQ(nr_seen, 0);
	sw_incr(1ull << r->counter, 1);
	EXPECT_TRUE(wait_until(any_seen, NULL, 2000000));
	delay_us(1000);
	EXPECT_EQ(nr_seen, 1);
	EXPECT_EQ(seen_flags, 1ull << r->counter);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 0);
}

TEST(not_enabled, "does not interrupt: another bit of PMINTEN is set",
     NEEDS_GIC)
{
	expect_interrupts();
	write_sysreg(pmintenset_el1, pmu_mask() & ~1ull);
	start(0, UINT32_MAX);
	sw_incr(1, 1);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 1);
	delay_us(1000);
	EXPECT_EQ(nr_seen, 0);
	EXPECT_FALSE(gic_is_pending(pmu_intid()));
	/* and does as soon as it is enabled */
	write_sysreg(pmintenset_el1, 1);
	EXPECT_TRUE(wait_until(any_seen, NULL, 2000000));
	EXPECT_EQ(nr_seen, 1);
}

TEST(level, "is pending while flag and enable are set", NEEDS_GIC)
{
	irq_disable();
	write_sysreg(pmintenset_el1, 1);
	start(0, UINT32_MAX);
	EXPECT_FALSE(gic_is_pending(pmu_intid()));
	sw_incr(1, 1);
	EXPECT_TRUE(wait_pending(true));
	write_sysreg(pmintenclr_el1, 1);
	EXPECT_TRUE(wait_pending(false));
	write_sysreg(pmintenset_el1, 1);
	EXPECT_TRUE(wait_pending(true));
	write_sysreg(pmovsclr_el0, 2);
	EXPECT_TRUE(gic_is_pending(pmu_intid()));
	write_sysreg(pmovsclr_el0, 1);
	EXPECT_TRUE(wait_pending(false));
	write_sysreg(pmovsset_el0, 1);
	EXPECT_TRUE(wait_pending(true));
}

TEST(level_of_e, "is pending while PMCR_EL0.E is set as well", NEEDS_GIC)
{
	irq_disable();
	write_sysreg(pmintenset_el1, 1);
	start(0, UINT32_MAX);
	sw_incr(1, 1);
	EXPECT_TRUE(wait_pending(true));
	pmcr(PMCR_LC);
	EXPECT_TRUE(wait_pending(false));
	pmcr(PMCR_LC | PMCR_E);
	EXPECT_TRUE(wait_pending(true));
}

TEST(two, "counters that wrap are one interrupt each, or one of both",
     NEEDS_GIC)
{
	expect_interrupts();
	write_sysreg(pmintenset_el1, 3);
	counter_set(1, UINT32_MAX);
	write_sysreg(pmcntenset_el0, 2);
	start(0, UINT32_MAX);
	sw_incr(2, 1);
	EXPECT_TRUE(wait_until(any_seen, NULL, 2000000));
	EXPECT_EQ(seen_flags, 2);
	sw_incr(1, 1);
	delay_us(1000);
	EXPECT_EQ(nr_seen, 2);
	EXPECT_EQ(seen_flags, 1);
}

TEST(by_cycles, "comes by itself when the event counter of cycles wraps",
     NEEDS_GIC)
{
	expect_interrupts();
	counter_type(0, CPU_CYCLES);
	write_sysreg(pmintenset_el1, 1);
	start(0, 0xfffff000);
	EXPECT_TRUE(wait_until(any_seen, NULL, 5000000));
	delay_us(1000);
	EXPECT_EQ(nr_seen, 1);
	EXPECT_EQ(seen_flags, 1);
}

TEST(by_cycle_counter, "comes by itself when the cycle counter wraps",
     NEEDS_GIC)
{
	expect_interrupts();
	write_sysreg(pmintenset_el1, CYCLES);
	cycles_set(-100000ul);
	write_sysreg(pmcntenset_el0, CYCLES);
	pmcr(PMCR_E | PMU_CYCLES_LC);
	EXPECT_TRUE(wait_until(any_seen, NULL, 5000000));
	delay_us(1000);
	EXPECT_EQ(nr_seen, 1);
	EXPECT_EQ(seen_flags, CYCLES);
}
