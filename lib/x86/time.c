/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clock of this port is the TSC. Its rate is taken from CPUID where a
 * credible number stands there, else measured once, at the first question, for
 * half a millisecond.
 */
#include <arch.h>
#include <x86/cpu.h>
#include <x86/tsc.h>

uint64_t arch_ticks(void)
{
	return rdtsc();
}

static uint64_t tsc_hz;
static enum tsc_source tsc_chosen;

uint64_t arch_ticks_hz(void)
{
	enum tsc_source source;
	uint64_t hz = 0;

	if (tsc_hz)
		return tsc_hz;
	for (source = 0; source < TSC_UNKNOWN; source++) {
		hz = tsc_hz_from(source);
		if (hz)
			break;
	}
	tsc_chosen = source;
	tsc_hz = hz ? hz : 1000000000;
	return tsc_hz;
}

enum tsc_source tsc_source(void)
{
	arch_ticks_hz();
	return tsc_chosen;
}
