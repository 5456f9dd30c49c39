/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guests that say what is not true: each case is run alone, as the first lie
 * ends the VM's credit. e2e/guests.sh has the reports that are expected.
 */
#include <arch.h>
#include <console.h>
#include <test/test.h>

TEST_SUITE("liar", .summary = "results that contradict the plan");

TEST(honest, "passes")
{
	EXPECT_TRUE(true);
}

TEST(second_plan, "announces another plan")
{
	record("%s5", PROTO_PLAN);
	EXPECT_TRUE(true);
}

TEST(twice, "reports itself twice")
{
	EXPECT_TRUE(true);
	record("%s1 liar.twice%s0 checks=1", PROTO_OK, PROTO_FIGURES);
}

TEST(stranger, "reports a case that nobody knows")
{
	EXPECT_TRUE(true);
	record("%s1 liar.stranger_still%s0 checks=1", PROTO_OK, PROTO_FIGURES);
}

TEST(counts, "ends with counts that are not its own")
{
	record("%s1 liar.counts%s0 checks=1", PROTO_OK, PROTO_FIGURES);
	record("%spass=3 fail=0 error=0 skip=0", PROTO_END);
	arch_exit(PROTO_EXIT_PASS);
}

TEST(status, "ends with a status that is not its own")
{
	record("%s1 liar.status%s0 checks=1", PROTO_OK, PROTO_FIGURES);
	record("%spass=1 fail=0 error=0 skip=0", PROTO_END);
	arch_exit(PROTO_EXIT_FAIL);
}

TEST(half_way, "says that it is at the end, and is not")
{
	record("%spass=0 fail=0 error=0 skip=0", PROTO_END);
	arch_exit(PROTO_EXIT_PASS);
}

TEST(plan_only, "ends after its announcement, with the status of success")
{
	arch_exit(PROTO_EXIT_PASS);
}
