/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases that take their VM with them, and cases between them, which must run
 * all the same. e2e/guests.sh has the report that is expected.
 */
#include <arch.h>
#include <console.h>
#include <test/test.h>

TEST_SUITE("dies", .summary = "VMs that end in the middle of a case");

TEST(before, "passes")
{
	EXPECT_TRUE(true);
}

/* Intel SDM vol. 3A, 6.15: a fault without a table to look it up in. */
TEST(triple_fault, "shuts the processor down")
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) nothing;

	EXPECT_TRUE(true);
	__asm__ volatile("lidt %[nothing]\n\tint3"
			 :
			 : [nothing] "m"(nothing)
			 : "memory");
}

TEST(reset, "resets the machine, which it did not announce")
{
	EXPECT_TRUE(true);
	arch_end(PROTO_ENDS_KIND_RESET);
}

TEST(between, "passes in a fresh VM")
{
	EXPECT_TRUE(true);
}

TEST(poweroff, "powers the machine off, which it did not announce")
{
	EXPECT_TRUE(true);
	arch_end(PROTO_ENDS_KIND_POWEROFF);
}

TEST(panic_device, "tells the panic device, which it did not announce")
{
	EXPECT_TRUE(true);
	arch_end(PROTO_ENDS_KIND_PANIC);
}

TEST(panic, "makes the library give up")
{
	panic("the cook has left the %s", "kitchen");
}

/* The most tempting of all lies: the status of success. */
TEST(exits, "ends the VM as if all had passed")
{
	EXPECT_TRUE(true);
	arch_exit(PROTO_EXIT_PASS);
}

TEST(after, "passes")
{
	EXPECT_TRUE(true);
}
