/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree that the machine was started with: apart, for it needs a port. */
#include <dev/fdt.h>

#include <arch/page.h>

#include "fdt_bytes.h"

enum {
	TOTALSIZE = 4
};

const struct fdt *fdt_of_system; /* who asks is all over the library */

const struct fdt *fdt_system_open(void)
{
	static struct fdt fdt;
	const paddr_t phys = arch_boot_info()->fdt;
	const uint8_t *blob = phys_to_virt(phys);

	if (phys && fdt_open(&fdt, blob, be32(blob + TOTALSIZE)) == 0)
		fdt_of_system = &fdt;
	return fdt_of_system;
}
