/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The values of ID registers: the same on all CPUs and at all times, but for the
 * CPU's own number.
 *
 * Arm ARM, D19.2.101 (MPIDR_EL1), G8.2.115 (MPIDR).
 */
#include "suite.h"

#include <clock.h>
#include <smp.h>

IDREGS_SUITE;

struct ids {
	uint64_t value[ID_MAX];
};

static void read_ids(void *arg)
{
	struct ids *ids = arg;

	id_values(ids->value);
}

static void expect_same(const struct ids *actual, const struct ids *expected)
{
	for (unsigned int i = 0; i < nr_ids; i++) {
		test_context("%s", id_names[i]);
		EXPECT_EQ(actual->value[i], expected->value[i]);
	}
}

TEST(all_cpus, "are the same on every CPU", .needs = NEEDS(&smp_2_cpus))
{
	struct ids first, other;

	read_ids(&first);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		on_cpu(cpu, read_ids, &other);
		expect_same(&other, &first);
	}
}

TEST(stable, "are the same a while later, and at each reading")
{
	struct ids first, later;

	read_ids(&first);
	for (unsigned int i = 0; i < 20; i++) {
		delay_us(1000);
		read_ids(&later);
		expect_same(&later, &first);
	}
}

TEST(migrate, "are the same after a migration", .needs = NEEDS(&host_migrate))
{
	struct ids first, later;
	uint64_t mpidr = read_sysreg(mpidr_el1);

	read_ids(&first);
	host_migrate_now();
	read_ids(&later);
	expect_same(&later, &first);
	EXPECT_EQ(read_sysreg(mpidr_el1), mpidr);
}

static void read_mpidr(void *arg)
{
	*(uint64_t *)arg = read_sysreg(mpidr_el1);
}

/* Bit 31 RES1, U (30) clear on several processors; 29 to 25 RES0. */
TEST(mpidr, "is another one on every CPU, and as the device tree says",
     .needs = NEEDS(&smp_2_cpus))
{
	uint64_t seen[CPU_MAX];

	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		on_cpu(cpu, read_mpidr, &seen[cpu]);
		EXPECT_EQ(seen[cpu] & 0xff00ffffff, arch_cpu_hwid(cpu));
		EXPECT_EQ(seen[cpu] & ~0xff01ffffffull, 1u << 31);
		for (unsigned int i = 0; i < cpu; i++)
			EXPECT_NE(seen[i], seen[cpu]);
	}
}
