/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/iort.h>

#include <errno.h>

static const void *at(const struct iort *iort, uint32_t offset)
{
	return (const char *)iort + offset;
}

static uint32_t offset_of(const struct iort *iort, const void *part)
{
	return (uint32_t)((const char *)part - (const char *)iort);
}

/* The bytes that a node has before its mappings, by its type. */
static uint32_t least_bytes(uint8_t type)
{
	static const uint8_t bytes[] = {
		[IORT_ITS_GROUP] = sizeof(struct iort_its_group),
		[IORT_ROOT_COMPLEX] = sizeof(struct iort_root_complex),
		[IORT_SMMU_V3] = sizeof(struct iort_smmu),
	};

	return type < sizeof(bytes) && bytes[type] ? bytes[type] :
						     sizeof(struct iort_node);
}

struct iort_walk iort_nodes(const struct iort *iort)
{
	return (struct iort_walk){ iort, iort->nodes, iort->nr_nodes };
}

const struct iort_node *iort_next(struct iort_walk *walk)
{
	const struct iort_node *node = at(walk->iort, walk->offset);

	if (!walk->left)
		return NULL;
	walk->left--;
	walk->offset += node->length;
	return node;
}

static const struct iort_mapping *mapping(const struct iort_node *node,
					  uint32_t index)
{
	return (const struct iort_mapping *)(const void *)((const char *)node +
							   node->mappings) +
	       index;
}

/* ---------------------------------------------------------------- check ---- */

static int wrong(struct iort_fault *fault, uint32_t offset, const char *what)
{
	*fault = (struct iort_fault){ offset, what };
	return -EINVAL;
}

static int check_node(const struct iort *iort, uint32_t offset,
		      struct iort_fault *fault)
{
	const uint32_t left = iort->header.length - offset;
	const struct iort_node *node = at(iort, offset);
	const struct iort_its_group *group = (const void *)node;

	if (left < sizeof(*node) || node->length > left)
		return wrong(fault, offset, "a node leads past the table");
	if (node->length < least_bytes(node->type))
		return wrong(fault, offset, "a node is too short for its type");
	if (node->type == IORT_ITS_GROUP &&
	    group->nr_its > (node->length - sizeof(*group)) / 4)
		return wrong(fault, offset, "an ITS group leads past its node");
	if (!node->nr_mappings)
		return 0;
	if (node->mappings < least_bytes(node->type) ||
	    node->mappings > node->length ||
	    node->nr_mappings > (node->length - node->mappings) /
					sizeof(struct iort_mapping))
		return wrong(fault, offset, "mappings lead past their node");
	return 0;
}

static bool is_node(const struct iort *iort, const void *what)
{
	struct iort_walk walk = iort_nodes(iort);
	const struct iort_node *node;

	while ((node = iort_next(&walk)))
		if (node == what)
			return true;
	return false;
}

static bool is_smmu(const struct iort_node *node)
{
	return node->type == IORT_SMMU_V1V2 || node->type == IORT_SMMU_V3;
}

/* An SMMU's way ends in an ITS group, and that of a device there or in an SMMU. */
static int check_mapping(const struct iort *iort, const struct iort_node *from,
			 const struct iort_mapping *m, struct iort_fault *fault)
{
	const uint32_t offset = offset_of(iort, m);
	const struct iort_node *to;

	if (m->more > UINT32_MAX - m->input || m->more > UINT32_MAX - m->output)
		return wrong(fault, offset, "a mapping goes past all IDs");
	if (m->node >= iort->header.length || !is_node(iort, at(iort, m->node)))
		return wrong(fault, offset, "a mapping leads to no node");
	to = at(iort, m->node);
	if (to->type != IORT_ITS_GROUP && (!is_smmu(to) || is_smmu(from)))
		return wrong(fault, offset,
			     "a mapping leads to a node of the wrong type");
	return 0;
}

static int check_mappings(const struct iort *iort, struct iort_fault *fault)
{
	struct iort_walk walk = iort_nodes(iort);
	const struct iort_node *node;

	while ((node = iort_next(&walk)))
		for (uint32_t i = 0; i < node->nr_mappings; i++)
			if (check_mapping(iort, node, mapping(node, i),
					  fault) != 0)
				return -EINVAL;
	return 0;
}

int iort_check(const struct iort *iort, struct iort_fault *fault)
{
	uint32_t offset;

	if (iort->header.length < sizeof(*iort))
		return wrong(fault, 0, "the table is too short");
	offset = iort->nodes;
	if (offset < sizeof(*iort) || offset > iort->header.length)
		return wrong(fault, offset, "the nodes are not in the table");
	for (uint32_t i = 0; i < iort->nr_nodes; i++) {
		const struct iort_node *node = at(iort, offset);

		if (check_node(iort, offset, fault) != 0)
			return -EINVAL;
		offset += node->length;
	}
	return check_mappings(iort, fault);
}

/* ---------------------------------------------------------------- route ---- */

/* 3.1.1.6: the first mapping that has the ID; it becomes what it is behind it. */
static const struct iort_node *map(const struct iort *iort,
				   const struct iort_node *node, uint32_t *id)
{
	for (uint32_t i = 0; i < node->nr_mappings; i++) {
		const struct iort_mapping *m = mapping(node, i);

		if (m->flags & IORT_MAPPING_SINGLE || *id < m->input ||
		    *id - m->input > m->more)
			continue;
		*id = *id - m->input + m->output;
		return at(iort, m->node);
	}
	return NULL;
}

const struct iort_smmu *iort_smmu(const struct iort *iort)
{
	struct iort_walk walk = iort_nodes(iort);
	const struct iort_node *node;

	while ((node = iort_next(&walk)))
		if (node->type == IORT_SMMU_V3)
			return (const void *)node;
	return NULL;
}

static const struct iort_node *root_complex(const struct iort *iort,
					    uint32_t segment)
{
	struct iort_walk walk = iort_nodes(iort);
	const struct iort_root_complex *root;
	const struct iort_node *node;

	while ((node = iort_next(&walk))) {
		root = (const void *)node;
		if (node->type == IORT_ROOT_COMPLEX && root->segment == segment)
			return node;
	}
	return NULL;
}

bool iort_route(const struct iort *iort, uint32_t segment, uint16_t rid,
		struct iort_route *route)
{
	const struct iort_node *node = root_complex(iort, segment);
	uint32_t id = rid;

	*route = (struct iort_route){ 0 };
	if (!node)
		return false;
	node = map(iort, node, &id);
	if (node && node->type == IORT_SMMU_V3) {
		route->smmu = (const void *)node;
		route->stream = id;
		node = map(iort, node, &id);
	}
	if (node && node->type == IORT_ITS_GROUP) {
		route->its = (const void *)node;
		route->device = id;
	}
	return true;
}
