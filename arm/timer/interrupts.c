/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A timer's interrupt: the level of ENABLE, IMASK and ISTATUS together.
 *
 * Arm ARM, D11.2.4.3 (operation of the timers: the output signal).
 */
#include "suite.h"

#include <arch/irq.h>
#include <clock.h>

TIMER_SUITE;

TIMER_ROWS;

static struct arrivals arrivals;

TEST_EACH(delivered, const struct row *r, rows,
	  "interrupts once, at its time, with ISTATUS set")
{
	uint64_t cval;

	expect_from(&arrivals, r->timer);
	irq_enable();
	cval = after_ms(r->timer, 10);
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	EXPECT_GE(arrivals.first, cval);
	delay_us(5000);
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_EQ(arrivals.early, 0);
	EXPECT_EQ(arrivals.no_status, 0);
	EXPECT_EQ(r->timer->ctl(), 7);
	EXPECT_EQ(r->timer->cval(), cval);
}

TEST_EACH(future, const struct row *r, rows,
	  "is silent before its time: no status, nothing pending or active")
{
	unsigned int intid = timer_intid(r->timer);

	r->timer->set_ctl(0);
	after_ms(r->timer, 1000000);
	delay_us(10000);
	EXPECT_EQ(r->timer->ctl(), TIMER_ENABLE);
	EXPECT_FALSE(gic_is_pending(intid));
	EXPECT_FALSE(gic_is_active(intid));
}

TEST_EACH(past, const struct row *r, rows,
	  "is pending in the GIC, although disabled there, until CTL is 0")
{
	unsigned int intid = timer_intid(r->timer);

	expect_from(&arrivals, r->timer);
	gic_disable(intid);
	irq_enable();
	r->timer->set_cval(r->timer->count() - 1);
	r->timer->set_ctl(TIMER_ENABLE);
	EXPECT_EQ(r->timer->ctl(), TIMER_ENABLE | TIMER_ISTATUS);
	ASSERT_TRUE(wait_pending(r->timer, true));
	EXPECT_FALSE(gic_is_active(intid));
	r->timer->set_ctl(0);
	ASSERT_TRUE(wait_pending(r->timer, false));
	gic_enable(intid);
	delay_us(5000);
	EXPECT_EQ(arrivals.nr, 0);
}

TEST_EACH(masked, const struct row *r, rows,
	  "with IMASK has its status and no interrupt, which comes without")
{
	unsigned int intid = timer_intid(r->timer);

	expect_from(&arrivals, r->timer);
	irq_enable();
	r->timer->set_cval(0);
	r->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	EXPECT_EQ(r->timer->ctl(), 7);
	delay_us(5000);
	EXPECT_FALSE(gic_is_pending(intid));
	EXPECT_EQ(arrivals.nr, 0);
	r->timer->set_ctl(TIMER_ENABLE);
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_EQ(arrivals.no_status, 0);
}

TEST_EACH(disabled, const struct row *r, rows,
	  "without ENABLE never interrupts, and does at once with it")
{
	expect_from(&arrivals, r->timer);
	irq_enable();
	r->timer->set_cval(r->timer->count() + ms(2));
	wait_count(r->timer, r->timer->cval());
	EXPECT_EQ(arrivals.nr, 0);
	EXPECT_FALSE(gic_is_pending(arrivals.intid));
	r->timer->set_ctl(TIMER_ENABLE);
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
}

TEST_EACH(taken_back, const struct row *r, rows,
	  "is no longer pending when CVAL moves ahead before it is taken")
{
	expect_from(&arrivals, r->timer);
	irq_disable();
	r->timer->set_cval(0);
	r->timer->set_ctl(TIMER_ENABLE);
	ASSERT_TRUE(wait_pending(r->timer, true));
	r->timer->set_cval(UINT64_MAX);
	ASSERT_TRUE(wait_pending(r->timer, false));
	irq_enable();
	delay_us(3000);
	EXPECT_EQ(arrivals.nr, 0);
	r->timer->set_cval(0);
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
}

/* The handler leaves the level as it is: it is taken again, each time. */
static void count_only(uint32_t iar, void *arg)
{
	struct arrivals *a = arg;

	(void)iar;
	if (++a->nr == 5)
		a->timer->set_ctl(0);
}

TEST_EACH(level, const struct row *r, rows,
	  "is taken again and again while the condition holds")
{
	expect_from(&arrivals, r->timer);
	gic_handle(arrivals.intid, count_only, &arrivals);
	r->timer->set_cval(0);
	r->timer->set_ctl(TIMER_ENABLE);
	ASSERT_TRUE(wait_arrived(&arrivals, 5));
	irq_enable();
	delay_us(3000);
	EXPECT_EQ(arrivals.nr, 5);
	EXPECT_FALSE(gic_is_pending(arrivals.intid));
}

/* A wake-up that is lost costs the case its time limit. */
static void sleep_once(void)
{
	wfi();
	irq_enable();
	isb();
	irq_disable();
}

TEST_EACH(wfi, const struct row *r, rows,
	  "ends WFI, also with interrupts masked, and TVAL is not positive then")
{
	expect_from(&arrivals, r->timer);
	irq_disable();
	r->timer->set_tval(ms(10));
	r->timer->set_ctl(TIMER_ENABLE);
	while (arrivals.nr == 0)
		sleep_once();
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_EQ(arrivals.early, 0);
	EXPECT_LE((int32_t)r->timer->tval(), 0);
}

enum {
	SHOTS = 200
};

TEST_EACH(shots, const struct row *r, rows,
	  "interrupts once for each time it is armed, never early")
{
	expect_from(&arrivals, r->timer);
	irq_disable();
	for (unsigned int i = 1; i <= SHOTS; i++) {
		uint64_t cval = r->timer->count() + ms(1);

		r->timer->set_cval(cval);
		r->timer->set_ctl(TIMER_ENABLE);
		while (arrivals.nr < i)
			sleep_once();
		ASSERT_EQ(arrivals.nr, i);
		ASSERT_GE(r->timer->count(), cval);
	}
	EXPECT_EQ(arrivals.early, 0);
	EXPECT_EQ(arrivals.no_status, 0);
}

TEST(both, "interrupt once each, by their own numbers, when armed together")
{
	static struct arrivals physical;

	expect_from(&arrivals, &timer_virtual);
	expect_from(&physical, &timer_physical);
	EXPECT_NE(arrivals.intid, physical.intid);
	irq_enable();
	after_ms(&timer_virtual, 4);
	after_ms(&timer_physical, 2);
	ASSERT_TRUE(wait_arrived(&arrivals, 1));
	ASSERT_TRUE(wait_arrived(&physical, 1));
	delay_us(3000);
	EXPECT_EQ(arrivals.nr, 1);
	EXPECT_EQ(physical.nr, 1);
	EXPECT_EQ(arrivals.early + physical.early, 0);
	EXPECT_EQ(arrivals.no_status + physical.no_status, 0);
}
