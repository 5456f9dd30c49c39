/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The power of CPUs is taken along to another VM. */
#include "suite.h"

#include <arch.h>

PSCI_SUITE;

static void count(void *arg)
{
	++*(unsigned int *)arg;
}

TEST(migrate_power, "CPUs that are off are off after a migration, and can go on",
     .needs = NEEDS(&smp_4_cpus, &host_migrate))
{
	unsigned int nr = 0;

	for (unsigned int cpu = 1; cpu < 4; cpu++)
		on_cpu(cpu, count, &nr);
	switch_off(2);
	host_migrate_now();
	EXPECT_EQ(affinity(0), AFFINITY_ON);
	EXPECT_EQ(affinity(1), AFFINITY_ON);
	EXPECT_EQ(affinity(2), AFFINITY_OFF);
	EXPECT_EQ(affinity(3), AFFINITY_ON);
	EXPECT_EQ(nr, 3);
	EXPECT_EQ(psci_call(FN_NATIVE(FN_CPU_ON),
			    (unsigned long)arch_cpu_hwid(1), 0, 0),
		  PSCI_ALREADY_ON);
	for (unsigned int cpu = 1; cpu < 4; cpu++)
		on_cpu(cpu, count, &nr);
	EXPECT_EQ(affinity(2), AFFINITY_ON);
	EXPECT_EQ(nr, 6);
	switch_off(3);
	EXPECT_EQ(affinity(3), AFFINITY_OFF);
}
