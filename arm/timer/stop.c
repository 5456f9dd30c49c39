/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Timers while all CPUs are stopped by the VMM for a moment. */
#include "suite.h"

TIMER_SUITE;
TIMER_ROWS;

enum {
	STOPS = 4,
};

static void stop_often(const struct timer *timer)
{
	uint64_t before = timer->count();

	for (unsigned int i = 0; i < STOPS; i++) {
		host_stop();
		EXPECT_GE(timer->count(), before);
		before = timer->count();
	}
}

static void stop_once(const struct timer *timer __attribute__((unused)))
{
	host_stop();
}

TEST_EACH(stop_armed, const struct row *r, rows,
	  "interrupts once, and not early, though the VM stood still",
	  .needs = NEEDS(&host_stop_cont))
{
	check_armed(r->timer, stop_often);
}

TEST_EACH(stop_pending, const struct row *r, rows,
	  "that was pending is pending afterwards, and interrupts once",
	  .needs = NEEDS(&host_stop_cont))
{
	check_pending(r->timer, stop_often);
}

TEST_EACH(stop_silent, const struct row *r, rows,
	  "that is masked, off or far away stays silent",
	  .needs = NEEDS(&host_stop_cont))
{
	check_silent(r->timer, stop_once);
}
