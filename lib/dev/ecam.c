/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration space in memory (PCI Express Base Specification 5.0, 7.2.2),
 * where ACPI's "MCFG" or the machine's own description says.
 */
#include <dev/pci.h>

#include <arch/io.h>
#include <dev/acpi.h>
#include <mm/vmap.h>

static bool from_mcfg(struct pci_ecam *ecam)
{
	const struct acpi *acpi = acpi_system();
	const struct acpi_mcfg *mcfg = acpi ? acpi_find(acpi, "MCFG", 0) : NULL;

	for (unsigned int i = 0; mcfg && i < acpi_mcfg_nr(mcfg); i++) {
		const struct acpi_mcfg_allocation *a = &mcfg->allocation[i];

		if (a->segment != 0 || a->base + (1 << 20) - 1 > UINTPTR_MAX)
			continue;
		*ecam = (struct pci_ecam){ .base = a->base,
					   .first_bus = a->start_bus,
					   .last_bus = a->end_bus };
		return true;
	}
	return false;
}

/* The last byte of the last bus can be addressed. */
static bool reachable(const struct pci_ecam *ecam)
{
	return ecam->base + (((uint64_t)ecam->last_bus + 1) << 20) - 1 <=
	       UINTPTR_MAX;
}

const struct pci_ecam *pci_ecam_range(void)
{
	static struct pci_ecam ecam;
	static bool probed, present;

	if (!probed)
		present = from_mcfg(&ecam) ||
			  (arch_pci_ecam(&ecam) && reachable(&ecam));
	probed = true;
	return present ? &ecam : NULL;
}

void *pci_ecam(uint16_t bdf)
{
	static void *buses[256]; /* 1 MiB each: only those that are used */
	const struct pci_ecam *ecam = pci_ecam_range();
	uint8_t bus = PCI_BUS(bdf);

	if (!ecam || bus < ecam->first_bus || bus > ecam->last_bus)
		return NULL;
	if (!buses[bus])
		buses[bus] =
			vmap_io(ecam->base + ((uint64_t)bus << 20), 1 << 20);
	return (uint8_t *)buses[bus] + ((size_t)(bdf & 0xff) << 12);
}

uint32_t pci_ecam_read(uint16_t bdf, unsigned int offset, unsigned int bytes)
{
	const uint8_t *p = pci_ecam(bdf);

	if (!p)
		return UINT32_MAX;
	return bytes == 1 ? mmio_read8(p + offset) :
	       bytes == 2 ? mmio_read16(p + offset) :
			    mmio_read32(p + offset);
}

void pci_ecam_write(uint16_t bdf, unsigned int offset, unsigned int bytes,
		    uint32_t value)
{
	uint8_t *p = pci_ecam(bdf);

	if (p && bytes == 1)
		mmio_write8(p + offset, (uint8_t)value);
	else if (p && bytes == 2)
		mmio_write16(p + offset, (uint16_t)value);
	else if (p)
		mmio_write32(p + offset, value);
}
