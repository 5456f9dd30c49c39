/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generic timer (Arm ARM, D11): the virtual and the physical one of this
 * level. As host at EL2 the names of EL1's registers mean those of EL2, CNTHV
 * and CNTHP, so both are the same code there.
 */
#ifndef LIB_ARM_TIMER_H
#define LIB_ARM_TIMER_H

#include <arm/cpu.h>
#include <stdint.h>

/* Whether this is the host at EL2. */
#ifdef __aarch64__
#define TIMER_AT_EL2 (current_el() == 2)
#else
#define TIMER_AT_EL2 0
#endif

enum {
	TIMER_ENABLE = 1 << 0, /* of CTL */
	TIMER_IMASK = 1 << 1,
	TIMER_ISTATUS = 1 << 2,
};

/* One timer's registers, each read behind a barrier. */
struct timer {
	const char *name;
	uint64_t (*count)(void);
	uint64_t (*cval)(void);
	uint64_t (*tval)(void);
	uint64_t (*ctl)(void);
	void (*set_cval)(uint64_t value);
	void (*set_tval)(uint64_t value);
	void (*set_ctl)(uint64_t value);
	/* its place in machine.h's list of interrupts, at EL1 and EL2 */
	uint8_t place[2];
};

extern const struct timer timer_virtual, timer_physical;

/* TIMER_DEFINE - a struct timer of these registers; place as above */
#define TIMER_DEFINE(id, name_, count_, cval_, tval_, ctl_, ...)              \
	static uint64_t id##_count(void)                                      \
	{                                                                     \
		isb();                                                        \
		return read_sysreg(count_);                                   \
	}                                                                     \
	TIMER_REGISTER_(id, cval, cval_)                                      \
	TIMER_REGISTER_(id, tval, tval_)                                      \
	TIMER_REGISTER_(id, ctl, ctl_)                                        \
	const struct timer id = { name_,	 id##_count,   id##_cval,     \
				  id##_tval,	 id##_ctl,     id##_set_cval, \
				  id##_set_tval, id##_set_ctl, __VA_ARGS__ }

#define TIMER_REGISTER_(id, what, reg)               \
	static uint64_t id##_##what(void)            \
	{                                            \
		isb();                               \
		return read_sysreg(reg);             \
	}                                            \
	static void id##_set_##what(uint64_t value_) \
	{                                            \
		write_sysreg(reg, value_);           \
		isb();                               \
	}

/**
 * timer_intid - the interrupt of a timer
 *
 * The machine's; where that has none for it, the number that the Base
 * System Architecture (DEN 0094) has.
 */
unsigned int timer_intid(const struct timer *timer);

#endif
