/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IORT tables: one that is right, and what makes it wrong, one field each. */
#include <dev/iort.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Bus 0 by the SMMU, bus 1 past it, bus 2 nowhere; another segment by ID alone. */
static const struct whole {
	struct iort iort;
	struct {
		struct iort_its_group group;
		uint32_t id;
	} __attribute__((packed)) its;
	struct {
		struct iort_smmu smmu;
		uint8_t more[8];
		struct iort_mapping map;
	} __attribute__((packed)) smmu;
	struct {
		struct iort_root_complex root;
		uint32_t more;
		struct iort_mapping map[2];
	} __attribute__((packed)) root;
	struct {
		struct iort_root_complex root;
		struct iort_mapping map;
	} __attribute__((packed)) second;
	struct iort_node unknown;
} __attribute__((packed)) right = {
	.iort = { .header = { .length = sizeof(right) },
		  .nr_nodes = 5,
		  .nodes = offsetof(struct whole, its) },
	.its = { { .node = { IORT_ITS_GROUP, sizeof(right.its), 1, 0, 0, 0 },
		   .nr_its = 1 },
		 .id = 7 },
	.smmu = { { .node = { IORT_SMMU_V3, sizeof(right.smmu), 4, 1, 1,
			      offsetof(struct whole, smmu.map) -
				      offsetof(struct whole, smmu) },
		    .base = 0x9050000,
		    .event_gsiv = 106,
		    .pri_gsiv = 107,
		    .gerror_gsiv = 109,
		    .sync_gsiv = 108 },
		  .map = { 0x1000, 0xfff, 0x20000, offsetof(struct whole, its),
			   0 } },
	.root = { { .node = { IORT_ROOT_COMPLEX, sizeof(right.root), 3, 2, 2,
			      sizeof(right.root.root) + 4 } },
		  .map = { { 0, 0xff, 0x1000, offsetof(struct whole, smmu), 0 },
			   { 0x100, 0xff, 0x500, offsetof(struct whole, its),
			     0 } } },
	.second = { { .node = { IORT_ROOT_COMPLEX, sizeof(right.second), 3, 3,
				1, sizeof(right.second.root) },
		      .segment = 1 },
		    .map = { 0, 0xffff, 0, offsetof(struct whole, its),
			     IORT_MAPPING_SINGLE } },
	.unknown = { 0x40, sizeof(right.unknown), 0, 4, 0, 0xffffffff },
};

/* A copy of exactly its size, so that ASan sees a read past it. */
static struct iort *copy(uint32_t bytes)
{
	struct iort *iort = test_malloc(bytes);

	memcpy(iort, &right, bytes < sizeof(right) ? bytes : sizeof(right));
	return iort;
}

static void accepted(void **state)
{
	struct iort_fault fault = { 0 };
	struct iort *iort = copy(sizeof(right));

	(void)state;
	assert_int_equal(iort_check(iort, &fault), 0);
	assert_null(fault.what);
	assert_int_equal(iort_smmu(iort)->base, 0x9050000);
	assert_int_equal(iort_smmu(iort)->sync_gsiv, 108);
	iort->nr_nodes = 1; /* the group alone */
	assert_null(iort_smmu(iort));
	iort->nr_nodes = 0;
	assert_int_equal(iort_check(iort, &fault), 0);
	assert_null(iort_smmu(iort));
	test_free(iort);
}

static const struct route {
	uint32_t segment;
	uint16_t rid;
	bool found, smmu, its;
	uint32_t stream, device;
} routes[] = {
	{ 0, 0x0000, true, true, true, 0x1000, 0x20000 },
	{ 0, 0x00ff, true, true, true, 0x10ff, 0x200ff },
	{ 0, 0x0100, true, false, true, 0, 0x500 },
	{ 0, 0x01ff, true, false, true, 0, 0x5ff },
	{ 0, 0x0200, true, false, false, 0, 0 },
	{ 1, 0x0000, true, false, false, 0, 0 }, /* not of a range */
	{ 2, 0x0000, false, false, false, 0, 0 },
};

static void routed(void **state)
{
	struct iort *iort = copy(sizeof(right));

	(void)state;
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		const struct route *r = &routes[i];
		struct iort_route route;

		assert_int_equal(iort_route(iort, r->segment, r->rid, &route),
				 r->found);
		assert_int_equal(route.smmu != NULL, r->smmu);
		assert_int_equal(route.its != NULL, r->its);
		assert_int_equal(route.stream, r->stream);
		assert_int_equal(route.device, r->device);
		assert_true(!route.its || route.its->its[0] == 7);
	}
	test_free(iort);
}

#define AT(field) \
	offsetof(struct whole, field), sizeof(((struct whole *)0)->field)
#define IN(node) offsetof(struct whole, node)

static const struct damage {
	uint32_t offset, bytes, value;
	const char *what;
	uint32_t at;
} damages[] = {
	{ AT(iort.nodes), 47, "the nodes are not in the table", 47 },
	{ AT(iort.nodes), sizeof(right) + 1, "the nodes are not in the table",
	  sizeof(right) + 1 },
	{ AT(iort.nodes), 0xffffffff, "the nodes are not in the table",
	  0xffffffff },
	{ AT(iort.nr_nodes), 6, "a node leads past the table", sizeof(right) },
	{ AT(its.group.node.length), 0, "a node is too short for its type",
	  IN(its) },
	{ AT(its.group.node.length), 19, "a node is too short for its type",
	  IN(its) },
	{ AT(its.group.nr_its), 2, "an ITS group leads past its node",
	  IN(its) },
	{ AT(its.group.nr_its), 0x40000001, "an ITS group leads past its node",
	  IN(its) },
	{ AT(its.group.node.nr_mappings), 1, "mappings lead past their node",
	  IN(its) },
	{ AT(smmu.smmu.node.length), 59, "a node is too short for its type",
	  IN(smmu) },
	{ AT(smmu.smmu.node.length), 0xffff, "a node leads past the table",
	  IN(smmu) },
	{ AT(smmu.smmu.node.mappings), 69, "mappings lead past their node",
	  IN(smmu) },
	{ AT(smmu.smmu.node.mappings), 59, "mappings lead past their node",
	  IN(smmu) },
	{ AT(smmu.smmu.node.mappings), 0xffffffff,
	  "mappings lead past their node", IN(smmu) },
	{ AT(smmu.smmu.node.nr_mappings), 2, "mappings lead past their node",
	  IN(smmu) },
	{ AT(smmu.smmu.node.nr_mappings), 0x0ccccccd,
	  "mappings lead past their node", IN(smmu) },
	{ AT(smmu.map.node), IN(smmu),
	  "a mapping leads to a node of the wrong type", IN(smmu.map) },
	{ AT(smmu.map.node), IN(root),
	  "a mapping leads to a node of the wrong type", IN(smmu.map) },
	{ AT(smmu.map.node), IN(its) + 1, "a mapping leads to no node",
	  IN(smmu.map) },
	{ AT(smmu.map.node), 0xfffffff0, "a mapping leads to no node",
	  IN(smmu.map) },
	{ AT(smmu.map.more), 0xfffff000, "a mapping goes past all IDs",
	  IN(smmu.map) },
	{ AT(smmu.map.output), 0xfffff001, "a mapping goes past all IDs",
	  IN(smmu.map) },
	{ AT(root.map[1].node), sizeof(right), "a mapping leads to no node",
	  IN(root.map[1]) },
	{ AT(root.map[1].node), IN(root),
	  "a mapping leads to a node of the wrong type", IN(root.map[1]) },
	{ AT(root.root.node.length), sizeof(struct iort_root_complex) - 1,
	  "a node is too short for its type", IN(root) },
	{ AT(unknown.length), 15, "a node is too short for its type",
	  IN(unknown) },
	{ AT(unknown.length), 17, "a node leads past the table", IN(unknown) },
};

static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		const struct damage *d = &damages[i];
		struct iort *iort = copy(sizeof(right));
		struct iort_fault fault = { 0 };

		memcpy((char *)iort + d->offset, &d->value, d->bytes);
		assert_int_equal(iort_check(iort, &fault), -EINVAL);
		if (strcmp(fault.what, d->what) != 0 || fault.offset != d->at)
			fail_msg("row %zu: offset %u: %s", i, fault.offset,
				 fault.what);
		test_free(iort);
	}
}

/* However much of it there is, nothing behind that is read. */
static void cut(void **state)
{
	(void)state;
	for (uint32_t bytes = sizeof(struct acpi_header); bytes < sizeof(right);
	     bytes++) {
		struct iort *iort = copy(bytes);
		struct iort_fault fault = { 0 };

		iort->header.length = bytes;
		assert_int_equal(iort_check(iort, &fault), -EINVAL);
		assert_non_null(fault.what);
		test_free(iort);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted),
		cmocka_unit_test(routed),
		cmocka_unit_test(refused),
		cmocka_unit_test(cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
