/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host bridge of a device tree's pci-host-ecam-generic (Linux,
 * Documentation/devicetree/bindings/pci/host-generic-pci.yaml), or of ACPI's
 * "MCFG" and DSDT.
 */
#include <dev/pci.h>

#include <arch/io.h>
#include <arm/machine.h>
#include <arm/pci.h>
#include <dev/fdt.h>
#include <errno.h>
#include <mm/vmap.h>
#include <test/test.h>

enum {
	PORTS_FIRST = 0x1000, /* 0 would be "not assigned" */
};

static uint8_t *ports; /* port 0 */

static int host_node(void)
{
	return fdt_system() ? fdt_find(fdt_system(), FDT_NONE,
				       "pci-host-ecam-generic") :
			      FDT_NONE;
}

bool arch_pci_ecam(struct pci_ecam *ecam)
{
	int node = host_node();
	uint32_t first = 0, last = 255;
	uint64_t base, bytes;

	if (node < 0 || fdt_reg(fdt_system(), node, 0, &base, &bytes) != 0)
		return false;
	fdt_cell(fdt_system(), node, "bus-range", 0, &first);
	fdt_cell(fdt_system(), node, "bus-range", 1, &last);
	if (last - first > (bytes >> 20) - 1)
		last = first + (uint32_t)(bytes >> 20) - 1;
	*ecam = (struct pci_ecam){ .base = base - ((uint64_t)first << 20),
				   .first_bus = (uint8_t)first,
				   .last_bus = (uint8_t)last };
	return true;
}

static uint32_t port_read(uint16_t port, unsigned int bytes)
{
	return bytes == 1 ? mmio_read8(ports + port) :
	       bytes == 2 ? mmio_read16(ports + port) :
			    mmio_read32(ports + port);
}

static void port_write(uint16_t port, unsigned int bytes, uint32_t value)
{
	if (bytes == 1)
		mmio_write8(ports + port, (uint8_t)value);
	else if (bytes == 2)
		mmio_write16(ports + port, (uint16_t)value);
	else
		mmio_write32(ports + port, value);
}

/* Memory has one address on both sides of every bridge that we know. */
static void add_window(struct pci_host *host, const struct machine_window *w)
{
	struct pci_window window = { w->bus, w->bus + w->bytes };

	if (w->space == MACHINE_PORTS && w->bus == 0) {
		ports = vmap_io(w->cpu, (size_t)w->bytes);
		host->port_read = port_read;
		host->port_write = port_write;
		host->io = (struct pci_window){ PORTS_FIRST, w->bytes };
	} else if (w->space == MACHINE_MEMORY && w->bus == w->cpu) {
		host->memory = window;
	} else if (w->space == MACHINE_MEMORY64 && w->bus == w->cpu) {
		host->memory64 = window;
	}
}

const struct pci_host *arch_pci_host(void)
{
	static struct pci_host host = { .read = pci_ecam_read,
					.write = pci_ecam_write };
	static bool probed;
	struct machine_window window;

	if (!probed && pci_ecam_range()) {
		host.last_bus = pci_ecam_range()->last_bus;
		for (unsigned int i = 0; machine()->pci_window(i, &window); i++)
			add_window(&host, &window);
	}
	probed = true;
	return pci_ecam_range() ? &host : NULL;
}

/* ----------------------------------------------------------------- INTx ---- */

/* The bridge to the bus of @bdf; NULL on the root bus. */
static const struct pci_function *bridge_to(uint16_t bdf)
{
	for (unsigned int i = 0; PCI_BUS(bdf) && i < pci_nr_functions(); i++) {
		const struct pci_function *f = pci_function(i);

		if (f->header == 1 &&
		    pci_read8(f->bdf, PCI_SECONDARY_BUS) == PCI_BUS(bdf))
			return f;
	}
	return NULL;
}

/* PCI-to-PCI Bridge Architecture Specification 1.2, 9.1: the pins behind one */
int arm_pci_intx(const struct pci_function *f)
{
	uint32_t pin = pci_read8(f->bdf, PCI_INTERRUPT_PIN);
	const struct pci_function *bridge;
	unsigned int intid;

	if (pin < 1 || pin > 4)
		return -ENOENT;
	while ((bridge = bridge_to(f->bdf))) {
		pin = (pin - 1 + PCI_DEV(f->bdf)) % 4 + 1;
		f = bridge;
	}
	intid = machine()->pci_intx(PCI_DEV(f->bdf), pin);
	return intid ? (int)intid : -ENOTSUP;
}

/* ------------------------------------------------------------------ IDs ---- */

static struct machine_pci_ids ids_of(const struct pci_function *f)
{
	struct machine_pci_ids ids = { 0 };

	machine()->pci_ids(f->bdf, &ids);
	return ids;
}

uint32_t arm_pci_stream(const struct pci_function *f)
{
	struct machine_pci_ids ids = ids_of(f);

	if (!ids.has_stream)
		ERROR("%s: no SMMU is in front of PCI %x", machine()->name,
		      f->bdf);
	return ids.stream;
}

uint32_t arm_pci_device(const struct pci_function *f)
{
	struct machine_pci_ids ids = ids_of(f);

	if (!ids.has_device)
		ERROR("%s: no ITS takes messages of PCI %x", machine()->name,
		      f->bdf);
	return ids.device;
}
