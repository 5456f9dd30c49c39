/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device trees: a small one of known content, and what is left of it damaged. */
#include <dev/fdt.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	BLOCK_MAX = 4096,
	HEADER = 40,
	RESERVED = 48, /* bytes of the reservation block */
};

/* A tree under construction: its two blocks, put together by tree_end(). */
static struct tree {
	uint8_t structs[BLOCK_MAX], strings[BLOCK_MAX];
	uint32_t nr_structs, nr_strings;
} tree;

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void cell(uint32_t value)
{
	put32(tree.structs + tree.nr_structs, value);
	tree.nr_structs += 4;
}

static void bytes(const void *data, size_t size)
{
	memcpy(tree.structs + tree.nr_structs, data, size);
	tree.nr_structs = (tree.nr_structs + (uint32_t)size + 3) & ~3u;
}

static void begin(const char *name)
{
	cell(1);
	bytes(name, strlen(name) + 1);
}

static void end(void)
{
	cell(2);
}

static void prop(const char *name, const void *value, size_t size)
{
	cell(3);
	cell((uint32_t)size);
	cell(tree.nr_strings);
	bytes(value, size);
	memcpy(tree.strings + tree.nr_strings, name, strlen(name) + 1);
	tree.nr_strings += (uint32_t)strlen(name) + 1;
}

static void text(const char *name, const char *value)
{
	prop(name, value, strlen(value) + 1);
}

static void cells(const char *name, size_t nr, const uint32_t *values)
{
	uint8_t data[256];

	for (size_t i = 0; i < nr; i++)
		put32(data + 4 * i, values[i]);
	prop(name, data, 4 * nr);
}

#define CELLS(name, ...)                                     \
	cells(name, sizeof((uint32_t[]){ __VA_ARGS__ }) / 4, \
	      (const uint32_t[]){ __VA_ARGS__ })

/* A block of exactly its size, so that the sanitizer sees what reads past it. */
static uint8_t *tree_end(size_t *size)
{
	uint32_t at = HEADER + RESERVED;
	uint8_t *blob;

	cell(9);
	*size = at + tree.nr_structs + tree.nr_strings;
	blob = calloc(1, *size);
	put32(blob, 0xd00dfeed);
	put32(blob + 4, (uint32_t)*size);
	put32(blob + 8, at);
	put32(blob + 12, at + tree.nr_structs);
	put32(blob + 16, HEADER);
	put32(blob + 20, 17);
	put32(blob + 24, 16);
	put32(blob + 32, tree.nr_strings);
	put32(blob + 36, tree.nr_structs);
	put32(blob + HEADER + 4, 0x1000); /* one: 0x1000, 0x2000 bytes */
	put32(blob + HEADER + 12, 0x2000);
	memcpy(blob + at, tree.structs, tree.nr_structs);
	memcpy(blob + at + tree.nr_structs, tree.strings, tree.nr_strings);
	memset(&tree, 0, sizeof(tree));
	return blob;
}

static void uart(const char *name, uint32_t address, const char *status)
{
	static const char compatible[] = "arm,pl011\0arm,primecell";

	begin(name);
	prop("compatible", compatible, sizeof(compatible));
	CELLS("reg", address, 0x1000);
	if (status)
		text("status", status);
	end();
}

static uint8_t *machine(size_t *size)
{
	begin("");
	CELLS("#address-cells", 2);
	CELLS("#size-cells", 2);
	cell(4); /* nothing */
	begin("memory@40000000");
	text("device_type", "memory");
	CELLS("reg", 0, 0x40000000, 0, 0x8000000, 8, 0, 1, 0);
	end();
	begin("cpus");
	CELLS("#address-cells", 1);
	CELLS("#size-cells", 0);
	begin("cpu@0");
	CELLS("reg", 0);
	end();
	begin("cpu@101");
	CELLS("reg", 0x101);
	end();
	end();
	begin("soc");
	text("compatible", "simple-bus");
	CELLS("#address-cells", 1);
	CELLS("#size-cells", 1);
	CELLS("ranges", 0x10000000, 1, 0x20000000, 0x1000000);
	uart("uart@10000000", 0x10000000, "disabled");
	uart("uart@10002000", 0x10002000, NULL);
	uart("uart@90000000", 0x90000000, "okay"); /* outside of ranges */
	end();
	begin("island");
	begin("uart@0");
	CELLS("reg", 1, 2, 3);
	end();
	end();
	begin("chosen");
	text("bootargs", "cases=a,b start=3");
	CELLS("linux,initrd-start", 1, 2);
	CELLS("linux,initrd-end", 5);
	end();
	end();
	return tree_end(size);
}

struct fixture {
	struct fdt fdt;
	uint8_t *blob;
	size_t size;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->blob = machine(&f->size);
	assert_int_equal(fdt_open(&f->fdt, f->blob, f->size), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	free(f->blob);
	free(f);
	return 0;
}

/* Of every length, and whatever the bytes are that fill up the last word. */
static void test_names(void **state)
{
	static const char letters[] = "\x80\xff\x01"
				      "defghij";
	char name[sizeof(letters)];
	struct fdt fdt;
	size_t size;
	uint8_t *blob;
	int node;

	(void)state;
	begin("");
	for (size_t len = 1; len < sizeof(letters); len++) {
		snprintf(name, len + 1, "%s", letters);
		begin(name);
		memset(tree.structs + tree.nr_structs - 3 + len % 4, 0x80,
		       3 - len % 4);
		end();
	}
	end();
	blob = tree_end(&size);
	assert_int_equal(fdt_open(&fdt, blob, size), 0);
	node = fdt_child(&fdt, fdt_root(&fdt));
	for (size_t len = 1; len < sizeof(letters); len++) {
		snprintf(name, len + 1, "%s", letters);
		assert_string_equal(fdt_name(&fdt, node), name);
		node = fdt_sibling(&fdt, node);
	}
	assert_int_equal(node, FDT_NONE);
	free(blob);
}

static void test_walk(void **state)
{
	const struct fdt *fdt = &((struct fixture *)*state)->fdt;
	static const char *const names[] = { "memory@40000000", "cpus", "soc",
					     "island", "chosen" };
	int root = fdt_root(fdt), node = fdt_child(fdt, root);

	assert_string_equal(fdt_name(fdt, root), "");
	assert_int_equal(fdt_parent(fdt, root), FDT_NONE);
	assert_int_equal(fdt_sibling(fdt, root), FDT_NONE);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(fdt_name(fdt, node), names[i]);
		assert_int_equal(fdt_parent(fdt, node), root);
		node = fdt_sibling(fdt, node);
	}
	assert_int_equal(node, FDT_NONE);
	node = fdt_path(fdt, "/cpus/cpu@101");
	assert_string_equal(fdt_name(fdt, node), "cpu@101");
	assert_string_equal(fdt_name(fdt, fdt_parent(fdt, node)), "cpus");
	assert_int_equal(fdt_child(fdt, node), FDT_NONE);
	assert_int_equal(fdt_sibling(fdt, node), FDT_NONE);
}

static void test_path(void **state)
{
	const struct fdt *fdt = &((struct fixture *)*state)->fdt;

	assert_int_equal(fdt_path(fdt, "/"), fdt_root(fdt));
	assert_string_equal(fdt_name(fdt, fdt_path(fdt, "/memory")),
			    "memory@40000000");
	assert_string_equal(fdt_name(fdt, fdt_path(fdt, "/soc/uart")),
			    "uart@10000000");
	assert_string_equal(fdt_name(fdt,
				     fdt_path(fdt, "//soc/uart@10002000/")),
			    "uart@10002000");
	assert_int_equal(fdt_path(fdt, "/soc/uart@1000200"), FDT_NONE);
	assert_int_equal(fdt_path(fdt, "/so"), FDT_NONE);
	assert_string_equal(fdt_name(fdt, fdt_path(fdt, "/soc/uart:115200n8")),
			    "uart@10000000");
	assert_int_equal(fdt_path(fdt, "/soc/uar:t"), FDT_NONE);
	assert_int_equal(fdt_path(fdt, "/chosen/uart"), FDT_NONE);
}

static void test_find(void **state)
{
	const struct fdt *fdt = &((struct fixture *)*state)->fdt;
	int node = fdt_find(fdt, FDT_NONE, "arm,primecell");

	assert_string_equal(fdt_name(fdt, node), "uart@10002000");
	node = fdt_find(fdt, node, "arm,pl011");
	assert_string_equal(fdt_name(fdt, node), "uart@90000000");
	assert_int_equal(fdt_find(fdt, node, "arm,pl011"), FDT_NONE);
	assert_int_equal(fdt_find(fdt, FDT_NONE, "arm,pl01"), FDT_NONE);
	assert_int_equal(fdt_find(fdt, FDT_NONE, "primecell"), FDT_NONE);
}

static void test_properties(void **state)
{
	const struct fdt *fdt = &((struct fixture *)*state)->fdt;
	int chosen = fdt_path(fdt, "/chosen");
	uint64_t number;
	uint32_t value;

	assert_string_equal(fdt_string(fdt, chosen, "bootargs"),
			    "cases=a,b start=3");
	assert_null(fdt_string(fdt, chosen, "bootarg"));
	assert_null(fdt_string(fdt, fdt_path(fdt, "/cpus"), "bootargs"));
	assert_int_equal(fdt_number(fdt, chosen, "linux,initrd-start", &number),
			 0);
	assert_true(number == 0x100000002);
	assert_int_equal(fdt_number(fdt, chosen, "linux,initrd-end", &number),
			 0);
	assert_true(number == 5);
	assert_int_equal(fdt_number(fdt, chosen, "none", &number), -ENOENT);
	assert_int_equal(fdt_number(fdt, chosen, "bootargs", &number), -EINVAL);
	assert_int_equal(fdt_cell(fdt, chosen, "linux,initrd-start", 1, &value),
			 0);
	assert_int_equal(value, 2);
	assert_int_equal(fdt_cell(fdt, chosen, "linux,initrd-start", 2, &value),
			 -ENOENT);
	/* properties of a child are not the node's */
	assert_null(fdt_string(fdt, fdt_root(fdt), "device_type"));
}

static void test_reg(void **state)
{
	const struct fdt *fdt = &((struct fixture *)*state)->fdt;
	int memory = fdt_path(fdt, "/memory");
	uint64_t address, size;

	assert_int_equal(fdt_reg(fdt, memory, 0, &address, &size), 0);
	assert_true(address == 0x40000000 && size == 0x8000000);
	assert_int_equal(fdt_reg(fdt, memory, 1, &address, &size), 0);
	assert_true(address == 0x800000000 && size == 0x100000000);
	assert_int_equal(fdt_reg(fdt, memory, 2, &address, &size), -ENOENT);
	assert_int_equal(fdt_reg(fdt, fdt_path(fdt, "/cpus/cpu@101"), 0,
				 &address, &size),
			 0);
	assert_true(address == 0x101 && size == 0);
	assert_int_equal(fdt_reg(fdt, fdt_path(fdt, "/soc/uart@10002000"), 0,
				 &address, &size),
			 0);
	assert_true(address == 0x120002000 && size == 0x1000);
	assert_int_equal(fdt_reg(fdt, fdt_path(fdt, "/soc/uart@90000000"), 0,
				 &address, &size),
			 -EINVAL);
	/* no "ranges": no way to the CPU */
	assert_int_equal(fdt_reg(fdt, fdt_path(fdt, "/island/uart"), 0,
				 &address, &size),
			 -EINVAL);
}

static void test_reservations(void **state)
{
	const struct fdt *fdt = &((struct fixture *)*state)->fdt;
	uint64_t address, size;

	assert_int_equal(fdt_reservation(fdt, 0, &address, &size), 0);
	assert_true(address == 0x1000 && size == 0x2000);
	assert_int_equal(fdt_reservation(fdt, 1, &address, &size), -ENOENT);
	assert_int_equal(fdt_reservation(fdt, 1000, &address, &size), -ENOENT);
}

/* Every reader on whatever there is; the sanitizer watches. */
static unsigned int read_all(const struct fdt *fdt)
{
	unsigned int nr = 0;
	uint64_t a, b;

	for (int node = fdt_child(fdt, fdt_root(fdt)); node >= 0;
	     node = fdt_sibling(fdt, node)) {
		int child = fdt_child(fdt, node);

		for (nr++; child >= 0; child = fdt_sibling(fdt, child), nr++)
			(void)fdt_reg(fdt, child, 0, &a, &b);
		(void)fdt_reg(fdt, node, 1, &a, &b);
		(void)fdt_string(fdt, node, "bootargs");
	}
	(void)fdt_find(fdt, FDT_NONE, "arm,primecell");
	(void)fdt_path(fdt, "/soc/uart@90000000");
	(void)fdt_reservation(fdt, 2, &a, &b);
	return nr;
}

static void test_cut(void **state)
{
	struct fixture *f = *state;
	struct fdt fdt;

	assert_int_equal(read_all(&f->fdt), 5 + 2 + 3 + 1);
	for (size_t size = 0; size < f->size; size++) {
		uint8_t *part = malloc(size ? size : 1);

		memcpy(part, f->blob, size);
		assert_int_equal(fdt_open(&fdt, part, size), -EINVAL);
		if (size >= HEADER) {
			put32(part + 4, (uint32_t)size);
			if (fdt_open(&fdt, part, size) == 0)
				read_all(&fdt);
		}
		free(part);
	}
}

static void test_damaged(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct fixture *f = *state;
	struct fdt fdt;

	for (size_t at = 0; at < f->size; at++) {
		uint8_t old = f->blob[at];

		for (size_t i = 0; i < sizeof(values); i++) {
			f->blob[at] = values[i];
			if (fdt_open(&fdt, f->blob, f->size) == 0)
				read_all(&fdt);
		}
		f->blob[at] = old;
	}
	assert_int_equal(fdt_open(&fdt, f->blob, f->size), 0);
}

static void test_versions(void **state)
{
	struct fixture *f = *state;
	struct fdt fdt;

	put32(f->blob + 20, 16); /* which has no size of the structure */
	put32(f->blob + 36, 0);
	assert_int_equal(fdt_open(&fdt, f->blob, f->size), 0);
	assert_int_equal(read_all(&fdt), 5 + 2 + 3 + 1);
	put32(f->blob + 20, 15);
	assert_int_equal(fdt_open(&fdt, f->blob, f->size), -EINVAL);
	put32(f->blob + 20, 18);
	put32(f->blob + 24, 18);
	assert_int_equal(fdt_open(&fdt, f->blob, f->size), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_walk, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_path, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_find, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_properties, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_reg, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reservations, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_cut, set_up, tear_down),
		cmocka_unit_test(test_names),
		cmocka_unit_test_setup_teardown(test_damaged, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_versions, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
