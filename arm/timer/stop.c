/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers while all CPUs are stopped by the VMM for a moment: whether the counts go on
 * meanwhile is its own affair, but no interrupt is lost, early or doubled.
 */
#include "suite.h"

#include <arch/irq.h>
#include <clock.h>

TIMER_SUITE;
TIMER_ROWS;

enum {
	STOPS = 4,
};

static struct arrivals arrivals;

static void stop_often(const struct timer *timer)
{
	uint64_t before = timer->count();

	for (unsigned int i = 0; i < STOPS; i++) {
		host_stop();
		EXPECT_GE(timer->count(), before);
		before = timer->count();
	}
}

TEST_EACH(stop_armed, const struct row *r, rows,
	  "interrupts once, and not early, though the VM stood still",
	  .needs = NEEDS(&host_stop_cont))
{
	uint64_t cval;

	expect_from(&arrivals, r->timer);
	irq_enable();
	cval = after_ms(r->timer, 300);
	stop_often(r->timer);
	EXPECT_EQ(r->timer->cval(), cval);
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	EXPECT_GE(arrivals.first, cval);
	delay_us(5000);
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_EQ(arrivals.early, 0);
	EXPECT_EQ(arrivals.no_status, 0);
	EXPECT_EQ(r->timer->ctl(), 7);
}

TEST_EACH(stop_pending, const struct row *r, rows,
	  "that was pending is pending afterwards, and interrupts once",
	  .needs = NEEDS(&host_stop_cont))
{
	expect_from(&arrivals, r->timer);
	irq_disable();
	r->timer->set_cval(r->timer->count() - 1);
	r->timer->set_ctl(TIMER_ENABLE);
	ASSERT_TRUE(wait_pending(r->timer, true));
	stop_often(r->timer);
	EXPECT_EQ(r->timer->ctl(), TIMER_ENABLE | TIMER_ISTATUS);
	EXPECT_TRUE(gic_is_pending(timer_intid(r->timer)));
	irq_enable();
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	delay_us(5000);
	EXPECT_EQ(arrivals.nr, 1);
}

TEST_EACH(stop_silent, const struct row *r, rows,
	  "that is masked, off or far away stays silent",
	  .needs = NEEDS(&host_stop_cont))
{
	static const uint64_t ctls[] = { 0, TIMER_ENABLE,
					 TIMER_ENABLE | TIMER_IMASK };

	expect_from(&arrivals, r->timer);
	irq_enable();
	for (unsigned int i = 0; i < 3; i++) {
		bool past = ctls[i] & TIMER_IMASK;

		r->timer->set_ctl(0);
		r->timer->set_cval(r->timer->count() +
				   (past ? 0 : ms(1000000)));
		r->timer->set_ctl(ctls[i]);
		host_stop();
		EXPECT_EQ(r->timer->ctl(),
			  ctls[i] | (past ? TIMER_ISTATUS : 0));
		EXPECT_FALSE(gic_is_pending(timer_intid(r->timer)));
	}
	r->timer->set_ctl(0);
	EXPECT_EQ(arrivals.nr, 0);
}
