/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <clock.h>

#include <arch/barrier.h>

enum {
	NS_PER_S = 1000000000
};

/*
 * value * to / from in 64 bits: seconds apart from the rest, whose product fits
 * for rates below 18 GHz.
 */
static uint64_t scale(uint64_t value, uint64_t to, uint64_t from, bool up)
{
	uint64_t whole, part = value % from * to;

	if (__builtin_mul_overflow(value / from, to, &whole))
		return UINT64_MAX;
	part = part / from + (up && part % from);
	return __builtin_add_overflow(whole, part, &whole) ? UINT64_MAX : whole;
}

uint64_t ticks_to_ns(uint64_t ticks)
{
	return scale(ticks, NS_PER_S, arch_ticks_hz(), false);
}

uint64_t ns_to_ticks(uint64_t ns)
{
	return scale(ns, arch_ticks_hz(), NS_PER_S, true);
}

uint64_t clock_ns(void)
{
	return ticks_to_ns(arch_ticks());
}

uint64_t clock_us(void)
{
	return clock_ns() / 1000;
}

static uint64_t us_to_ticks(uint64_t us)
{
	return us > UINT64_MAX / 1000 ? UINT64_MAX : ns_to_ticks(us * 1000);
}

/* More than so many ticks: the first of them had begun when we looked. */
static bool passed(uint64_t start, uint64_t ticks)
{
	return arch_ticks() - start > ticks;
}

void delay_us(uint64_t us)
{
	uint64_t ticks = us_to_ticks(us);
	uint64_t start = arch_ticks();

	while (!passed(start, ticks))
		cpu_relax();
}

bool wait_until(bool (*condition)(void *), void *arg, uint64_t timeout_us)
{
	uint64_t ticks = us_to_ticks(timeout_us);
	uint64_t start = arch_ticks();

	while (!condition(arg)) {
		/* Look again: this CPU may have been away for long. */
		if (passed(start, ticks))
			return condition(arg);
		cpu_relax();
	}
	return true;
}
