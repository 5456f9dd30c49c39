/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI by a device tree: IEEE 1275, PCI bus binding; Linux, bindings/pci/
 * host-generic-pci.yaml, pci-msi.txt and pci-iommu.txt, iommu/arm,smmu-v3.yaml.
 */
#include <arm/machine_parts.h>

#include <dev/fdt.h>
#include <stddef.h>
#include <string.h>

enum {
	SPACE_SHIFT = 24, /* of the first cell of a PCI address */
	SPACE_MASK = 3,
	SPACE_IO = 1,
	SPACE_MEMORY = 2,
	SPACE_MEMORY64 = 3,
	RANGE_CELLS = 7, /* 3 for the bus, 2 for the CPU and 2 for the size */
	INTERRUPT_SPI = 32, /* the first one's INTID */
};

static int host(void)
{
	return fdt_find(fdt_system(), FDT_NONE, "pci-host-ecam-generic");
}

/* 0 where there is no such cell */
static uint32_t cell(const char *name, unsigned int index)
{
	uint32_t value = 0;

	fdt_cell(fdt_system(), host(), name, index, &value);
	return value;
}

/* Cells @at and @at + 1 of a property. */
static uint64_t two_cells(const char *name, unsigned int at)
{
	return (uint64_t)cell(name, at) << 32 | cell(name, at + 1);
}

static bool has_cell(const char *name, unsigned int index)
{
	uint32_t value;

	return fdt_cell(fdt_system(), host(), name, index, &value) == 0;
}

/* IEEE 1275 PCI bus binding, 2.2.1.1: the first cell of an address */
bool fdt_pci_window(unsigned int nth, struct machine_window *window)
{
	static const uint8_t spaces[] = { [SPACE_IO] = MACHINE_PORTS,
					  [SPACE_MEMORY] = MACHINE_MEMORY,
					  [SPACE_MEMORY64] = MACHINE_MEMORY64 };
	const unsigned int at = nth * RANGE_CELLS;

	if (host() < 0 || !has_cell("ranges", at))
		return false;
	window->space = spaces[cell("ranges", at) >> SPACE_SHIFT & SPACE_MASK];
	window->bus = two_cells("ranges", at + 1);
	window->cpu = two_cells("ranges", at + 3);
	window->bytes = two_cells("ranges", at + 5);
	return true;
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

unsigned int fdt_pci_intx(unsigned int device, unsigned int pin)
{
	const char *const map = "interrupt-map", *mask = "interrupt-map-mask";
	const uint32_t address = device << 11 & cell(mask, 0);

	for (unsigned int i = 0; has_cell(map, i + MAP_NUMBER); i += MAP_CELLS)
		if (cell(map, i) == address &&
		    cell(map, i + MAP_PIN) == (pin & cell(mask, MAP_PIN)))
			return INTERRUPT_SPI + cell(map, i + MAP_NUMBER);
	return 0;
}

/* An entry of both maps: first requester ID, whose, first of its IDs, how many. */
static bool map_id(const char *map, const char *mask, int to, uint16_t rid,
		   uint32_t *id)
{
	const uint32_t masked = has_cell(mask, 0) ? rid & cell(mask, 0) : rid;
	uint64_t phandle;

	if (to < 0 || fdt_number(fdt_system(), to, "phandle", &phandle) != 0)
		return false;
	for (unsigned int i = 0; has_cell(map, i + 3); i += 4) {
		*id = masked - cell(map, i) + cell(map, i + 2);
		if (cell(map, i + 1) == phandle && masked >= cell(map, i) &&
		    masked - cell(map, i) < cell(map, i + 3))
			return true;
	}
	return false;
}

void fdt_pci_ids(uint16_t rid, struct machine_pci_ids *ids)
{
	const struct fdt *fdt = fdt_system();

	ids->has_stream = map_id("iommu-map", "iommu-map-mask",
				 fdt_find(fdt, FDT_NONE, "arm,smmu-v3"), rid,
				 &ids->stream);
	ids->has_device = map_id("msi-map", "msi-map-mask",
				 fdt_find(fdt, FDT_NONE, "arm,gic-v3-its"), rid,
				 &ids->device);
}

/* Which of "interrupts" has a name; -1: none. */
static int line_of(int node, const char *name)
{
	uint32_t bytes = 0, at = 0;
	const char *names =
		fdt_property(fdt_system(), node, "interrupt-names", &bytes);

	for (int index = 0; at < bytes; at += strlen(names + at) + 1, index++)
		if (strcmp(names + at, name) == 0)
			return index;
	return -1;
}

bool fdt_smmu(struct machine_smmu *smmu)
{
	static const char *const names[MACHINE_SMMU_LINES] = { "eventq", "priq",
							       "cmdq-sync",
							       "gerror" };
	int node = fdt_find(fdt_system(), FDT_NONE, "arm,smmu-v3");

	if (node < 0 ||
	    fdt_reg(fdt_system(), node, 0, &smmu->start, &smmu->bytes) != 0)
		return false;
	for (unsigned int i = 0; i < MACHINE_SMMU_LINES; i++) {
		int index = line_of(node, names[i]);

		smmu->intid[i] =
			index < 0 ? 0 : fdt_interrupt(node, (unsigned)index);
	}
	return true;
}
