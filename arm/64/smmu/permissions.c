/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Permissions and the access flag.
 *
 * IHI 0070, 5.4 (CD), 7.3.15, 7.3.16 (events); Arm ARM, D8.4 (permissions),
 * D8.3.2 (hierarchical ones), D8.5 (access flag).
 */
#include "suite.h"

enum {
	PAGES = 3, /* level of pages */
};

static const struct permission {
	const char *name;
	unsigned int level; /* of the leaf */
	unsigned int at;    /* of the descriptor that is changed */
	uint64_t set, clear;
	bool had;
	enum smmu_event_type write, fetch; /* 0: it works */
} permissions[] = {
	{ "page-rw", 3, 3, 0, 0, false, 0, 0 },
	{ "page-ro", 3, 3, PTE_RDONLY, 0, false, SMMU_F_PERMISSION, 0 },
	{ "2m-rw", 2, 2, 0, 0, false, 0, 0 },
	{ "2m-ro", 2, 2, PTE_RDONLY, 0, false, SMMU_F_PERMISSION, 0 },
	{ "1g-ro", 1, 1, PTE_RDONLY, 0, false, SMMU_F_PERMISSION, 0 },
	{ "page-ro-had", 3, 3, PTE_RDONLY, 0, true, SMMU_F_PERMISSION, 0 },
	{ "page-privileged", 3, 3, 0, PTE_USER, false, SMMU_F_PERMISSION,
	  SMMU_F_PERMISSION },
	{ "page-privileged-ro", 3, 3, PTE_RDONLY, PTE_USER, false,
	  SMMU_F_PERMISSION, SMMU_F_PERMISSION },
	{ "table-0-ro", 3, 0, SMMU_APTABLE_RDONLY, 0, false, SMMU_F_PERMISSION,
	  0 },
	{ "table-1-ro", 3, 1, SMMU_APTABLE_RDONLY, 0, false, SMMU_F_PERMISSION,
	  0 },
	{ "table-2-ro", 3, 2, SMMU_APTABLE_RDONLY, 0, false, SMMU_F_PERMISSION,
	  0 },
	{ "table-1-ro-2m", 2, 1, SMMU_APTABLE_RDONLY, 0, false,
	  SMMU_F_PERMISSION, 0 },
	{ "table-0-ro-had", 3, 0, SMMU_APTABLE_RDONLY, 0, true, 0, 0 },
	{ "table-2-ro-had", 3, 2, SMMU_APTABLE_RDONLY, 0, true, 0, 0 },
	{ "table-0-user", 3, 0, SMMU_APTABLE_NO_USER, 0, false,
	  SMMU_F_PERMISSION, SMMU_F_PERMISSION },
	{ "table-2-user", 3, 2, SMMU_APTABLE_NO_USER, 0, false,
	  SMMU_F_PERMISSION, SMMU_F_PERMISSION },
	{ "table-2-user-had", 3, 2, SMMU_APTABLE_NO_USER, 0, true, 0, 0 },
	{ "page-af", 3, 3, 0, PTE_AF, false, SMMU_F_ACCESS, SMMU_F_ACCESS },
	{ "2m-af", 2, 2, 0, PTE_AF, false, SMMU_F_ACCESS, SMMU_F_ACCESS },
};

static uint64_t address_of(const struct permission *r)
{
	const uint64_t size = 1ull << smmu_level_shift(&space, r->level);

	return (IOVA & ~(size - 1)) + (virt_to_phys(data) & (size - 1));
}

static void prepare(const struct permission *r)
{
	uint64_t *entry;

	translate_by(12, 48);
	smmu_map(&space, IOVA, data, r->level);
	entry = smmu_entry(&space, IOVA, r->at);
	*entry = (*entry | r->set) & ~r->clear;
	if (r->had)
		space.cd[1] |= SMMU_CD_HAD0;
	smmu_attach(SID, &space);
}

static void write(const struct permission *r, uint64_t offset)
{
	if (r->write)
		check_write_fault(r->write, address_of(r) + offset);
	else
		check_written(&edu, address_of(r) + offset, data + offset);
}

static void fetch(const struct permission *r)
{
	if (!r->fetch) {
		check_fetched(&edu, address_of(r) + 0x60, data + 0x60);
		return;
	}
	edu_fetch(&edu, address_of(r) + 0x60, 4);
	check_fault(r->fetch, SID, address_of(r) + 0x60, true);
}

TEST_EACH(write, const struct permission *r, permissions,
	  "SMMU-8, 9, 10: a device's write")
{
	prepare(r);
	write(r, 0x84);
	write(r, 0xffc);
}

TEST_EACH(fetch, const struct permission *r, permissions,
	  "SMMU-8, 9, 10: a device's read")
{
	prepare(r);
	fetch(r);
}

/* What a TLB has kept of the read has the permissions of the whole walk. */
TEST_EACH(write_after_fetch, const struct permission *r, permissions,
	  "a device's write of what it has read")
{
	prepare(r);
	edu_fetch(&edu, address_of(r) + 0x10, 4);
	smmu_event_queue(SMMU_EVENTQ_LOG2);
	write(r, 0xf84);
	write(r, 0);
}

TEST(fetch_after_write, "a device's read of what it may not write")
{
	prepare(&permissions[1]);
	write(&permissions[1], 0);
	fetch(&permissions[1]);
	write(&permissions[1], 0x60);
}

TEST(affd, "with CD.AFFD the access flag does not count")
{
	prepare(&permissions[17]);
	space.cd[0] |= SMMU_CD_AFFD;
	smmu_attach(SID, &space);
	check_written(&edu, IOVA + 4, data + 4);
}

TEST(not_updated, "neither access flag nor permission is changed by accesses")
{
	uint64_t *entry, old;

	prepare(&permissions[1]);
	entry = smmu_entry(&space, IOVA, PAGES);
	old = *entry;
	edu_fetch(&edu, IOVA, 4);
	check_no_event();
	check_write_fault(SMMU_F_PERMISSION, IOVA);
	EXPECT_EQ(*entry, old);
	*entry = old & ~(uint64_t)PTE_AF;
	space.cd[0] |= SMMU_CD_AFFD;
	smmu_attach(SID, &space);
	edu_fetch(&edu, IOVA, 4);
	EXPECT_EQ(*entry, old & ~(uint64_t)PTE_AF);
}

/* Neighbours of different permissions in one transfer. */
TEST(transfer_stopped,
     "a transfer writes the page that it may, and stops at the other")
{
	struct smmu_event event = { 0 };

	translate();
	smmu_map(&space, IOVA + 0x1000, data + 0x1000, 3);
	*smmu_entry(&space, IOVA + 0x1000, 3) |= PTE_RDONLY;
	smmu_forget_tlb();
	memset(data, 0x3c, DATA_BYTES);
	edu_fetch(&edu, IOVA + 0x100, 64);
	memset(data, 0xff, DATA_BYTES);
	edu_store(&edu, IOVA + 0xfe0, 64);
	EXPECT_EQ(data[0xfdf], 0xff);
	EXPECT_EQ(data[0xfe0], 0x3c);
	EXPECT_EQ(data[0xfff], 0x3c);
	for (unsigned int i = 0; i < 64; i++)
		EXPECT_EQ(data[0x1000 + i], 0xff);
	EXPECT_GE(smmu_nr_events(), 1);
	ASSERT_TRUE(smmu_take_event(&event));
	EXPECT_EQ(event.dw[0], (uint64_t)SID << 32 | SMMU_F_PERMISSION);
	EXPECT_EQ(event.dw[2], IOVA + 0x1000);
}
