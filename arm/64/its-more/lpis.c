/* SPDX-License-Identifier: GPL-2.0-or-later */
/* LPIs: their priorities, and which exist (IHI 0069, 5.1.1, 5.1.2, 12.11). */
#include "suite.h"

#include <arch/io.h>

static struct lpi_taken both_pending(uint8_t first, uint8_t second)
{
	map_event(1, LPI, 0);
	map_event(2, LPI + 1, 0);
	lpi_configure(LPI, first, true);
	lpi_configure(LPI + 1, second, true);
	its_invall(0);
	its_int(DEVICE, 1);
	its_int(DEVICE, 2);
	return lpi_take();
}

/* Of the bits that every CPU interface has: 5 of them, 7:3. */
static const struct order {
	const char *name;
	uint8_t high, low; /* priorities: the lower number is the higher */
} orders[] = {
	{ "bit-7", 0x20, 0xa0 }, { "bit-6", 0x20, 0x60 },
	{ "bit-5", 0x40, 0x60 }, { "bit-4", 0x60, 0x70 },
	{ "bit-3", 0x60, 0x68 },
};

TEST_EACH(order, const struct order *r, orders,
	  "of two that are pending the one of the higher priority comes first")
{
	struct lpi_taken first, second;

	first = both_pending(r->low, r->high);
	second = lpi_take();
	EXPECT_EQ(first.of[0], LPI + 1);
	EXPECT_EQ(second.of[0], LPI);
	first = both_pending(r->high, r->low);
	second = lpi_take();
	EXPECT_EQ(first.of[0], LPI);
	EXPECT_EQ(second.of[0], LPI + 1);
	check_arrival(NOBODY, 0);
}

/* 5.1.1: bit 0 enables, bit 1 is reserved; what was made known counts. */
TEST(enable, "what is disabled stays pending until it is enabled")
{
	map_event(1, LPI, 0);
	lpi_configure(LPI, LPI_PRIORITY, false);
	its_inv(DEVICE, 1);
	its_int(DEVICE, 1);
	check_arrival(NOBODY, 0);
	EXPECT_EQ(lpi_pending(0)[LPI / 8] & 1 << LPI % 8, 1 << LPI % 8);
	lpi_configure(LPI, LPI_PRIORITY, true);
	its_inv(DEVICE, 1);
	check_arrival(0, LPI);
	EXPECT_EQ(lpi_pending(0)[LPI / 8], 0);
}

/* 5.2: what GICR_PROPBASER.IDbits does not reach is no LPI. */
TEST(beyond, "an INTID that IDbits excludes never arrives, and is not noted")
{
	its_map(DEVICE, 1, (1u << ITS_LPI_BITS) - 1, 0);
	lpi_configure((1u << ITS_LPI_BITS) - 1, LPI_PRIORITY, true);
	its_inv(DEVICE, 1);
	its_int(DEVICE, 1);
	check_arrival(0, (1u << ITS_LPI_BITS) - 1);
	its_map(DEVICE, 2, 1u << ITS_LPI_BITS, 0);
	its_int(DEVICE, 2);
	check_arrival(NOBODY, 0);
	for (unsigned int i = (1u << ITS_LPI_BITS) / 8; i < 0x10000; i++)
		ASSERT_EQ(lpi_pending(0)[i], 0);
}
