/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases that go on in another VM, or would. e2e/migration.sh has the rest. */
#include <arch/barrier.h>
#include <test/test.h>

TEST_SUITE("moves", .summary = "cases that migrate");

static volatile bool forever = true;

TEST(asks, "migrates without having said that it needs to")
{
	host_migrate_now();
	EXPECT_TRUE(true);
}

TEST(needs, "migrates where that is possible", .needs = NEEDS(&host_migrate))
{
	host_migrate_now();
	EXPECT_TRUE(true);
}

TEST(file, "goes through a file", .needs = NEEDS(&host_snapshot))
{
	host_snapshot_now();
	EXPECT_TRUE(true);
}

TEST(hangs, "does not come back after it has", .needs = NEEDS(&host_migrate))
{
	host_migrate_now();
	EXPECT_TRUE(true);
	while (forever)
		cpu_relax();
}

/* For a runner that migrates by itself. */
TEST(on_the_way, "does not end", .needs = NEEDS(&host_migrate))
{
	EXPECT_TRUE(true);
	while (forever)
		cpu_relax();
}
