/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Permissions, access flag and sizes of output addresses.
 *
 * IHI 0070, 5.4 (CD), 7.3.14 to 7.3.17 (events); Arm ARM, D8.4 (permissions),
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
