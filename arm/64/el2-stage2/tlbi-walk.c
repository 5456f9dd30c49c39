/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What TLBs hold of both stages together: of stage 2 for a table of stage 1, and
 * of blocks of stage 1 that are pages of stage 2 (Arm ARM, D8.14.5; C5.5 TLBI
 * IPAS2E1, TLBI VAE1).
 */
#include "both.h"
#include "tlbi.h"

EL2_STAGE2_SUITE;

#define IPA_OTHER (WINDOW + 0x20000000) /* where s2_other is */
#define BLOCKS	  (WINDOW + 0x30000000) /* two, by pages of stage 2 */
#define DSB_ISH	  0xd5033b9fu
#define LSR_X5_X1 0xd34cfc25u /* X5 = X1 >> 12 */
#define ADD_X5	  0x9107f0a5u /* X5 += 0x1fc: to the end of the block */

enum {
	BLOCK = 1 << 21,
	OFFSET = 0x3000, /* of the page in its block */
};

static uint64_t table[512] __attribute__((aligned(4096)));

static void begin(void)
{
	test_defer(s2_set_hcr, HCR_VHE);
	s2_set_hcr(HCR_VHE | HCR_VM);
	both_begin();
	s2_set(s2_entry(IPA_OTHER, 3), (uintptr_t)s2_other | S2_RAM | S2_PAGE);
	s2_set(&table[0], IPA_OTHER | S1_RAM | PTE_PAGE);
	s2_flush();
}

static void expect_again(uint64_t value)
{
	static const uint32_t words[] = { LDR_X0 };

	s2_again(words, 1, 0, VA);
	expect_done();
	EXPECT_EQ(guest.x[0], value);
}

TEST_EACH(table, const struct s2_tlbi *r, s2_tlbis,
	  "what stage 2 had for a table of stage 1 is gone")
{
	begin();
	s2_run(LDR_X0, 0, VA);
	EXPECT_EQ(guest.x[0], DATA);
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t *entry = s2_entry(both_table(3), 3), old = *entry;

		s2_set(entry, (uintptr_t)table | S2_RAM | S2_PAGE);
		r->flush(both_table(3));
		expect_again(OTHER);
		s2_set(entry, old);
		r->flush(both_table(3));
		expect_again(DATA);
	}
}

static const struct row {
	const char *name;
	unsigned int crm, op2;
} by_address[] = {
	{ "VMALLE1", 7, 0 },  { "VAE1", 7, 1 },	   { "ASIDE1", 7, 2 },
	{ "VAAE1", 7, 3 },    { "VALE1", 7, 5 },   { "VAALE1", 7, 7 },
	{ "VAE1IS", 3, 1 },   { "VAAE1IS", 3, 3 }, { "VALE1IS", 3, 5 },
	{ "VAALE1IS", 3, 7 },
};

static void set_block(uint64_t ipa)
{
	s2_set(both_entry(2), ipa | S1_RAM | PTE_VALID);
}

/* The guest itself says that the block has changed, by another page of it. */
TEST_EACH(block, const struct row *r, by_address,
	  "any address of a block of stage 1 stands for all of it")
{
	const uint32_t words[] = {
		LSR_X5_X1,
		ADD_X5,
		A64_SYS(A64_REG(1, 0, 8, r->crm, r->op2), 5),
		DSB_ISH,
		A64_ISB,
		LDR_X0,
	};

	begin();
	s2_set(s2_entry(BLOCKS + OFFSET, 3),
	       (uintptr_t)target | S2_RAM | S2_PAGE);
	s2_set(s2_entry(BLOCKS + BLOCK + OFFSET, 3),
	       (uintptr_t)s2_other | S2_RAM | S2_PAGE);
	set_block(BLOCKS);
	s2_flush();
	s2_run(LDR_X0, 0, VA + OFFSET);
	EXPECT_EQ(guest.x[0], DATA);
	set_block(BLOCKS + BLOCK);
	s2_again(words, 6, 0, VA + OFFSET);
	expect_done();
	EXPECT_EQ(guest.x[0], OTHER);
}
