/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/timer.h>

#include <arm/cpu.h>
#include <arm/machine.h>

/* machine.h has the order of places */
TIMER_DEFINE(timer_virtual, "virtual", cntvct_el0, cntv_cval_el0, cntv_tval_el0,
	     cntv_ctl_el0, { 2, 4 });
TIMER_DEFINE(timer_physical, "physical", cntpct_el0, cntp_cval_el0,
	     cntp_tval_el0, cntp_ctl_el0, { 1, 3 });

unsigned int timer_intid(const struct timer *timer)
{
	static const uint8_t usual[] = { 29, 30, 27, 26, 28 };
	unsigned int place = timer->place[TIMER_AT_EL2];
	unsigned int intid = machine()->timer(place);

	return intid ? intid : usual[place];
}
