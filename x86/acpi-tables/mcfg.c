/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MCFG, against what decodes there: PCI Firmware Specification 3.3, 4.1.2.
 */
#include <arch/io.h>
#include <dev/acpi.h>
#include <dev/pci.h>
#include <dev/pci_features.h>
#include <test/test.h>
#include <x86/devices.h>
#include <x86/features.h>

TEST_SUITE("acpi-tables", .summary = "ACPI tables are well-formed and true",
	   .needs = NEEDS(&x86_acpi));

static const struct acpi_mcfg *find_mcfg(void)
{
	const struct acpi_mcfg *mcfg = acpi_find(acpi_system(), "MCFG", 0);

	if (!mcfg)
		SKIP("there is no table MCFG");
	return mcfg;
}

TEST(mcfg, "MCFG's entries cover ascending, separate bus ranges",
     .needs = NEEDS(&pci_has_ecam))
{
	const struct acpi_mcfg *mcfg = find_mcfg();
	unsigned int nr = acpi_mcfg_nr(mcfg);

	EXPECT_GT(nr, 0);
	EXPECT_EQ(mcfg->header.length,
		  sizeof(*mcfg) + nr * sizeof(mcfg->allocation[0]));
	for (unsigned int i = 0; i < nr; i++) {
		const struct acpi_mcfg_allocation *a = &mcfg->allocation[i];

		test_context("entry %u", i);
		EXPECT_LE(a->start_bus, a->end_bus);
		EXPECT_EQ(a->base & 0xfffff, 0);
		if (i && a->segment == a[-1].segment)
			EXPECT_GT(a->start_bus, a[-1].end_bus);
	}
}

TEST(mcfg_decodes, "the host bridge's ids stand at MCFG's address",
     .needs = NEEDS(&pci_has_ecam, &x86_pci_cf8))
{
	EXPECT_EQ(mmio_read32(pci_ecam(0)), pci_cf8_read(0, PCI_VENDOR_ID, 4));
}

enum {
	Q35 = 0x29c08086, /* device, vendor */
	PCIEXBAR = 0x60,
};

/* 82Q35 data sheet (317607), 5.1.16: bits 2:1 are the length, 0: 256 buses */
TEST(mcfg_buses,
     "MCFG has the address and the buses that the host bridge decodes",
     .needs = NEEDS(&pci_has_ecam, &x86_pci_cf8))
{
	const struct acpi_mcfg *mcfg = find_mcfg();
	uint32_t low = pci_cf8_read(0, PCIEXBAR, 4);

	if (pci_cf8_read(0, PCI_VENDOR_ID, 4) != Q35)
		SKIP("the host bridge is another one");
	EXPECT_EQ(low & 1, 1);
	EXPECT_EQ(mcfg->allocation[0].base,
		  (uint64_t)pci_cf8_read(0, PCIEXBAR + 4, 4) << 32 |
			  (low & 0xf0000000));
	EXPECT_EQ(mcfg->allocation[0].segment, 0);
	EXPECT_EQ(mcfg->allocation[0].start_bus, 0);
	EXPECT_EQ(mcfg->allocation[0].end_bus, 255 >> (low >> 1 & 3));
}
