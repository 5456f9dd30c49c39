/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Caches: leaf 4 and AMD's 8000001DH, and the older leaves beside them.
 *
 * Intel SDM vol. 2, CPUID, leaves 2 and 4; AMD APM vol. 3, E.4.4, E.4.5, E.4.15.
 */
#include "suite.h"

enum {
	CACHE_NONE,
	CACHE_DATA,
	CACHE_INSTRUCTION,
	CACHE_UNIFIED
};

/* Ways, partitions, line, sets are stored minus one (Intel SDM, leaf 4). */
static uint64_t cache_bytes(struct cpuid r)
{
	return (uint64_t)(field(r.b, 31, 22) + 1) * (field(r.b, 21, 12) + 1) *
	       (field(r.b, 11, 0) + 1) * ((uint64_t)r.c + 1);
}

static unsigned int check_cache(struct cpuid r, unsigned int level)
{
	EXPECT_LE(field(r.a, 4, 0), CACHE_UNIFIED);
	EXPECT_GE(field(r.a, 7, 5), level);
	EXPECT_LE(field(r.a, 7, 5), 4);
	EXPECT_EQ(field(r.a, 13, 10), 0);
	EXPECT_GE(cache_bytes(r), 4096);
	EXPECT_EQ(cache_bytes(r) % 1024, 0);
	EXPECT_EQ(field(r.b, 11, 0) + 1, 64);
	return field(r.a, 7, 5);
}

static void check_caches(uint32_t leaf)
{
	unsigned int level = 1, n, types = 0;

	for (n = 0; n < 16; n++) {
		struct cpuid r = cpuid(leaf, n);

		test_context("leaf 0x%x.%u", (unsigned int)leaf, n);
		if (field(r.a, 4, 0) == CACHE_NONE)
			break;
		types |= 1u << field(r.a, 4, 0);
		level = check_cache(r, level);
	}
	EXPECT_GT(n, 0);
	EXPECT_LT(n, 16);
	EXPECT_TRUE(types & (1 << CACHE_DATA | 1 << CACHE_UNIFIED));
}

TEST(leaf4, "describes caches of a plausible size, and then ends")
{
	struct cpuid r = cpuid(4, 0);

	if (!leaf_exists(4) || (!vendor_intel() && !(r.a | r.b | r.c | r.d)))
		SKIP("there is no leaf 4");
	check_caches(4);
}

/*
 * Checked wherever the leaf holds something: not every machine that has it sets
 * TopologyExtensions.
 */
static void need_topology_leaves(void)
{
	if (!leaf_exists(0x8000001d) || !field(cpuid(0x8000001d, 0).a, 4, 0))
		SKIP("needs TopologyExtensions (CPUID.80000001:ECX[22])");
}

TEST(leaf8000001d, "describes caches of a plausible size, and then ends")
{
	need_topology_leaves();
	check_caches(0x8000001d);
}

/* Size in KiB, ways and line of a cache as 80000005 has them (AMD, E.4.4). */
TEST(l1_caches, "describes L1 caches the same in 80000005 and 8000001D")
{
	struct cpuid l1 = cpuid(0x80000005, 0);

	need_topology_leaves();
	for (unsigned int n = 0; n < 2; n++) {
		struct cpuid r = cpuid(0x8000001d, n);
		uint32_t word = n == 0 ? l1.c : l1.d;

		test_context("8000001D.%u", n);
		EXPECT_EQ(field(r.a, 7, 5), 1);
		EXPECT_EQ(field(r.a, 4, 0),
			  n == 0 ? CACHE_DATA : CACHE_INSTRUCTION);
		EXPECT_EQ(cache_bytes(r) / 1024, field(word, 31, 24));
		EXPECT_EQ(field(r.b, 31, 22) + 1, field(word, 23, 16));
		EXPECT_EQ(field(r.b, 11, 0) + 1, field(word, 7, 0));
	}
}

TEST(l2_cache, "describes the L2 cache the same in 80000006 and 8000001D")
{
	struct cpuid r = cpuid(0x8000001d, 2), l2 = cpuid(0x80000006, 0);

	need_topology_leaves();
	EXPECT_EQ(field(r.a, 7, 5), 2);
	EXPECT_EQ(field(r.a, 4, 0), CACHE_UNIFIED);
	EXPECT_EQ(cache_bytes(r) / 1024, field(l2.c, 31, 16));
	EXPECT_EQ(field(r.b, 11, 0) + 1, field(l2.c, 7, 0));
}
