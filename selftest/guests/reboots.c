/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases that reboot their VM, which then goes on with the next one. */
#include <arch.h>
#include <test/test.h>

TEST_SUITE("reboots", .summary = "VMs that boot more than once");

TEST(before, "passes")
{
	EXPECT_TRUE(true);
}

TEST(reboot, "boots again", .ends = ENDS_REBOOT)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_REBOOT);
}

TEST(again, "boots once more", .ends = ENDS_REBOOT)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_REBOOT);
}

TEST(poweroff, "announces a reboot and powers off", .ends = ENDS_REBOOT)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_POWEROFF);
}
