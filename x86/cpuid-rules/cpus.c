/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every CPU says the same, but for APIC ids, topology and the bits that follow
 * the CPU's own CR4.
 */
#include "suite.h"
#include <smp.h>
#include <string.h>

static const struct row {
	const char *name;
	uint32_t leaf;
	uint32_t nr_subleaves;
	struct cpuid own; /* bits that a CPU has for itself */
} rows[] = {
	{ "0", 0, 1 },
	{ "1", 1, 1, { .b = 0xff000000, .c = 1u << 27 } },
	{ "2", 2, 1 },
	{ "4", 4, 5 },
	{ "5", 5, 1 },
	{ "6", 6, 1 },
	{ "7", 7, 3, { .c = 1u << 4 } },
	{ "0xa", 0xa, 1 },
	{ "0xb", 0xb, 3, { .d = ~0u } },
	{ "0xd", 0xd, 20, { .b = ~0u } },
	{ "0x12", 0x12, 3 },
	{ "0x14", 0x14, 2 },
	{ "0x15", 0x15, 1 },
	{ "0x16", 0x16, 1 },
	{ "0x19", 0x19, 1 },
	{ "0x1d", 0x1d, 2 },
	{ "0x1e", 0x1e, 1 },
	{ "0x1f", 0x1f, 4, { .d = ~0u } },
	{ "0x40000000", 0x40000000, 1 },
	{ "0x40000001", 0x40000001, 1 },
	{ "0x80000000", 0x80000000, 1 },
	{ "0x80000001", 0x80000001, 1 },
	{ "0x80000002", 0x80000002, 1 },
	{ "0x80000003", 0x80000003, 1 },
	{ "0x80000004", 0x80000004, 1 },
	{ "0x80000005", 0x80000005, 1 },
	{ "0x80000006", 0x80000006, 1 },
	{ "0x80000007", 0x80000007, 1 },
	{ "0x80000008", 0x80000008, 1 },
	{ "0x8000000a", 0x8000000a, 1 },
	{ "0x80000019", 0x80000019, 1 },
	{ "0x8000001a", 0x8000001a, 1 },
	{ "0x8000001d", 0x8000001d, 5 },
	{ "0x8000001e", 0x8000001e, 1, { .a = ~0u, .b = 0xff, .c = 0xff } },
	{ "0x8000001f", 0x8000001f, 1 },
	{ "0x80000021", 0x80000021, 1 },
};

struct query {
	uint32_t leaf, subleaf;
	struct cpuid result;
};

static void query(void *arg)
{
	struct query *q = arg;

	q->result = cpuid(q->leaf, q->subleaf);
}

static void compare(const struct row *r, uint32_t subleaf, unsigned int cpu)
{
	struct cpuid here = cpuid(r->leaf, subleaf);
	struct query q = { .leaf = r->leaf, .subleaf = subleaf };

	on_cpu(cpu, query, &q);
	test_context("sub-leaf %u of CPU %u", (unsigned int)subleaf, cpu);
	EXPECT_EQ(q.result.a & ~r->own.a, here.a & ~r->own.a);
	EXPECT_EQ(q.result.b & ~r->own.b, here.b & ~r->own.b);
	EXPECT_EQ(q.result.c & ~r->own.c, here.c & ~r->own.c);
	EXPECT_EQ(q.result.d & ~r->own.d, here.d & ~r->own.d);
}

/* A leaf that does not exist may have the data of one that is the CPU's own. */
TEST_EACH(same_everywhere, const struct row *r, rows,
	  "reads the same on all CPUs, but for the CPU's own bits")
{
	if (cpu_count() < 2)
		SKIP("needs two CPUs");
	if (!leaf_exists(r->leaf) && r->leaf >> 24 != 0x40)
		SKIP("the leaf does not exist");
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		for (uint32_t n = 0; n < r->nr_subleaves; n++)
			compare(r, n, cpu);
}
