/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clock of this port is the generic timer's virtual count (Arm ARM, D11),
 * whose rate a register tells.
 */
#include <arch.h>
#include <arm/cpu.h>

/* Without a barrier before it the count may be read ahead of time. */
uint64_t arch_ticks(void)
{
	isb();
	return read_sysreg(cntvct_el0);
}

uint64_t arch_ticks_hz(void)
{
	uint64_t hz = read_sysreg(cntfrq_el0) & UINT32_MAX;

	return hz ? hz : 1000000000;
}
