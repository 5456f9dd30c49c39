/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands: IHI 0069, 5.3. */
#include "suite.h"

#include <mm/page.h>

enum {
	ITT_ORDER = 6 /* 256 KiB in pages of 4 KiB */
};

void set_up(void)
{
	its_start();
	its_map_device(DEVICE);
}

void map_event(uint32_t event, uint32_t lpi, unsigned int cpu)
{
	its_map(DEVICE, event, lpi, cpu);
	lpi_configure(lpi, LPI_PRIORITY, true);
	its_inv(DEVICE, event);
}

void check_arrival(unsigned int cpu, uint32_t lpi)
{
	struct lpi_taken first = lpi_take(), second = lpi_take();

	for (unsigned int i = 0; i < cpu_count(); i++) {
		test_context("CPU %u", i);
		EXPECT_EQ(first.of[i], i == cpu ? lpi : GIC_SPURIOUS);
		EXPECT_EQ(second.of[i], GIC_SPURIOUS);
	}
}

TEST(movi, "MOVI moves an event's LPI, pending ones too")
{
	map_event(1, LPI, 0);
	map_event(2, LPI + 1, 0);
	its_movi(DEVICE, 1, 1);
	its_int(DEVICE, 1);
	check_arrival(1, LPI);
	its_movi(DEVICE, 1, 0);
	its_int(DEVICE, 1);
	its_movi(DEVICE, 1, 1);
	check_arrival(1, LPI);
	its_int(DEVICE, 2);
	check_arrival(0, LPI + 1);
}

TEST(movall, "MOVALL moves what is pending on a CPU, and only that")
{
	struct lpi_taken taken;

	map_event(1, LPI, 0);
	map_event(2, LPI + 1, 0);
	its_int(DEVICE, 1);
	its_int(DEVICE, 2);
	its_movall(0, 1);
	taken = lpi_take();
	EXPECT_EQ(taken.of[0], GIC_SPURIOUS);
	EXPECT_GE(taken.of[1], LPI);
	EXPECT_LE(taken.of[1], LPI + 1);
	check_arrival(1, 2 * LPI + 1 - taken.of[1]);
	/* the events are where they were */
	its_int(DEVICE, 1);
	check_arrival(0, LPI);
}

TEST(clear, "CLEAR takes the pending state of one event")
{
	map_event(1, LPI, 1);
	map_event(2, LPI + 1, 1);
	its_int(DEVICE, 1);
	its_int(DEVICE, 2);
	its_clear(DEVICE, 1);
	check_arrival(1, LPI + 1);
	its_int(DEVICE, 1);
	check_arrival(1, LPI);
}

TEST(discard, "DISCARD unmaps an event, and clears what is pending")
{
	map_event(1, LPI, 1);
	map_event(2, LPI + 1, 1);
	its_int(DEVICE, 1);
	its_discard(DEVICE, 1);
	check_arrival(NOBODY, 0);
	its_int(DEVICE, 1);
	check_arrival(NOBODY, 0);
	its_int(DEVICE, 2);
	check_arrival(1, LPI + 1);
}

TEST(collection, "a collection that moves to another CPU takes its events")
{
	map_event(1, LPI, 0);
	its_map_collection(0, 1);
	its_int(DEVICE, 1);
	check_arrival(1, LPI);
	its_unmap_collection(0);
	its_int(DEVICE, 1);
	check_arrival(NOBODY, 0);
	its_map_collection(0, 0);
	its_int(DEVICE, 1);
	check_arrival(0, LPI);
}

/* 14 bits of events, so that one is an LPI: at most 16 bytes each. */
TEST(mapi, "MAPI's event is the LPI of the same number")
{
	void *itt = page_alloc(ITT_ORDER, PAGE_ZERO);

	test_defer(page_free, itt);
	its_command(ITS_MAPD | 9ull << 32, ITS_LPI_BITS - 1,
		    ITS_VALID | virt_to_phys(itt));
	its_command(ITS_MAPI | 9ull << 32, LPI, 1);
	lpi_configure(LPI, LPI_PRIORITY, true);
	its_inv(9, LPI);
	its_int(9, LPI);
	check_arrival(1, LPI);
	its_int(9, LPI + 1);
	check_arrival(NOBODY, 0);
	its_unmap_device(9);
}

/* --------------------------------------------------------------- LPIs ---- */

TEST(edge, "ITS-26: two events before the acknowledge are one LPI")
{
	map_event(1, LPI, 1);
	its_int(DEVICE, 1);
	its_int(DEVICE, 1);
	check_arrival(1, LPI);
}

/* LPIs are never active: the second comes though the first has not ended. */
TEST(no_active, "ITS-26: an LPI that is acknowledged can be pending again")
{
	map_event(1, LPI, 0);
	its_int(DEVICE, 1);
	EXPECT_EQ(gic_ack_other(), LPI);
	EXPECT_EQ(gic_running(), LPI_PRIORITY);
	its_int(DEVICE, 1);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	gic_eoi(LPI);
	EXPECT_EQ(gic_running(), 0xff);
	EXPECT_EQ(gic_ack(), LPI);
	gic_eoi(LPI);
	check_arrival(NOBODY, 0);
}

TEST(priority, "ITS-25: the more urgent LPI is first, by its table")
{
	map_event(1, LPI, 0);
	map_event(2, LPI + 1, 0);
	map_event(3, LPI + 2, 0);
	lpi_configure(LPI, 0x80, true);
	lpi_configure(LPI + 1, 0x40, true);
	lpi_configure(LPI + 2, 0x60, true);
	its_invall(0);
	for (uint32_t event = 1; event < 4; event++)
		its_int(DEVICE, event);
	EXPECT_EQ(gic_ack_other(), LPI + 1);
	EXPECT_EQ(gic_running(), 0x40);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	gic_eoi(LPI + 1);
	EXPECT_EQ(gic_ack(), LPI + 2);
	EXPECT_EQ(gic_running(), 0x60);
	gic_eoi(LPI + 2);
	/* edited while pending */
	lpi_configure(LPI, 0xf0, true);
	its_inv(DEVICE, 1);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS); /* PMR holds it back */
	lpi_configure(LPI, 0x20, true);
	its_inv(DEVICE, 1);
	EXPECT_EQ(gic_ack(), LPI);
	EXPECT_EQ(gic_running(), 0x20);
	gic_eoi(LPI);
}

TEST(beside_spi, "LPIs and SPIs share one order of priorities")
{
	map_event(1, LPI, 0);
	gic_set_edge(60, true);
	gic_set_priority(60, 0x80);
	gic_enable(60);
	gic_set_pending(60);
	its_int(DEVICE, 1); /* 0xa0 */
	EXPECT_EQ(gic_ack_other(), 60);
	lpi_configure(LPI, 0x40, true);
	its_inv(DEVICE, 1);
	EXPECT_EQ(gic_ack(), LPI);
	EXPECT_EQ(gic_running(), 0x40);
	gic_eoi(LPI);
	EXPECT_EQ(gic_running(), 0x80);
	gic_eoi(60);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

TEST(limits, "the first and the last LPI of the tables arrive")
{
	const uint32_t last = (1u << ITS_LPI_BITS) - 1;

	map_event(1, GIC_LPI, 1);
	map_event(2, last, 1);
	its_int(DEVICE, 1);
	check_arrival(1, GIC_LPI);
	its_int(DEVICE, 2);
	check_arrival(1, last);
	/* the one behind it is none */
	its_map(DEVICE, 3, last + 1, 1);
	its_int(DEVICE, 3);
	check_arrival(NOBODY, 0);
	its_int(DEVICE, 2);
	check_arrival(1, last);
}
