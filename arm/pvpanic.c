/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI device that a guest tells of its panic: QEMU, docs/specs/pvpanic.
 */
#include <arch.h>
#include <arch/io.h>
#include <arm/power.h>
#include <dev/pci.h>
#include <test/test.h>

static bool has_pvpanic(void)
{
	return power_pvpanic() != NULL;
}

static const struct feature pvpanic = { "pvpanic-pci", "PCI 1b36:0011",
					has_pvpanic };

/* Bit 2, a shutdown, is of later versions of the device. */
#define SHUTDOWN 4

TEST_SUITE("pvpanic", .summary = "a panic that the guest tells of",
	   .needs = NEEDS(&pvpanic));

TEST(events, "reads which it takes: panicked, and a crash kernel was loaded")
{
	EXPECT_EQ(mmio_read8(power_pvpanic()) & ~SHUTDOWN, 3);
}

TEST(no_event, "goes on where no event is told")
{
	mmio_write8(power_pvpanic(), 0);
	EXPECT_EQ(mmio_read8(power_pvpanic()) & ~SHUTDOWN, 3);
}

TEST(panic, "ends the VM as a panic", .ends = ENDS_PANIC)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_PANIC);
}
