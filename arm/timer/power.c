/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers of a CPU that is switched off while one of them runs, and on again; those
 * of its neighbours go on.
 *
 * DEN 0022, 5.5 (CPU_OFF: no interrupt brings a CPU back) and 6.4 (initial state).
 */
#include "suite.h"

#include <arch/irq.h>
#include <arm/psci.h>
#include <clock.h>
#include <smp.h>

TIMER_SUITE;

static const struct power_row {
	const char *name;
	const struct timer *timer;
	unsigned int ms; /* 0: it is due before the CPU goes off */
} rows[] = {
	{ "virtual", &timer_virtual, 20 },
	{ "physical", &timer_physical, 20 },
	{ "due-virtual", &timer_virtual, 0 },
	{ "due-physical", &timer_physical, 0 },
};

enum {
	OFF = 1, /* of AFFINITY_INFO */
};

static struct job {
	const struct power_row *row;
	struct arrivals arrivals;
	uint64_t due;
	uint64_t ctl; /* what is found later */
	bool pending, active;
} job;

static int affinity(unsigned int cpu)
{
	return psci_call(PSCI_AFFINITY_INFO, (unsigned long)arch_cpu_hwid(cpu),
			 0, 0);
}

static bool is_off(void *arg)
{
	return affinity(*(unsigned int *)arg) == OFF;
}

static void arm_and_go(void *arg)
{
	struct job *j = arg;
	const struct timer *timer = j->row->timer;

	irq_disable();
	expect_from(&j->arrivals, timer);
	j->due = after_ms(timer, j->row->ms);
	if (!j->row->ms && !wait_pending(timer, true))
		ERROR("the timer is not pending");
	psci_call(PSCI_CPU_OFF, 0, 0, 0);
}

static void go_off_armed(const struct power_row *row)
{
	unsigned int cpu = 1;

	job = (struct job){ .row = row };
	on_cpu_start(1, arm_and_go, &job);
	if (!wait_until(is_off, &cpu, 4000000))
		ERROR("CPU 1 does not go off");
	smp_restart(1);
}

/* On the CPU that is on again, with its interrupts open for a while */
static void look(void *arg)
{
	struct job *j = arg;
	const struct timer *timer = j->row->timer;

	j->ctl = timer->ctl();
	j->pending = gic_is_pending(timer_intid(timer));
	j->active = gic_is_active(timer_intid(timer));
	gic_enable(timer_intid(timer));
	irq_enable();
	delay_us(3000);
	irq_disable();
}

static void go_off_and_on(const struct power_row *r)
{
	go_off_armed(r);
	wait_count(r->timer, job.due + ms(10));
	EXPECT_EQ(affinity(1), OFF);
	EXPECT_EQ(job.arrivals.nr, 0);
	on_cpu(1, look, &job);
}

TEST_EACH(off, const struct power_row *r, rows,
	  "does not bring back a CPU that is off, and is off itself then",
	  .needs = NEEDS(&smp_2_cpus))
{
	go_off_and_on(r);
	EXPECT_EQ(job.ctl & TIMER_ENABLE, 0);
	EXPECT_FALSE(job.active);
}

TEST_EACH(off_line, const struct power_row *r, rows,
	  "leaves no interrupt behind for the CPU that is on again",
	  .needs = NEEDS(&smp_2_cpus))
{
	go_off_and_on(r);
	EXPECT_FALSE(job.pending);
	EXPECT_EQ(job.arrivals.nr, 0);
}

/* -------------------------------------------------------------- neighbours -- */

static void wait_own(void *arg)
{
	struct arrivals *a = arg;
	uint64_t due;

	expect_from(a, &timer_physical);
	irq_enable();
	due = after_ms(&timer_physical, 60);
	wait_arrived(a, 1);
	wait_count(&timer_physical, due + ms(5));
}

TEST(off_neighbour, "does not touch the timers of the others",
     .needs = NEEDS(&smp_2_cpus))
{
	static struct arrivals other;

	if (cpu_count() < 3)
		SKIP("there is no third CPU");
	on_cpu_start(2, wait_own, &other);
	go_off_armed(&rows[0]);
	wait_count(&timer_virtual, job.due + ms(5));
	on_cpu(1, look, &job);
	on_cpu_wait(2);
	EXPECT_EQ(other.nr, 1);
	EXPECT_EQ(other.cpus, 1u << 2);
	EXPECT_EQ(other.early, 0);
	EXPECT_EQ(other.no_status, 0);
}

/* A CPU's own one works again, and as ever, after it was off with one running. */
TEST_EACH(on_again, const struct power_row *r, rows,
	  "interrupts as ever when it is armed again",
	  .needs = NEEDS(&smp_2_cpus))
{
	static struct arrivals again;

	go_off_armed(r);
	wait_count(r->timer, job.due + ms(2));
	on_cpu(1, look, &job);
	again = (struct arrivals){ 0 };
	on_cpu(1, wait_own, &again);
	EXPECT_EQ(again.nr, 1);
	EXPECT_EQ(again.cpus, 1u << 1);
	EXPECT_EQ(again.early, 0);
}
