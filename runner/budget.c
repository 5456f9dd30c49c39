/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sched.h>
#include <stdio.h>

#include "loop.h"
#include "options.h"

static unsigned int host_cpus(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) || !CPU_COUNT(&set))
		return 1;
	return (unsigned int)CPU_COUNT(&set);
}

/* MemAvailable, but for a fifth; a guess where it is not told. */
static uint64_t host_memory_mib(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	unsigned long long kib = 0;
	char line[128];

	if (!file)
		return 1024;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %llu", &kib) == 1)
			break;
	fclose(file);
	return kib ? kib / 1024 * 4 / 5 : 1024;
}

void budget_init(struct budget *budget, const struct options *options)
{
	unsigned int cpus = options->jobs ? options->jobs : host_cpus();

	*budget = (struct budget){
		.jobs = cpus, /* each has at least one */
		.cpus = cpus,
		.memory_mib = options->memory_budget_mib ?
				      options->memory_budget_mib :
				      host_memory_mib(),
	};
}

/* While a VM migrates there are two, of which one runs and one copies. */
static unsigned int cpus_of(const struct unit *unit)
{
	return unit->smp + unit->migrates;
}

static uint64_t memory_of(const struct unit *unit)
{
	uint64_t mib = unit->memory_mib + BUDGET_OVERHEAD_MIB;

	return unit->migrates ? 2 * mib : mib;
}

bool budget_take(struct budget *budget, const struct unit *unit)
{
	uint64_t mib = memory_of(unit);

	if (budget->nr && (budget->nr >= budget->jobs ||
			   budget->used_cpus + cpus_of(unit) > budget->cpus ||
			   budget->used_mib + mib > budget->memory_mib))
		return false;
	budget->nr++;
	budget->used_cpus += cpus_of(unit);
	budget->used_mib += mib;
	return true;
}

void budget_give(struct budget *budget, const struct unit *unit)
{
	budget->nr--;
	budget->used_cpus -= cpus_of(unit);
	budget->used_mib -= memory_of(unit);
}
