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

enum {
	PORTS_FIRST = 0x1000, /* 0 would be "not assigned" */
	INTERRUPT_SPI = 32,   /* the first one's INTID */
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

/*
 * An entry of "interrupt-map": address (3 cells) and pin, both under the mask,
 * the controller, its address (2 cells with a GIC), type, number and flags.
 */
enum {
	MAP_PIN = 3,
	MAP_NUMBER = 8,
	MAP_CELLS = 10
};

static int lookup(int node, uint32_t address, uint32_t pin)
{
	const char *const name = "interrupt-map";
	uint32_t mask = 0, pin_mask = 0, at, of, number;

	fdt_cell(fdt_system(), node, "interrupt-map-mask", 0, &mask);
	fdt_cell(fdt_system(), node, "interrupt-map-mask", MAP_PIN, &pin_mask);
	for (unsigned int i = 0;
	     fdt_cell(fdt_system(), node, name, i, &at) == 0; i += MAP_CELLS)
		if (at == (address & mask) &&
		    fdt_cell(fdt_system(), node, name, i + MAP_PIN, &of) == 0 &&
		    of == (pin & pin_mask) &&
		    fdt_cell(fdt_system(), node, name, i + MAP_NUMBER,
			     &number) == 0)
			return INTERRUPT_SPI + (int)number;
	return -ENOENT;
}

/* PCI-to-PCI Bridge Architecture Specification 1.2, 9.1: the pins behind one */
int arm_pci_intx(const struct pci_function *f)
{
	uint32_t pin = pci_read8(f->bdf, PCI_INTERRUPT_PIN);
	const struct pci_function *bridge;

	if (host_node() < 0)
		return -ENOTSUP;
	if (pin < 1 || pin > 4)
		return -ENOENT;
	while ((bridge = bridge_to(f->bdf))) {
		pin = (pin - 1 + PCI_DEV(f->bdf)) % 4 + 1;
		f = bridge;
	}
	return lookup(host_node(), (uint32_t)f->bdf << 8, pin);
}
