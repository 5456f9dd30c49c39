/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events become LPIs on the CPU of their collection, once each.
 *
 * IHI 0069, 5.3 (commands), 5.1 (LPI tables).
 */
#include <arm/gic.h>
#include <arm/its.h>
#include <smp.h>
#include <test/test.h>

static void set_up(void)
{
	its_start();
	its_map_device(2);
	its_map_device(7);
	its_map(2, 20, 8195, 3);
	its_map(7, 255, 8196, 2);
	lpi_configure(8195, LPI_PRIORITY, true);
	lpi_configure(8196, LPI_PRIORITY, true);
	its_invall(3);
	its_invall(2);
}

TEST_SUITE("its-trigger", .summary = "events arrive as LPIs",
	   .needs = NEEDS(&arm_its, &smp_4_cpus), .setup = set_up);

enum {
	NOBODY = CPU_MAX
};

/* One LPI, on one CPU, and then nothing more anywhere. */
static void check_arrival(unsigned int cpu, uint32_t lpi)
{
	struct lpi_taken first = lpi_take(), second = lpi_take();

	for (unsigned int i = 0; i < cpu_count(); i++) {
		test_context("CPU %u", i);
		EXPECT_EQ(first.of[i], i == cpu ? lpi : GIC_SPURIOUS);
		EXPECT_EQ(second.of[i], GIC_SPURIOUS);
	}
}

TEST(first, "ITS-5: the first device's event arrives at CPU 3")
{
	check_arrival(NOBODY, 0);
	its_int(2, 20);
	check_arrival(3, 8195);
}

TEST(second, "ITS-6: the second device's event arrives at CPU 2")
{
	its_int(7, 255);
	check_arrival(2, 8196);
}

TEST(others, "events and devices that are not mapped arrive nowhere")
{
	its_int(2, 21);
	its_int(2, 19);
	its_int(7, 20);
	its_int(2, 255);
	its_int(3, 20);
	check_arrival(NOBODY, 0);
	its_int(2, 20);
	check_arrival(3, 8195);
}

TEST(both, "two LPIs of two CPUs arrive together")
{
	struct lpi_taken taken;

	its_int(2, 20);
	its_int(7, 255);
	taken = lpi_take();
	EXPECT_EQ(taken.of[0], GIC_SPURIOUS);
	EXPECT_EQ(taken.of[1], GIC_SPURIOUS);
	EXPECT_EQ(taken.of[2], 8196);
	EXPECT_EQ(taken.of[3], 8195);
	check_arrival(NOBODY, 0);
}

TEST(disabled, "ITS-7: a disabled LPI does not arrive")
{
	lpi_configure(8195, LPI_PRIORITY, false);
	its_inv(2, 20);
	its_int(2, 20);
	check_arrival(NOBODY, 0);
}

TEST(enabled_later, "ITS-8, 9: a pending LPI arrives once it is enabled")
{
	lpi_configure(8195, LPI_PRIORITY, false);
	its_inv(2, 20);
	its_int(2, 20);
	check_arrival(NOBODY, 0);
	lpi_configure(8195, LPI_PRIORITY, true);
	its_invall(3);
	check_arrival(3, 8195);
	its_int(2, 20);
	check_arrival(3, 8195);
}

TEST(enabled_by_inv, "INV makes a pending LPI arrive as INVALL does")
{
	lpi_configure(8195, LPI_PRIORITY, false);
	its_inv(2, 20);
	its_int(2, 20);
	lpi_configure(8195, LPI_PRIORITY, true);
	its_inv(2, 20);
	check_arrival(3, 8195);
}

TEST(unmapped, "ITS-10: nothing arrives of a device that is unmapped")
{
	its_unmap_device(2);
	its_int(2, 20);
	check_arrival(NOBODY, 0);
	its_int(7, 255);
	check_arrival(2, 8196);
}

TEST(remapped, "a device mapped anew has no events")
{
	its_unmap_device(2);
	its_map_device(2);
	its_int(2, 20);
	check_arrival(NOBODY, 0);
	its_map(2, 20, 8197, 1);
	lpi_configure(8197, LPI_PRIORITY, true);
	its_inv(2, 20);
	its_int(2, 20);
	check_arrival(1, 8197);
}

TEST(every_event, "each of 256 events has an LPI of its own")
{
	for (unsigned int event = 0; event < 256; event++) {
		its_map(7, event, 8448 + event, event % 4);
		lpi_configure(8448 + event, LPI_PRIORITY, true);
		its_inv(7, event);
	}
	for (unsigned int event = 0; event < 256; event++) {
		test_context("event %u", event);
		its_int(7, event);
		check_arrival(event % 4, 8448 + event);
	}
}
