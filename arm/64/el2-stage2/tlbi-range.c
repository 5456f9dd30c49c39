/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Invalidation of stage 2 by range of IPA, and what reaches the outer domain: each
 * page of the range is gone (Arm ARM, C5.5.22 TLBI RIPAS2E1 and those behind it).
 */
#include "both.h"

EL2_STAGE2_SUITE;

/* By number: SYS #4, C8, CRm, #op2. Then what stage 1 made of it. */
#define FLUSH(id, crm, op2, all)                                        \
	static void id(uint64_t operand)                                \
	{                                                               \
		asm volatile("dsb sy\n\t"                               \
			     "sys #4, c8, c" #crm ", #" #op2 ", %0\n\t" \
			     "dsb sy\n\t"                               \
			     "sys #0, c8, c" #all ", #0\n\t"            \
			     "dsb sy\n\t"                               \
			     "isb" ::"r"(operand)                       \
			     : "memory");                               \
	}

FLUSH(ripas2e1is, 0, 2, 3)
FLUSH(ripas2le1is, 0, 6, 3)
FLUSH(ripas2e1os, 4, 3, 1)
FLUSH(ripas2le1os, 4, 7, 1)
FLUSH(ripas2e1, 4, 2, 7)
FLUSH(ripas2le1, 4, 6, 7)
FLUSH(ipas2e1os, 4, 0, 1)
FLUSH(ipas2le1os, 4, 4, 1)
FLUSH(vmalls12e1os, 1, 6, 1)
FLUSH(alle1os, 1, 4, 1)

static const struct row {
	const char *name;
	void (*flush)(uint64_t operand);
	enum {
		ALL,
		PAGE,
		RANGE
	} what;
} rows[] = {
	{ "RIPAS2E1IS", ripas2e1is, RANGE },
	{ "RIPAS2LE1IS", ripas2le1is, RANGE },
	{ "RIPAS2E1OS", ripas2e1os, RANGE },
	{ "RIPAS2LE1OS", ripas2le1os, RANGE },
	{ "RIPAS2E1", ripas2e1, RANGE },
	{ "RIPAS2LE1", ripas2le1, RANGE },
	{ "IPAS2E1OS", ipas2e1os, PAGE },
	{ "IPAS2LE1OS", ipas2le1os, PAGE },
	{ "VMALLS12E1OS", vmalls12e1os, ALL },
	{ "ALLE1OS", alle1os, ALL },
};

static void set_hcr(uint64_t hcr)
{
	write_sysreg(hcr_el2, hcr);
	isb();
}

/* TG 47:46 is that of 4 KiB, SCALE 45:44, NUM 43:39 */
static uint64_t operand(const struct row *r, uint64_t ipa, unsigned int num)
{
	uint64_t range = 1ull << 46 | (uint64_t)num << 39;

	return r->what == ALL ? 0 : ipa >> 12 | (r->what == RANGE ? range : 0);
}

static void flush(const struct row *r, uint64_t ipa, unsigned int num)
{
	set_hcr(HCR_GUEST | HCR_VM);
	r->flush(operand(r, ipa, num));
	set_hcr(HCR_VHE | HCR_VM);
}

static void fill(uint64_t ipa, unsigned int nr, uint64_t entry)
{
	for (unsigned int i = 0; i < nr; i++)
		s2_set(s2_entry(ipa + i * 4096ull, 3), entry);
}

static void expect_reads(uint64_t ipa, uint64_t value)
{
	s2_run(LDR_X0, 0, ipa);
	expect_done();
	EXPECT_EQ(guest.x[0], value);
}

TEST_EACH(flush_range, const struct row *r, rows,
	  "takes away every entry that is meant, and was used",
	  .needs = NEEDS(&arm_tlbirange))
{
	uint64_t first, ipa;

	test_defer(set_hcr, HCR_VHE);
	set_hcr(HCR_VHE | HCR_VM);
	s2_build(&shape_4k);
	first = s2_map(3, S2_RAM) + 4096;
	for (unsigned int num = 0; num < 8; num += 3) {
		unsigned int nr = r->what == PAGE ? 1 : (num + 1) * 2;

		test_context("%u pages", nr);
		fill(first, nr, (uintptr_t)target | S2_RAM | S2_PAGE);
		for (unsigned int i = 0; i < nr; i++)
			expect_reads(first + i * 4096ull, DATA);
		fill(first, nr, 0);
		flush(r, first, num);
		for (unsigned int i = 0; i < nr; i++) {
			ipa = first + i * 4096ull;
			s2_run(LDR_X0, 0, ipa);
			expect_fault(ESR_LOAD | TRANSLATION | 3, ipa, ipa);
		}
	}
}

/* Of the last page of the range, which is a table of stage 1. */
TEST_EACH(range_table, const struct row *r, rows,
	  "takes away what stage 2 had for a table of stage 1",
	  .needs = NEEDS(&arm_tlbirange))
{
	static uint64_t table[512] __attribute__((aligned(4096)));
	static const uint32_t words[] = { LDR_X0 };
	unsigned int num = r->what == RANGE ? 3 : 0;
	uint64_t first;

	test_defer(set_hcr, HCR_VHE);
	set_hcr(HCR_VHE | HCR_VM);
	both_begin();
	first = both_table(3) - (num ? 7 : 0) * 4096;
	s2_set(s2_entry(WINDOW + 0x20000000, 3),
	       (uintptr_t)s2_other | S2_RAM | S2_PAGE);
	s2_set(&table[0], (WINDOW + 0x20000000) | S1_RAM | PTE_PAGE);
	s2_flush();
	s2_run(LDR_X0, 0, VA);
	EXPECT_EQ(guest.x[0], DATA);
	s2_set(s2_entry(both_table(3), 3), (uintptr_t)table | S2_RAM | S2_PAGE);
	flush(r, first, num);
	s2_again(words, 1, 0, VA);
	expect_done();
	EXPECT_EQ(guest.x[0], OTHER);
}
