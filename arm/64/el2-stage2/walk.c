/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Both stages: faults of stage 2 under a walk of stage 1, whose is which, and AT
 * (Arm ARM, D8.2, D8.4.2; HPFAR_EL2; PAR_EL1; HCR_EL2.PTW).
 */
#include "both.h"

EL2_STAGE2_SUITE;

TEST(both, "stage 1 and stage 2 translate, one after the other")
{
	both_begin();
	s2_run(LDR_X0, 0, VA + 8);
	expect_done();
	EXPECT_EQ(guest.x[0], ~(uint64_t)DATA);
	s2_run(STR_X0, 77, VA);
	expect_done();
	EXPECT_EQ(target->data[0], 77);
}

static const struct row {
	const char *name;
	uint64_t bits; /* of the page under a table */
	unsigned int fault;
	uint64_t hcr;
} rows[] = {
	{ "unmapped", 0, TRANSLATION },
	{ "no-access-flag", (S2_RAM & ~S2_AF) | S2_PAGE, ACCESS_FLAG },
	{ "no-permission", (S2_RAM & ~S2_AP(3)) | S2_PAGE, PERMISSION },
	{ "write-only", (S2_RAM & ~S2_AP(1)) | S2_PAGE, PERMISSION },
	{ "device", (S2_RAM & ~S2_MEM_WB) | S2_MEM_DEV | S2_PAGE, PERMISSION,
	  HCR_PTW },
};

static void try(const struct row *r, unsigned int level)
{
	uint32_t esr = ESR_S1PTW | r->fault | 3; /* the level of stage 2 */

	both_begin();
	both_map_table(level, r->bits);
	guest.hcr |= r->hcr;
	s2_run(LDR_X0, 0, VA + 0x18);
	expect_fault(0x92000000 | esr, VA + 0x18, both_table(level));
	s2_run(BR_X1, 0, VA + 0x20);
	expect_fault(ESR_FETCH | esr, VA + 0x20, both_table(level));
	both_map_table(level, S2_RAM | S2_PAGE);
	s2_run(LDR_X0, 0, VA);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
}

TEST_EACH(walk, const struct row *r, rows,
	  "a fault under a table of stage 1 has S1PTW, and that table's IPA")
{
	try(r, 3);
}

TEST_EACH(walk_2, const struct row *r, rows,
	  "under one of level 2 the level is still that of stage 2")
{
	try(r, 2);
}

TEST(device_tables,
     "tables in Device memory are read where HCR_EL2.PTW is clear")
{
	both_begin();
	both_map_table(3, (S2_RAM & ~S2_MEM_WB) | S2_MEM_DEV | S2_PAGE);
	s2_run(LDR_X0, 0, VA);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
}

TEST(read_only_tables, "a walk reads tables that the guest may not write")
{
	both_begin();
	for (unsigned int level = 1; level <= 3; level++)
		both_map_table(level, (S2_RAM & ~S2_AP(2)) | S2_PAGE);
	s2_run(LDR_X0, 0, VA);
	expect_done();
	EXPECT_EQ(guest.x[0], DATA);
}

TEST(behind_stage_1,
     "a fault of stage 2 has the address in FAR, the IPA in HPFAR")
{
	uint64_t ipa = both_begin();

	s2_set(s2_entry(ipa, 3), 0);
	s2_flush();
	s2_run(LDR_X0, 0, VA + 0x678);
	expect_fault(ESR_LOAD | TRANSLATION | 3, VA + 0x678, ipa);
	s2_run(STR_X0, 0, VA + 0x678);
	expect_fault(ESR_STORE | TRANSLATION | 3, VA + 0x678, ipa);
	s2_map(3, S2_RAM & ~S2_AP(2));
	s2_run(STR_X0, 0, VA);
	expect_fault(ESR_STORE | PERMISSION | 3, VA, ipa);
}

static void expect_stage_1(uint32_t esr)
{
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_VECTORS + 4));
	EXPECT_EQ(read_sysreg(ESR_EL12), esr);
	EXPECT_EQ(read_sysreg(FAR_EL12), VA);
	EXPECT_EQ(target->data[0], DATA);
}

TEST(stage_1_first, "what stage 1 forbids is EL1's, whatever stage 2 has")
{
	uint64_t ipa = both_begin();

	s2_set(s2_entry(ipa, 3), 0);
	both_leaf(ipa | S1_RAM | PTE_PAGE | PTE_RDONLY);
	s2_run(STR_X0, 0, VA);
	expect_stage_1(0x9600004f);
	both_leaf(0);
	s2_run(LDR_X0, 0, VA);
	expect_stage_1(0x96000007);
	s2_set(both_entry(2), 0);
	s2_flush();
	s2_run(LDR_X0, 0, VA);
	expect_stage_1(0x96000006);
}
