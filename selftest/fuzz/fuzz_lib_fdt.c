/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device trees of any content: read to their end or refused, never overrun. */
#include <dev/fdt.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_node(const struct fdt *fdt, int node)
{
	const char *text = fdt_string(fdt, node, "compatible");
	int parent = fdt_parent(fdt, node);
	uint64_t a, b;
	uint32_t cell;

	if (text && strlen(text) > fdt->bytes)
		abort();
	if (parent < 0 || parent >= node)
		abort(); /* only the root has none, and it was not asked */
	(void)fdt_compatible(fdt, node, "arm,pl011");
	(void)fdt_number(fdt, node, "linux,initrd-start", &a);
	(void)fdt_cell(fdt, node, "interrupts", 2, &cell);
	(void)fdt_reg(fdt, node, 0, &a, &b);
	(void)fdt_reg(fdt, node, 1, &a, &b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fdt fdt;
	uint64_t a, b;
	int node;

	if (fdt_open(&fdt, data, size) != 0)
		return 0;
	for (node = fdt_child(&fdt, fdt_root(&fdt)); node >= 0;
	     node = fdt_sibling(&fdt, node)) {
		int child = fdt_child(&fdt, node);

		read_node(&fdt, node);
		if (child >= 0)
			read_node(&fdt, child);
	}
	(void)fdt_find(&fdt, FDT_NONE, "arm,gic-v3");
	(void)fdt_path(&fdt, "/cpus/cpu@0");
	(void)fdt_reservation(&fdt, 1, &a, &b);
	return 0;
}
