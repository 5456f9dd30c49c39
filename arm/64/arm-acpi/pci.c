/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host bridge: MCFG and _CBA, its windows, and where INTx leads (PCI Firmware
 * Specification 3.3, 4.1; ACPI 6.5, 6.2.13).
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/gic.h>
#include <dev/aml.h>
#include <dev/pci.h>
#include <mm/vmap.h>
#include <string.h>

#define BRIDGE "PNP0A08"

enum {
	BUS_BYTES = 1 << 20,
	NR_DEVICES = 32,
	NR_PINS = 4,
};

static const struct acpi_mcfg *mcfg(void)
{
	const struct acpi_mcfg *found = table("MCFG");

	ASSERT_EQ(acpi_mcfg_nr(found), 1);
	return found;
}

TEST(mcfg, "MCFG has one segment, 0, from bus 0 on, which answers")
{
	const struct acpi_mcfg *m = mcfg();
	const struct acpi_mcfg_allocation *a = &m->allocation[0];
	uint8_t *first = vmap_io(a->base, BUS_BYTES);
	uint8_t *last =
		vmap_io(a->base + (uint64_t)a->end_bus * BUS_BYTES, BUS_BYTES);

	EXPECT_EQ(m->header.length, sizeof(*m) + sizeof(*a));
	EXPECT_EQ(m->reserved, 0);
	EXPECT_EQ(a->segment, 0);
	EXPECT_EQ(a->start_bus, 0);
	EXPECT_EQ(a->reserved, 0);
	EXPECT_EQ(mmio_read32(first), 0x00081b36); /* QEMU's host bridge */
	EXPECT_EQ(mmio_read32(last), UINT32_MAX);
	if (!is_model())
		return;
	EXPECT_EQ(a->base, 0x4010000000);
	EXPECT_EQ(a->end_bus, 255);
}

TEST(cba, "_CBA of the bridge is MCFG's address")
{
	const struct acpi_header *code = dsdt();
	uint64_t base = 0;

	ASSERT_EQ(aml_find_integer((const uint8_t *)(code + 1),
				   code->length - sizeof(*code), "_CBA", &base),
		  0);
	EXPECT_EQ(base, mcfg()->allocation[0].base);
}

/* ---------------------------------------------------------------- windows -- */

static const struct window_row {
	const char *name;
	struct acpi_window window;
} windows[] = {
	{ "memory", { false, 0x10000000, 0x2eff0000, 0 } },
	{ "ports", { true, 0, 0x10000, 0x3eff0000 } },
	{ "memory-64", { false, 0x8000000000, 0x8000000000, 0 } },
};

TEST_EACH(window, const struct window_row *r, windows,
	  "the bridge passes on what the board's map has")
{
	struct acpi_window w;

	if (!is_model())
		SKIP("needs to know the machine");
	ASSERT_TRUE(acpi_window(acpi_system(), BRIDGE,
				(unsigned int)(r - windows), &w));
	EXPECT_EQ(w.is_io, r->window.is_io);
	EXPECT_EQ(w.start, r->window.start);
	EXPECT_EQ(w.bytes, r->window.bytes);
	EXPECT_EQ(w.translation, r->window.translation);
}

static bool is_in_window(bool io, uint64_t start, uint64_t bytes)
{
	struct acpi_window w;

	for (unsigned int i = 0; acpi_window(acpi_system(), BRIDGE, i, &w); i++)
		if (w.is_io == io && start >= w.start &&
		    start + bytes <= w.start + w.bytes)
			return true;
	return false;
}

TEST(windows, "they lie apart, and firmware has assigned addresses in them")
{
	unsigned int nr = 0;

	ASSERT_TRUE(arch_pci_host() != NULL);
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		const struct pci_function *f = pci_function(i);

		for (unsigned int b = 0; b < PCI_NR_BARS; b++) {
			const struct pci_bar *bar = &f->bar[b];

			if (!bar->bytes)
				continue;
			test_context("%x, BAR %u", f->bdf, b);
			nr++;
			EXPECT_TRUE(is_in_window(bar->flags & PCI_BAR_IO,
						 bar->address, bar->bytes));
		}
	}
	EXPECT_GE(nr, 1);
}

/* ------------------------------------------------------------------ INTx -- */

TEST(prt, "every pin of every device leads to one of four lines, in turn")
{
	unsigned int first = acpi_intx(acpi_system(), BRIDGE, 0, 0);

	EXPECT_GE(first, GIC_SPI);
	if (is_model())
		EXPECT_EQ(first, 35);
	for (unsigned int device = 0; device < NR_DEVICES; device++)
		for (unsigned int pin = 0; pin < NR_PINS; pin++) {
			test_context("device %u, pin %u", device, pin);
			EXPECT_EQ(acpi_intx(acpi_system(), BRIDGE, device, pin),
				  first + (device + pin) % NR_PINS);
		}
	EXPECT_EQ(acpi_intx(acpi_system(), BRIDGE, NR_DEVICES, 0), 0);
	EXPECT_EQ(acpi_intx(acpi_system(), BRIDGE, 0, NR_PINS), 0);
}
