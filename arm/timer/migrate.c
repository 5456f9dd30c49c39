/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A timer that is taken along to another VM: BTMR-4 and what is armed. */
#include "suite.h"

#include <arch/irq.h>
#include <clock.h>

TIMER_SUITE;
TIMER_ROWS;

static struct arrivals arrivals;

/*
 * Due only behind the migration, which takes long where the host has much to do: what
 * came before it says nothing, and is given more time. Returns CVAL.
 */
static uint64_t migrate_with(const struct timer *timer)
{
	for (unsigned int due_ms = 300; due_ms <= 2400; due_ms *= 2) {
		uint64_t cval;

		expect_from(&arrivals, timer);
		cval = after_ms(timer, due_ms);
		host_migrate_now();
		if (timer->count() < cval)
			return cval;
	}
	ERROR("no migration is over before its timer is due");
}

TEST_EACH(migrate_armed, const struct row *r, rows,
	  "interrupts once after a migration, and not before its time",
	  .needs = NEEDS(&host_migrate))
{
	uint64_t before = r->timer->count();
	uint64_t cval;

	irq_enable();
	cval = migrate_with(r->timer);
	EXPECT_GE(r->timer->count(), before);
	EXPECT_EQ(r->timer->cval(), cval);
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	EXPECT_GE(arrivals.first, cval);
	delay_us(5000);
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_EQ(arrivals.early, 0);
	EXPECT_EQ(arrivals.no_status, 0);
	EXPECT_EQ(r->timer->ctl(), 7);
}

TEST_EACH(migrate_pending, const struct row *r, rows,
	  "that was pending is pending after a migration, and interrupts once",
	  .needs = NEEDS(&host_migrate))
{
	expect_from(&arrivals, r->timer);
	irq_disable();
	r->timer->set_cval(r->timer->count() - 1);
	r->timer->set_ctl(TIMER_ENABLE);
	ASSERT_TRUE(wait_pending(r->timer, true));
	host_migrate_now();
	EXPECT_EQ(r->timer->ctl(), TIMER_ENABLE | TIMER_ISTATUS);
	EXPECT_TRUE(gic_is_pending(timer_intid(r->timer)));
	EXPECT_EQ(arrivals.nr, 0);
	irq_enable();
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	delay_us(5000);
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_FALSE(gic_is_active(timer_intid(r->timer)));
}

TEST_EACH(migrate_silent, const struct row *r, rows,
	  "that is off, masked or in the future is so after a migration",
	  .needs = NEEDS(&host_migrate))
{
	static const uint64_t ctls[] = { 0, TIMER_ENABLE,
					 TIMER_ENABLE | TIMER_IMASK };
	unsigned int intid = timer_intid(r->timer);

	expect_from(&arrivals, r->timer);
	irq_enable();
	for (unsigned int i = 0; i < 3; i++) {
		bool past = ctls[i] & TIMER_IMASK;
		uint64_t cval = r->timer->count() + (past ? 0 : ms(1000000));

		test_context("CTL %u", (unsigned int)ctls[i]);
		r->timer->set_ctl(0);
		r->timer->set_cval(cval);
		r->timer->set_ctl(ctls[i]);
		host_migrate_now();
		EXPECT_EQ(r->timer->cval(), cval);
		EXPECT_EQ(r->timer->ctl(),
			  ctls[i] | (past ? TIMER_ISTATUS : 0));
		EXPECT_FALSE(gic_is_pending(intid));
	}
	r->timer->set_ctl(0);
	EXPECT_EQ(arrivals.nr, 0);
}

/* Between two readings of the physical count: the least and the most. */
struct offset {
	int64_t least, most;
};

static struct offset read_offset(void)
{
	uint64_t first = timer_physical.count();
	uint64_t middle = timer_virtual.count();
	uint64_t last = timer_physical.count();

	return (struct offset){ (int64_t)(middle - last),
				(int64_t)(middle - first) };
}

TEST(migrate_offset, "the counts differ by the same after a migration",
     .needs = NEEDS(&host_migrate))
{
	struct offset before = read_offset(), after;
	uint64_t virtual = timer_virtual.count();
	uint64_t physical = timer_physical.count();

	host_migrate_now();
	after = read_offset();
	EXPECT_LE(after.least, before.most);
	EXPECT_GE(after.most, before.least);
	EXPECT_GE(timer_virtual.count(), virtual);
	EXPECT_GE(timer_physical.count(), physical);
}
