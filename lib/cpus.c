/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many CPUs there are, as far as this library uses them. */
#include <smp.h>

#include <console.h>
#include <test/test.h>

unsigned int cpu_count(void)
{
	static bool noted;
	unsigned int nr = arch_cpu_count();

	if (nr <= CPU_MAX)
		return nr;
	if (!__atomic_exchange_n(&noted, true, __ATOMIC_RELAXED))
		note("%u CPUs are present, %d are used", nr, CPU_MAX);
	return CPU_MAX;
}

static bool has_2_cpus(void)
{
	return cpu_count() >= 2;
}

static bool has_4_cpus(void)
{
	return cpu_count() >= 4;
}

const struct feature smp_2_cpus = { "2 CPUs", "of the machine", has_2_cpus };
const struct feature smp_4_cpus = { "4 CPUs", "of the machine", has_4_cpus };
