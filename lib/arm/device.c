/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/device.h>

#include <arm/gic.h>
#include <dev/fdt.h>
#include <mm/vmap.h>

static unsigned int interrupt_of(const struct fdt *fdt, int node)
{
	uint32_t cells[3];

	for (unsigned int i = 0; i < 3; i++)
		if (fdt_cell(fdt, node, "interrupts", i, &cells[i]) != 0)
			return 0;
	return gic_intid(cells);
}

bool device_find(const char *compatible, uint8_t **regs, unsigned int *intid)
{
	const struct fdt *fdt = fdt_system();
	int node = fdt ? fdt_find(fdt, FDT_NONE, compatible) : FDT_NONE;
	uint64_t address, bytes;

	if (node < 0 || fdt_reg(fdt, node, 0, &address, &bytes) != 0)
		return false;
	if (intid)
		*intid = interrupt_of(fdt, node);
	*regs = vmap_io(address, (size_t)bytes);
	return true;
}
