/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Updates of descriptors by hardware: VTCR_EL2.HA sets the access flag, HD makes a
 * page with DBM writable; and stage 1's own updates, which are writes for stage 2
 * (Arm ARM, D8.4.6 Hardware management of the Access flag, D8.4.7 of the dirty
 * state; VTCR_EL2.HA, HD).
 */
#include "both.h"

EL2_STAGE2_SUITE;

enum access {
	READ,
	WRITE,
	FETCH,
	NR_ACCESSES
};

#define TCR_HA (1ull << 39)
#define TCR_HD (1ull << 40)

static const struct row {
	const char *name;
	uint64_t vtcr;
} rows[] = {
	{ "none", 0 },
	{ "HA", VTCR_HA },
	{ "HD-alone", VTCR_HD },
	{ "HA-HD", VTCR_HA | VTCR_HD },
};

static const uint32_t esrs[] = { ESR_LOAD, ESR_STORE, ESR_FETCH };

/* 0, or the fault; *after is what the entry becomes. */
static unsigned int fault_of(const struct row *r, uint64_t entry,
			     enum access access, uint64_t *after)
{
	bool ha = r->vtcr & VTCR_HA, hd = ha && r->vtcr & VTCR_HD;
	bool write = entry & S2_AP(2) || (hd && entry & S2_DBM);

	*after = entry;
	if (!(entry & S2_AF) && !ha)
		return ACCESS_FLAG;
	*after |= S2_AF;
	if (access == WRITE && !write)
		return PERMISSION;
	if (access == WRITE)
		*after |= S2_AP(2);
	return access == READ && !(entry & S2_AP(1)) ? PERMISSION : 0;
}

/* Where permission lacks, whether AF is set is up to the processor. */
static void expect_entry(uint64_t entry, uint64_t before, uint64_t after,
			 unsigned int fault)
{
	if (fault == PERMISSION)
		EXPECT_EQ(entry & ~S2_AF, before & ~S2_AF);
	else
		EXPECT_EQ(entry, after);
}

static void try(const struct row *r, uint64_t bits, enum access access)
{
	static const uint32_t words[] = { LDR_X0, STR_X0, BR_X1 };
	uint64_t ipa = s2_map(3, S2_MEM_WB | S2_SH_INNER | bits), after;
	uint64_t *entry = s2_entry(ipa, 3), before = *entry;
	uint64_t at = access == FETCH ? ipa + 16 : ipa;
	unsigned int fault = fault_of(r, before, access, &after);

	test_context("entry 0x%lx, access %u", (unsigned long)bits, access);
	s2_run(words[access], DATA, at);
	if (fault)
		expect_fault(esrs[access] | fault | 3, at, at);
	else
		EXPECT_EQ(guest.esr,
			  ESR_HVC(access == FETCH ? HVC_THERE : EL2_DONE));
	expect_entry(*(volatile uint64_t *)entry, before, after, fault);
}

TEST_EACH(update, const struct row *r, rows,
	  "AF and S2AP change as HA, HD and DBM say, and no other bit",
	  .needs = NEEDS(&arm_dirty))
{
	static const uint64_t bits[] = { S2_AF, S2_DBM, S2_AP(1), S2_AP(2) };

	s2_build(&shape_4k);
	write_sysreg(vtcr_el2, s2_vtcr(&shape_4k) | r->vtcr);
	for (unsigned int state = 0; state < 16; state++)
		for (enum access a = READ; a < NR_ACCESSES; a++) {
			uint64_t entry = 0;

			for (unsigned int i = 0; i < 4; i++)
				entry |= state & 1u << i ? bits[i] : 0;
			try(r, entry, a);
		}
}

/* Behind a read the translation is at hand; the write still has to be seen. */
TEST(write_after_read, "a page that was read becomes dirty by the write",
     .needs = NEEDS(&arm_dirty))
{
	static const uint32_t words[] = { LDR_X0, STR_X0 };
	uint64_t ipa, *entry, before;

	s2_build(&shape_4k);
	write_sysreg(vtcr_el2, s2_vtcr(&shape_4k) | VTCR_HA | VTCR_HD);
	ipa = s2_map(3, (S2_RAM & ~S2_AP(2) & ~S2_AF) | S2_DBM);
	entry = s2_entry(ipa, 3);
	before = *entry;
	s2_run(LDR_X0, 0, ipa);
	EXPECT_EQ(*(volatile uint64_t *)entry, before | S2_AF);
	s2_again(words, 2, 0, ipa);
	expect_done();
	EXPECT_EQ(*(volatile uint64_t *)entry, before | S2_AF | S2_AP(2));
}

TEST(at_write, "AT S12E1W of a page with DBM succeeds, and does not dirty it",
     .needs = NEEDS(&arm_dirty))
{
	uint64_t ipa = both_begin(), *entry = s2_entry(ipa, 3), before, par;

	write_sysreg(vtcr_el2, s2_vtcr(&shape_4k) | VTCR_HA | VTCR_HD);
	s2_map(3, (S2_RAM & ~S2_AP(2)) | S2_DBM);
	before = *entry;
	par = both_par(S12E1W, VA, HCR_GUEST | HCR_VM);
	EXPECT_EQ(par & PAR_PA, (uintptr_t)target);
	EXPECT_EQ(*(volatile uint64_t *)entry, before);
}

/* ---------------------------------------- updates of stage 1's entries ---- */

static const struct walk_row {
	const char *name;
	uint64_t table; /* stage 2 of the table */
	uint64_t vtcr;
	bool fault;
	uint64_t dirty; /* what its entry gets */
} walks[] = {
	{ "read-write", S2_RAM },
	{ "read-only", S2_RAM & ~S2_AP(2), 0, true },
	{ "read-only-HD", S2_RAM & ~S2_AP(2), VTCR_HA | VTCR_HD, true },
	{ "DBM", (S2_RAM & ~S2_AP(2)) | S2_DBM, VTCR_HA | VTCR_HD, false,
	  S2_AP(2) },
	{ "DBM-without-HD", (S2_RAM & ~S2_AP(2)) | S2_DBM, VTCR_HA, true },
};

/* The guest's leaf, with HA and HD of its own. */
static void begin_walk(const struct walk_row *r, uint64_t bits, uint64_t leaf)
{
	uint64_t ipa = both_begin();

	write_sysreg(TCR_EL12, read_sysreg(TCR_EL12) | TCR_HA | TCR_HD);
	write_sysreg(vtcr_el2, s2_vtcr(&shape_4k) | r->vtcr);
	both_map_table(3, r->table | S2_PAGE);
	both_leaf(((ipa | S1_RAM | PTE_PAGE) & ~bits) | leaf);
}

static void expect_update(const struct walk_row *r, uint32_t word,
			  uint64_t before, uint64_t after)
{
	volatile uint64_t *table = s2_entry(both_table(3), 3);
	volatile uint64_t *leaf = both_entry(3);
	uint64_t old = *table;

	EXPECT_EQ(*leaf, before);
	s2_run(word, DATA, VA);
	EXPECT_EQ(*table, old | r->dirty);
	if (r->fault) {
		EXPECT_EQ(guest.esr & ~0x40ull,
			  0x92000000 | ESR_S1PTW | PERMISSION | 3);
		EXPECT_EQ(guest.far, VA);
		EXPECT_EQ(guest.hpfar, both_table(3) >> 12 << 4);
		EXPECT_EQ(*leaf, before);
		return;
	}
	expect_done();
	EXPECT_EQ(*leaf, after);
}

TEST_EACH(stage_1_flag, const struct walk_row *r, walks,
	  "the access flag of stage 1 is set by a write as stage 2 sees it",
	  .needs = NEEDS(&arm_dirty))
{
	uint64_t leaf;

	begin_walk(r, S2_AF, 0);
	leaf = *both_entry(3);
	expect_update(r, LDR_X0, leaf, leaf | S2_AF);
}

TEST_EACH(stage_1_dirty, const struct walk_row *r, walks, "and its dirty state",
	  .needs = NEEDS(&arm_dirty))
{
	uint64_t leaf;

	begin_walk(r, 0, PTE_RDONLY | S2_DBM);
	leaf = *both_entry(3);
	expect_update(r, STR_X0, leaf, leaf & ~PTE_RDONLY);
}
