/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reaching configuration space, by whichever way the machine has, and the
 * memory-mapped one.
 *
 * PCI Local Bus Specification 3.0, 3.2.2.3 and 6.1; PCI Express Base
 * Specification 5.0, 7.2.2.
 */
#include "suite.h"

#include <arch/io.h>

PCI_CONFIG_SUITE;

/* A device number of bus 0 where nothing is. */
static uint16_t absent_device(void)
{
	for (unsigned int dev = 31; dev; dev--) {
		uint16_t bdf = PCI_BDF(0, dev, 0);

		if (pci_read16(bdf, PCI_VENDOR_ID) == 0xffff)
			return bdf;
	}
	SKIP("bus 0 is full");
}

TEST(found, "the scan finds a host bridge at 00:00.0")
{
	ASSERT_GT(pci_nr_functions(), 0);
	EXPECT_EQ(pci_function(0)->bdf, 0);
	EXPECT_EQ(pci_function(0)->class >> 8, 0x0600);
}

/* -------------------------------------------------------------- widths ---- */

/* All three widths at one place are the same bytes. */
static void check_widths(uint16_t bdf, unsigned int offset)
{
	uint32_t wide = pci_read32(bdf, offset);

	for (unsigned int i = 0; i < 4; i++)
		EXPECT_EQ(pci_read8(bdf, offset + i), wide >> (8 * i) & 0xff);
	EXPECT_EQ(pci_read16(bdf, offset), wide & 0xffff);
	EXPECT_EQ(pci_read16(bdf, offset + 2), wide >> 16);
}

TEST(widths, "reads of 1, 2 and 4 bytes agree, over all 256 bytes")
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		for (unsigned int at = 0; at < PCI_CONFIG_BYTES; at += 4)
			check_widths(f->bdf, at);
	}
}

TEST(write_widths, "writes of 1, 2 and 4 bytes change those bytes alone")
{
	uint16_t bdf = pci_function(pci_nr_functions() - 1)->bdf;
	uint32_t old = pci_read32(bdf, PCI_BAR0);
	uint32_t line = pci_read32(bdf, PCI_INTERRUPT_LINE);

	pci_write8(bdf, PCI_INTERRUPT_LINE, 0xa5);
	EXPECT_EQ(pci_read32(bdf, PCI_INTERRUPT_LINE),
		  (line & 0xffffff00) | 0xa5);
	pci_write16(bdf, PCI_INTERRUPT_LINE, 0xff5a); /* pin: read-only */
	EXPECT_EQ(pci_read32(bdf, PCI_INTERRUPT_LINE),
		  (line & 0xffffff00) | 0x5a);
	pci_write32(bdf, PCI_INTERRUPT_LINE, line);
	EXPECT_EQ(pci_read32(bdf, PCI_INTERRUPT_LINE), line);
	EXPECT_EQ(pci_read32(bdf, PCI_BAR0), old);
}

/* ------------------------------------------------------------- absence ---- */

TEST(absent, "a device that is not there reads ones in all registers")
{
	uint16_t bdf = absent_device();

	for (unsigned int at = 0; at < PCI_CONFIG_BYTES; at += 4)
		EXPECT_EQ(pci_read32(bdf, at), 0xffffffff);
	EXPECT_EQ(pci_read16(bdf, PCI_VENDOR_ID), 0xffff);
	EXPECT_EQ(pci_read8(bdf, PCI_HEADER_TYPE), 0xff);
}

TEST(absent_write, "a write to a device that is not there goes nowhere")
{
	uint16_t bdf = absent_device();

	pci_write32(bdf, PCI_COMMAND, 0);
	EXPECT_EQ(pci_read32(bdf, PCI_COMMAND), 0xffffffff);
}

TEST(absent_bus, "a bus number that no bridge has reads ones")
{
	uint8_t last = 0;
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint8_t bus = f->header == 1 ?
				      pci_read8(f->bdf, PCI_SUBORDINATE_BUS) :
				      PCI_BUS(f->bdf);

		last = bus > last ? bus : last;
	}
	if (last >= arch_pci_host()->last_bus)
		SKIP("all buses are in use");
	for (unsigned int dev = 0; dev < 32; dev++)
		EXPECT_EQ(pci_read32(PCI_BDF(last + 1, dev, 0), PCI_VENDOR_ID),
			  0xffffffff);
}

TEST(multifunction, "functions above 0 are only where function 0 says so")
{
	for (unsigned int dev = 0; dev < 32; dev++) {
		uint16_t bdf = PCI_BDF(0, dev, 0);
		uint8_t header = pci_read8(bdf, PCI_HEADER_TYPE);
		bool says = header != 0xff && header & PCI_HEADER_MULTIFUNCTION;
		bool others = false;

		for (unsigned int fn = 1; fn < 8; fn++)
			others |= pci_read16(bdf + fn, PCI_VENDOR_ID) != 0xffff;
		test_context("00:%02x", dev);
		EXPECT_TRUE(says || !others);
	}
}

/* ------------------------------------------------------------- bridges ---- */

TEST(bridges, "each bridge has its own bus, within its range, and passes reads")
{
	unsigned int nr = 0;
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint8_t secondary, subordinate;

		if (f->header != 1)
			continue;
		nr++;
		secondary = pci_read8(f->bdf, PCI_SECONDARY_BUS);
		subordinate = pci_read8(f->bdf, PCI_SUBORDINATE_BUS);
		EXPECT_EQ(pci_read8(f->bdf, PCI_PRIMARY_BUS), PCI_BUS(f->bdf));
		EXPECT_GT(secondary, PCI_BUS(f->bdf));
		EXPECT_GE(subordinate, secondary);
		for (unsigned int j = 0; j < i; j++) {
			if (pci_function(j)->header == 1)
				EXPECT_NE(pci_read8(pci_function(j)->bdf,
						    PCI_SECONDARY_BUS),
					  secondary);
		}
	}
	if (!nr)
		SKIP("there is no bridge");
}

TEST(behind_bridges, "as many functions are behind bridges as were put there")
{
	uint64_t expected = test_arg_u64("behind", 0);
	unsigned int behind = 0;

	if (!expected)
		SKIP("needs devices behind bridges, and their number in behind=");
	for (unsigned int i = 0; i < pci_nr_functions(); i++)
		behind += PCI_BUS(pci_function(i)->bdf) != 0;
	EXPECT_EQ(behind, expected);
}

/* ---------------------------------------------------------------- ECAM ---- */

TEST(ecam_widths, "reads of 1, 2 and 4 bytes agree",
     .needs = NEEDS(&pci_has_ecam))
{
	const uint8_t *ecam = pci_ecam(0);

	for (unsigned int at = 0; at < PCI_CONFIG_BYTES; at += 4) {
		uint32_t wide = mmio_read32(ecam + at);

		EXPECT_EQ(mmio_read8(ecam + at), wide & 0xff);
		EXPECT_EQ(mmio_read8(ecam + at + 3), wide >> 24);
		EXPECT_EQ(mmio_read16(ecam + at + 2), wide >> 16);
	}
}

TEST(ecam_absent, "a device that is not there reads ones in all 4096 bytes",
     .needs = NEEDS(&pci_has_ecam))
{
	const uint8_t *ecam = pci_ecam(absent_device());

	for (unsigned int at = 0; at < PCI_EXT_CONFIG_BYTES; at += 4)
		EXPECT_EQ(mmio_read32(ecam + at), 0xffffffff);
}

TEST(extended_caps, "extended capabilities stay in 0x100..0xfff, and end",
     .needs = NEEDS(&pci_has_ecam))
{
	const struct pci_function *f;
	unsigned int tried = 0;

	for (unsigned int i = 0; (f = function(i)); i++) {
		unsigned int offset = 0x100, hops = 0;
		uint32_t header = pci_read32(f->bdf, offset);

		if (!pci_cap(f->bdf, PCI_CAP_EXPRESS))
			continue;
		tried++;
		while (header && offset) {
			ASSERT_GE(offset, 0x100);
			EXPECT_EQ(offset & 3, 0);
			ASSERT_LT(hops++, 960); /* of 4 bytes each */
			EXPECT_NE(header & 0xffff, 0xffff);
			EXPECT_GE(header >> 16 & 0xf, 1); /* its version */
			offset = header >> 20;
			header = offset ? pci_read32(f->bdf, offset) : 0;
		}
		EXPECT_LE(hops, 960);
	}
	if (!tried)
		SKIP("no function is PCI Express");
}

enum {
	PCI_CAP_PCIX = 0x07, /* whose mode 2 has extended registers */
};

/* A bus of conventional PCI, which has no lines for registers above 255. */
static bool is_conventional(uint8_t bus)
{
	const struct pci_function *b;

	for (unsigned int i = 0; (b = pci_function(i)); i++)
		if (b->header == 1 &&
		    pci_read8(b->bdf, PCI_SECONDARY_BUS) == bus)
			return !pci_cap(b->bdf, PCI_CAP_EXPRESS) &&
			       !pci_cap(b->bdf, PCI_CAP_PCIX);
	return false;
}

/* PCI Local Bus 3.0, 3.2.2.3.2: the register number has 8 bits; 6.1: no answer. */
TEST(extended_conventional,
     "extended registers behind a conventional bridge "
     "read ones",
     .needs = NEEDS(&pci_has_ecam))
{
	const struct pci_function *f;
	unsigned int tried = 0;

	for (unsigned int i = 0; (f = function(i)); i++) {
		if (!is_conventional(PCI_BUS(f->bdf)))
			continue;
		tried++;
		for (unsigned int at = PCI_CONFIG_BYTES;
		     at < PCI_EXT_CONFIG_BYTES; at += 4)
			EXPECT_EQ(pci_read32(f->bdf, at), 0xffffffff);
	}
	if (!tried)
		SKIP("no device is behind a conventional bridge");
}
