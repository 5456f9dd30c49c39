/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header's registers and the capability list of every function.
 *
 * PCI Local Bus Specification 3.0, 6.2 and 6.7; PCI Express Base Specification
 * 5.0, 7.5.
 */
#include "suite.h"

PCI_CONFIG_SUITE;

/* Registers that no write may change. */
static const struct read_only {
	const char *name;
	unsigned int offset, bytes;
	bool type0_only;
} read_onlies[] = {
	{ "vendor-id", PCI_VENDOR_ID, 2, false },
	{ "device-id", PCI_DEVICE_ID, 2, false },
	{ "revision-id", PCI_REVISION_ID, 1, false },
	{ "class-code", PCI_CLASS_PROG + 1, 2, false },
	{ "header-type", PCI_HEADER_TYPE, 1, false },
	{ "subsystem-vendor-id", PCI_SUBSYSTEM_VENDOR_ID, 2, true },
	{ "subsystem-id", PCI_SUBSYSTEM_ID, 2, true },
	{ "capabilities", PCI_CAPABILITIES, 1, false },
	{ "interrupt-pin", PCI_INTERRUPT_PIN, 1, false },
};

static uint32_t read(uint16_t bdf, const struct read_only *r)
{
	return arch_pci_host()->read(bdf, r->offset, r->bytes);
}

static uint32_t read_after_write(uint16_t bdf, const struct read_only *r,
				 uint32_t value)
{
	arch_pci_host()->write(bdf, r->offset, r->bytes, value);
	return read(bdf, r);
}

TEST_EACH(read_only, const struct read_only *r, read_onlies,
	  "ignores writes, in every function")
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint32_t old = read(f->bdf, r);

		if (r->type0_only && f->header != 0)
			continue;
		EXPECT_EQ(read_after_write(f->bdf, r, ~old), old);
		EXPECT_EQ(read_after_write(f->bdf, r, 0), old);
	}
}

TEST(ids, "no function has an invalid vendor, class or header type")
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		EXPECT_NE(f->vendor, 0xffff);
		EXPECT_NE(f->vendor, 0);
		EXPECT_LE(f->header, 1);
		EXPECT_EQ(f->header == 1, f->class >> 8 == 0x0604);
	}
}

/* --------------------------------------------------- command and status ---- */

TEST(command_reserved, "command bits 15:11 are 0 and stay 0")
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint16_t old = pci_read16(f->bdf, PCI_COMMAND);

		EXPECT_EQ(old & 0xf800, 0);
		pci_write16(f->bdf, PCI_COMMAND, old | 0xf800);
		EXPECT_EQ(pci_read16(f->bdf, PCI_COMMAND), old);
		pci_write16(f->bdf, PCI_COMMAND, old);
	}
}

TEST(interrupt_disable, "command bit 10 reads back in functions with a pin")
{
	const struct pci_function *f;
	unsigned int tried = 0;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint16_t old = pci_read16(f->bdf, PCI_COMMAND);

		if (!pci_read8(f->bdf, PCI_INTERRUPT_PIN))
			continue;
		tried++;
		pci_enable(f, PCI_COMMAND_INTX_DISABLE);
		EXPECT_EQ(pci_read16(f->bdf, PCI_COMMAND),
			  old | PCI_COMMAND_INTX_DISABLE);
		pci_disable(f, PCI_COMMAND_INTX_DISABLE);
		EXPECT_EQ(pci_read16(f->bdf, PCI_COMMAND),
			  old & ~PCI_COMMAND_INTX_DISABLE);
		pci_write16(f->bdf, PCI_COMMAND, old);
	}
	if (!tried)
		SKIP("no function has an interrupt pin");
}

TEST(status, "status ignores 0 and, but for its error bits, 1; those clear")
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint16_t old = pci_read16(f->bdf, PCI_STATUS);

		pci_write16(f->bdf, PCI_STATUS, 0);
		EXPECT_EQ(pci_read16(f->bdf, PCI_STATUS), old);
		pci_write16(f->bdf, PCI_STATUS, 0xffff);
		EXPECT_EQ(pci_read16(f->bdf, PCI_STATUS),
			  old & ~PCI_STATUS_RW1C);
	}
}

TEST(interrupt_pin, "the interrupt pin is 0 (none) to 4 (INTD)")
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++)
		EXPECT_LE(pci_read8(f->bdf, PCI_INTERRUPT_PIN), 4);
}

TEST(interrupt_line, "the interrupt line keeps what is written, in functions "
		     "with a pin")
{
	const struct pci_function *f;
	unsigned int tried = 0;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint8_t old = pci_read8(f->bdf, PCI_INTERRUPT_LINE);

		if (!pci_read8(f->bdf, PCI_INTERRUPT_PIN))
			continue;
		tried++;
		pci_write8(f->bdf, PCI_INTERRUPT_LINE, 0xa5);
		EXPECT_EQ(pci_read8(f->bdf, PCI_INTERRUPT_LINE), 0xa5);
		pci_write8(f->bdf, PCI_INTERRUPT_LINE, old);
		EXPECT_EQ(pci_read8(f->bdf, PCI_INTERRUPT_LINE), old);
	}
	if (!tried)
		SKIP("no function has an interrupt pin");
}

/* --------------------------------------------------------- capabilities ---- */

TEST(cap_bit, "the status register's bit says whether there is a list")
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint16_t status = pci_read16(f->bdf, PCI_STATUS);
		uint8_t first = pci_read8(f->bdf, PCI_CAPABILITIES);

		EXPECT_EQ(!!(status & PCI_STATUS_CAP_LIST), first != 0);
	}
}

TEST(cap_list, "the list ends within 48 steps; each stands alone and is known")
{
	const struct pci_function *f;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint64_t seen = 0; /* a bit for each of the 64 dwords */
		uint8_t offset = 0;

		while ((offset = pci_cap_next(f->bdf, offset))) {
			ASSERT_FALSE(seen >> (offset / 4) & 1);
			seen |= 1ull << (offset / 4);
			EXPECT_EQ(pci_read8(f->bdf, offset + 1) & 3, 0);
			EXPECT_GE(pci_read8(f->bdf, offset), PCI_CAP_PM);
			EXPECT_LE(pci_read8(f->bdf, offset), PCI_CAP_LAST);
		}
		EXPECT_EQ(offset, 0);
	}
}

TEST(cap_read_only, "ids and links of capabilities ignore writes")
{
	const struct pci_function *f;
	unsigned int tried = 0;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint8_t offset = 0;

		while ((offset = pci_cap_next(f->bdf, offset))) {
			uint16_t old = pci_read16(f->bdf, offset);

			tried++;
			pci_write16(f->bdf, offset, (uint16_t)~old);
			EXPECT_EQ(pci_read16(f->bdf, offset), old);
		}
	}
	if (!tried)
		SKIP("no function has a capability");
}

TEST(express_version, "PCI Express capabilities have version 1 or 2")
{
	const struct pci_function *f;
	unsigned int tried = 0;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint8_t cap = pci_cap(f->bdf, PCI_CAP_EXPRESS);
		uint16_t flags = pci_read16(f->bdf, cap + PCI_EXP_FLAGS);

		if (!cap)
			continue;
		tried++;
		EXPECT_GE(flags & PCI_EXP_FLAGS_VERSION, 1);
		EXPECT_LE(flags & PCI_EXP_FLAGS_VERSION, 2);
		/* 4: root port, 5, 6: switch ports, 7: bridge to PCI */
		EXPECT_EQ(f->header == 1,
			  PCI_EXP_FLAGS_TYPE(flags) >= 4 &&
				  PCI_EXP_FLAGS_TYPE(flags) <= 7);
	}
	if (!tried)
		SKIP("no function is PCI Express");
}

TEST(msix_location, "MSI-X table and PBA lie inside of memory BARs, apart")
{
	const struct pci_function *f;
	unsigned int tried = 0;

	for (unsigned int i = 0; (f = function(i)); i++) {
		uint8_t cap = pci_cap(f->bdf, PCI_CAP_MSIX);
		uint32_t table, pba, entries;
		const struct pci_bar *bar;

		if (!cap)
			continue;
		tried++;
		entries = pci_msix_entries(f);
		table = pci_read32(f->bdf, cap + PCI_MSIX_TABLE);
		pba = pci_read32(f->bdf, cap + PCI_MSIX_PBA);
		ASSERT_LT(table & PCI_MSIX_BIR, PCI_NR_BARS);
		ASSERT_LT(pba & PCI_MSIX_BIR, PCI_NR_BARS);
		bar = &f->bar[table & PCI_MSIX_BIR];
		EXPECT_EQ(bar->flags & PCI_BAR_IO, 0);
		EXPECT_LE((table & ~PCI_MSIX_BIR) +
				  entries * PCI_MSIX_ENTRY_BYTES,
			  bar->bytes);
		bar = &f->bar[pba & PCI_MSIX_BIR];
		EXPECT_EQ(bar->flags & PCI_BAR_IO, 0);
		EXPECT_LE((pba & ~PCI_MSIX_BIR) + (entries + 63) / 64 * 8,
			  bar->bytes);
		if ((pba & PCI_MSIX_BIR) == (table & PCI_MSIX_BIR))
			EXPECT_TRUE(pba + (entries + 63) / 64 * 8 <= table ||
				    table + entries * PCI_MSIX_ENTRY_BYTES <=
					    pba);
	}
	if (!tried)
		SKIP("no function has MSI-X");
}
