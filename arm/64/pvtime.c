/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stolen time, of which the hypervisor tells each CPU in a structure in memory.
 *
 * Arm, Paravirtualized Time for Arm-based Systems (DEN 0057A), 3.2.
 */
#include <arch.h>
#include <arm/psci.h>
#include <clock.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>

#define PV_TIME_FEATURES 0xc5000020u
#define PV_TIME_ST	 0xc5000021u

struct stolen {
	uint32_t revision, attributes;
	uint64_t ns;
};

enum {
	STRUCT_BYTES = 64,
	NOT_SUPPORTED = -1,
	MS = 800, /* of migrations */
};

TEST_SUITE("pvtime", .summary = "the hypervisor tells of the time it took");

static bool probe(void)
{
	return smccc(PV_TIME_FEATURES, PV_TIME_ST, 0, 0) == 0;
}

static bool probe_absent(void)
{
	return !probe();
}

static const struct feature present = { "stolen time", "PV_TIME_FEATURES",
					probe };
static const struct feature missing = { "no stolen time", "PV_TIME_FEATURES",
					probe_absent };

static const volatile struct stolen *stolen[CPU_MAX];
static long addresses[CPU_MAX];

static void ask(void *unused)
{
	(void)unused;
	addresses[cpu_this()] = smccc(PV_TIME_ST, 0, 0, 0);
}

/* Memory of the hypervisor's, which is in no map of RAM. */
static const volatile void *map(paddr_t phys)
{
	uint8_t *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	ASSERT_EQ(arch_map(page, phys & ~(paddr_t)(PAGE_SIZE - 1), PAGE_SIZE,
			   MAP_READ),
		  0);
	return page + (phys & (PAGE_SIZE - 1));
}

static void open_all(void)
{
	on_all_cpus(ask, NULL);
	for (unsigned int i = 0; i < cpu_count(); i++) {
		test_context("CPU %u", i);
		ASSERT_GT(addresses[i], 0);
		ASSERT_EQ(addresses[i] % STRUCT_BYTES, 0);
		stolen[i] = map((paddr_t)addresses[i]);
	}
}

TEST(absent, "where there is none, both calls say so on every CPU",
     .needs = NEEDS(&missing))
{
	EXPECT_EQ(smccc(PV_TIME_FEATURES, PV_TIME_FEATURES, 0, 0),
		  NOT_SUPPORTED);
	EXPECT_EQ(smccc(PV_TIME_FEATURES, PV_TIME_ST, 0, 0), NOT_SUPPORTED);
	on_all_cpus(ask, NULL);
	for (unsigned int i = 0; i < cpu_count(); i++)
		EXPECT_EQ(addresses[i], NOT_SUPPORTED);
}

TEST(structure, "each CPU has its own, of revision and attributes 0",
     .needs = NEEDS(&present))
{
	EXPECT_EQ(smccc(PV_TIME_FEATURES, PV_TIME_FEATURES, 0, 0), 0);
	open_all();
	for (unsigned int i = 0; i < cpu_count(); i++) {
		EXPECT_EQ(stolen[i]->revision, 0);
		EXPECT_EQ(stolen[i]->attributes, 0);
		for (unsigned int j = 0; j < i; j++)
			EXPECT_NE(addresses[i], addresses[j]);
	}
}

/* S2-3 f: nobody but the hypervisor writes it; a page left behind goes back. */
TEST(migrate, "S2-3: it never goes back",
     .needs = NEEDS(&present, &host_migrate))
{
	uint64_t last[CPU_MAX] = { 0 }, begin, end;
	unsigned int back = 0, hops;

	open_all();
	begin = clock_ns();
	host_migrate_begin();
	for (end = begin + MS * 1000000ull; clock_ns() < end;)
		for (unsigned int i = 0; i < cpu_count(); i++) {
			const uint64_t now = stolen[i]->ns;

			back += now < last[i];
			last[i] = now;
		}
	hops = host_migrate_end();
	EXPECT_EQ(back, 0);
	EXPECT_GE(hops, 3);
}
