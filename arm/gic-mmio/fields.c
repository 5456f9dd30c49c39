/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IPRIORITYR, a byte an interrupt, and ICFGR, two bits.
 *
 * IHI 0048, 4.3.11 and 4.3.13; IHI 0069, 12.9.7 and 12.9.20; access sizes: IHI
 * 0048, 4.1.4.
 */
#include "suite.h"

#include <arch/io.h>

static const struct range ranges[] = {
	{ "sgi", 0, 16, NULL },
	{ "ppi", 16, 32, NULL },
	{ "spi", 32, TO_LAST, NULL },
};

static uint8_t *priority_of(unsigned int intid)
{
	return gic_bank(cpu_this(), intid) + GICD_IPRIORITYR + intid;
}

/* The bits of a priority that are there: 16 levels at least, from bit 7 on. */
static uint8_t implemented(void)
{
	static const uint8_t masks[] = { 0xf0, 0xf8, 0xfc, 0xfe, 0xff };
	uint8_t mask;

	gic_set_priority(GIC_SPI, 0xff);
	mask = gic_priority(GIC_SPI);
	for (unsigned int i = 0; i < sizeof(masks); i++)
		if (masks[i] == mask)
			return mask;
	ASSERT_EQ(mask, 0xf0);
	return mask;
}

static uint8_t pattern(unsigned int intid, unsigned int round)
{
	return (uint8_t)((intid * 0x47 + 0x13) ^ (round ? 0xff : 0));
}

static void check_bytes(const struct range *r, unsigned int round)
{
	const uint8_t mask = implemented();

	/* implemented() has used the first SPI's */
	gic_set_priority(GIC_SPI, pattern(GIC_SPI, round));
	for (unsigned int i = r->first; i < end_of(r); i++) {
		test_context("INTID %u", i);
		EXPECT_EQ(mmio_read8(priority_of(i)), pattern(i, round) & mask);
		if (i % 4 == 0)
			EXPECT_EQ(
				mmio_read32(priority_of(i)),
				(uint32_t)(pattern(i, round) & mask) |
					(pattern(i + 1, round) & mask) << 8 |
					(pattern(i + 2, round) & mask) << 16 |
					(uint32_t)(pattern(i + 3, round) & mask)
						<< 24);
	}
}

static void write_bytes(const struct range *r)
{
	for (unsigned int i = r->first; i < end_of(r); i++)
		mmio_write8(priority_of(i), pattern(i, 0));
}

static void write_words(const struct range *r)
{
	for (unsigned int i = r->first; i < end_of(r); i += 4)
		mmio_write32(priority_of(i),
			     (uint32_t)pattern(i, 1) | pattern(i + 1, 1) << 8 |
				     pattern(i + 2, 1) << 16 |
				     (uint32_t)pattern(i + 3, 1) << 24);
}

TEST_EACH(priority, const struct range *r, ranges,
	  "each byte is one interrupt's, by bytes and by words")
{
	write_bytes(r);
	check_bytes(r, 0);
	write_words(r);
	check_bytes(r, 1);
}

TEST_EACH(priority_values, const struct range *r, ranges,
	  "every value is kept in the same implemented bits, others zero")
{
	const uint8_t mask = implemented();

	for (unsigned int value = 0; value < 0x100; value++)
		for (unsigned int i = r->first; i < r->first + 3; i++) {
			test_context("INTID %u", i);
			gic_set_priority(i, (uint8_t)value);
			EXPECT_EQ(gic_priority(i), value & mask);
		}
}

/* ------------------------------------------------------- configuration ---- */

static uint32_t read_cfg(unsigned int intid)
{
	return mmio_read32(gic_bank(cpu_this(), intid) + GICD_ICFGR +
			   intid / 16 * 4);
}

static void write_cfg(unsigned int intid, uint32_t value)
{
	mmio_write32(gic_bank(cpu_this(), intid) + GICD_ICFGR + intid / 16 * 4,
		     value);
}

TEST(config_sgi, "SGIs are edge-triggered whatever is written")
{
	static const uint32_t values[] = { 0, UINT32_MAX, 0x55555555 };

	for (unsigned int i = 0; i < 3; i++) {
		write_cfg(0, values[i]);
		EXPECT_EQ(read_cfg(0), 0xaaaaaaaa);
	}
}

/* Read-only or not, as the implementation likes; the low bits are reserved. */
TEST(config_ppi, "a PPI's field is 0 or 2, and is fixed or holds what it gets")
{
	const uint32_t low = (write_cfg(16, 0), read_cfg(16));
	const uint32_t high = (write_cfg(16, UINT32_MAX), read_cfg(16));

	EXPECT_EQ(low & ~high, 0);
	EXPECT_EQ(high & 0x55555555, 0);
	for (unsigned int i = 0; i < 16; i++) {
		test_context("PPI %u", 16 + i);
		write_cfg(16, 2u << 2 * i);
		EXPECT_EQ(read_cfg(16), low | (high & 2u << 2 * i));
	}
}

static uint32_t cfg_of(unsigned int intid, unsigned int edge)
{
	return intid / 16 == edge / 16 ? 2u << edge % 16 * 2 : 0;
}

TEST(config_spi, "the high bit of an SPI's field is its own, the low one 0")
{
	for (unsigned int edge = 32; edge < gic_nr_irqs(); edge++) {
		test_context("SPI %u", edge);
		/* bit 0 of each field is reserved */
		write_cfg(edge, cfg_of(edge, edge) | 0x55555555);
		for (unsigned int i = 32; i < gic_nr_irqs(); i += 16)
			EXPECT_EQ(read_cfg(i), cfg_of(i, edge));
		write_cfg(edge, 0);
		EXPECT_EQ(read_cfg(edge), 0);
	}
}
