/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <clock.h>

unsigned int nr_came_back;

int affinity(unsigned int cpu)
{
	return psci_call(FN_NATIVE(FN_AFFINITY_INFO),
			 (unsigned long)arch_cpu_hwid(cpu), 0, 0);
}

static void cpu_off(void *arg)
{
	(void)arg;
	psci_call(PSCI_CPU_OFF, 0, 0, 0);
	__atomic_fetch_add(&nr_came_back, 1, __ATOMIC_RELAXED);
}

static bool is_off(void *arg)
{
	return affinity(*(unsigned int *)arg) == AFFINITY_OFF;
}

void switch_off(unsigned int cpu)
{
	nr_came_back = 0;
	on_cpu_start(cpu, cpu_off, NULL);
	if (!wait_until(is_off, &cpu, 4000000))
		ERROR("CPU %u does not go off", cpu);
	smp_restart(cpu);
}
