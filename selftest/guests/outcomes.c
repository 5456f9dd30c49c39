/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One case for each result that a case can have by itself. e2e/guests.sh has
 * the report that is expected.
 */
#include <string.h>
#include <test/test.h>

static bool never(void)
{
	return false;
}

static const struct feature unicorn = {
	.name = "unicorn",
	.where = "the forest",
	.probe = never,
};

TEST_SUITE("outcomes", .summary = "every result that a case can have");

TEST(pass, "passes")
{
	EXPECT_EQ(1 + 1, 2);
}

TEST(expect, "goes on after a failed expectation")
{
	EXPECT_EQ(2 + 2, 5);
	EXPECT_TRUE(true);
	EXPECT_STREQ("left", "right");
}

static void deep(int depth)
{
	if (depth)
		deep(depth - 1);
	else
		ASSERT_LT(3, 2);
}

TEST(assert, "ends at a failed assertion, however deep")
{
	deep(3);
	EXPECT_TRUE(false);
}

TEST(error, "could not do its job")
{
	EXPECT_TRUE(true);
	ERROR("no %s left", "patience");
}

TEST(skip, "finds out late that it cannot run")
{
	SKIP("it is %s", "Sunday");
}

TEST(needs, "needs what no machine has", .needs = NEEDS(&unicorn))
{
	EXPECT_TRUE(false);
}

TEST(no_check, "checks nothing")
{
	test_note("nothing to see here");
}

TEST(trap, "traps where nobody expects it")
{
	EXPECT_TRUE(true);
	*(volatile unsigned int *)(uintptr_t)-4096 = 1;
}

static const struct row {
	const char *name;
	int value;
} rows[] = {
	{ "one", 1 },
	{ "two", 2 },
	{ "three", 3 },
};

TEST_EACH(row, const struct row *r, rows, "is odd")
{
	EXPECT_EQ(r->value & 1, 1);
}

TEST_NUMBERED(state, uint64_t state, 64, "is no multiple of 20")
{
	EXPECT_TRUE(state == 0 || state % 20 != 0);
}

TEST(last, "runs after all of these")
{
	EXPECT_EQ(strlen("last"), 4);
}
