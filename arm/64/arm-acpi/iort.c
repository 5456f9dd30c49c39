/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IORT against the ITS, the SMMU and PCI: Arm, DEN 0049E. */
#include "suite.h"

#include <arch/io.h>
#include <arm/gic.h>
#include <arm/smmu.h>
#include <dev/iort.h>
#include <dev/pci.h>

enum {
	SMMU_IDR0_COHACC = 1 << 4,
	COHERENT = 1,
	CPM_DACS = 3, /* coherent path, device attributes */
	RIDS = 0x10000,
};

static const struct iort *iort(void)
{
	const struct iort *found = table("IORT");
	struct iort_fault fault = { 0 };

	if (iort_check(found, &fault) != 0)
		test_note("at byte %u: %s", fault.offset, fault.what);
	ASSERT_TRUE(fault.what == NULL);
	return found;
}

static const void *node_of(enum iort_type type, unsigned int nth)
{
	struct iort_walk walk = iort_nodes(iort());
	const struct iort_node *node;

	while ((node = iort_next(&walk)))
		if (node->type == type && nth-- == 0)
			return node;
	return NULL;
}

static unsigned int count(enum iort_type type)
{
	unsigned int nr = 0;

	while (node_of(type, nr))
		nr++;
	return nr;
}

static bool probe_its(void)
{
	return acpi_there.probe() && madt_next(NULL, ACPI_MADT_ITS);
}

static const struct feature its_there = { "an ITS", "ACPI: MADT", probe_its };

/* Its nodes fill it, and each has an identifier of its own. */
TEST(iort, "IORT is well-formed, with a root complex and an ITS group",
     .needs = NEEDS(&its_there))
{
	struct iort_walk walk = iort_nodes(iort()), others;
	const struct iort_node *node, *other;

	EXPECT_GE(iort()->header.revision, 3);
	EXPECT_EQ(iort()->reserved, 0);
	EXPECT_EQ(iort()->nodes, sizeof(struct iort));
	while ((node = iort_next(&walk))) {
		others = walk;
		while ((other = iort_next(&others)))
			EXPECT_NE(node->id, other->id);
	}
	EXPECT_EQ(walk.offset, iort()->header.length);
	EXPECT_EQ(count(IORT_ROOT_COMPLEX), 1);
	EXPECT_EQ(count(IORT_ITS_GROUP), 1);
	EXPECT_EQ(count(IORT_SMMU_V3), arm_smmu.probe());
	EXPECT_EQ(iort()->nr_nodes, 2 + arm_smmu.probe());
}

TEST(iort_its, "the group is the MADT's ITS", .needs = NEEDS(&its_there))
{
	const struct iort_its_group *group = node_of(IORT_ITS_GROUP, 0);
	const struct acpi_madt_its *its = madt_next(NULL, ACPI_MADT_ITS);

	ASSERT_EQ(group->nr_its, 1);
	EXPECT_EQ(group->its[0], its->id);
	EXPECT_EQ(group->node.length, sizeof(*group) + 4);
	EXPECT_EQ(group->node.nr_mappings, 0);
	EXPECT_EQ(group->node.mappings, 0);
	EXPECT_EQ(group->node.revision, 1);
}

/* Table 14: bytes 0 to 7 of memory access properties */
TEST(iort_root, "PCI's accesses are coherent, of 64 bits, without ATS",
     .needs = NEEDS(&its_there))
{
	const struct iort_root_complex *root = node_of(IORT_ROOT_COMPLEX, 0);
	const uint8_t *more = (const uint8_t *)(root + 1);
	const struct acpi_mcfg *mcfg = table("MCFG");

	EXPECT_EQ(root->coherent, COHERENT);
	EXPECT_EQ(root->hints, 0);
	EXPECT_EQ(root->reserved, 0);
	EXPECT_EQ(root->memory_flags, CPM_DACS);
	EXPECT_EQ(root->ats, 0);
	EXPECT_EQ(root->segment, mcfg->allocation[0].segment);
	ASSERT_GE(root->node.revision, 1);
	EXPECT_EQ(more[0], 64);
	EXPECT_EQ(more[1] | more[2] | more[3], 0);
	EXPECT_EQ(root->node.mappings, sizeof(*root) + 4);
}

/* 3.1.1.6: no ID that cannot be, and none twice */
TEST(iort_ranges, "mappings are of 16 bits of requester ID, each of one range",
     .needs = NEEDS(&its_there))
{
	const struct iort_node *root = node_of(IORT_ROOT_COMPLEX, 0);
	const struct iort_mapping *m =
		(const void *)((const char *)root + root->mappings);

	EXPECT_GE(root->nr_mappings, 1);
	for (uint32_t i = 0; i < root->nr_mappings; i++) {
		test_context("mapping %u", i);
		EXPECT_LT(m[i].input, RIDS);
		EXPECT_LT(m[i].input + m[i].more, RIDS);
		EXPECT_EQ(m[i].flags, 0);
		if (i)
			EXPECT_GT(m[i].input, m[i - 1].input + m[i - 1].more);
	}
}

static struct iort_route way(uint16_t rid)
{
	struct iort_route route;

	test_context("requester %#x", rid);
	ASSERT_TRUE(iort_route(iort(), 0, rid, &route));
	EXPECT_TRUE(route.its != NULL);
	return route;
}

TEST(iort_ways, "every requester ID has a way to the ITS, and is itself there",
     .needs = NEEDS(&its_there))
{
	for (uint32_t rid = 0; rid < RIDS; rid += 0x101)
		EXPECT_EQ(way((uint16_t)rid).device, rid);
	for (uint32_t rid = 0xff; rid <= 0x101; rid++)
		EXPECT_EQ(way((uint16_t)rid).device, rid);
	EXPECT_EQ(way(RIDS - 2).device, RIDS - 2);
}

TEST(iort_functions, "every function that there is goes by the SMMU, if any",
     .needs = NEEDS(&its_there))
{
	ASSERT_TRUE(arch_pci_host() != NULL);
	for (unsigned int i = 0; i < pci_nr_functions(); i++) {
		const uint16_t bdf = pci_function(i)->bdf;
		const struct iort_route route = way(bdf);

		EXPECT_EQ(route.smmu != NULL, arm_smmu.probe());
		EXPECT_EQ(route.stream, route.smmu ? bdf : 0);
		EXPECT_EQ(route.device, bdf);
	}
}

TEST(iort_smmu,
     "the SMMU is where IORT says, as coherent, with four interrupts",
     .needs = NEEDS(&arm_smmu))
{
	const struct iort_smmu *s = node_of(IORT_SMMU_V3, 0);
	const uint8_t *more = (const uint8_t *)(s + 1);

	EXPECT_EQ(smmu_read(SMMU_IDR0) & SMMU_IDR0_COHACC,
		  s->flags & IORT_SMMU_COHACC ? SMMU_IDR0_COHACC : 0);
	EXPECT_EQ(s->flags & ~IORT_SMMU_COHACC, 0);
	EXPECT_EQ(s->reserved, 0);
	EXPECT_EQ(s->vatos, 0);
	EXPECT_EQ(s->model, 0);
	EXPECT_EQ(s->node.nr_mappings, 1);
	EXPECT_EQ(s->node.mappings, sizeof(*s) + 8);
	for (unsigned int i = 0; i < 8; i++)
		EXPECT_EQ(more[i], 0);
	if (!is_model())
		return;
	EXPECT_EQ(s->base, 0x09050000);
	EXPECT_EQ(s->event_gsiv, 106);
	EXPECT_EQ(s->pri_gsiv, 107);
	EXPECT_EQ(s->sync_gsiv, 108);
	EXPECT_EQ(s->gerror_gsiv, 109);
}
