/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Invalidation: what a command covers is read anew. What it does not cover may
 * be, too, so that nothing is said of that.
 *
 * IHI 0070, 4.3 (CFGI), 4.4 (TLBI), 4.4.1.1 (ranges).
 */
#include "suite.h"

enum {
	RIL = 1 << 10, /* IDR3 */
	OTHER_ASID = 0x0207,
};

#define LEAF	 1ull
#define TTL(n)	 ((uint64_t)(n) << 8)
#define TG(n)	 ((uint64_t)(n) << 10)
#define NUM(n)	 ((uint64_t)((n)-1) << 12)
#define SCALE(n) ((uint64_t)(n) << 20)
#define MINE	 SMMU_COMMAND_ASID(ASID)

static const struct command {
	const char *name;
	unsigned int shift, bits, level;
	uint64_t dw0;
	uint64_t low; /* of double word 1 */
	int64_t pages; /* of the granule: from the address to the range's start */
} commands[] = {
	{ "nsnh-all", 12, 39, 3, SMMU_TLBI_NSNH_ALL, 0, 0 },
	{ "nh-all", 12, 39, 3, SMMU_TLBI_NH_ALL, 0, 0 },
	{ "nh-asid", 12, 39, 3, SMMU_TLBI_NH_ASID | MINE, 0, 0 },
	{ "nh-va", 12, 39, 3, SMMU_TLBI_NH_VA | MINE, 0, 0 },
	{ "nh-va-leaf", 12, 39, 3, SMMU_TLBI_NH_VA | MINE, LEAF, 0 },
	{ "nh-vaa", 12, 39, 3, SMMU_TLBI_NH_VAA, 0, 0 },
	{ "nh-vaa-leaf", 12, 39, 3, SMMU_TLBI_NH_VAA, LEAF, 0 },
	{ "nsnh-all-2m", 12, 39, 2, SMMU_TLBI_NSNH_ALL, 0, 0 },
	{ "nh-asid-1g", 12, 48, 1, SMMU_TLBI_NH_ASID | MINE, 0, 0 },
	{ "nh-va-2m", 12, 39, 2, SMMU_TLBI_NH_VA | MINE, LEAF, 0 },
	{ "nh-va-2m-inside", 12, 39, 2, SMMU_TLBI_NH_VA | MINE, LEAF, 511 },
	{ "nh-vaa-1g-inside", 12, 39, 1, SMMU_TLBI_NH_VAA, LEAF, 0x3abcd },
	{ "nh-va-16k", 14, 47, 3, SMMU_TLBI_NH_VA | MINE, LEAF, 0 },
	{ "nh-va-32m-inside", 14, 47, 2, SMMU_TLBI_NH_VA | MINE, LEAF, 2047 },
	{ "nh-va-64k", 16, 48, 3, SMMU_TLBI_NH_VA | MINE, LEAF, 0 },
	{ "nh-vaa-512m-inside", 16, 48, 2, SMMU_TLBI_NH_VAA, LEAF, 8191 },
	{ "ttl-3", 12, 39, 3, SMMU_TLBI_NH_VA | MINE, LEAF | TTL(3) | TG(1),
	  0 },
	{ "ttl-2", 12, 39, 2, SMMU_TLBI_NH_VA | MINE, LEAF | TTL(2) | TG(1),
	  0 },
	{ "ttl-1", 12, 39, 1, SMMU_TLBI_NH_VA | MINE, LEAF | TTL(1) | TG(1),
	  0 },
	{ "ttl-3-16k", 14, 47, 3, SMMU_TLBI_NH_VA | MINE, LEAF | TTL(3) | TG(2),
	  0 },
	{ "ttl-3-64k", 16, 48, 3, SMMU_TLBI_NH_VA | MINE, LEAF | TTL(3) | TG(3),
	  0 },
	{ "range-1", 12, 39, 3, SMMU_TLBI_NH_VA | MINE | NUM(1), TG(1), 0 },
	{ "range-2-last", 12, 39, 3, SMMU_TLBI_NH_VA | MINE | NUM(2), TG(1),
	  -1 },
	{ "range-3-last", 12, 39, 3, SMMU_TLBI_NH_VA | MINE | NUM(3), TG(1),
	  -2 },
	{ "range-31-last", 12, 39, 3, SMMU_TLBI_NH_VA | MINE | NUM(31), TG(1),
	  -30 },
	{ "range-32-last", 12, 39, 3, SMMU_TLBI_NH_VA | MINE | NUM(32), TG(1),
	  -31 },
	{ "range-16-middle", 12, 39, 3, SMMU_TLBI_NH_VAA | NUM(16), TG(1), -7 },
	{ "range-3-by-4-last", 12, 39, 3,
	  SMMU_TLBI_NH_VA | MINE | NUM(3) | SCALE(2), TG(1), -11 },
	{ "range-5-by-512-last", 12, 39, 3,
	  SMMU_TLBI_NH_VA | MINE | NUM(5) | SCALE(9), TG(1), -2559 },
	{ "range-16k", 14, 47, 3, SMMU_TLBI_NH_VA | MINE | NUM(7), TG(2), -6 },
	{ "range-64k", 16, 48, 3, SMMU_TLBI_NH_VAA | NUM(7), TG(3), -6 },
	{ "range-2m", 12, 39, 2, SMMU_TLBI_NH_VA | MINE | NUM(2) | SCALE(9),
	  TG(1), -512 },
};

static uint64_t size_of(unsigned int level)
{
	return 1ull << smmu_level_shift(&space, level);
}

static uint64_t address_of(unsigned int level)
{
	return (IOVA & ~(size_of(level) - 1)) +
	       (virt_to_phys(data) & (size_of(level) - 1));
}

static void command(const struct command *r)
{
	const uint64_t start = (IOVA & ~(size_of(r->level) - 1)) +
			       ((uint64_t)r->pages << r->shift);

	if ((r->low & TG(3)) && !(smmu_read(SMMU_IDR3) & RIL))
		SKIP("IDR3.RIL: there are no ranges");
	smmu_command(r->dw0, start | r->low);
}

/* Known to be in a TLB, where there is one, by a write. */
static void cache(const struct command *r)
{
	translate_by(r->shift, r->bits);
	smmu_map(&space, IOVA, data, r->level);
	check_written(&edu, address_of(r->level) + 0x40, data + 0x40);
}

TEST_EACH(removed, const struct command *r, commands,
	  "SMMU-12: what was taken away is not there after the command")
{
	cache(r);
	*smmu_entry(&space, IOVA, r->level) = 0;
	command(r);
	check_write_fault(SMMU_F_TRANSLATION, address_of(r->level) + 0x40);
}

TEST_EACH(restricted, const struct command *r, commands,
	  "what became read-only is, after the command")
{
	cache(r);
	*smmu_entry(&space, IOVA, r->level) |= PTE_RDONLY;
	command(r);
	check_write_fault(SMMU_F_PERMISSION, address_of(r->level) + 0x40);
}

TEST(granted, "what became writable is, after the command")
{
	translate();
	*smmu_entry(&space, IOVA, 3) |= PTE_RDONLY;
	smmu_forget_tlb();
	edu_fetch(&edu, IOVA, 4);
	check_write_fault(SMMU_F_PERMISSION, IOVA);
	smmu_map(&space, IOVA, data, 3);
	smmu_command(SMMU_TLBI_NH_VA | MINE, IOVA | LEAF);
	check_written(&edu, IOVA, data);
}

TEST(moved, "what is somewhere else now is there after the command")
{
	translate();
	for (unsigned int i = 0; i < 16; i++) {
		smmu_map(&space, IOVA, data + 0x1000 * i, 3);
		smmu_command(SMMU_TLBI_NH_VA | MINE, IOVA | LEAF);
		check_written(&edu, IOVA + 4 * i, data + 0x1004 * i);
	}
}

/* 3.21.1: what was invalid need not be invalidated. */
TEST(added, "what was not there needs no command")
{
	translate();
	check_write_fault(SMMU_F_TRANSLATION, IOVA + 0x1000);
	smmu_map(&space, IOVA + 0x1000, data + 0x3000, 3);
	check_written(&edu, IOVA + 0x1000, data + 0x3000);
	check_write_fault(SMMU_F_TRANSLATION, 0x7654321000);
	smmu_map(&space, 0x7654321000, data + 0x5000, 3);
	check_written(&edu, 0x7654321000, data + 0x5000);
}

TEST(neighbours, "pages are known apart")
{
	translate();
	for (unsigned int i = 0; i < 16; i++)
		smmu_map(&space, IOVA + 0x1000 * i, data + 0x1000 * (15 - i),
			 3);
	for (unsigned int i = 0; i < 48; i++)
		check_written(&edu, IOVA + 0x1000 * (i % 16) + 8 * i,
			      data + 0x1000 * (15 - i % 16) + 8 * i);
}

/* More than a TLB may hold, and all of them twice. */
TEST(many, "more pages than a TLB has entries are where they should be")
{
	uint32_t *words = (uint32_t *)(void *)data;

	translate_by(12, 30);
	for (unsigned int i = 0; i < 600; i++)
		smmu_map(&space, 0x1000 * (uint64_t)i, data + 0x1000 * (i % 16),
			 3);
	for (unsigned int i = 0; i < 1200; i++) {
		const unsigned int page = i % 600;
		const unsigned int at = page % 16 * 1024 + page / 16;

		words[at] = 0;
		edu_message(&edu, 0x1000 * page + page / 16 * 4,
			    (uint16_t)(i + 1));
		test_context("page %u", page);
		EXPECT_EQ(words[at], i + 1);
	}
	check_no_event();
}

/* -------------------------------------------------------- configuration ---- */

static const struct cfgi {
	const char *name;
	int bdf;
	uint64_t dw0, dw1;
	bool cd; /* of context descriptors alone */
} cfgis[] = {
	{ "ste", SID, SMMU_CFGI_STE | SMMU_COMMAND_SID(SID), 0, false },
	{ "ste-leaf", SID, SMMU_CFGI_STE | SMMU_COMMAND_SID(SID), 1, false },
	{ "ste-15", SID_FUNCTION_7,
	  SMMU_CFGI_STE | SMMU_COMMAND_SID(SID_FUNCTION_7), 1, false },
	{ "ste-16", SID_SLOT_2, SMMU_CFGI_STE | SMMU_COMMAND_SID(SID_SLOT_2), 1,
	  false },
	{ "all", SID, SMMU_CFGI_STE_RANGE, 31, false },
	{ "all-16", SID_SLOT_2, SMMU_CFGI_STE_RANGE, 31, false },
	{ "range-8-to-9", SID, SMMU_CFGI_STE_RANGE | SMMU_COMMAND_SID(9), 0,
	  false },
	{ "range-8-to-15", SID, SMMU_CFGI_STE_RANGE | SMMU_COMMAND_SID(15), 2,
	  false },
	{ "range-8-to-15-last", SID_FUNCTION_7,
	  SMMU_CFGI_STE_RANGE | SMMU_COMMAND_SID(8), 2, false },
	{ "range-0-to-15-last", SID_FUNCTION_7, SMMU_CFGI_STE_RANGE, 3, false },
	{ "range-0-to-31", SID_SLOT_2, SMMU_CFGI_STE_RANGE, 4, false },
	{ "range-16-to-17", SID_SLOT_2,
	  SMMU_CFGI_STE_RANGE | SMMU_COMMAND_SID(17), 0, false },
	{ "cd", SID, SMMU_CFGI_CD | SMMU_COMMAND_SID(SID), 0, true },
	{ "cd-leaf", SID, SMMU_CFGI_CD | SMMU_COMMAND_SID(SID), 1, true },
	{ "cd-16", SID_SLOT_2, SMMU_CFGI_CD | SMMU_COMMAND_SID(SID_SLOT_2), 1,
	  true },
	{ "cd-all", SID, SMMU_CFGI_CD_ALL | SMMU_COMMAND_SID(SID), 0, true },
	{ "cd-all-16", SID_SLOT_2,
	  SMMU_CFGI_CD_ALL | SMMU_COMMAND_SID(SID_SLOT_2), 0, true },
};

TEST_EACH(configuration, const struct cfgi *r, cfgis,
	  "what was changed counts after the command")
{
	struct edu by = edu_open(r->bdf);

	translate();
	smmu_attach((uint32_t)r->bdf, &space);
	check_written(&by, IOVA, data);
	if (r->cd)
		space.cd[0] &= ~SMMU_CD_V;
	else
		*smmu_ste((uint32_t)r->bdf) = 0;
	smmu_command(r->dw0, r->dw1);
	write_blocked(&by, IOVA);
	check_config_event(r->cd ? SMMU_C_BAD_CD : SMMU_C_BAD_STE,
			   (uint32_t)r->bdf);
}

TEST(other_asid, "a context of another ASID has translations of its own")
{
	struct smmu_space other;

	translate();
	other = smmu_space(12, 39, OTHER_ASID);
	smmu_map(&other, IOVA, data + 0x2000, 3);
	for (unsigned int i = 0; i < 4; i++) {
		smmu_set_ste(SID,
			     SMMU_STE_V | SMMU_STE_S1 |
				     virt_to_phys(i % 2 ? other.cd : space.cd));
		check_written(&edu, IOVA, data + 0x2000 * (i % 2));
	}
}
