/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2 holds each bit that the processor's features give it, by itself, while
 * the host's E2H and TGE make most of them mean nothing (Arm ARM, D19.2.48).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

static const struct row {
	const char *name;
	unsigned int bit;
	const struct feature *needs;
} rows[] = {
	{ "VM", 0 },
	{ "SWIO", 1 },
	{ "PTW", 2 },
	{ "FMO", 3 },
	{ "IMO", 4 },
	{ "AMO", 5 },
	{ "VF", 6 },
	{ "VI", 7 },
	{ "VSE", 8 },
	{ "FB", 9 },
	{ "BSU-0", 10 },
	{ "BSU-1", 11 },
	{ "DC", 12 },
	{ "TWI", 13 },
	{ "TWE", 14 },
	{ "TID1", 16 },
	{ "TID2", 17 },
	{ "TID3", 18 },
	{ "TIDCP", 20 },
	{ "TACR", 21 },
	{ "TSW", 22 },
	{ "TPCP", 23 },
	{ "TPU", 24 },
	{ "TTLB", 25 },
	{ "TVM", 26 },
	{ "TDZ", 28 },
	{ "TRVM", 30 },
	{ "CD", 32 },
	{ "ID", 33 },
	{ "TLOR", 35, &arm_lor },
	{ "TERR", 36, &arm_ras },
	{ "TEA", 37, &arm_ras },
	{ "APK", 40, &arm_pauth },
	{ "API", 41, &arm_pauth },
	{ "NV", 42, &arm_nv },
	{ "NV1", 43, &arm_nv },
	{ "AT", 44, &arm_nv },
	{ "NV2", 45, &arm_nv2 },
	{ "FWB", 46, &arm_fwb },
	{ "TID4", 49, &arm_evt },
	{ "TICAB", 50, &arm_evt },
	{ "TOCU", 52, &arm_evt },
	{ "EnSCXT", 53, &arm_csv2_2 },
	{ "TTLBIS", 54, &arm_evt2 },
	{ "TTLBOS", 55, &arm_evt2 },
	{ "ATA", 56, &arm_mte },
	{ "DCT", 57, &arm_mte },
	{ "TID5", 58, &arm_mte },
};

static void restore(void)
{
	write_sysreg(hcr_el2, HCR_VHE);
	isb();
}

TEST_EACH(held, const struct row *r, rows, "the bit reads as it was written")
{
	uint64_t bit = 1ull << r->bit;

	if (r->needs && !r->needs->probe())
		SKIP("needs %s", r->needs->name);
	test_defer(restore, 0);
	write_sysreg(hcr_el2, HCR_VHE | bit);
	isb();
	EXPECT_EQ(read_sysreg(hcr_el2), HCR_VHE | bit);
	restore();
	EXPECT_EQ(read_sysreg(hcr_el2), HCR_VHE);
}
