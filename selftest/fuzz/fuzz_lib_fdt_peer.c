/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device trees as libfdt reads them: whatever it finds in order, lib/dev/fdt.c
 * must open, and find the same nodes, properties, parents and paths in it.
 *
 * libfdt is loaded, not linked: it has functions of the same names as ours.
 */
#include <dev/fdt.h>

#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	SKIPPED = 5, /* selftest/run.sh */
	PATH_BYTES = 512,
	DEPTH_MAX = 16,
};

/* libfdt.h: nodes and properties are offsets, negative for none. */
static struct {
	int (*check)(const void *tree, size_t bytes);
	int (*next_node)(const void *tree, int node, int *depth);
	const char *(*name)(const void *tree, int node, int *bytes);
	int (*first_property)(const void *tree, int node);
	int (*next_property)(const void *tree, int property);
	const void *(*property)(const void *tree, int property,
				const char **name, int *bytes);
	const void *(*get)(const void *tree, int node, const char *name,
			   int *bytes);
	int (*first_child)(const void *tree, int node);
	int (*next_child)(const void *tree, int node);
	int (*parent)(const void *tree, int node);
	int (*path)(const void *tree, int node, char *text, int bytes);
	int (*find)(const void *tree, const char *path);
	int (*compatible)(const void *tree, int node, const char *what);
	int (*nr_reserved)(const void *tree);
	int (*reserved)(const void *tree, int index, uint64_t *address,
			uint64_t *bytes);
} peer;

static void load(void *library, const char *name, void *function)
{
	void *symbol = library ? dlsym(library, name) : NULL;

	if (!symbol) {
		fprintf(stderr, "libfdt.so.1 with %s is not installed\n", name);
		_exit(SKIPPED);
	}
	memcpy(function, &symbol, sizeof(symbol));
}

static void load_peer(void)
{
	void *library = dlopen("libfdt.so.1", RTLD_NOW | RTLD_LOCAL);

	load(library, "fdt_check_full", &peer.check);
	load(library, "fdt_next_node", &peer.next_node);
	load(library, "fdt_get_name", &peer.name);
	load(library, "fdt_first_property_offset", &peer.first_property);
	load(library, "fdt_next_property_offset", &peer.next_property);
	load(library, "fdt_getprop_by_offset", &peer.property);
	load(library, "fdt_getprop", &peer.get);
	load(library, "fdt_first_subnode", &peer.first_child);
	load(library, "fdt_next_subnode", &peer.next_child);
	load(library, "fdt_parent_offset", &peer.parent);
	load(library, "fdt_get_path", &peer.path);
	load(library, "fdt_path_offset", &peer.find);
	load(library, "fdt_node_check_compatible", &peer.compatible);
	load(library, "fdt_num_mem_rsv", &peer.nr_reserved);
	load(library, "fdt_get_mem_rsv", &peer.reserved);
}

static void differ(const char *what, const char *where)
{
	fprintf(stderr, "not as libfdt has it: %s of '%s'\n", what, where);
	abort();
}

/* Our node of theirs: offsets in the blob, and in its structure block. */
static int ours(const struct fdt *fdt, int node)
{
	return node < 0 ? FDT_NONE : node + (int)fdt->structs;
}

static void compare_properties(const struct fdt *fdt, int node,
			       const char *path)
{
	const char *name;
	uint32_t our_bytes = ~0u;
	int property, bytes, theirs_bytes;

	for (property = peer.first_property(fdt->blob, node); property >= 0;
	     property = peer.next_property(fdt->blob, property)) {
		const void *value;

		if (!peer.property(fdt->blob, property, &name, &bytes))
			differ("a property", path);
		value = peer.get(fdt->blob, node, name, &theirs_bytes);
		if (fdt_property(fdt, ours(fdt, node), name, &our_bytes) !=
			    value ||
		    (value && our_bytes != (uint32_t)theirs_bytes))
			differ(name, path);
	}
	if (fdt_property(fdt, ours(fdt, node), "reg", &our_bytes) !=
	    peer.get(fdt->blob, node, "reg", NULL))
		differ("what is not there", path);
}

static void compare_node(const struct fdt *fdt, int node, int depth)
{
	const char *name = peer.name(fdt->blob, node, NULL);
	char path[PATH_BYTES] = "";
	int found;

	if (!name || strcmp(fdt_name(fdt, ours(fdt, node)), name) != 0)
		differ("the name", name ? name : "");
	if (fdt_child(fdt, ours(fdt, node)) !=
	    ours(fdt, peer.first_child(fdt->blob, node)))
		differ("the first child", name);
	if (depth > 0 && fdt_sibling(fdt, ours(fdt, node)) !=
				 ours(fdt, peer.next_child(fdt->blob, node)))
		differ("the next sibling", name);
	if (depth > 0 && fdt_parent(fdt, ours(fdt, node)) !=
				 ours(fdt, peer.parent(fdt->blob, node)))
		differ("the parent", name);
	if (fdt_compatible(fdt, ours(fdt, node), "arm,pl011") !=
	    (peer.compatible(fdt->blob, node, "arm,pl011") == 0))
		differ("compatible", name);
	/* no name may have a ':' (2.2.1), at which our paths end */
	if (peer.path(fdt->blob, node, path, sizeof(path)) == 0 &&
	    !strchr(path, ':')) {
		found = peer.find(fdt->blob, path);
		if (fdt_path(fdt, path) != ours(fdt, found))
			differ("the way", path);
	}
	compare_properties(fdt, node, path);
}

static void compare_reservations(const struct fdt *fdt)
{
	int nr = peer.nr_reserved(fdt->blob);
	uint64_t a, b, our_a, our_b;

	for (int i = 0; i < nr && i < 64; i++)
		if (peer.reserved(fdt->blob, i, &a, &b) != 0 ||
		    fdt_reservation(fdt, (unsigned int)i, &our_a, &our_b) !=
			    0 ||
		    a != our_a || b != our_b)
			differ("a reservation", "/");
	/* 5.3: the last has neither address nor size; theirs has no size */
	if (nr >= 0 &&
	    fdt_reservation(fdt, (unsigned int)nr, &our_a, &our_b) == 0 &&
	    our_b != 0)
		differ("the end of the reservations", "/");
}

/* The version that all machines give: of others only one of us knows sizes. */
static bool is_17(const uint8_t *data)
{
	static const uint8_t version[] = { 0, 0, 0, 17 };

	return memcmp(data + 20, version, sizeof(version)) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fdt fdt;
	int depth = 0;

	if (!peer.check)
		load_peer();
	if (size < 40 || peer.check(data, size) != 0 || !is_17(data) ||
	    !peer.name(data, 0, NULL))
		return 0; /* a tree without a root is one to libfdt */
	if (fdt_open(&fdt, data, size) != 0)
		differ("nothing", "/");
	compare_reservations(&fdt);
	for (int node = 0; node >= 0 && depth >= 0 && depth < DEPTH_MAX;
	     node = peer.next_node(data, node, &depth))
		compare_node(&fdt, node, depth);
	return 0;
}
