/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IORT: through which SMMU, and to which ITS, goes what a device sends, and what
 * it is called there (Arm, IO Remapping Table, DEN 0049E).
 */
#ifndef LIB_DEV_IORT_H
#define LIB_DEV_IORT_H

#include <dev/acpi.h>

/* Table 2; the nodes stand where @nodes says */
struct iort {
	struct acpi_header header;
	uint32_t nr_nodes;
	uint32_t nodes; /* offset from the table's beginning */
	uint32_t reserved;
} __attribute__((packed));

enum iort_type {
	IORT_ITS_GROUP = 0,
	IORT_NAMED_COMPONENT = 1,
	IORT_ROOT_COMPLEX = 2,
	IORT_SMMU_V1V2 = 3,
	IORT_SMMU_V3 = 4,
	IORT_PMCG = 5,
	IORT_RMR = 6,
};

/* Table 3: what each node begins with */
struct iort_node {
	uint8_t type; /* enum iort_type */
	uint16_t length;
	uint8_t revision;
	uint32_t id;
	uint32_t nr_mappings;
	uint32_t mappings; /* offset from the node's beginning */
} __attribute__((packed));

/* Table 4 */
struct iort_mapping {
	uint32_t input;
	uint32_t more; /* the number of IDs, without the first one */
	uint32_t output;
	uint32_t node; /* offset from the table's beginning */
	uint32_t flags;
} __attribute__((packed));

#define IORT_MAPPING_SINGLE (1u << 0) /* @output is all there is to it */

/* Table 12 */
struct iort_its_group {
	struct iort_node node;
	uint32_t nr_its;
	uint32_t its[]; /* as the MADT calls them */
} __attribute__((packed));

/* Table 9; what follows is of later revisions */
struct iort_smmu {
	struct iort_node node;
	uint64_t base;
	uint32_t flags;
	uint32_t reserved;
	uint64_t vatos;
	uint32_t model;
	uint32_t event_gsiv, pri_gsiv, gerror_gsiv, sync_gsiv;
} __attribute__((packed));

#define IORT_SMMU_COHACC \
	(1u << 0) /* flags: IDR0.COHACC, whatever it reads as */

/* Table 17; likewise */
struct iort_root_complex {
	struct iort_node node;
	uint32_t coherent;
	uint8_t hints;
	uint16_t reserved;
	uint8_t memory_flags;
	uint32_t ats;
	uint32_t segment;
} __attribute__((packed));

/* What is wrong with a table first. */
struct iort_fault {
	uint32_t offset; /* from the table's beginning */
	const char *what;
};

/**
 * iort_check - whether a table can be read; the other functions rely on it
 *
 * Every node and mapping lies inside of what it is part of, and each mapping
 * leads to a node of the table, so that no way has more than two of them.
 * Returns 0, or -EINVAL with @fault filled in.
 */
int iort_check(const struct iort *iort, struct iort_fault *fault);

/* A walk over the nodes: start it with iort_nodes(). */
struct iort_walk {
	const struct iort *iort;
	uint32_t offset, left;
};

struct iort_walk iort_nodes(const struct iort *iort);
/** iort_next - NULL: it was the last one */
const struct iort_node *iort_next(struct iort_walk *walk);

/** iort_smmu - the first SMMUv3; NULL: there is none */
const struct iort_smmu *iort_smmu(const struct iort *iort);

/* Where something of a device arrives; NULL: there is no such thing on the way */
struct iort_route {
	const struct iort_smmu *smmu;
	uint32_t stream; /* its StreamID there */
	const struct iort_its_group *its;
	uint32_t device; /* its DeviceID there */
};

/**
 * iort_route - the way of a PCI function
 * @rid: bus, device and function
 *
 * False: no root complex has that segment.
 */
bool iort_route(const struct iort *iort, uint32_t segment, uint16_t rid,
		struct iort_route *route);

#endif
