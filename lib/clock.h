/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time: the architecture's free-running counter in units that people use.
 * (Named clock.h because libc has a time.h.)
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <arch.h>
#include <stdbool.h>
#include <stdint.h>

/** clock_ns, clock_us - arch_ticks() in units; since when is the machine's affair */
uint64_t clock_ns(void);
uint64_t clock_us(void);

/*
 * Rounded down to ns and up to ticks, so that a wait is never too short. What
 * does not fit is UINT64_MAX.
 */
uint64_t ticks_to_ns(uint64_t ticks);
uint64_t ns_to_ticks(uint64_t ns);

/** delay_us - busy wait for at least so long */
void delay_us(uint64_t us);

/**
 * wait_until - poll a condition with a bound
 *
 * Returns whether it became true within @timeout_us of this CPU's clock.
 */
bool wait_until(bool (*condition)(void *), void *arg, uint64_t timeout_us);

#endif
