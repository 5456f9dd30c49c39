/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A timer that is taken along to another VM: BTMR-4 and what is armed. */
#include "suite.h"

TIMER_SUITE;
TIMER_ROWS;

static void migrate(const struct timer *timer __attribute__((unused)))
{
	host_migrate_now();
}

TEST_EACH(migrate_armed, const struct row *r, rows,
	  "interrupts once after a migration, and not before its time",
	  .needs = NEEDS(&host_migrate))
{
	check_armed(r->timer, migrate);
}

TEST_EACH(migrate_pending, const struct row *r, rows,
	  "that was pending is pending after a migration, and interrupts once",
	  .needs = NEEDS(&host_migrate))
{
	check_pending(r->timer, migrate);
}

TEST_EACH(migrate_silent, const struct row *r, rows,
	  "that is off, masked or in the future is so after a migration",
	  .needs = NEEDS(&host_migrate))
{
	check_silent(r->timer, migrate);
}

/* Between two readings of the physical count: the least and the most. */
struct offset {
	int64_t least, most;
};

static struct offset read_offset(void)
{
	uint64_t first = timer_physical.count();
	uint64_t middle = timer_virtual.count();
	uint64_t last = timer_physical.count();

	return (struct offset){ (int64_t)(middle - last),
				(int64_t)(middle - first) };
}

TEST(migrate_offset, "the counts differ by the same after a migration",
     .needs = NEEDS(&host_migrate))
{
	struct offset before = read_offset(), after;
	uint64_t virtual = timer_virtual.count();
	uint64_t physical = timer_physical.count();

	host_migrate_now();
	after = read_offset();
	EXPECT_LE(after.least, before.most);
	EXPECT_GE(after.most, before.least);
	EXPECT_GE(timer_virtual.count(), virtual);
	EXPECT_GE(timer_physical.count(), physical);
}
