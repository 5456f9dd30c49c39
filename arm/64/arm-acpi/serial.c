/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SPCR, DBG2 and the DSDT have one UART: that whose lines these are.
 *
 * Microsoft, Serial Port Console Redirection Table 1.07; Debug Port Table 2;
 * ACPI 6.5, 5.2.3.2; DDI 0183, 3.3 (PL011).
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/gic.h>
#include <clock.h>
#include <mm/vmap.h>
#include <string.h>

enum {
	UART_DR = 0x00,
	UART_IMSC = 0x38,
	UART_ICR = 0x44,
	UART_ID = 0xfe0,
	INT_TX = 1 << 5,
	WAIT_US = 1000000,

	BAUD_9600 = 3,
	ONE_STOP_BIT = 1,
	RTS_CTS = 1 << 1,
	NO_PCI = 0xffff,
	BYTE_ACCESS = 1,
};

/* Table 1 of revision 2: no modem, no PCI device, no language. */
TEST(spcr, "SPCR has a PL011 in memory, by a GIC, with 8 data bits, no parity")
{
	const struct acpi_spcr *spcr = table("SPCR");
	const struct field fields[] = {
		FIELD(acpi_spcr, type, ACPI_SPCR_PL011),
		FIELD(acpi_spcr, base.bit_width, spcr->base.bit_width),
		FIELD(acpi_spcr, base.access_size, spcr->base.access_size),
		FIELD(acpi_spcr, base.address, spcr->base.address),
		FIELD(acpi_spcr, interrupt_type, ACPI_SPCR_GIC),
		FIELD(acpi_spcr, gsiv, spcr->gsiv),
		FIELD(acpi_spcr, baud_rate, BAUD_9600),
		FIELD(acpi_spcr, stop_bits, ONE_STOP_BIT),
		FIELD(acpi_spcr, flow_control, RTS_CTS),
		FIELD(acpi_spcr, pci_device, NO_PCI),
		FIELD(acpi_spcr, pci_vendor, NO_PCI),
	};

	EXPECT_FIELDS(spcr, fields, sizeof(spcr->header), sizeof(*spcr));
	EXPECT_GE(spcr->header.length, sizeof(*spcr));
	if (!is_model())
		return;
	EXPECT_EQ(spcr->base.address, 0x09000000);
	EXPECT_EQ(spcr->gsiv, 33);
	EXPECT_GE(spcr->base.bit_width, 8);
	EXPECT_LE(spcr->base.access_size, 3);
	EXPECT_GE(spcr->base.access_size, BYTE_ACCESS);
}

static uint8_t *uart(void)
{
	const struct acpi_spcr *spcr = table("SPCR");

	return vmap_io(spcr->base.address, 0x1000);
}

TEST(spcr_device, "a PL011 is where SPCR says")
{
	static const uint8_t ids[] = { 0x11, 0x10, 0x14, 0x00,
				       0x0d, 0xf0, 0x05, 0xb1 };
	uint8_t *regs = uart();

	for (unsigned int i = 0; i < sizeof(ids); i++)
		EXPECT_EQ(mmio_read32(regs + UART_ID + 4 * i) & 0xff, ids[i]);
}

static void silence(uint8_t *regs)
{
	mmio_write32(regs + UART_IMSC, 0);
}

static bool is_pending(void *gsiv)
{
	return gic_is_pending(*(uint32_t *)gsiv);
}

TEST(spcr_line, "what it has sent raises SPCR's interrupt",
     .needs = NEEDS(&arm_gic))
{
	const struct acpi_spcr *spcr = table("SPCR");
	uint8_t *regs = uart();
	uint32_t gsiv = spcr->gsiv;

	test_defer(silence, regs);
	mmio_write32(regs + UART_ICR, INT_TX);
	mmio_write32(regs + UART_IMSC, INT_TX);
	EXPECT_FALSE(gic_is_pending(gsiv));
	mmio_write8(regs + UART_DR, '\n');
	EXPECT_TRUE(wait_until(is_pending, &gsiv, WAIT_US));
	mmio_write32(regs + UART_ICR, INT_TX);
	EXPECT_FALSE(gic_is_pending(gsiv));
}

/* ------------------------------------------------------------------ DBG2 -- */

static const void *in_dbg2(uint32_t offset, size_t bytes)
{
	const struct acpi_dbg2 *dbg2 = table("DBG2");

	ASSERT_LE(offset + bytes, dbg2->header.length);
	return (const char *)dbg2 + offset;
}

TEST(dbg2, "DBG2 has the same PL011, and a name of the DSDT for it")
{
	const struct acpi_dbg2 *dbg2 = table("DBG2");
	const struct acpi_spcr *spcr = table("SPCR");
	const struct acpi_dbg2_device *d;
	const struct acpi_gas *gas;
	uint32_t bytes;

	EXPECT_EQ(dbg2->devices, sizeof(*dbg2));
	ASSERT_EQ(dbg2->nr_devices, 1);
	d = in_dbg2(dbg2->devices, sizeof(*d));
	EXPECT_EQ(dbg2->devices + d->length, dbg2->header.length);
	EXPECT_EQ(d->revision, 0);
	EXPECT_EQ(d->port_type, ACPI_DBG2_SERIAL);
	EXPECT_EQ(d->port_subtype, ACPI_DBG2_PL011);
	EXPECT_EQ(d->reserved, 0);
	EXPECT_EQ(d->oem_bytes, 0);
	EXPECT_EQ(d->oem, 0);
	ASSERT_EQ(d->nr_registers, 1);
	EXPECT_EQ(d->registers, sizeof(*d));
	gas = in_dbg2(dbg2->devices + d->registers, sizeof(*gas));
	EXPECT_MEMEQ(gas, &spcr->base, sizeof(*gas));
	EXPECT_EQ(d->sizes, sizeof(*d) + sizeof(*gas));
	memcpy(&bytes, in_dbg2(dbg2->devices + d->sizes, 4), sizeof(bytes));
	EXPECT_EQ(bytes, 0x1000);
	EXPECT_EQ(d->name, sizeof(*d) + sizeof(*gas) + 4);
	EXPECT_EQ(d->name + d->name_bytes, d->length);
	ASSERT_GE(d->name_bytes, 2);
	EXPECT_STREQ((const char *)in_dbg2(dbg2->devices + d->name,
					   d->name_bytes),
		     is_model() ? "COM0" : ".");
}

TEST(dsdt_uart, "the DSDT has the same PL011 and the same interrupt")
{
	const struct acpi_spcr *spcr = table("SPCR");
	struct acpi_resources r;

	ASSERT_TRUE(acpi_device(acpi_system(), "ARMH0011", 0, &r));
	EXPECT_EQ(r.start, spcr->base.address);
	EXPECT_EQ(r.bytes, 0x1000);
	EXPECT_EQ(r.interrupt, spcr->gsiv);
	EXPECT_FALSE(acpi_device(acpi_system(), "ARMH0011", 1, &r));
}
