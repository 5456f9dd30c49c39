/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flattened device trees: reading only, in place. Nothing in a tree is trusted;
 * what is damaged is not there.
 *
 * Devicetree Specification 0.4, 2 (contents) and 5 (the flattened format).
 */
#ifndef LIB_DEV_FDT_H
#define LIB_DEV_FDT_H

#include <arch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fdt {
	const uint8_t *blob;
	uint32_t bytes;		       /* of all of it */
	uint32_t structs, structs_end; /* offsets in it */
	uint32_t strings, strings_end;
	uint32_t reservations;
	int root;
};

/* A node is the offset of its beginning; negative: none. */
enum {
	FDT_NONE = -1
};

/**
 * fdt_open - @blob has room for at most @max bytes
 *
 * Returns 0, or -EINVAL for what is no tree of version 16 or later.
 */
int fdt_open(struct fdt *fdt, const void *blob, size_t max);

/**
 * fdt_system_open - look for the tree that the machine was started with
 *
 * For the port, once it knows arch_boot_info()->fdt.
 */
const struct fdt *fdt_system_open(void);

extern const struct fdt *fdt_of_system;

/** fdt_system - the tree that the machine was started with; NULL: none */
static inline const struct fdt *fdt_system(void)
{
	return fdt_of_system;
}

/* ---------------------------------------------------------------- nodes ---- */

static inline int fdt_root(const struct fdt *fdt)
{
	return fdt->root;
}

/** fdt_child - the first child of a node; fdt_sibling - the next of a child */
int fdt_child(const struct fdt *fdt, int node);
int fdt_sibling(const struct fdt *fdt, int node);
int fdt_parent(const struct fdt *fdt, int node);

/** fdt_name - "cpu@0"; "" of the root */
const char *fdt_name(const struct fdt *fdt, int node);

/**
 * fdt_path - "/soc/uart@9000000", each part with or without "@..."
 *
 * The path ends at a ':', behind which "stdout-path" has options.
 */
int fdt_path(const struct fdt *fdt, const char *path);

/** fdt_compatible - whether the node names @what among its "compatible" */
bool fdt_compatible(const struct fdt *fdt, int node, const char *what);

/**
 * fdt_find - the next node, in the order of the tree, that is compatible
 * @after: FDT_NONE: from the root on
 *
 * Nodes whose status is neither absent nor "okay" are passed over.
 */
int fdt_find(const struct fdt *fdt, int after, const char *what);

/* ----------------------------------------------------------- properties ---- */

/** fdt_property - its value, aligned to 4 as all are; NULL: there is none */
const void *fdt_property(const struct fdt *fdt, int node, const char *name,
			 uint32_t *bytes);

/** fdt_string - the first string of a property; NULL */
const char *fdt_string(const struct fdt *fdt, int node, const char *name);

/** fdt_number - a property of one or two cells; -ENOENT, -EINVAL */
int fdt_number(const struct fdt *fdt, int node, const char *name,
	       uint64_t *value);

/** fdt_cell - cell @index of a property; -ENOENT where it does not exist */
int fdt_cell(const struct fdt *fdt, int node, const char *name,
	     unsigned int index, uint32_t *value);
/** fdt_cells - @nr cells from @first on; -ENOENT where one does not exist */
int fdt_cells(const struct fdt *fdt, int node, const char *name,
	      unsigned int first, unsigned int nr, uint32_t values[]);

/**
 * fdt_reg - entry @index of "reg", translated to the CPU's addresses
 *
 * Returns 0; -ENOENT: there are not so many; -EINVAL: no way to the CPU. A node
 * whose parent has no "#size-cells" gets a size of 0.
 */
int fdt_reg(const struct fdt *fdt, int node, unsigned int index,
	    uint64_t *address, uint64_t *bytes);
/** fdt_reg_of - the same where the node's parent is known */
int fdt_reg_of(const struct fdt *fdt, int parent, int node, unsigned int index,
	       uint64_t *address, uint64_t *bytes);

/** fdt_reservation - entry @index of the memory reservation block; -ENOENT */
int fdt_reservation(const struct fdt *fdt, unsigned int index,
		    uint64_t *address, uint64_t *bytes);

#endif
