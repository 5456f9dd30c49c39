/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree that the machine was started with: apart, for it needs a port. */
#include <dev/fdt.h>

#include <arch/page.h>

const struct fdt *fdt_system(void)
{
	static struct fdt fdt;
	const paddr_t phys = arch_boot_info()->fdt;
	const uint8_t *blob = phys_to_virt(phys);
	uint32_t bytes;

	if (fdt.blob || !phys)
		return fdt.blob ? &fdt : NULL;
	bytes = (uint32_t)blob[4] << 24 | (uint32_t)blob[5] << 16 |
		(uint32_t)blob[6] << 8 | blob[7]; /* totalsize */
	if (fdt_open(&fdt, blob, bytes) != 0)
		fdt.blob = NULL;
	return fdt.blob ? &fdt : NULL;
}
