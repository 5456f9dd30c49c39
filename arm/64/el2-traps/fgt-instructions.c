/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fine-grained traps of instructions: HFGITR_EL2 (Arm ARM, D19.2.57 HFGITR_EL2).
 */
#include "fgt.h"

EL2_TRAPS_SUITE;

#define R(op0, op1, crn, crm, op2) A64_REG(op0, op1, crn, crm, op2)

static const struct fgt_row rows[] = {
	{ "ICIALLUIS", 0, R(1, 0, 7, 1, 0) },
	{ "ICIALLU", 1, R(1, 0, 7, 5, 0) },
	{ "ICIVAU", 2, R(1, 3, 7, 5, 1) },
	{ "DCIVAC", 3, R(1, 0, 7, 6, 1) },
	{ "DCISW", 4, R(1, 0, 7, 6, 2) },
	{ "DCCSW", 5, R(1, 0, 7, 10, 2) },
	{ "DCCISW", 6, R(1, 0, 7, 14, 2) },
	{ "DCCVAU", 7, R(1, 3, 7, 11, 1) },
	{ "DCCVAP", 8, R(1, 3, 7, 12, 1), &arm_dpb },
	{ "DCCVADP", 9, R(1, 3, 7, 13, 1), &arm_dpb2 },
	{ "DCCIVAC", 10, R(1, 3, 7, 14, 1) },
	{ "DCZVA", 11, R(1, 3, 7, 4, 1) },
	{ "ATS1E1R", 12, R(1, 0, 7, 8, 0) },
	{ "ATS1E1W", 13, R(1, 0, 7, 8, 1) },
	{ "ATS1E0R", 14, R(1, 0, 7, 8, 2) },
	{ "ATS1E0W", 15, R(1, 0, 7, 8, 3) },
	{ "ATS1E1RP", 16, R(1, 0, 7, 9, 0), &arm_pan2 },
	{ "ATS1E1WP", 17, R(1, 0, 7, 9, 1), &arm_pan2 },
	{ "TLBIVMALLE1OS", 18, R(1, 0, 8, 1, 0), &arm_tlbios },
	{ "TLBIVAE1OS", 19, R(1, 0, 8, 1, 1), &arm_tlbios },
	{ "TLBIASIDE1OS", 20, R(1, 0, 8, 1, 2), &arm_tlbios },
	{ "TLBIVAAE1OS", 21, R(1, 0, 8, 1, 3), &arm_tlbios },
	{ "TLBIVALE1OS", 22, R(1, 0, 8, 1, 5), &arm_tlbios },
	{ "TLBIVAALE1OS", 23, R(1, 0, 8, 1, 7), &arm_tlbios },
	{ "TLBIRVAE1OS", 24, R(1, 0, 8, 5, 1), &arm_tlbirange },
	{ "TLBIRVAAE1OS", 25, R(1, 0, 8, 5, 3), &arm_tlbirange },
	{ "TLBIRVALE1OS", 26, R(1, 0, 8, 5, 5), &arm_tlbirange },
	{ "TLBIRVAALE1OS", 27, R(1, 0, 8, 5, 7), &arm_tlbirange },
	{ "TLBIVMALLE1IS", 28, R(1, 0, 8, 3, 0) },
	{ "TLBIVAE1IS", 29, R(1, 0, 8, 3, 1) },
	{ "TLBIASIDE1IS", 30, R(1, 0, 8, 3, 2) },
	{ "TLBIVAAE1IS", 31, R(1, 0, 8, 3, 3) },
	{ "TLBIVALE1IS", 32, R(1, 0, 8, 3, 5) },
	{ "TLBIVAALE1IS", 33, R(1, 0, 8, 3, 7) },
	{ "TLBIRVAE1IS", 34, R(1, 0, 8, 2, 1), &arm_tlbirange },
	{ "TLBIRVAAE1IS", 35, R(1, 0, 8, 2, 3), &arm_tlbirange },
	{ "TLBIRVALE1IS", 36, R(1, 0, 8, 2, 5), &arm_tlbirange },
	{ "TLBIRVAALE1IS", 37, R(1, 0, 8, 2, 7), &arm_tlbirange },
	{ "TLBIRVAE1", 38, R(1, 0, 8, 6, 1), &arm_tlbirange },
	{ "TLBIRVAAE1", 39, R(1, 0, 8, 6, 3), &arm_tlbirange },
	{ "TLBIRVALE1", 40, R(1, 0, 8, 6, 5), &arm_tlbirange },
	{ "TLBIRVAALE1", 41, R(1, 0, 8, 6, 7), &arm_tlbirange },
	{ "TLBIVMALLE1", 42, R(1, 0, 8, 7, 0) },
	{ "TLBIVAE1", 43, R(1, 0, 8, 7, 1) },
	{ "TLBIASIDE1", 44, R(1, 0, 8, 7, 2) },
	{ "TLBIVAAE1", 45, R(1, 0, 8, 7, 3) },
	{ "TLBIVALE1", 46, R(1, 0, 8, 7, 5) },
	{ "TLBIVAALE1", 47, R(1, 0, 8, 7, 7) },
	{ "CFPRCTX", 48, R(1, 3, 7, 3, 4), &arm_specres },
	{ "DVPRCTX", 49, R(1, 3, 7, 3, 5), &arm_specres },
	{ "CPPRCTX", 50, R(1, 3, 7, 3, 7), &arm_specres },
	{ "DCCVAC", 54, R(1, 3, 7, 10, 1) },
};

static uint64_t line[32] __attribute__((aligned(256)));

TEST_EACH(fgt_instruction, const struct fgt_row *r, rows,
	  "HFGITR_EL2 traps the instruction", .needs = NEEDS(&arm_fgt))
{
	fgt_need(r);
	fgt_expect(r, HFGITR, A64_SYS(r->reg, 0), (uintptr_t)line, 0);
}

/* What is no system instruction has a syndrome of its own. */
static const struct other_row {
	const char *name;
	unsigned int bit;
	uint32_t word, esr;
	bool user;
} others[] = {
	{ "ERET", 51, 0xd69f03e0, 0x6a000000, false },
	{ "SVC_EL0", 52, A64_SVC(0x321), 0x56000321, true },
	{ "SVC_EL1", 53, A64_SVC(0x123), 0x56000123, false },
};

static void enter(const struct other_row *r, uint64_t traps)
{
	fgt_set(HFGITR, traps);
	prepare(r->word, 0, VHE);
	if (r->user)
		at_el0();
}

TEST_EACH(fgt_other, const struct other_row *r, others,
	  "and ERET and SVC, each level for itself", .needs = NEEDS(&arm_fgt))
{
	fgt_need(&rows[0]);
	enter(r, 1ull << r->bit);
	expect_trapped(r->esr);
	if (r->bit == 51)
		return;
	enter(r, ~(1ull << r->bit));
	expect_inner(r->esr);
}

TEST(fgt_eret_clear, "ERET is not trapped by the other bits",
     .needs = NEEDS(&arm_fgt))
{
	fgt_need(&rows[0]);
	enter(&others[0], ~(1ull << others[0].bit));
	write_sysreg(ELR_EL12, (uintptr_t)el2_guest_vectors);
	write_sysreg(SPSR_EL12, PSTATE_GUEST);
	isb();
	el2_guest_run(&guest);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_VECTORS));
}
