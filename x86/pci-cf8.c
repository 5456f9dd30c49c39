/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI configuration mechanism #1: ports 0xcf8 and 0xcfc.
 *
 * PCI Local Bus Specification 3.0, 3.2.2.3.2.
 */
#include <arch/io.h>
#include <dev/pci.h>
#include <dev/pci_features.h>
#include <test/test.h>
#include <x86/devices.h>
#include <x86/features.h>
#include <x86/pio.h>

TEST_SUITE("pci-cf8", .summary = "mechanism #1 reaches configuration space",
	   .needs = NEEDS(&x86_pci_cf8));

TEST(address_reads_back, "the address register keeps enable, bus and register")
{
	uint32_t old = inl(PCI_CF8_ADDRESS);

	outl(0x80fffffc, PCI_CF8_ADDRESS);
	EXPECT_EQ(inl(PCI_CF8_ADDRESS), 0x80fffffc);
	outl(0x00000000, PCI_CF8_ADDRESS);
	EXPECT_EQ(inl(PCI_CF8_ADDRESS), 0);
	outl(old, PCI_CF8_ADDRESS);
}

TEST(address_reserved_bits, "its bits 30:24 and 1:0 are read-only and 0")
{
	uint32_t old = inl(PCI_CF8_ADDRESS);

	outl(0xff000003, PCI_CF8_ADDRESS);
	EXPECT_EQ(inl(PCI_CF8_ADDRESS), 0x80000000);
	outl(old, PCI_CF8_ADDRESS);
}

TEST(address_wide_only, "only a 32-bit write changes the address register")
{
	uint32_t old = inl(PCI_CF8_ADDRESS), after_byte, after_word;

	outl(0x80000000, PCI_CF8_ADDRESS);
	outb(0x40, PCI_CF8_ADDRESS);
	after_byte = inl(PCI_CF8_ADDRESS);
	outw(0x4440, PCI_CF8_ADDRESS + 2);
	after_word = inl(PCI_CF8_ADDRESS);
	outl(old, PCI_CF8_ADDRESS);
	EXPECT_EQ(after_byte, 0x80000000);
	EXPECT_EQ(after_word, 0x80000000);
}

TEST(disabled, "with the enable bit clear the data port is no configuration")
{
	uint32_t value;

	outl(PCI_INTERRUPT_LINE & 0xfc, PCI_CF8_ADDRESS);
	value = inl(PCI_CF8_DATA);
	EXPECT_EQ(value, 0xffffffff);
	outl(0, PCI_CF8_ADDRESS);
	EXPECT_EQ(inb(PCI_CF8_DATA + 1), 0xff);
	EXPECT_EQ(inw(PCI_CF8_DATA + 2), 0xffff);
}

/* ---------------------------------------------------------------- ECAM ---- */

/* Says which function a failure is about. */
static const struct pci_function *function(unsigned int index)
{
	const struct pci_function *f = pci_function(index);

	if (f)
		test_context("%02x:%02x.%x %04x:%04x", PCI_BUS(f->bdf),
			     PCI_DEV(f->bdf), PCI_FN(f->bdf), f->vendor,
			     f->device);
	return f;
}

TEST(ecam_same, "the first 256 bytes are those of mechanism #1",
     .needs = NEEDS(&pci_has_ecam))
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		const uint8_t *ecam = pci_ecam(f->bdf);

		ASSERT_TRUE(ecam != NULL);
		for (unsigned int at = 0; at < PCI_CONFIG_BYTES; at += 4)
			EXPECT_EQ(mmio_read32(ecam + at),
				  pci_cf8_read(f->bdf, at, 4));
	}
}

TEST(ecam_write, "what one mechanism writes, the other reads",
     .needs = NEEDS(&pci_has_ecam))
{
	uint16_t bdf = pci_function(pci_nr_functions() - 1)->bdf;
	uint8_t *line = (uint8_t *)pci_ecam(bdf) + PCI_INTERRUPT_LINE;
	uint8_t old = mmio_read8(line);

	mmio_write8(line, 0xa5);
	EXPECT_EQ(pci_cf8_read(bdf, PCI_INTERRUPT_LINE, 1), 0xa5);
	pci_cf8_write(bdf, PCI_INTERRUPT_LINE, 1, 0x5a);
	EXPECT_EQ(mmio_read8(line), 0x5a);
	mmio_write8(line, old);
}
