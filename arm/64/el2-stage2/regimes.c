/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose tables AT at EL2 goes by: its guest's without HCR_EL2.TGE, those of the
 * host and its EL0 with it; S1E2 always the host's (Arm ARM, C5.4; D8.10).
 */
#include "both.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>

EL2_STAGE2_SUITE;

enum result {
	IPA,	     /* what stage 1 of the guest makes of VA */
	PA,	     /* both stages */
	HOST,	     /* what the host has at its own address */
	UNMAPPED,    /* a fault of stage 1: nothing there */
	NOT_FOR_EL0, /* permission */
};

static const struct row {
	const char *name;
	unsigned int op1, op2; /* of SYS C7, C8 */
	enum result va[2];     /* without TGE, with it */
	enum result own[2];    /* of the host's address */
} rows[] = {
	{ "S1E1R", 0, 0, { IPA, UNMAPPED }, { UNMAPPED, HOST } },
	{ "S1E1W", 0, 1, { IPA, UNMAPPED }, { UNMAPPED, HOST } },
	{ "S1E0R", 0, 2, { IPA, UNMAPPED }, { UNMAPPED, NOT_FOR_EL0 } },
	{ "S1E0W", 0, 3, { IPA, UNMAPPED }, { UNMAPPED, NOT_FOR_EL0 } },
	{ "S1E2R", 4, 0, { UNMAPPED, UNMAPPED }, { HOST, HOST } },
	{ "S1E2W", 4, 1, { UNMAPPED, UNMAPPED }, { HOST, HOST } },
	{ "S12E1R", 4, 4, { PA, UNMAPPED }, { UNMAPPED, HOST } },
	{ "S12E1W", 4, 5, { PA, UNMAPPED }, { UNMAPPED, HOST } },
	{ "S12E0R", 4, 6, { PA, UNMAPPED }, { UNMAPPED, NOT_FOR_EL0 } },
	{ "S12E0W", 4, 7, { PA, UNMAPPED }, { UNMAPPED, NOT_FOR_EL0 } },
};

/* Nothing accesses it; of more bits than TCR_EL2 has without E2H. */
#define HOST_PA 0x7654321000ull

#define AT_CASE(op1, op2)                                           \
	case (op1)*8 + (op2):                                       \
		asm volatile("sys #" #op1 ", c7, c8, #" #op2 ", %0" \
			     :                                      \
			     : "r"(at)                              \
			     : "memory");                           \
		break

static uint64_t par_of(const struct row *r, uint64_t at)
{
	switch (r->op1 * 8 + r->op2) {
		AT_CASE(0, 0);
		AT_CASE(0, 1);
		AT_CASE(0, 2);
		AT_CASE(0, 3);
		AT_CASE(4, 0);
		AT_CASE(4, 1);
		AT_CASE(4, 4);
		AT_CASE(4, 5);
		AT_CASE(4, 6);
		AT_CASE(4, 7);
	}
	isb();
	return read_sysreg(par_el1);
}

static char *own;

static void begin(void)
{
	uint64_t ipa = both_begin();

	both_leaf(ipa | S1_RAM | PTE_PAGE | PTE_USER);
	own = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	test_defer(vmap_free, own);
	ASSERT_EQ(arch_map(own, HOST_PA, PAGE_SIZE, MAP_READ | MAP_WRITE), 0);
	write_sysreg(SCTLR_EL12, s2_sctlr);
}

static void expect(const struct row *r, uint64_t at, enum result result,
		   uint64_t tge)
{
	uint64_t ipa = WINDOW + ((uintptr_t)target & ((1ull << 30) - 1));
	const uint64_t pa[] = {
		[IPA] = ipa, [PA] = (uintptr_t)target, [HOST] = HOST_PA
	};
	uint64_t par;

	write_sysreg(hcr_el2, HCR_GUEST | HCR_VM | tge);
	isb();
	par = par_of(r, at);
	write_sysreg(hcr_el2, HCR_VHE);
	isb();
	test_context("0x%lx, TGE %u", (unsigned long)at, !!tge);
	if (result <= HOST)
		EXPECT_EQ(par & PAR_PA, pa[result]);
	else
		EXPECT_EQ(par & ~6ull, result == UNMAPPED ? 0x809 : 0x819);
}

TEST_EACH(at_regime, const struct row *r, rows,
	  "goes by the guest's tables, or with TGE by the host's")
{
	begin();
	for (unsigned int tge = 0; tge < 2; tge++) {
		expect(r, VA + 0x10, r->va[tge], tge ? HCR_TGE : 0);
		expect(r, (uintptr_t)own, r->own[tge], tge ? HCR_TGE : 0);
	}
}
