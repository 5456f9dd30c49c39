/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Power of CPUs: AFFINITY_INFO, CPU_OFF, and CPU_ON as far as it refuses; what a
 * CPU finds when it starts is psci-on's.
 *
 * DEN 0022, 5.5 (CPU_OFF), 5.6 (CPU_ON), 5.7 (AFFINITY_INFO), 6.6 (races).
 */
#include "suite.h"

#include <clock.h>

PSCI_SUITE;

#define NEEDS_2 .needs = NEEDS(&smp_2_cpus)
#define NEEDS_4 .needs = NEEDS(&smp_4_cpus)

/* Nothing that could start is behind these: a refusal is the result. */
#define NO_ENTRY 0x40000000ul

/* No CPU of a machine with so few has this Aff1 and Aff2. */
#define NO_CPU 0x00fefe00ul

static int level(unsigned int cpu, unsigned int level_)
{
	return psci_call(FN_NATIVE(FN_AFFINITY_INFO),
			 (unsigned long)arch_cpu_hwid(cpu), level_, 0);
}

static void nothing(void *arg)
{
	++*(unsigned int *)arg;
}

TEST(affinity_self, "is on, by both functions")
{
	EXPECT_EQ(affinity(0), AFFINITY_ON);
	EXPECT_EQ(psci_call(FN_AFFINITY_INFO, (unsigned long)arch_cpu_hwid(0),
			    0, 0),
		  AFFINITY_ON);
}

TEST(affinity_follows, "is off, on, and off again", NEEDS_2)
{
	unsigned int nr = 0;

	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		on_cpu(cpu, nothing, &nr);
		EXPECT_EQ(affinity(cpu), AFFINITY_ON);
		switch_off(cpu);
		EXPECT_EQ(affinity(cpu), AFFINITY_OFF);
		EXPECT_EQ(psci_call(FN_AFFINITY_INFO,
				    (unsigned long)arch_cpu_hwid(cpu), 0, 0),
			  AFFINITY_OFF);
		EXPECT_EQ(affinity(0), AFFINITY_ON);
	}
	EXPECT_EQ(nr, cpu_count() - 1);
}

TEST(affinity_of_one, "is not changed by another CPU's", NEEDS_4)
{
	unsigned int nr = 0;

	for (unsigned int cpu = 1; cpu < 4; cpu++)
		on_cpu(cpu, nothing, &nr);
	switch_off(2);
	EXPECT_EQ(affinity(1), AFFINITY_ON);
	EXPECT_EQ(affinity(2), AFFINITY_OFF);
	EXPECT_EQ(affinity(3), AFFINITY_ON);
	on_cpu(2, nothing, &nr);
	EXPECT_EQ(affinity(2), AFFINITY_ON);
	EXPECT_EQ(nr, 4);
}

TEST(affinity_levels, "of this CPU's clusters are on")
{
	for (unsigned int l = 1; l <= 3; l++)
		EXPECT_EQ(level(0, l), AFFINITY_ON);
}

TEST(affinity_level_bad, "is refused: there are levels 0 to 3")
{
	EXPECT_EQ(level(0, 4), PSCI_INVALID_PARAMETERS);
	EXPECT_EQ(level(0, 0x80000000), PSCI_INVALID_PARAMETERS);
}

TEST(affinity_cluster, "is off while all CPUs of it are", NEEDS_2)
{
	unsigned int last = cpu_count() - 1, nr = 0;

	if (arch_cpu_hwid(last) >> 8 == arch_cpu_hwid(0) >> 8)
		SKIP("there is only one cluster");
	on_cpu(last, nothing, &nr);
	EXPECT_EQ(level(last, 1), AFFINITY_ON);
	for (unsigned int cpu = 1; cpu <= last; cpu++) {
		if (arch_cpu_hwid(cpu) >> 8 != arch_cpu_hwid(last) >> 8)
			continue;
		on_cpu(cpu, nothing, &nr);
		switch_off(cpu);
	}
	EXPECT_EQ(level(last, 1), AFFINITY_OFF);
	EXPECT_EQ(level(0, 1), AFFINITY_ON);
}

TEST(affinity_unknown, "of a CPU that does not exist is refused")
{
	EXPECT_EQ(psci_call(FN_NATIVE(FN_AFFINITY_INFO), NO_CPU, 0, 0),
		  PSCI_INVALID_PARAMETERS);
	EXPECT_EQ(psci_call(FN_NATIVE(FN_AFFINITY_INFO),
			    (unsigned long)arch_cpu_hwid(cpu_count() - 1) + 1,
			    0, 0),
		  PSCI_INVALID_PARAMETERS);
}

/* -------------------------------------------------------------- refusals -- */

TEST(on_self, "is refused: it is on already")
{
	EXPECT_EQ(psci_call(PSCI_CPU_ON, (unsigned long)arch_cpu_hwid(0),
			    NO_ENTRY, 0),
		  PSCI_ALREADY_ON);
	EXPECT_EQ(affinity(0), AFFINITY_ON);
}

TEST(on_running, "is refused, and the CPU goes on", NEEDS_2)
{
	unsigned int nr = 0;

	on_cpu(1, nothing, &nr);
	for (unsigned int i = 0; i < 10; i++)
		EXPECT_EQ(psci_call(PSCI_CPU_ON,
				    (unsigned long)arch_cpu_hwid(1), NO_ENTRY,
				    0),
			  PSCI_ALREADY_ON);
	on_cpu(1, nothing, &nr);
	EXPECT_EQ(nr, 2);
}

TEST(on_unknown, "of a CPU that does not exist is refused")
{
	EXPECT_EQ(psci_call(PSCI_CPU_ON, NO_CPU, NO_ENTRY, 0),
		  PSCI_INVALID_PARAMETERS);
	EXPECT_EQ(psci_call(PSCI_CPU_ON,
			    (unsigned long)arch_cpu_hwid(cpu_count() - 1) + 1,
			    NO_ENTRY, 0),
		  PSCI_INVALID_PARAMETERS);
}

/* ------------------------------------------------------------ off and on -- */

static void off_at_once(void *arg)
{
	(void)arg;
	psci_call(PSCI_CPU_OFF, 0, 0, 0);
	__atomic_fetch_add(&nr_came_back, 1, __ATOMIC_RELAXED);
}

static bool all_off(void *arg)
{
	(void)arg;
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		if (affinity(cpu) != AFFINITY_OFF)
			return false;
	return true;
}

TEST(all_off, "go off at once, and none comes back", NEEDS_2)
{
	unsigned int nr = 0;

	nr_came_back = 0;
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, off_at_once, NULL);
	EXPECT_TRUE(wait_until(all_off, NULL, 4000000));
	delay_us(20000);
	EXPECT_EQ(nr_came_back, 0);
	EXPECT_TRUE(all_off(NULL));
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		smp_restart(cpu);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu(cpu, nothing, &nr);
	EXPECT_EQ(nr, cpu_count() - 1);
}

enum {
	CYCLES = 60
};

TEST(cycles, "bring one CPU after the other down and up again", NEEDS_2)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < CYCLES; i++) {
		unsigned int cpu =
			1 + (unsigned int)(test_random() % (cpu_count() - 1));

		on_cpu(cpu, nothing, &nr);
		ASSERT_EQ(nr, i + 1);
		ASSERT_EQ(affinity(cpu), AFFINITY_ON);
		switch_off(cpu);
		ASSERT_EQ(nr_came_back, 0);
	}
}
