/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Delivery modes and destinations: 82093AA, 3.2.4; SDM vol. 3, 10.6.2. */
#include "suite.h"

#include <clock.h>

#define LOGICAL IOAPIC_RTE_LOGICAL
#define LOWEST	IOAPIC_RTE_LOWEST

enum {
	NR = 4
};

static unsigned int reached(void)
{
	unsigned int cpus = 0;

	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		if (irqlog.taken[cpu][VECTOR])
			cpus |= 1u << cpu;
		if (irqlog.taken[cpu][VECTOR] > 1)
			cpus |= 0x10;
	}
	return cpus;
}

/* Which CPUs one edge reaches; 0x10: one of them twice. */
static unsigned int send(uint64_t flags, unsigned int destination)
{
	irqlog_windows(); /* the first one starts the CPUs */
	irqlog_forget();
	ioapic_rte_write(io, pin,
			 flags | VECTOR | IOAPIC_RTE_DESTINATION(destination));
	irqline_pulse(line);
	return reached();
}

TEST(physical, "reaches the CPU with the id, and nobody at an id of none",
     FOUR_CPUS)
{
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(send(0, (unsigned int)arch_cpu_hwid(cpu)), 1u << cpu);
	}
	EXPECT_EQ(send(0, 0x7e), 0);
	EXPECT_EQ(send(0, 0xfe), 0);
}

TEST(broadcast, "destination FFH reaches every CPU once", FOUR_CPUS)
{
	EXPECT_EQ(send(0, 0xff), 0xf);
}

static void logical_id(void *arg)
{
	const uint32_t *model = arg;

	apic_write(APIC_DFR, model[NR]);
	apic_write(APIC_LDR, model[cpu_this()] << 24);
}

static void set_model(const uint32_t *model)
{
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		on_cpu(cpu, logical_id, (void *)(uintptr_t)model);
}

static void no_model(uintptr_t unused)
{
	static const uint32_t none[] = { 0, 0, 0, 0, APIC_DFR_FLAT };

	(void)unused;
	set_model(none);
}

static const uint32_t flat[] = { 1, 2, 4, 8, APIC_DFR_FLAT };
static const uint32_t cluster[] = { 0x11, 0x12, 0x21, 0x22, APIC_DFR_CLUSTER };

static void with_model(const uint32_t *model)
{
	test_defer(no_model, 0);
	set_model(model);
}

TEST(logical_flat, "reaches each CPU whose bit is in the destination",
     FOUR_CPUS)
{
	with_model(flat);
	for (unsigned int to = 0; to < 32; to++) {
		test_context("destination 0x%x", to);
		EXPECT_EQ(send(LOGICAL, to), to & 0xf);
	}
	EXPECT_EQ(send(LOGICAL, 0xff), 0xf);
	EXPECT_EQ(send(LOGICAL, 0xd), 0xd);
}

static const struct cluster_row {
	const char *name;
	unsigned int to, cpus;
} cluster_rows[] = {
	{ "first", 0x11, 0x1 },	  { "second", 0x12, 0x2 },
	{ "both", 0x13, 0x3 },	  { "other", 0x21, 0x4 },
	{ "fourth", 0x22, 0x8 },  { "other-both", 0x23, 0xc },
	{ "none", 0x14, 0 },	  { "no-cluster", 0x31, 0 },
	{ "cluster-0", 0x03, 0 }, { "no-bits", 0x20, 0 },
	{ "all", 0xff, 0xf },
};

TEST_EACH(logical_cluster, const struct cluster_row *r, cluster_rows,
	  "reaches the members of one cluster", FOUR_CPUS)
{
	with_model(cluster);
	EXPECT_EQ(send(LOGICAL, r->to), r->cpus);
}

TEST(lowest, "lowest priority picks exactly one of those that match", FOUR_CPUS)
{
	with_model(flat);
	for (unsigned int to = 1; to < 16; to++) {
		unsigned int cpus = send(LOGICAL | LOWEST, to);

		test_context("destination 0x%x", to);
		EXPECT_EQ(cpus & ~to, 0);
		EXPECT_EQ(__builtin_popcount(cpus), 1);
	}
	EXPECT_EQ(send(LOGICAL | LOWEST, 0x10), 0);
}

/* An idle CPU's EOI could come while the line is high, and it would be sent again. */
TEST(level_to_three, "a level interrupt reaches each of its CPUs once",
     FOUR_CPUS)
{
	with_model(flat);
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		hold_back(cpu, true);
	ioapic_rte_write(io, pin,
			 LOGICAL | IOAPIC_RTE_LEVEL | VECTOR |
				 IOAPIC_RTE_DESTINATION(0xd));
	irqline_pulse(line);
	EXPECT_TRUE(remote_irr(pin));
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		hold_back(cpu, false);
	EXPECT_EQ(reached(), 0xd);
	EXPECT_EQ(irqlog_all(), 3);
	EXPECT_FALSE(remote_irr(pin));
}

/* ------------------------------------------------------------ NMI, ExtINT ---- */

TEST(nmi, "an edge in NMI mode is one NMI of that CPU, its vector ignored",
     FOUR_CPUS)
{
	irqlog_windows(); /* an NMI is not for a CPU that was never started */
	irqlog_count_nmis();
	apic_write(APIC_TPR, 0xff);
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		test_context("CPU %u", cpu);
		ioapic_rte_write(
			io, pin,
			IOAPIC_RTE_NMI | VECTOR |
				IOAPIC_RTE_DESTINATION(arch_cpu_hwid(cpu)));
		irqline_pulse(line);
		EXPECT_TRUE(irqlog_wait_nmi(cpu));
	}
	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		EXPECT_EQ(irqlog_nmis(cpu), 1);
	EXPECT_EQ(irqlog_all(), 0);
}
