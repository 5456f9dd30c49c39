/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks of stage 1: granules, sizes, levels, and which addresses have none.
 *
 * IHI 0070, 3.4 (address sizes), 5.4 (CD.T0SZ, TG0); Arm ARM, D8.2, D8.3.
 */
#include "suite.h"

static const struct walk {
	const char *name;
	unsigned int shift, bits, level;
	uint64_t address; /* of the page or block */
} walks[] = {
	{ "4k-48-page", 12, 48, 3, 0x876543210000 },
	{ "4k-48-last", 12, 48, 3, 0xfffffffff000 },
	{ "4k-48-2m", 12, 48, 2, 0x876543200000 },
	{ "4k-48-1g", 12, 48, 1, 0x876540000000 },
	{ "4k-47-page", 12, 47, 3, 0x543210fed000 },
	{ "4k-40-page", 12, 40, 3, 0x8765432000 },
	{ "4k-40-last", 12, 40, 3, 0xfffffff000 },
	{ "4k-39-first", 12, 39, 3, 0 },
	{ "4k-39-page", 12, 39, 3, 0x5432101000 },
	{ "4k-39-last", 12, 39, 3, 0x7ffffff000 },
	{ "4k-39-2m", 12, 39, 2, 0x5432000000 },
	{ "4k-39-1g", 12, 39, 1, 0x7fc0000000 },
	{ "4k-31-page", 12, 31, 3, 0x7fedc000 },
	{ "4k-31-1g", 12, 31, 1, 0x40000000 },
	{ "4k-30-page", 12, 30, 3, 0x3fedc000 },
	{ "4k-30-2m", 12, 30, 2, 0x3fe00000 },
	{ "4k-25-page", 12, 25, 3, 0x1fed000 },
	{ "4k-25-2m", 12, 25, 2, 0x1e00000 },
	{ "16k-48-page", 14, 48, 3, 0xedcba9874000 },
	{ "16k-48-32m", 14, 48, 2, 0xedcba8000000 },
	{ "16k-47-page", 14, 47, 3, 0x6dcba9874000 },
	{ "16k-37-page", 14, 37, 3, 0x1fcba98000 },
	{ "16k-36-page", 14, 36, 3, 0xfcba9c000 },
	{ "16k-36-32m", 14, 36, 2, 0xfce000000 },
	{ "16k-26-page", 14, 26, 3, 0x3a9c000 },
	{ "16k-25-page", 14, 25, 3, 0x1a9c000 },
	{ "64k-48-page", 16, 48, 3, 0xfedcba980000 },
	{ "64k-48-512m", 16, 48, 2, 0xfedca0000000 },
	{ "64k-43-page", 16, 43, 3, 0x7dcba980000 },
	{ "64k-42-page", 16, 42, 3, 0x3dcba980000 },
	{ "64k-42-512m", 16, 42, 2, 0x3dca0000000 },
	{ "64k-30-page", 16, 30, 3, 0x3ba80000 },
	{ "64k-29-page", 16, 29, 3, 0x1ba80000 },
	{ "64k-25-page", 16, 25, 3, 0x1ba0000 },
};

/* Where, of the size that is mapped, `data` is. */
static uint64_t inside(uint64_t size)
{
	return virt_to_phys(data) & (size - 1);
}

static void map_row(const struct walk *r)
{
	translate_by(r->shift, r->bits);
	smmu_map(&space, r->address, data, r->level);
}

/*
 * SMMU-6. The last word of a page, and then its first, so that neither is what
 * the other left in a TLB.
 */
TEST_EACH(written, const struct walk *r, walks, "SMMU-6: writes arrive")
{
	uint64_t size, address, page;

	map_row(r);
	size = 1ull << smmu_level_shift(&space, r->level);
	address = r->address + inside(size);
	page = size < DATA_BYTES ? size : DATA_BYTES;
	check_written(&edu, address + page - 4, data + page - 4);
	check_written(&edu, address, data);
	check_written(&edu, address + page / 2, data + page / 2);
	smmu_forget_tlb();
	check_written(&edu, address, data);
	check_written(&edu, address + page - 4, data + page - 4);
}

static uint64_t below(const struct walk *r)
{
	return r->address ? r->address - 4 : 0;
}

/* The neighbours, and every address that differs by one bit. */
TEST_EACH(around, const struct walk *r, walks,
	  "SMMU-7: F_TRANSLATION around it")
{
	uint64_t size;

	map_row(r);
	size = 1ull << smmu_level_shift(&space, r->level);
	check_written(&edu, r->address + inside(size), data);
	if (r->address)
		check_write_fault(SMMU_F_TRANSLATION, below(r));
	if (r->address + size < 1ull << 48)
		check_write_fault(SMMU_F_TRANSLATION, r->address + size);
	for (uint64_t bit = size; bit < 1ull << 48; bit <<= 1) {
		test_context("address 0x%lx", r->address ^ bit);
		check_write_fault(SMMU_F_TRANSLATION, r->address ^ bit);
	}
}

static const struct walk reads[] = {
	{ "4k", 12, 39, 3, 0x12345000 },
	{ "2m", 12, 48, 2, 0x876543200000 },
	{ "16k", 14, 36, 3, 0xfcba9c000 },
	{ "64k", 16, 42, 3, 0x3dcba980000 },
};

TEST_EACH(fetched, const struct walk *r, reads, "SMMU-6: reads arrive")
{
	uint64_t size, address;

	map_row(r);
	size = 1ull << smmu_level_shift(&space, r->level);
	address = r->address + inside(size);
	check_fetched(&edu, address + 0x7f8, data + 0x7f8);
	check_fetched(&edu, address, data);
}

/* ------------------------------------------------------------------- more -- */

TEST(every_entry, "each of the 512 entries of a table is for its page")
{
	translate_by(12, 30);
	for (unsigned int i = 0; i < 512; i += 2)
		smmu_map(&space, (uint64_t)i << 12, data + 0x1000 * (i % 16),
			 3);
	for (unsigned int i = 0; i < 512; i++) {
		test_context("page %u", i);
		if (i % 2)
			check_write_fault(SMMU_F_TRANSLATION,
					  (uint64_t)i << 12);
		else
			check_written(&edu, ((uint64_t)i << 12) + i * 4,
				      data + 0x1000 * (i % 16) + i * 4);
	}
}

TEST(transfer, "one transfer over two pages reaches both, wherever they are")
{
	uint8_t expected[64];

	translate();
	smmu_map(&space, IOVA, data + 0x5000, 3);
	smmu_map(&space, IOVA + 0x1000, data + 0x3000, 3);
	for (unsigned int i = 0; i < 64; i++)
		expected[i] = (uint8_t)(i * 7 + 1);
	memcpy(data + 0x5fe0, expected, 32);
	memcpy(data + 0x3000, expected + 32, 32);
	edu_fetch(&edu, IOVA + 0xfe0, 64);
	memset(data, 0, DATA_BYTES);
	edu_store(&edu, IOVA + 0xfe0, 64);
	EXPECT_MEMEQ(data + 0x5fe0, expected, 32);
	EXPECT_MEMEQ(data + 0x3000, expected + 32, 32);
	check_no_event();
}

static const struct descriptor {
	const char *name;
	unsigned int level; /* of the descriptor that is changed */
	uint64_t clear, set;
	enum smmu_event_type fault; /* 0: none */
} descriptors[] = {
	{ "page-invalid", 3, PTE_VALID, 0, SMMU_F_TRANSLATION },
	{ "page-reserved", 3, PTE_PAGE, 0, SMMU_F_TRANSLATION },
	{ "table-2-invalid", 2, PTE_VALID, 0, SMMU_F_TRANSLATION },
	{ "table-1-invalid", 1, PTE_VALID, 0, SMMU_F_TRANSLATION },
	{ "table-0-invalid", 0, PTE_VALID, 0, SMMU_F_TRANSLATION },
	{ "table-0-block", 0, PTE_TABLE, 0, SMMU_F_TRANSLATION },
	{ "page-software", 3, 0, 0xfull << 55, 0 },
	{ "page-hardware", 3, 0, 0xfull << 59, 0 },
	{ "page-never-executed", 3, 0, 3ull << 53, 0 },
	{ "page-global", 3, PTE_NG, 0, 0 },
	{ "page-non-shareable", 3, PTE_SH_INNER, 0, 0 },
	{ "table-ignored", 2, 0, 0x7full << 52 | 0x3ffull << 2, 0 },
	{ "table-xn-pxn", 1, 0, 3ull << 59, 0 },
};

TEST_EACH(descriptor, const struct descriptor *r, descriptors,
	  "is used or is F_TRANSLATION, by the bits that matter")
{
	translate_by(12, 48);
	smmu_map(&space, IOVA, data + 0x2000, 3);
	check_written(&edu, IOVA + 8, data + 0x2008);
	*smmu_entry(&space, IOVA, r->level) &= ~r->clear;
	*smmu_entry(&space, IOVA, r->level) |= r->set;
	smmu_forget_tlb();
	if (r->fault)
		check_write_fault(r->fault, IOVA + 8);
	else
		check_written(&edu, IOVA + 8, data + 0x2008);
}

/* A table behind a descriptor begins anywhere that it is aligned. */
TEST(ttb_alignment, "a first table of few entries is aligned to its own size")
{
	uint64_t *tables = smmu_alloc(4096, 4096);

	translate_by(12, 33); /* 8 entries of 1 GiB: 64 bytes */
	for (unsigned int i = 0; i < 64; i++) {
		memset(tables, 0, 4096);
		test_context("table %u", i);
		smmu_map(&space, 1ull << 32, data, 1);
		tables[8 * i + 4] = space.top[4];
		space.cd[1] = virt_to_phys(tables + (size_t)8 * i);
		smmu_attach(SID, &space);
		check_written(&edu, (1ull << 32) + inside(1 << 30), data);
		check_write_fault(SMMU_F_TRANSLATION, 1ull << 31);
	}
}
