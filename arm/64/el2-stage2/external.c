/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * External aborts of a guest: its own, or EL2's with HCR_EL2.TEA; and always EL2's
 * where a walk of stage 2 met them (Arm ARM, D1.3.6; D19.2.48 HCR_EL2, TEA).
 *
 * NOWHERE is an address of the board that nothing answers: board.c finds it so.
 */
#include "both.h"

EL2_STAGE2_SUITE;

#define NOWHERE	    0x0b000000ull
#define IPA_NOWHERE (WINDOW + 0x10000000)
#define VA_NOWHERE  (VA + 0x1000)
#define EXTERNAL    0x10u
#define ON_WALK(n)  (0x14u + (n))

static const struct row {
	const char *name;
	uint32_t word;
	uint32_t esr; /* to EL2: from a lower level */
} rows[] = {
	{ "load", LDR_X0, 0x92000000 },
	{ "store", STR_X0, 0x92000040 },
	{ "fetch", BR_X1, 0x82000000 },
};

/* Entry 1 of level 3 of the guest is a page that stage 2 has in nowhere. */
static void begin(void)
{
	both_begin();
	s2_set(s2_entry(IPA_NOWHERE, 3),
	       NOWHERE | S2_MEM_DEV | S2_AP(3) | S2_AF | S2_PAGE);
	s2_set(both_entry(3) + 1, IPA_NOWHERE | S1_RAM | PTE_PAGE);
	s2_flush();
}

/* ISV is up to the processor, and EA what it makes of it. */
static uint64_t syndrome(uint64_t esr)
{
	return esr & 0xfe0000ff;
}

static void expect_external(const struct row *r, uint64_t va, unsigned int fsc,
			    bool tea)
{
	guest.hcr |= tea ? HCR_TEA : 0;
	s2_run(r->word, 0, va);
	guest.hcr &= ~HCR_TEA;
	test_context("TEA %u", tea);
	if (tea) {
		EXPECT_EQ(syndrome(guest.esr), r->esr | fsc);
		EXPECT_EQ(guest.far, va);
		return;
	}
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_VECTORS + 4));
	EXPECT_EQ(syndrome(read_sysreg(ESR_EL12)), r->esr | fsc | 1u << 26);
	EXPECT_EQ(read_sysreg(FAR_EL12), va);
}

TEST_EACH(external, const struct row *r, rows,
	  "is EL1's of what the guest accesses")
{
	begin();
	expect_external(r, VA_NOWHERE, EXTERNAL, false);
}

TEST_EACH(external_tea, const struct row *r, rows, "is EL2's with TEA",
	  .needs = NEEDS(&arm_ras))
{
	begin();
	expect_external(r, VA_NOWHERE, EXTERNAL, true);
}

TEST_EACH(external_walk, const struct row *r, rows,
	  "is EL1's where a table of stage 1 is nowhere")
{
	begin();
	both_map_table(3, 0);
	s2_set(s2_entry(both_table(3), 3),
	       NOWHERE | S2_MEM_WB | S2_AP(3) | S2_AF | S2_PAGE);
	s2_flush();
	expect_external(r, VA, ON_WALK(3), false);
}

/* A table of level 3 for the window, beside the one with the target. */
TEST_EACH(external_walk_2, const struct row *r, rows,
	  "is EL2's where a table of stage 2 is nowhere")
{
	begin();
	s2_set(s2_entry(IPA_NOWHERE, 2), NOWHERE | S2_TABLE);
	s2_flush();
	s2_run(r->word, 0, VA_NOWHERE);
	EXPECT_EQ(syndrome(guest.esr), r->esr | ON_WALK(3));
	EXPECT_EQ(guest.far, VA_NOWHERE);
}
