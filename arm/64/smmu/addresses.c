/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sizes of output and input addresses, and what events say of them.
 *
 * IHI 0070, 3.4 (address sizes), 5.4 (CD.IPS, TBI), 7.3.13, 7.3.14 (events).
 */
#include "suite.h"

/* --------------------------------------------------------- output addresses */

static const struct output {
	const char *name;
	unsigned int ips;
	unsigned int bits; /* more than so many cannot be */
	unsigned int level;
} outputs[] = {
	{ "32-page", 0, 32, 3 }, { "32-2m", 0, 32, 2 },
	{ "32-1g", 0, 32, 1 },	 { "36-page", 1, 36, 3 },
	{ "40-page", 2, 40, 3 }, { "42-page", 3, 42, 3 },
	{ "44-page", 4, 44, 3 }, { "44-2m", 4, 44, 2 },
};

TEST_EACH(output, const struct output *r, outputs,
	  "SMMU-11: an output address of more bits than IPS is F_ADDR_SIZE")
{
	uint64_t mask;

	translate_by(12, 39);
	mask = (1ull << smmu_level_shift(&space, r->level)) - 1;
	space.cd[0] = (space.cd[0] & ~SMMU_CD_IPS(7)) | SMMU_CD_IPS(r->ips);
	smmu_map(&space, IOVA, data, r->level);
	smmu_attach(SID, &space);
	check_written(&edu, (IOVA & ~mask) + (virt_to_phys(data) & mask), data);
	*smmu_entry(&space, IOVA, r->level) |= 1ull << r->bits;
	smmu_forget_tlb();
	check_write_fault(SMMU_F_ADDR_SIZE, IOVA + 4);
}

static const struct output insides[] = {
	{ "32", 0, 32, 3 }, { "36", 1, 36, 3 }, { "40", 2, 40, 3 },
	{ "42", 3, 42, 3 }, { "44", 4, 44, 3 },
};

TEST_EACH(output_inside, const struct output *r, insides,
	  "an output address of as many bits as IPS has is none")
{
	translate();
	space.cd[0] = (space.cd[0] & ~SMMU_CD_IPS(7)) | SMMU_CD_IPS(r->ips);
	*smmu_entry(&space, IOVA, 3) |= 1ull << (r->bits - 1);
	smmu_attach(SID, &space);
	write_blocked(&edu, IOVA + 4);
	check_no_event();
}

TEST(output_table, "SMMU-11: a table's address of more bits is F_ADDR_SIZE")
{
	translate();
	space.cd[0] &= ~SMMU_CD_IPS(7);
	*smmu_entry(&space, IOVA, 2) |= 1ull << 32;
	smmu_attach(SID, &space);
	check_write_fault(SMMU_F_ADDR_SIZE, IOVA + 4);
}

/* ------------------------------------------------------------- the records */

static const struct class
{
	const char *name;
	uint64_t clear, set; /* of the page's descriptor */
	bool read;
} classes[] = {
	{ "translation", PTE_VALID, 0, false },
	{ "translation-read", PTE_VALID, 0, true },
	{ "permission", 0, PTE_RDONLY, false },
};

TEST_EACH(class, const struct class *r, classes,
	  "the event says that the input address is at fault: CLASS is IN")
{
	struct smmu_event event = { 0 };

	translate();
	*smmu_entry(&space, IOVA, 3) &= ~r->clear;
	*smmu_entry(&space, IOVA, 3) |= r->set;
	smmu_forget_tlb();
	if (r->read)
		edu_fetch(&edu, IOVA, 4);
	else
		write_blocked(&edu, IOVA);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[1] & SMMU_EVENT_CLASS, SMMU_CLASS_INPUT);
}

TEST(unmapped, "SMMU-7: F_TRANSLATION of both directions, with every address")
{
	translate();
	fetch_blocked(&edu, IOVA + 0x1ff8, data);
	smmu_event_queue(SMMU_EVENTQ_LOG2);
	for (uint64_t address = IOVA + 0x1000; address < IOVA + 0x2000;
	     address += 0x124)
		check_write_fault(SMMU_F_TRANSLATION, address);
	edu_fetch(&edu, IOVA + 0x1234, 4);
	check_fault(SMMU_F_TRANSLATION, SID, IOVA + 0x1234, true);
	edu_store(&edu, IOVA + 0x1abc, 4);
	check_fault(SMMU_F_TRANSLATION, SID, IOVA + 0x1abc, false);
	check_written(&edu, IOVA, data);
}

/* --------------------------------------------------- addresses of 49 bits -- */

static const struct high {
	const char *name;
	unsigned int bits;
	uint64_t address;
} highs[] = {
	{ "48", 48, 1ull << 48 },
	{ "63", 48, 1ull << 63 | IOVA },
	{ "55-of-39", 39, 1ull << 55 | IOVA },
	{ "tag", 39, 0x5aull << 56 | IOVA },
	{ "upper-half", 39, ~0ull << 39 | IOVA },
};

TEST_EACH(high, const struct high *r, highs,
	  "SMMU-7: F_TRANSLATION beyond all 48 bits")
{
	translate_by(12, r->bits);
	smmu_map(&space, IOVA, data, 3);
	smmu_map(&space, 0, data, 3);
	check_written(&edu, IOVA, data);
	check_write_fault(SMMU_F_TRANSLATION, r->address);
}

TEST(tag_ignored, "with CD.TBI0 bits 63:56 do not count")
{
	translate();
	space.cd[0] |= SMMU_CD_TBI0;
	smmu_attach(SID, &space);
	check_written(&edu, IOVA, data);
	check_written(&edu, 0x5aull << 56 | IOVA, data);
}

/* TTB1: the addresses whose high bits are ones. */
TEST(upper_half, "addresses of ones are translated by TTB1")
{
	struct smmu_space other;

	translate();
	other = smmu_space(12, 39, ASID);
	smmu_map(&other, IOVA, data + 0x4000, 3);
	space.cd[0] &= ~SMMU_CD_EPD1;
	space.cd[0] |= SMMU_CD_T1SZ(25) | SMMU_CD_TG1(2);
	space.cd[2] = virt_to_phys(other.top);
	smmu_attach(SID, &space);
	check_written(&edu, IOVA, data);
	check_write_fault(SMMU_F_TRANSLATION, 1ull << 40 | IOVA);
	check_written(&edu, ~0ull << 39 | IOVA, data + 0x4000);
}
