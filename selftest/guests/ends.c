/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases whose right result ends the VM, and the ways to get that wrong.
 * e2e/guests.sh has the report that is expected.
 */
#include <arch.h>
#include <test/test.h>

TEST_SUITE("ends", .summary = "cases that must end their VM");

TEST(plain, "passes before all of them")
{
	EXPECT_TRUE(true);
}

TEST(reset, "resets", .ends = ENDS_RESET)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_RESET);
}

TEST(poweroff, "powers off", .ends = ENDS_POWEROFF)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_POWEROFF);
}

TEST(panic, "tells the panic device", .ends = ENDS_PANIC)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_PANIC);
}

TEST(other_end, "announces a reset and powers off", .ends = ENDS_RESET)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_POWEROFF);
}

TEST(no_end, "announces a reset and goes on", .ends = ENDS_RESET)
{
	test_ends();
}

TEST(hangs, "announces a reset and hangs", .ends = ENDS_RESET)
{
	test_ends();
	for (;;)
		;
}

TEST(unannounced, "resets without a word", .ends = ENDS_RESET)
{
	EXPECT_TRUE(true);
	arch_end(PROTO_ENDS_KIND_RESET);
}

TEST(forgets, "passes and does not end", .ends = ENDS_RESET)
{
	EXPECT_TRUE(true);
}

TEST(cannot, "finds that it cannot run", .ends = ENDS_RESET)
{
	SKIP("not today");
}
