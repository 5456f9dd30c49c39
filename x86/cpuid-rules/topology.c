/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * APIC ids and the levels of threads, cores and dies: what has to hold on any
 * machine.
 *
 * Intel SDM vol. 3, 8.9; vol. 2, CPUID, leaves 1, 0BH, 1FH.
 */
#include "topology.h"
#include <x86/features.h>
#include <x86/irq/apic.h>

static void look(void *arg)
{
	struct view *v = arg;

	v->apic_id = apic_id();
	v->initial_id = cpuid(1, 0).b >> 24;
	v->x2apic_id = cpuid(0xb, 0).d;
	v->x2apic_id_1f = cpuid(0x1f, 0).d;
	v->extended_id = cpuid(0x8000001e, 0).a;
	v->unit = cpuid(0x8000001e, 0).b;
}

struct view views[CPU_MAX];

void look_everywhere(void)
{
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		on_cpu(cpu, look, &views[cpu]);
}

bool has_levels(uint32_t leaf)
{
	return leaf_exists(leaf) && field(cpuid(leaf, 0).b, 15, 0) != 0;
}

TEST(own_apic_id, "has the APIC's own id in leaf 1, on every CPU",
     .needs = NEEDS(&x86_apic))
{
	look_everywhere();
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(views[cpu].initial_id, views[cpu].apic_id & 0xff);
		EXPECT_EQ(views[cpu].apic_id, arch_cpu_hwid(cpu));
	}
}

static const struct leaf_row {
	const char *name;
	uint32_t leaf;
} leaves[] = {
	{ "0xb", 0xb },
	{ "0x1f", 0x1f },
};

TEST_EACH(x2apic_id, const struct leaf_row *r, leaves,
	  "has the own x2APIC id in EDX of every sub-leaf, on every CPU",
	  .needs = NEEDS(&x86_apic))
{
	if (!has_levels(r->leaf))
		SKIP("leaf %s has no levels", r->name);
	look_everywhere();
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		const struct view *v = &views[cpu];
		uint32_t id = r->leaf == 0xb ? v->x2apic_id : v->x2apic_id_1f;

		test_context("CPU %u", cpu);
		EXPECT_EQ(id, v->apic_id);
		for (unsigned int other = 0; other < cpu; other++)
			EXPECT_NE(v->apic_id, views[other].apic_id);
	}
	test_context("%s", "");
	for (uint32_t n = 0; n < 4; n++)
		EXPECT_EQ(cpuid(r->leaf, n).d, cpuid(r->leaf, 0).d);
}

TEST_EACH(levels, const struct leaf_row *r, leaves,
	  "lists SMT, then wider levels with wider shifts, then ends")
{
	uint32_t shift = 0, count = 1, n;

	if (!has_levels(r->leaf))
		SKIP("leaf %s has no levels", r->name);
	EXPECT_EQ(field(cpuid(r->leaf, 0).c, 15, 8), LEVEL_SMT);
	EXPECT_EQ(field(cpuid(r->leaf, 1).c, 15, 8), LEVEL_CORE);
	for (n = 0; n < 8; n++) {
		struct cpuid c = cpuid(r->leaf, n);

		test_context("sub-leaf %u", (unsigned int)n);
		EXPECT_EQ(field(c.c, 7, 0), n);
		EXPECT_EQ(c.c >> 16, 0);
		if (field(c.c, 15, 8) == LEVEL_NONE)
			break;
		EXPECT_GE(field(c.a, 4, 0), shift);
		EXPECT_GE(field(c.b, 15, 0), count);
		EXPECT_LE(field(c.b, 15, 0), 1u << field(c.a, 4, 0));
		EXPECT_EQ(c.a >> 5, 0);
		shift = field(c.a, 4, 0);
		count = field(c.b, 15, 0);
	}
	EXPECT_GE(n, 2);
	EXPECT_LT(n, 8);
}

TEST_EACH(after_levels, const struct leaf_row *r, leaves,
	  "has neither shift nor count behind the last level")
{
	uint32_t n = 0;

	if (!has_levels(r->leaf))
		SKIP("leaf %s has no levels", r->name);
	while (n < 8 && field(cpuid(r->leaf, n).c, 15, 8) != LEVEL_NONE)
		n++;
	for (uint32_t end = n + 3; n < end; n++) {
		test_context("sub-leaf %u", (unsigned int)n);
		EXPECT_EQ(cpuid(r->leaf, n).a, 0);
		EXPECT_EQ(field(cpuid(r->leaf, n).b, 15, 0), 0);
		EXPECT_EQ(cpuid(r->leaf, n).c, n & 0xff);
	}
}
