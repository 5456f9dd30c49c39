/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Address translation instructions over both stages, of EL2 and of a guest (Arm
 * ARM, C5.4 AT S12E1R and others; PAR_EL1).
 */
#include "both.h"

EL2_STAGE2_SUITE;

#define PAR_FAULT(s2, fsc) (0x801ull | (s2) << 9 | (uint64_t)(fsc) << 1)
#define PAR_PTW		   (1ull << 8)

static uint64_t par_of(enum at at, uint64_t va)
{
	return both_par(at, va, HCR_GUEST | HCR_VM);
}

static void expect_par(const uint64_t *expected, bool mask)
{
	for (enum at at = S12E1R; at < NR_ATS; at++) {
		uint64_t par = par_of(at, VA + 0x123);

		test_context("AT operation %u", at);
		EXPECT_EQ(mask ? par & PAR_PA : par, expected[at]);
	}
}

TEST(at_done, "AT S12E1* gives the address behind both stages")
{
	uint64_t ipa = both_begin(), pa = (uintptr_t)target;
	const uint64_t el1[] = { pa, pa, 1, 1 }, all[] = { pa, pa, pa, pa };

	for (enum at at = S12E1R; at < NR_ATS; at++)
		EXPECT_EQ(par_of(at, VA) & 1, el1[at] & 1);
	both_leaf(ipa | S1_RAM | PTE_PAGE | PTE_USER);
	expect_par(all, true);
}

TEST(at_stage_1, "AT S12E1* says of a fault of stage 1 that it is one")
{
	static const uint64_t user[] = { PAR_FAULT(0, 7), PAR_FAULT(0, 7),
					 PAR_FAULT(0, 7), PAR_FAULT(0, 7) };

	both_begin();
	EXPECT_EQ(par_of(S12E0R, VA), PAR_FAULT(0, 0xf));
	EXPECT_EQ(par_of(S12E0W, VA), PAR_FAULT(0, 0xf));
	both_leaf(0);
	expect_par(user, false);
}

TEST(at_stage_2, "AT S12E1* says of a fault of stage 2 which it is")
{
	static const uint64_t none[] = { PAR_FAULT(1, 7), PAR_FAULT(1, 7),
					 PAR_FAULT(1, 7), PAR_FAULT(1, 7) };
	uint64_t ipa = both_begin(), pa = (uintptr_t)target;

	both_leaf(ipa | S1_RAM | PTE_PAGE | PTE_USER);
	s2_set(s2_entry(ipa, 3), 0);
	s2_flush();
	expect_par(none, false);
	s2_map(3, S2_RAM & ~S2_AP(2));
	EXPECT_EQ(par_of(S12E1R, VA) & PAR_PA, pa);
	EXPECT_EQ(par_of(S12E0R, VA) & PAR_PA, pa);
	EXPECT_EQ(par_of(S12E1W, VA), PAR_FAULT(1, 0xf));
	EXPECT_EQ(par_of(S12E0W, VA), PAR_FAULT(1, 0xf));
	s2_map(3, S2_RAM & ~S2_AF);
	EXPECT_EQ(par_of(S12E1R, VA), PAR_FAULT(1, 0xb));
	both_map_table(3, 0);
	EXPECT_EQ(par_of(S12E1R, VA), PAR_FAULT(1, 7) | PAR_PTW);
}

TEST(at_el1,
     "AT S1E1R of the guest gives the IPA; faults of its walk are EL2's")
{
	uint64_t ipa = both_begin();
	uint32_t at = A64_SYS(A64_REG(1, 0, 7, 8, 0), 1); /* S1E1R, X1 */

	s2_set(s2_entry(ipa, 3), 0);
	s2_flush();
	s2_run(at, 0, VA + 0x40);
	expect_done();
	EXPECT_EQ(read_sysreg(par_el1) & PAR_PA, ipa);
	both_map_table(3, 0);
	s2_run(at, 0, VA + 0x40);
	EXPECT_EQ(guest.esr & ~0x40ull, 0x92000187);
	EXPECT_EQ(guest.far, VA + 0x40);
	EXPECT_EQ(guest.hpfar, both_table(3) >> 12 << 4);
}
