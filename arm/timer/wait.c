/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <string.h>

enum {
	LIMIT_US = 5000000
};

static void arrived(uint32_t iar, void *arg)
{
	struct arrivals *a = arg;
	uint64_t ctl = a->timer->ctl(), count = a->timer->count();

	(void)iar;
	if (a->nr == 0)
		a->first = count;
	a->early += count < a->timer->cval();
	a->no_status += ctl != (TIMER_ENABLE | TIMER_ISTATUS);
	a->cpus |= 1u << cpu_this();
	a->timer->set_ctl(TIMER_ENABLE | TIMER_IMASK);
	a->nr++;
}

void expect_from(struct arrivals *a, const struct timer *timer)
{
	memset(a, 0, sizeof(*a));
	a->timer = timer;
	a->intid = timer_intid(timer);
	timer->set_ctl(0);
	gic_handle(a->intid, arrived, a);
	gic_enable(a->intid);
}

uint64_t ms(unsigned int ms)
{
	return ns_to_ticks(ms * 1000000ull);
}

uint64_t after_ms(const struct timer *timer, unsigned int ms_)
{
	uint64_t cval = timer->count() + ms(ms_);

	timer->set_cval(cval);
	timer->set_ctl(TIMER_ENABLE);
	return cval;
}

void wait_count(const struct timer *timer, uint64_t count)
{
	while (timer->count() < count)
		cpu_relax();
	delay_us(2000);
}

static bool has_status(void *arg)
{
	const struct timer *timer = arg;

	return timer->ctl() & TIMER_ISTATUS;
}

bool wait_status(const struct timer *timer)
{
	return wait_until(has_status, (void *)(uintptr_t)timer, LIMIT_US);
}

static bool is_pending(void *arg)
{
	return gic_is_pending(*(unsigned int *)arg);
}

static bool is_not_pending(void *arg)
{
	return !is_pending(arg);
}

bool wait_pending(const struct timer *timer, bool pending)
{
	unsigned int intid = timer_intid(timer);

	return wait_until(pending ? is_pending : is_not_pending, &intid,
			  LIMIT_US);
}

struct target {
	struct arrivals *a;
	unsigned int nr;
};

static bool have_arrived(void *arg)
{
	const struct target *t = arg;

	return t->a->nr >= t->nr;
}

bool wait_arrived(struct arrivals *a, unsigned int nr)
{
	struct target target = { a, nr };
	unsigned long flags = irq_save();
	bool came;

	irq_enable();
	came = wait_until(have_arrived, &target, LIMIT_US);
	irq_restore(flags);
	return came;
}
