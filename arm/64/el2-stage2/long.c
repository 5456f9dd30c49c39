/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses of 52 bits from stage 2 with VTCR_EL2.DS: bits 51:50 are where the
 * shareability was, which then is VTCR_EL2's for all (Arm ARM, D8.3.2; VTCR_EL2.DS;
 * FEAT_LPA2). Nothing is there: only AT goes so far.
 */
#include "both.h"

EL2_STAGE2_SUITE;

#define VTCR_DS	     (1ull << 32)
#define VTCR_PS_52   (6ull << 16)
#define VTCR_PS_48   (5ull << 16)
#define VTCR_PS_MASK (7ull << 16)
#define VTCR_SH_MASK (3ull << 12)
#define PAR_PA_52    0x000ffffffffff001ull

static bool has_long(void)
{
	uint64_t mmfr0 = read_sysreg(id_aa64mmfr0_el1);
	unsigned int two = field(mmfr0, 40, 4);

	return field(mmfr0, 0, 4) == 6 &&
	       (two == 3 || (two == 0 && field(mmfr0, 28, 4) == 1));
}

static const struct feature lpa2 = { "52 bits of stage 2",
				     "ID_AA64MMFR0_EL1.TGran4_2, PARange",
				     has_long };

static const struct row {
	const char *name;
	uint64_t address;
} rows[] = {
	{ "47", 1ull << 47 }, { "48", 1ull << 48 }, { "49", 1ull << 49 },
	{ "50", 1ull << 50 }, { "51", 1ull << 51 }, { "all", 0xffffffffff000 },
};

static void begin(uint64_t vtcr)
{
	both_begin();
	for (unsigned int level = 1; level <= 3; level++)
		both_map_table(level, (S2_RAM & ~S2_SH_INNER) | S2_PAGE);
	write_sysreg(vtcr_el2, (s2_vtcr(&shape_4k) & ~VTCR_PS_MASK) | vtcr);
}

static uint64_t par_of(uint64_t address)
{
	uint64_t ipa = WINDOW + ((uintptr_t)target & ((1ull << 30) - 1));

	s2_set(s2_entry(ipa, 3), (address & ((1ull << 50) - 1)) |
					 (address >> 50) << 8 | S2_MEM_WB |
					 S2_AP(3) | S2_AF | S2_PAGE);
	s2_flush();
	return both_par(S12E1R, VA, HCR_GUEST | HCR_VM);
}

TEST_EACH(address_52, const struct row *r, rows,
	  "each bit of an address comes out", .needs = NEEDS(&lpa2))
{
	begin(VTCR_PS_52 | VTCR_DS);
	EXPECT_EQ(par_of(r->address) & PAR_PA_52, r->address);
}

TEST_EACH(above_52, const struct row *r, rows,
	  "what is above VTCR_EL2.PS is an address size fault",
	  .needs = NEEDS(&lpa2))
{
	begin(VTCR_PS_48 | VTCR_DS);
	if (r->address >> 48)
		EXPECT_EQ(par_of(r->address), 0xa01 | 3 << 1);
	else
		EXPECT_EQ(par_of(r->address) & PAR_PA_52, r->address);
}

/* Stage 1 has it inner shareable in any case, which outer wins over. */
TEST(shareable_52, "with DS the shareability of all pages is VTCR_EL2.SH0",
     .needs = NEEDS(&lpa2))
{
	uint64_t vtcr;

	begin(VTCR_PS_52 | VTCR_DS);
	vtcr = read_sysreg(vtcr_el2) & ~VTCR_SH_MASK;
	EXPECT_EQ(par_of(3ull << 50) >> 7 & 3, 3);
	write_sysreg(vtcr_el2, vtcr | 2ull << 12);
	EXPECT_EQ(par_of(3ull << 50) >> 7 & 3, 2);
	write_sysreg(vtcr_el2, vtcr);
	EXPECT_EQ(par_of(2ull << 50) >> 7 & 3, 3);
}
