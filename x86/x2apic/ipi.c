/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which CPUs an IPI reaches: 10.12.9 and 10.12.10. */
#include "suite.h"

#include <clock.h>

#define LOGICAL APIC_ICR_LOGICAL

TEST(physical, "reaches the CPU with the id, and nobody at an id of none")
{
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(reached((uint32_t)arch_cpu_hwid(cpu), 0), 1u << cpu);
		EXPECT_EQ(reached((uint32_t)arch_cpu_hwid(cpu) | 0x100, 0), 0);
		EXPECT_EQ(reached((uint32_t)arch_cpu_hwid(cpu) | 1u << 31, 0),
			  0);
	}
	EXPECT_EQ(reached(0x7e, 0), 0);
}

static const struct shorthand {
	const char *name;
	uint32_t destination, icr;
	unsigned int cpus;
} shorthands[] = {
	{ "broadcast", 0xffffffff, 0, 0xf },
	{ "broadcast-logical", 0xffffffff, LOGICAL, 0xf },
	{ "xapic-broadcast", 0xff, 0, 0 },
	{ "self", 2, APIC_ICR_SELF, 0x1 },
	{ "all", 2, APIC_ICR_ALL, 0xf },
	{ "others", 2, APIC_ICR_OTHERS, 0xe },
	{ "self-logical", 4, APIC_ICR_SELF | LOGICAL, 0x1 },
	{ "others-logical", 1, APIC_ICR_OTHERS | LOGICAL, 0xe },
};

TEST_EACH(shorthand, const struct shorthand *r, shorthands,
	  "reaches exactly the CPUs it names")
{
	EXPECT_EQ(reached(r->destination, r->icr), r->cpus);
}

static unsigned int matching(uint32_t to)
{
	unsigned int cpus = 0;

	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		uint32_t id = (uint32_t)arch_cpu_hwid(cpu);

		if (id >> 4 == to >> 16 && to & 1u << (id & 15))
			cpus |= 1u << cpu;
	}
	return cpus;
}

/* Destinations are a cluster in bits 31:16 and a set of its members below. */
TEST(logical, "reaches the members of the cluster that are named")
{
	for (uint32_t members = 0; members < 0x20; members++) {
		test_context("members 0x%x", members);
		EXPECT_EQ(reached(members, LOGICAL), matching(members));
	}
	EXPECT_EQ(reached(0xffff, LOGICAL), matching(0xffff));
	EXPECT_EQ(reached(0x0001ffff, LOGICAL), matching(0x1ffff));
	EXPECT_EQ(reached(0x0010000f, LOGICAL), 0);
	EXPECT_EQ(reached(0xfff0000f, LOGICAL), 0);
	EXPECT_EQ(reached(0x0000fff0, LOGICAL), matching(0xfff0));
}

TEST(lowest, "lowest priority picks exactly one of those that match")
{
	for (uint32_t to = 1; to < 16; to++) {
		unsigned int cpus = reached(to, LOGICAL | APIC_ICR_LOWEST);

		test_context("members 0x%x", to);
		EXPECT_EQ(cpus & ~matching(to), 0);
		EXPECT_EQ(__builtin_popcount(cpus), matching(to) != 0);
	}
}

/* One register of 64 bits, without a delivery status. */
TEST(icr, "reads back as it was written")
{
	const uint64_t icr = 2ull << 32 | APIC_ICR_ASSERT | 0x55;

	wrmsr(MSR_X2APIC(APIC_ICR), icr);
	EXPECT_EQ(rdmsr(MSR_X2APIC(APIC_ICR)), icr);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 1);
}

static const struct bit {
	const char *name;
	uint32_t bit;
} reserved[] = {
	{ "13", 1 << 13 }, { "16", 1 << 16 },  { "17", 1 << 17 },
	{ "20", 1 << 20 }, { "31", 1u << 31 },
};

TEST_EACH(icr_reserved, const struct bit *r, reserved,
	  "a reserved bit of ICR raises #GP(0), and nothing is sent")
{
	EXPECT_EQ(wrmsr_safe(MSR_X2APIC(APIC_ICR),
			     APIC_ICR_ALL | APIC_ICR_ASSERT | 0x55 | r->bit),
		  X86_GP);
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), 0);
}

TEST(nmi, "interrupts the CPU it is for, once, and no other")
{
	irqlog_count_nmis();
	for (unsigned int cpu = 0; cpu < NR; cpu++) {
		apic_ipi((uint32_t)arch_cpu_hwid(cpu),
			 APIC_ICR_NMI | APIC_ICR_ASSERT | 0x55);
		EXPECT_TRUE(irqlog_wait_nmi(cpu));
	}
	irqlog_windows();
	for (unsigned int cpu = 0; cpu < NR; cpu++)
		EXPECT_EQ(irqlog_nmis(cpu), 1);
	EXPECT_EQ(irqlog_all(), 0);
}
