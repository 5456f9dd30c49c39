/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that the VMM lets stand for a while: whether the counts go on meanwhile is
 * its own affair, but no interrupt is lost, early or doubled.
 */
#include "suite.h"

#include <arch/irq.h>
#include <clock.h>

static struct arrivals arrivals;

static void pass(const struct timer *timer, standstill *meanwhile)
{
	uint64_t before = timer->count();

	meanwhile(timer);
	EXPECT_GE(timer->count(), before);
}

void check_armed(const struct timer *timer, standstill *meanwhile)
{
	uint64_t cval;

	expect_from(&arrivals, timer);
	irq_enable();
	cval = after_ms(timer, 300);
	pass(timer, meanwhile);
	EXPECT_EQ(timer->cval(), cval);
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	EXPECT_GE(arrivals.first, cval);
	delay_us(5000);
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_EQ(arrivals.early, 0);
	EXPECT_EQ(arrivals.no_status, 0);
	EXPECT_EQ(timer->ctl(), 7);
}

void check_pending(const struct timer *timer, standstill *meanwhile)
{
	expect_from(&arrivals, timer);
	irq_disable();
	timer->set_cval(timer->count() - 1);
	timer->set_ctl(TIMER_ENABLE);
	ASSERT_TRUE(wait_pending(timer, true));
	pass(timer, meanwhile);
	EXPECT_EQ(timer->ctl(), TIMER_ENABLE | TIMER_ISTATUS);
	EXPECT_TRUE(gic_is_pending(timer_intid(timer)));
	EXPECT_EQ(arrivals.nr, 0);
	irq_enable();
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	delay_us(5000);
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_FALSE(gic_is_active(timer_intid(timer)));
}

void check_silent(const struct timer *timer, standstill *meanwhile)
{
	static const uint64_t ctls[] = { 0, TIMER_ENABLE,
					 TIMER_ENABLE | TIMER_IMASK };

	expect_from(&arrivals, timer);
	irq_enable();
	for (unsigned int i = 0; i < 3; i++) {
		bool past = ctls[i] & TIMER_IMASK;
		uint64_t cval = timer->count() + (past ? 0 : ms(1000000));

		test_context("CTL %u", (unsigned int)ctls[i]);
		timer->set_ctl(0);
		timer->set_cval(cval);
		timer->set_ctl(ctls[i]);
		pass(timer, meanwhile);
		EXPECT_EQ(timer->cval(), cval);
		EXPECT_EQ(timer->ctl(), ctls[i] | (past ? TIMER_ISTATUS : 0));
		EXPECT_FALSE(gic_is_pending(timer_intid(timer)));
	}
	timer->set_ctl(0);
	EXPECT_EQ(arrivals.nr, 0);
}
