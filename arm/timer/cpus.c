/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters and timers of several CPUs: one count for all, timers of their own.
 *
 * Arm ARM, D11.1.2 (the system counter: all see the same, monotonic).
 */
#include "suite.h"

#include <arch/irq.h>
#include <clock.h>
#include <smp.h>

TIMER_SUITE;

TIMER_ROWS;

enum {
	READINGS = 20000
};

/* The largest count that any CPU has published, and what was below it later. */
static struct {
	const struct timer *timer;
	uint64_t last;
	unsigned int back, readings;
} shared;

static void publish(uint64_t count)
{
	uint64_t last = __atomic_load_n(&shared.last, __ATOMIC_ACQUIRE);

	while (last < count &&
	       !__atomic_compare_exchange_n(&shared.last, &last, count, false,
					    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		;
}

static void read_often(void *arg)
{
	unsigned int back = 0;

	(void)arg;
	for (unsigned int i = 0; i < READINGS; i++) {
		uint64_t seen = __atomic_load_n(&shared.last, __ATOMIC_ACQUIRE);
		uint64_t now = shared.timer->count();

		back += now < seen;
		publish(now);
	}
	__atomic_fetch_add(&shared.back, back, __ATOMIC_RELAXED);
	__atomic_fetch_add(&shared.readings, READINGS, __ATOMIC_RELAXED);
}

TEST_EACH(monotonic, const struct row *r, rows,
	  "is the count from one CPU to the next", .needs = NEEDS(&smp_2_cpus))
{
	shared.timer = r->timer;
	shared.last = 0;
	shared.back = 0;
	shared.readings = 0;
	on_all_cpus(read_often, NULL);
	EXPECT_EQ(shared.readings, READINGS * cpu_count());
	EXPECT_EQ(shared.back, 0);
	EXPECT_LE(shared.last, r->timer->count());
}

/* CNTVCT lies between two readings of CNTPCT, but for the offset: bounds. */
static struct bounds {
	uint64_t least, most;
} bounds[CPU_MAX];

static void measure_offset(void *arg)
{
	struct bounds b = { 0, UINT64_MAX };

	(void)arg;
	for (unsigned int i = 0; i < 200; i++) {
		uint64_t before = timer_physical.count();
		uint64_t v = timer_virtual.count();
		uint64_t after = timer_physical.count();

		/* the offset is CNTPCT - CNTVCT, and small or positive here */
		if ((int64_t)(before - v) > (int64_t)b.least || i == 0)
			b.least = before - v;
		if ((int64_t)(after - v) < (int64_t)b.most || i == 0)
			b.most = after - v;
	}
	bounds[cpu_this()] = b;
}

TEST(offset, "of the virtual count is one number on all CPUs, also later",
     .needs = NEEDS(&smp_2_cpus))
{
	struct bounds all;

	on_all_cpus(measure_offset, NULL);
	all = bounds[0];
	delay_us(20000);
	on_all_cpus(measure_offset, NULL);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_LE((int64_t)bounds[cpu].least, (int64_t)all.most);
		EXPECT_GE((int64_t)bounds[cpu].most, (int64_t)all.least);
	}
}

/* ------------------------------------------------- each its own timer ---- */

static struct arrivals per_cpu[CPU_MAX];
static const struct timer *timer_of_case;

static void seen_on(uint32_t iar, void *arg)
{
	struct arrivals *a = &per_cpu[cpu_this()];

	(void)iar;
	(void)arg;
	a->early += timer_of_case->count() < timer_of_case->cval();
	timer_of_case->set_ctl(0);
	a->nr++;
}

static bool all_seen(void *arg)
{
	return per_cpu[cpu_this()].nr >= *(unsigned int *)arg;
}

/* Arms it as often as the CPU's number says, and once. */
static void arm(void *arg)
{
	unsigned int times = cpu_this() + 1;

	(void)arg;
	gic_enable(timer_intid(timer_of_case));
	irq_enable();
	for (unsigned int i = 1; i <= times; i++) {
		after_ms(timer_of_case, 1 + i);
		ASSERT_TRUE(wait_until(all_seen, &i, 4000000));
	}
	delay_us(3000);
	irq_disable();
	gic_disable(timer_intid(timer_of_case));
}

TEST_EACH(own, const struct row *r, rows, "interrupts the CPU that armed it",
	  .needs = NEEDS(&smp_2_cpus))
{
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		per_cpu[cpu] = (struct arrivals){ .nr = 0 };
	timer_of_case = r->timer;
	gic_handle(timer_intid(r->timer), seen_on, NULL);
	on_all_cpus(arm, NULL);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(per_cpu[cpu].nr, cpu + 1);
		EXPECT_EQ(per_cpu[cpu].early, 0);
	}
}

static void set_other(void *arg)
{
	(void)arg;
	timer_of_case->set_cval(0);
	timer_of_case->set_ctl(TIMER_ENABLE);
	delay_us(2000);
	EXPECT_EQ(timer_of_case->ctl(), TIMER_ENABLE | TIMER_ISTATUS);
}

TEST_EACH(banked, const struct row *r, rows,
	  "has registers that another CPU's do not touch",
	  .needs = NEEDS(&smp_2_cpus))
{
	timer_of_case = r->timer;
	r->timer->set_cval(UINT64_MAX - 1);
	r->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	on_cpu(1, set_other, NULL);
	EXPECT_EQ(r->timer->cval(), UINT64_MAX - 1);
	EXPECT_EQ(r->timer->ctl(), 3);
	EXPECT_FALSE(gic_is_pending(timer_intid(r->timer)));
}

/* --------------------------------------------------------- event stream ---- */

#define CNTKCTL_EVNTEN	   (1u << 2)
#define CNTKCTL_EVNTI(bit) ((bit) << 4)

static void set_cntkctl(uint64_t value)
{
	write_sysreg(cntkctl_el1, value);
	isb();
}

/* Bit 9 of the count: an event each 1024 counts. */
TEST(event_stream, "ends WFE")
{
	uint64_t old = read_sysreg(cntkctl_el1), start;

	test_defer(set_cntkctl, old);
	set_cntkctl((old & ~0xfcull) | CNTKCTL_EVNTI(9) | CNTKCTL_EVNTEN);
	start = timer_virtual.count();
	for (unsigned int i = 0; i < 50; i++)
		asm volatile("wfe" ::: "memory");
	EXPECT_LT(timer_virtual.count() - start, ms(5000));
}
