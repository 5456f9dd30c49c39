/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads, cores, dies and packages as the machine was made with, which the
 * arguments sockets=, dies=, cores= and threads= say.
 *
 * Intel SDM vol. 3, 8.9; vol. 2, CPUID, leaves 1, 4, 0BH, 1FH. AMD APM vol. 3,
 * E.4.1, E.4.7, E.4.17.
 */
#include "topology.h"
#include <x86/features.h>

struct topology {
	unsigned int sockets, dies, cores, threads;
};

/* Bits that hold the numbers 0 .. count - 1. */
static unsigned int bits_for(unsigned int count)
{
	unsigned int bits = 0;

	while ((1u << bits) < count)
		bits++;
	return bits;
}

static struct topology asked(void)
{
	struct topology t = {
		.sockets = (unsigned int)test_arg_u64("sockets", 0),
		.dies = (unsigned int)test_arg_u64("dies", 1),
		.cores = (unsigned int)test_arg_u64("cores", 0),
		.threads = (unsigned int)test_arg_u64("threads", 0),
	};

	if (!t.sockets || !t.cores || !t.threads)
		SKIP("needs the arguments sockets=, cores= and threads=");
	return t;
}

static unsigned int per_package(const struct topology *t)
{
	return t->dies * t->cores * t->threads;
}

static unsigned int package_shift(const struct topology *t)
{
	return bits_for(t->threads) + bits_for(t->cores) + bits_for(t->dies);
}

TEST(leaf_b_is, "has in 0BH the threads and cores that were asked for")
{
	struct topology t = asked();

	if (!has_levels(0xb))
		SKIP("leaf 0xb has no levels");
	EXPECT_EQ(cpuid(0xb, 0).a, bits_for(t.threads));
	EXPECT_EQ(cpuid(0xb, 0).b, t.threads);
	EXPECT_EQ(cpuid(0xb, 1).a, package_shift(&t));
	EXPECT_EQ(cpuid(0xb, 1).b, per_package(&t));
}

TEST(leaf_1f_is, "has in 1FH the threads, cores and dies that were asked for")
{
	struct topology t = asked();
	unsigned int core_shift = bits_for(t.threads) + bits_for(t.cores);

	if (!has_levels(0x1f))
		SKIP("leaf 0x1f has no levels");
	EXPECT_EQ(cpuid(0x1f, 0).a, bits_for(t.threads));
	EXPECT_EQ(cpuid(0x1f, 0).b, t.threads);
	EXPECT_EQ(cpuid(0x1f, 1).a, core_shift);
	EXPECT_EQ(cpuid(0x1f, 1).b, t.cores * t.threads);
	if (t.dies == 1)
		return;
	EXPECT_EQ(field(cpuid(0x1f, 2).c, 15, 8), LEVEL_DIE);
	EXPECT_EQ(cpuid(0x1f, 2).a, package_shift(&t));
	EXPECT_EQ(cpuid(0x1f, 2).b, per_package(&t));
}

/* The APIC id of the n-th CPU in the order socket, die, core, thread. */
static uint32_t expected_id(const struct topology *t, unsigned int n)
{
	unsigned int thread = n % t->threads;
	unsigned int core = n / t->threads % t->cores;
	unsigned int die = n / t->threads / t->cores % t->dies;
	unsigned int socket = n / per_package(t);
	uint32_t id = socket;

	id = id << bits_for(t->dies) | die;
	id = id << bits_for(t->cores) | core;
	return id << bits_for(t->threads) | thread;
}

TEST(apic_ids_are, "has exactly the APIC ids that the topology makes",
     .needs = NEEDS(&x86_apic))
{
	struct topology t = asked();
	unsigned int nr = t.sockets * per_package(&t), found;

	ASSERT_EQ(cpu_count(), nr);
	look_everywhere();
	for (unsigned int n = 0; n < nr; n++) {
		found = 0;
		for (unsigned int cpu = 0; cpu < nr; cpu++)
			found += views[cpu].apic_id == expected_id(&t, n);
		test_context("id 0x%x", (unsigned int)expected_id(&t, n));
		EXPECT_EQ(found, 1);
	}
}

TEST(htt, "has HTT, and a count in leaf 1 that covers the package")
{
	struct topology t = asked();
	uint32_t count = field(cpuid(1, 0).b, 23, 16);

	EXPECT_EQ(has("htt"), per_package(&t) > 1);
	if (has("htt"))
		EXPECT_GE(count, per_package(&t));
	else
		EXPECT_LE(count, 1);
	EXPECT_LE(count, 1u << package_shift(&t));
}

TEST(cmp_legacy, "has CmpLegacy on AMD where a package has several threads")
{
	struct topology t = asked();

	if (!vendor_amd())
		SKIP("the vendor is not AMD");
	EXPECT_EQ(has("cmp-legacy"), per_package(&t) > 1);
}

TEST(leaf4_cores, "has in leaf 4 as many core ids as a package needs")
{
	struct topology t = asked();
	uint32_t cores = field(cpuid(4, 0).a, 31, 26) + 1;

	if (!leaf_exists(4) || field(cpuid(4, 0).a, 4, 0) == 0)
		SKIP("there is no leaf 4");
	EXPECT_GE(cores, t.dies * t.cores);
	EXPECT_LE(cores, 1u << (bits_for(t.cores) + bits_for(t.dies)));
	for (uint32_t n = 1; field(cpuid(4, n).a, 4, 0); n++)
		EXPECT_EQ(field(cpuid(4, n).a, 31, 26) + 1, cores);
}

/* The ids that share a cache, of each sub-leaf of the level(s). */
static void check_sharing(unsigned int low, unsigned int high, uint32_t least,
			  unsigned int bits)
{
	if (!leaf_exists(4) || field(cpuid(4, 0).a, 4, 0) == 0)
		SKIP("there is no leaf 4");
	for (uint32_t n = 0; field(cpuid(4, n).a, 4, 0); n++) {
		uint32_t a = cpuid(4, n).a, ids = field(a, 25, 14) + 1;

		if (field(a, 7, 5) < low || field(a, 7, 5) > high)
			continue;
		test_context("sub-leaf %u", (unsigned int)n);
		EXPECT_GE(ids, least);
		EXPECT_LE(bits_for(ids), bits);
	}
}

TEST(leaf4_l1, "shares the L1 caches among the threads of a core")
{
	struct topology t = asked();

	check_sharing(1, 1, t.threads, bits_for(t.threads));
}

TEST(leaf4_l2, "shares the L2 cache among the threads of a core")
{
	struct topology t = asked();

	check_sharing(2, 2, t.threads, bits_for(t.threads));
}

TEST(leaf4_l3, "shares the L3 cache among the cores of a die or package")
{
	struct topology t = asked();

	check_sharing(3, 4, t.cores * t.threads, package_shift(&t));
}

TEST(leaf80000008, "counts the threads of a package in 80000008:ECX")
{
	struct topology t = asked();
	uint32_t c = cpuid(0x80000008, 0).c;

	if (!vendor_amd() || !leaf_exists(0x80000008))
		SKIP("the vendor is not AMD, or there is no leaf 80000008");
	EXPECT_EQ(field(c, 7, 0) + 1, per_package(&t));
	if (per_package(&t) > 1)
		EXPECT_EQ(field(c, 15, 12), package_shift(&t));
	else
		EXPECT_LE(field(c, 15, 12), package_shift(&t));
}

static void need_topology_leaves(void)
{
	if (!leaf_exists(0x8000001e) ||
	    (!has("topoext") && !cpuid(0x8000001e, 0).b))
		SKIP("needs TopologyExtensions (CPUID.80000001:ECX[22])");
}

TEST(leaf8000001e, "has the APIC id and threads of a core in 8000001E")
{
	struct topology t = asked();

	need_topology_leaves();
	look_everywhere();
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(views[cpu].extended_id, views[cpu].apic_id);
		EXPECT_EQ(field(views[cpu].unit, 15, 8) + 1, t.threads);
		EXPECT_EQ(views[cpu].unit >> 16, 0);
	}
}

/* AMD APM vol. 3, E.4.17: threads of one core have one unit number. */
TEST(leaf8000001e_units, "gives threads of one core, and no others, one number")
{
	struct topology t = asked();
	unsigned int die_shift = bits_for(t.threads) + bits_for(t.cores);

	need_topology_leaves();
	look_everywhere();
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		for (unsigned int other = 0; other < cpu; other++) {
			uint32_t a = views[cpu].apic_id,
				 b = views[other].apic_id;
			unsigned int smt = bits_for(t.threads);

			/* the numbers may start again in each die */
			if (a >> die_shift != b >> die_shift)
				continue;
			test_context("CPUs %u and %u", cpu, other);
			EXPECT_EQ(field(views[cpu].unit, 7, 0) ==
					  field(views[other].unit, 7, 0),
				  a >> smt == b >> smt);
		}
	}
}
