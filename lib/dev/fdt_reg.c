/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses: of devices as the CPU sees them, and of reserved memory. */
#include <dev/fdt.h>

#include <errno.h>

#include "fdt_bytes.h"

enum {
	DEPTH_MAX = 16, /* of translations */
	CELLS_MAX = 2,	/* of one address or size that fits 64 bits */
};

/* 2.3.5: for the children of a node; 2 and 1 where it does not say. */
struct widths {
	uint32_t address, size; /* cells */
};

static struct widths widths_of(const struct fdt *fdt, int node)
{
	struct widths w = { 2, 1 };

	fdt_cell(fdt, node, "#address-cells", 0, &w.address);
	fdt_cell(fdt, node, "#size-cells", 0, &w.size);
	return w;
}

/* A number of @nr cells, of which the last two count; PCI has a third. */
static uint64_t cells_at(const uint8_t *at, uint32_t nr)
{
	if (nr == 0)
		return 0;
	return nr == 1 ? be32(at) : be64(at + 4 * (nr - CELLS_MAX));
}

/* From the addresses of a bus's children to those of the bus itself (2.3.8). */
static int through_ranges(const struct fdt *fdt, int bus, uint64_t *address)
{
	struct widths child = widths_of(fdt, bus);
	struct widths parent = widths_of(fdt, fdt_parent(fdt, bus));
	uint32_t step = 4 * (child.address + parent.address + child.size);
	uint32_t bytes;
	const uint8_t *at = fdt_property(fdt, bus, "ranges", &bytes);

	if (!at || child.address > 3 || parent.address > 3 || child.size > 2)
		return -EINVAL;
	if (bytes == 0)
		return 0; /* one to one */
	for (; bytes >= step && step; at += step, bytes -= step) {
		uint64_t start = cells_at(at, child.address);
		const uint8_t *to = at + 4 * child.address;
		uint64_t size = cells_at(to + 4 * parent.address, child.size);

		if (*address >= start && *address - start < size) {
			*address += cells_at(to, parent.address) - start;
			return 0;
		}
	}
	return -EINVAL;
}

static int to_cpu(const struct fdt *fdt, int bus, uint64_t *address)
{
	for (unsigned int i = 0; i < DEPTH_MAX; i++) {
		int r;

		if (bus == fdt_root(fdt))
			return 0;
		r = through_ranges(fdt, bus, address);
		if (r < 0)
			return r;
		bus = fdt_parent(fdt, bus);
	}
	return -EINVAL;
}

int fdt_reg(const struct fdt *fdt, int node, unsigned int index,
	    uint64_t *address, uint64_t *bytes)
{
	return fdt_reg_of(fdt, fdt_parent(fdt, node), node, index, address,
			  bytes);
}

int fdt_reg_of(const struct fdt *fdt, int parent, int node, unsigned int index,
	       uint64_t *address, uint64_t *bytes)
{
	struct widths w = widths_of(fdt, parent);
	uint32_t length, step;
	const uint8_t *at = fdt_property(fdt, node, "reg", &length);

	if (w.address > 3 || w.size > CELLS_MAX)
		return -EINVAL;
	step = 4 * (w.address + w.size);
	if (!at || !step || index >= length / step)
		return -ENOENT;
	at += (size_t)step * index;
	*address = cells_at(at, w.address);
	*bytes = cells_at(at + 4 * w.address, w.size);
	/* without sizes these are numbers of the bus: of CPUs, of slots */
	return w.size ? to_cpu(fdt, parent, address) : 0;
}

int fdt_reservation(const struct fdt *fdt, unsigned int index,
		    uint64_t *address, uint64_t *bytes)
{
	uint64_t at = fdt->reservations + 16ull * index;

	/* 5.3.1: two zeroes end the list */
	for (uint64_t i = fdt->reservations; i <= at; i += 16) {
		if (i < FDT_HEADER_BYTES || i + 16 > fdt->bytes)
			return -ENOENT;
		*address = be64(fdt->blob + i);
		*bytes = be64(fdt->blob + i + 8);
		if (!*address && !*bytes)
			return -ENOENT;
	}
	return 0;
}
