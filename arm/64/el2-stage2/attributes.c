/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory types: what the two stages make of each other's, with HCR_EL2.FWB and
 * without it, as PAR_EL1 has it (Arm ARM, D8.6.5 Stage 2 memory type and
 * Cacheability attributes, D8.6.6 with FEAT_S2FWB, D8.6.7 Shareability).
 */
#include "both.h"

EL2_STAGE2_SUITE;

enum {
	NC = 0x44,    /* MAIR_EL1: Normal, not cacheable, in both halves */
	WB_RWA = 0xf, /* of one half */
	SH_NONE = 0,
	SH_OUTER = 2,
	SH_INNER = 3,
};

static const struct row {
	const char *name;
	uint8_t mair;
} rows[] = {
	{ "nGnRnE", 0x00 },
	{ "nGnRE", 0x04 },
	{ "nGRE", 0x08 },
	{ "GRE", 0x0c },
	{ "NC", NC },
	{ "WT", 0xbb },
	{ "WT-read-allocate", 0xaa },
	{ "WB", 0xff },
	{ "WB-no-allocate", 0xcc },
	{ "WB-write-allocate", 0xdd },
	{ "inner-NC", 0xf4 },
	{ "outer-NC", 0x4f },
	{ "inner-WT", 0xfb },
	{ "outer-WT", 0xae },
	{ "WB-transient", 0x77 },
};

static bool is_device(unsigned int mair)
{
	return !(mair & 0xf0);
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Half of a MAIR byte, and one of MemAttr: 1 is NC, 2 WT, 3 WB. */
static unsigned int weaker_half(unsigned int one, unsigned int two)
{
	if (one == 4 || two == 1)
		return 4;
	return two == 2 ? one & ~4u : one; /* bit 2: WB; hints are stage 1's */
}

static unsigned int combined(unsigned int mair, unsigned int memattr)
{
	if (memattr < 4)
		return least(is_device(mair) ? mair : 0xc, memattr << 2);
	if (is_device(mair))
		return mair;
	return weaker_half(mair >> 4, memattr >> 2) << 4 |
	       weaker_half(mair & 0xf, memattr & 3);
}

static unsigned int write_back_half(unsigned int one)
{
	return one == 4 ? WB_RWA : one | 4;
}

/* MemAttr with FWB: 0 to 3 Device, 5 not cacheable, 6 WB, 7 as stage 1 has it */
static unsigned int forced(unsigned int mair, unsigned int memattr)
{
	if (memattr == 7 || (memattr == 5 && is_device(mair)))
		return mair;
	if (memattr == 5)
		return NC;
	if (memattr == 6)
		return is_device(mair) ? 0xff :
					 write_back_half(mair >> 4) << 4 |
						 write_back_half(mair & 0xf);
	return least(is_device(mair) ? mair : 0xc, memattr << 2);
}

static unsigned int shareability(unsigned int mair, unsigned int one,
				 unsigned int two)
{
	if (is_device(mair) || mair == NC)
		return SH_OUTER;
	if (one == SH_OUTER || two == SH_OUTER)
		return SH_OUTER;
	return one == SH_INNER || two == SH_INNER ? SH_INNER : SH_NONE;
}

/* ATTR 63:56 and SH 8:7 of PAR_EL1, with an attribute of stage 1 of index 1. */
static void expect_type(uint64_t hcr, unsigned int memattr,
			unsigned int expected)
{
	static const unsigned int sh[] = { SH_NONE, SH_OUTER, SH_INNER };
	uint64_t ipa = WINDOW + ((uintptr_t)target & ((1ull << 30) - 1)), par;

	for (unsigned int i = 0; i < 9; i++) {
		both_leaf(ipa | PTE_VALID | PTE_PAGE | PTE_AF | PTE_ATTR(1) |
			  (uint64_t)sh[i / 3] << 8);
		s2_map(3, (uint64_t)memattr << 2 | S2_AP(3) | S2_AF |
				  (uint64_t)sh[i % 3] << 8);
		par = both_par(S12E1R, VA, HCR_GUEST | HCR_VM | hcr);
		test_context("MemAttr %u, SH %u and %u", memattr, sh[i / 3],
			     sh[i % 3]);
		EXPECT_EQ(par & 1, 0);
		EXPECT_EQ(par & PTE_ADDR, (uintptr_t)target);
		EXPECT_EQ(par >> 56, expected);
		EXPECT_EQ(par >> 7 & 3,
			  shareability(expected, sh[i / 3], sh[i % 3]));
	}
}

static void begin(const struct row *r)
{
	both_begin();
	write_sysreg(MAIR_EL12, 0xff | r->mair << 8);
}

/* What is not cacheable in its inner half does not make Device stricter. */
static bool is_beside_nc(unsigned int mair, unsigned int memattr)
{
	if (memattr < 4)
		return memattr > 1 && !is_device(mair) && (mair & 0xf) == 4;
	return is_device(mair) && mair > 4 && (memattr & 3) == 1;
}

static bool is_transient_wt(unsigned int mair, unsigned int memattr)
{
	return mair == 0x77 && (memattr >> 2 == 2 || (memattr & 3) == 2) &&
	       memattr > 3;
}

/* MemAttr x00 is reserved but for Device. */
static bool is_defined(unsigned int memattr)
{
	return memattr < 4 || memattr & 3;
}

TEST_EACH(combined, const struct row *r, rows,
	  "the type is the stricter of the two, each half by itself")
{
	begin(r);
	for (unsigned int memattr = 0; memattr < 16; memattr++)
		if (is_defined(memattr) && !is_beside_nc(r->mair, memattr) &&
		    !is_transient_wt(r->mair, memattr))
			expect_type(0, memattr, combined(r->mair, memattr));
}

static void expect_those(bool (*which)(unsigned int, unsigned int))
{
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(&rows[i]);
		for (unsigned int memattr = 0; memattr < 16; memattr++)
			if (is_defined(memattr) && which(rows[i].mair, memattr))
				expect_type(0, memattr,
					    combined(rows[i].mair, memattr));
	}
}

TEST(device_beside_nc, "Device that may gather stays so beside inner NC")
{
	expect_those(is_beside_nc);
}

TEST(transient_wt, "write-through of stage 2 leaves stage 1's transient hint")
{
	expect_those(is_transient_wt);
}

TEST_EACH(cache_disabled, const struct row *r, rows,
	  "HCR_EL2.CD makes Normal memory of stage 2 not cacheable")
{
	unsigned int as;

	begin(r);
	for (unsigned int memattr = 0; memattr < 16; memattr++) {
		as = memattr < 4 ? memattr : 5;
		if (is_defined(memattr) && !is_beside_nc(r->mair, as))
			expect_type(HCR_CD, memattr, combined(r->mair, as));
	}
}

/* Issues of the manual before K have Device of stage 2 override that of 1. */
TEST_EACH(forced, const struct row *r, rows,
	  "with FWB stage 2 can force any type, or leave it at stage 1's",
	  .needs = NEEDS(&arm_fwb))
{
	begin(r);
	for (unsigned int memattr = 0; memattr < 8; memattr++) {
		if (memattr == 4)
			continue;
		if (memattr < 4 && r->mair < memattr << 2)
			continue;
		expect_type(HCR_FWB, memattr, forced(r->mair, memattr));
	}
}
