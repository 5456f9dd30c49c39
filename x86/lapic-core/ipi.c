/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which CPUs an IPI reaches: SDM vol. 3, 10.6.1 and 10.6.2. */
#include "suite.h"

enum {
	IPI_VECTOR = 0x77,
	NR = 4
};

static void logical_id(void *arg)
{
	const uint32_t *model = arg;

	apic_write(APIC_DFR, model[NR]);
	apic_write(APIC_LDR, model[cpu_this()] << 24);
}

/* A bit for each CPU that took the IPI; 0x10: one took it twice. */
static unsigned int reached(uint32_t destination, uint32_t icr)
{
	unsigned int cpus = 0;

	irqlog_windows(); /* the first one starts the CPUs */
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		irqlog.taken[cpu][IPI_VECTOR] = 0;
	ASSERT_EQ(apic_ipi(destination, APIC_ICR_ASSERT | IPI_VECTOR | icr), 0);
	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		if (irqlog.taken[cpu][IPI_VECTOR])
			cpus |= 1u << cpu;
		if (irqlog.taken[cpu][IPI_VECTOR] > 1)
			cpus |= 0x10;
	}
	return cpus;
}

#define FOUR .needs = NEEDS(&x86_xapic_mode, &smp_4_cpus)

TEST(physical, "reaches the CPU with the id, and nobody at an id of none", FOUR)
{
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(reached((uint32_t)arch_cpu_hwid(cpu), 0), 1u << cpu);
	}
	EXPECT_EQ(reached(0x7e, 0), 0);
	EXPECT_EQ(reached(0xfe, 0), 0);
	for (uint32_t bit = 0x10; bit <= 0x80; bit <<= 1) {
		test_context("id 0x%x, of nobody", (unsigned int)bit);
		EXPECT_EQ(reached((uint32_t)arch_cpu_hwid(1) | bit, 0), 0);
	}
}

static const struct shorthand {
	const char *name;
	uint32_t destination, icr;
	unsigned int cpus;
} shorthands[] = {
	{ "broadcast", 0xff, 0, 0xf },
	{ "self", 2, APIC_ICR_SELF, 0x1 },
	{ "all", 2, APIC_ICR_ALL, 0xf },
	{ "others", 2, APIC_ICR_OTHERS, 0xe },
	{ "self-logical", 0x04, APIC_ICR_SELF | APIC_ICR_LOGICAL, 0x1 },
	{ "others-logical", 0x01, APIC_ICR_OTHERS | APIC_ICR_LOGICAL, 0xe },
};

TEST_EACH(shorthand, const struct shorthand *r, shorthands,
	  "reaches exactly the CPUs it names", FOUR)
{
	EXPECT_EQ(reached(r->destination, r->icr), r->cpus);
}

static uint32_t sent_from_1;

static void send_others(void *arg)
{
	(void)arg;
	sent_from_1 = (uint32_t)apic_ipi(0, APIC_ICR_OTHERS | APIC_ICR_ASSERT |
						    IPI_VECTOR);
}

TEST(others_from_1, "leaves out the sender, whichever CPU it is", FOUR)
{
	irqlog_windows();
	on_cpu(1, send_others, NULL);
	irqlog_windows();
	EXPECT_EQ(sent_from_1, 0);
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(irqlog.taken[cpu][IPI_VECTOR], cpu != 1);
	}
}

static const struct logical {
	const char *name;
	uint32_t model[NR + 1]; /* LDR of each CPU, DFR */
	bool cluster;
} logicals[] = {
	{ "flat-low", { 0x01, 0x02, 0x04, 0x08, APIC_DFR_FLAT }, false },
	{ "flat-high", { 0x80, 0x40, 0x20, 0x10, APIC_DFR_FLAT }, false },
	{ "flat-shared", { 0x03, 0x06, 0x81, 0x00, APIC_DFR_FLAT }, false },
	{ "cluster-one", { 0x11, 0x12, 0x14, 0x18, APIC_DFR_CLUSTER }, true },
	{ "cluster-each", { 0x01, 0x11, 0x21, 0xe8, APIC_DFR_CLUSTER }, true },
	{ "cluster-shared", { 0x33, 0x36, 0x53, 0x30, APIC_DFR_CLUSTER }, true },
};

static unsigned int matching(const struct logical *r, unsigned int to)
{
	unsigned int cpus = 0;

	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		uint32_t id = r->model[cpu];
		bool match = r->cluster ? (id & 0xf0) == (to & 0xf0) &&
						  id & to & 0xf :
					  (id & to) != 0;

		cpus |= (unsigned int)match << cpu;
	}
	return cpus;
}

static void flat(uintptr_t unused)
{
	static uint32_t none[NR + 1] = { 0, 0, 0, 0, APIC_DFR_FLAT };

	(void)unused;
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		on_cpu(cpu, logical_id, none);
}

/* 0xff is broadcast in both models, and in the cluster model so is cluster 15. */
TEST_EACH(logical, const struct logical *r, logicals,
	  "reaches the CPUs whose LDR matches", FOUR)
{
	test_defer(flat, 0);
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		on_cpu(cpu, logical_id, (void *)r->model);
	for (unsigned int to = 0; to < 0xf0; to++) {
		test_context("destination %u", to);
		EXPECT_EQ(reached(to, APIC_ICR_LOGICAL), matching(r, to));
	}
}

/* 10.6.2.2: ones are everybody, in both models. */
TEST(logical_broadcast, "destination FFH is every CPU, once", FOUR)
{
	static uint32_t clusters[NR + 1] = { 0x11, 0x12, 0x24, 0x48,
					     APIC_DFR_CLUSTER };

	test_defer(flat, 0);
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		on_cpu(cpu, logical_id, clusters);
	EXPECT_EQ(reached(0xff, APIC_ICR_LOGICAL), 0xf);
	flat(0);
	EXPECT_EQ(reached(0xff, 0), 0xf);
}

/* Level-triggered de-assert: arbitration ids alone, and since the P4 nothing. */
TEST(init_deassert, "INIT level de-assert resets no CPU", FOUR)
{
	irqlog_windows();
	EXPECT_EQ(apic_ipi(0, APIC_ICR_ALL | APIC_ICR_INIT | APIC_ICR_LEVEL),
		  0);
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(reached((uint32_t)arch_cpu_hwid(cpu), 0), 1u << cpu);
	}
}

TEST(logical_lowest, "picks exactly one of the CPUs that match", FOUR)
{
	static uint32_t model[NR + 1] = { 1, 2, 4, 8, APIC_DFR_FLAT };

	test_defer(flat, 0);
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		on_cpu(cpu, logical_id, model);
	for (unsigned int to = 1; to < 16; to++) {
		unsigned int cpus =
			reached(to, APIC_ICR_LOGICAL | APIC_ICR_LOWEST);

		test_context("destination %u", to);
		EXPECT_EQ(cpus & ~to, 0);
		EXPECT_EQ(__builtin_popcount(cpus), 1);
	}
	EXPECT_EQ(reached(0x10, APIC_ICR_LOGICAL | APIC_ICR_LOWEST), 0);
}

/* The vector of an NMI is ignored, and neither IF nor TPR hold it back. */
TEST(nmi, "interrupts the CPU it is for, once, and no other", FOUR)
{
	irqlog_windows(); /* an NMI is not for a CPU that was never started */
	irqlog_count_nmis();
	apic_write(APIC_TPR, 0xff);
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		ASSERT_EQ(apic_ipi((uint32_t)arch_cpu_hwid(cpu),
				   APIC_ICR_NMI | APIC_ICR_ASSERT | 0x55),
			  0);
		EXPECT_TRUE(irqlog_wait_nmi(cpu));
	}
	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		EXPECT_EQ(irqlog_nmis(cpu), 1);
		EXPECT_EQ(irqlog.taken[cpu][0x55], 0);
	}
}
