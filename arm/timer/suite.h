/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this suite share: the timers, and what arrived of them. */
#ifndef ARM_TIMER_SUITE_H
#define ARM_TIMER_SUITE_H

#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/timer.h>
#include <stdbool.h>
#include <test/test.h>

#define TIMER_SUITE                                                     \
	TEST_SUITE("timer",                                             \
		   .summary = "the generic timer counts, compares and " \
			      "interrupts as it is told",               \
		   .needs = NEEDS(&arm_gic))

struct row {
	const char *name;
	const struct timer *timer;
};

#define TIMER_ROWS                                                        \
	static const struct row rows[] = { { "virtual", &timer_virtual }, \
					   { "physical", &timer_physical } }

/* What the handler saw of one timer's interrupts. */
struct arrivals {
	const struct timer *timer;
	unsigned int intid;
	volatile unsigned int nr;
	volatile unsigned int early;	 /* before CVAL */
	volatile unsigned int no_status; /* without ISTATUS, or not enabled */
	volatile unsigned int cpus;	 /* a bit each */
	volatile uint64_t first;	 /* the count at the first one */
};

/**
 * expect_from - handle this timer's interrupt, which masks the timer (IMASK)
 *
 * The interrupt is enabled on this CPU; PSTATE.I is left as it is.
 */
void expect_from(struct arrivals *a, const struct timer *timer);

/** ms - in counts */
uint64_t ms(unsigned int ms);

/** after_ms - CVAL of so many ms from now, which is returned; enabled */
uint64_t after_ms(const struct timer *timer, unsigned int ms);

/** wait_count - until the count is there, and some more for slow engines */
void wait_count(const struct timer *timer, uint64_t count);

/** wait_status, wait_pending, wait_arrived - up to 5 s; whether it came */
bool wait_status(const struct timer *timer);
bool wait_pending(const struct timer *timer, bool pending);
bool wait_arrived(struct arrivals *a, unsigned int nr);

/* What the VMM does to a VM while one of its timers is set. */
typedef void standstill(const struct timer *timer);

/**
 * check_armed - that was to interrupt meanwhile does it once, and not early
 * check_pending - that was pending before is pending afterwards, and interrupts once
 * check_silent - that is off, masked or far away stays silent
 */
void check_armed(const struct timer *timer, standstill *meanwhile);
void check_pending(const struct timer *timer, standstill *meanwhile);
void check_silent(const struct timer *timer, standstill *meanwhile);

#endif
