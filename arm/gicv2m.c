/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICv2m: a write to a frame in memory is an edge of the SPI it names.
 *
 * Server Base System Architecture, appendix E (GICv2m architecture).
 */
#include <arch/io.h>
#include <arm/gic.h>
#include <mm/vmap.h>
#include <test/test.h>

TEST_SUITE("gicv2m", .summary = "writes to GICv2m's frame raise SPIs",
	   .needs = NEEDS(&arm_v2m));

static uint8_t *frame(void)
{
	static uint8_t *mapped;

	if (!mapped)
		mapped = vmap_io(gic_machine()->v2m.start, 0x1000);
	return mapped;
}

static unsigned int base(void)
{
	return mmio_read32(frame() + V2M_TYPER) >> 16 & 0x3ff;
}

static unsigned int count(void)
{
	return mmio_read32(frame() + V2M_TYPER) & 0x3ff;
}

static void prepare(unsigned int spi)
{
	gic_set_edge(spi, true);
	gic_route(spi, 0);
	gic_enable(spi);
}

TEST(typer, "MSI_TYPER names SPIs that the distributor has, read-only")
{
	const uint32_t typer = mmio_read32(frame() + V2M_TYPER);

	EXPECT_EQ(typer & ~0x03ff03ffu, 0);
	EXPECT_GE(base(), GIC_SPI);
	EXPECT_GE(count(), 1);
	EXPECT_LE(base() + count(), gic_nr_irqs());
	mmio_write32(frame() + V2M_TYPER, ~typer);
	EXPECT_EQ(mmio_read32(frame() + V2M_TYPER), typer);
	EXPECT_EQ(mmio_read32(frame() + V2M_SETSPI_NS), 0);
}

TEST(iidr, "MSI_IIDR names an implementer")
{
	EXPECT_NE(mmio_read32(frame() + V2M_IIDR) & 0xfff, 0);
}

TEST(each, "a write makes exactly the SPI pending whose number it is")
{
	for (unsigned int spi = base(); spi < base() + count(); spi++) {
		prepare(spi);
		gic_set_mask(0);
		mmio_write32(frame() + V2M_SETSPI_NS, spi);
		for (unsigned int i = GIC_SPI; i < gic_nr_irqs(); i++)
			if (gic_is_pending(i) != (i == spi))
				EXPECT_EQ(i, spi);
		EXPECT_TRUE(gic_is_pending(spi));
		gic_set_mask(GIC_PRIORITY_MASK);
		EXPECT_EQ(gic_ack(), spi);
		EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
		gic_eoi(spi);
		EXPECT_FALSE(gic_is_pending(spi));
	}
}

TEST(again, "a second write while the SPI is active makes it pending again")
{
	const unsigned int spi = base() + count() - 1;

	prepare(spi);
	mmio_write32(frame() + V2M_SETSPI_NS, spi);
	mmio_write32(frame() + V2M_SETSPI_NS, spi);
	EXPECT_EQ(gic_ack(), spi);
	EXPECT_FALSE(gic_is_pending(spi));
	mmio_write32(frame() + V2M_SETSPI_NS, spi);
	EXPECT_TRUE(gic_is_pending(spi));
	gic_eoi(spi);
	EXPECT_EQ(gic_ack(), spi);
	gic_eoi(spi);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

TEST(outside, "a number outside of the frame's range does nothing")
{
	const unsigned int numbers[] = { base() - 1, base() + count(), 0, 16,
					 0x3ff };

	for (unsigned int i = 0; i < 5; i++)
		mmio_write32(frame() + V2M_SETSPI_NS, numbers[i]);
	for (unsigned int i = 0; i < gic_nr_irqs(); i++)
		EXPECT_FALSE(gic_is_pending(i));
}

/* Appendix E.8: the lower 16 bits alone may be written, as MSI has them. */
TEST(halfword, "a write of 16 bits does the same")
{
	for (unsigned int spi = base(); spi < base() + count(); spi++) {
		prepare(spi);
		mmio_write16(frame() + V2M_SETSPI_NS, (uint16_t)spi);
		EXPECT_EQ(gic_ack(), spi);
		gic_eoi(spi);
		EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	}
}
