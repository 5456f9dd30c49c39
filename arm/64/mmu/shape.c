/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What translates: blocks, contiguous pages, tagged addresses, and what the
 * processor writes into descriptors itself (Arm ARM, D8.5, D8.6, D8.8).
 */
#include "mmu.h"

#include <arm/features.h>

TEST_SUITE("mmu", .summary = "stage 1 translates, permits and refuses");

/* ------------------------------------------------------ blocks, contiguity ---- */

/* Two pages of the window's block, where RAM has them in one. */
TEST(block, "a block adds the offset to its address, from the first byte on")
{
	uint64_t bytes = mmu_page_bytes(2);
	uint64_t *memory = window_open();
	uint64_t offset = virt_to_phys(memory) & (bytes - 1);
	const volatile uint64_t *there = WINDOW + offset / 8;
	uint64_t *entry = window_entry(2), old = *entry;

	window_set(entry, (leaf(virt_to_phys(memory) - offset) & ~PTE_PAGE));
	EXPECT_EQ(there[0], WINDOW_VALUE);
	there = there + PAGE_SIZE / 8 - 1;
	memory[PAGE_SIZE / 8 - 1] = WINDOW_STORE;
	EXPECT_EQ(*there, WINDOW_STORE);
	window_set(entry, old);
}

TEST(block_1g, "so does one of 1 GiB")
{
	uint64_t *memory = window_open(), *entry = window_entry(1),
		 old = *entry;
	uint64_t offset = virt_to_phys(memory) & ((1ull << 30) - 1);

	if (MMU_BLOCK_TOP != 1)
		SKIP("level 1 has no blocks with these pages");
	window_set(entry, leaf(virt_to_phys(memory) - offset) & ~PTE_PAGE);
	EXPECT_EQ(*(volatile uint64_t *)(WINDOW + offset / 8), WINDOW_VALUE);
	window_set(entry, old);
}

enum {
	/* D8.6.1, how many entries the hint is about */
	CONTIGUOUS = PAGE_SHIFT == 12 ? 16 : PAGE_SHIFT == 14 ? 128 : 32,
	CONTIGUOUS_ORDER = PAGE_SHIFT == 12 ? 4 : PAGE_SHIFT == 14 ? 7 : 5,
};

static void clear_pages(uintptr_t nr)
{
	for (uintptr_t i = 0; i < nr; i++) {
		window_entry(MMU_PAGE)[i] = 0;
		tlb_flush(WINDOW + i * PAGE_SIZE / 8);
	}
}

TEST(contiguous, "pages with the contiguous hint translate each to its own")
{
	uint64_t *pages = page_alloc(CONTIGUOUS_ORDER, PAGE_ZERO);
	uint64_t *entry = window_entry(MMU_PAGE);

	test_defer(page_free, pages);
	test_defer(clear_pages, CONTIGUOUS);
	for (unsigned int i = 0; i < CONTIGUOUS; i++) {
		pages[i * PAGE_SIZE / 8] = WINDOW_VALUE + i;
		entry[i] = leaf(virt_to_phys(pages) + i * PAGE_SIZE) |
			   PTE_CONTIGUOUS;
	}
	dsb();
	isb();
	for (unsigned int i = CONTIGUOUS; i--;)
		EXPECT_EQ(*(volatile uint64_t *)(WINDOW + i * PAGE_SIZE / 8),
			  WINDOW_VALUE + i);
}

/* ------------------------------------------------------------------- tags ---- */

static const uint64_t *tagged(uint64_t tag)
{
	return (const uint64_t *)((uintptr_t)WINDOW | tag << 56);
}

TEST(tbi, "TCR.TBI0 ignores the top byte of addresses, and no other bits")
{
	uint64_t *memory = window_open();
	const uint64_t *bit_55 =
		(const uint64_t *)((uintptr_t)WINDOW | 1ull << 55);

	window_set(window_entry(MMU_PAGE), leaf(virt_to_phys(memory)));
	expect_abort(access_window(EL1_READ, tagged(0x5a), false, false),
		     EL1_READ, FSC_TRANSLATE, tagged(0x5a));
	set_tcr(read_sysreg(tcr_el1) | TCR_TBI0);
	for (unsigned int tag = 1; tag < 256; tag += tag)
		EXPECT_TRAP(access_window(EL1_READ, tagged(tag), false, false),
			    TRAP_NONE);
	EXPECT_TRAP(access_window(EL1_WRITE, tagged(0xff), false, false),
		    TRAP_NONE);
	expect_abort(access_window(EL1_READ, bit_55, false, false), EL1_READ,
		     FSC_TRANSLATE, bit_55);
}

TEST(tbi_fault, "FAR has the tag of an address whose page faults")
{
	window_open();
	set_tcr(read_sysreg(tcr_el1) | TCR_TBI0);
	expect_abort(access_window(EL1_READ, tagged(0x3c), false, false),
		     EL1_READ, FSC_TRANSLATE + MMU_PAGE, tagged(0x3c));
}

/* A page that can be fetched from and read, at a tagged address */
static void open_tagged(void)
{
	uint64_t *memory = window_open();

	window_set(window_entry(MMU_PAGE),
		   leaf(virt_to_phys(memory)) | PTE_RDONLY);
	set_tcr(read_sysreg(tcr_el1) | TCR_TBI0);
}

TEST(tbid, "TCR.TBID0 leaves fetches out of it", .needs = NEEDS(&arm_pauth))
{
	open_tagged();
	EXPECT_TRAP(access_window(EL1_FETCH, tagged(1), false, false),
		    TRAP_NONE);
	set_tcr(read_sysreg(tcr_el1) | TCR_TBID0);
	expect_abort(access_window(EL1_FETCH, tagged(1), false, false),
		     EL1_FETCH, FSC_TRANSLATE, tagged(1));
	EXPECT_TRAP(access_window(EL1_READ, tagged(1), false, false),
		    TRAP_NONE);
}

TEST(tbid_after_read, "also where data was just read from there",
     .needs = NEEDS(&arm_pauth))
{
	open_tagged();
	set_tcr(read_sysreg(tcr_el1) | TCR_TBID0);
	EXPECT_TRAP(access_window(EL1_READ, tagged(1), false, false),
		    TRAP_NONE);
	expect_abort(access_window(EL1_FETCH, tagged(1), false, false),
		     EL1_FETCH, FSC_TRANSLATE, tagged(1));
}

static bool has_e0pd(void)
{
	return field(read_sysreg(S3_0_C0_C7_2), 60, 4);
}

static const struct feature e0pd = { "E0PD", "ID_AA64MMFR2_EL1.E0PD",
				     has_e0pd };

TEST(e0pd, "TCR.E0PD0 keeps EL0 out of the lower half, EL1 not",
     .needs = NEEDS(&e0pd))
{
	uint64_t *memory = window_open();
	struct trap t;

	window_set(window_entry(MMU_PAGE),
		   leaf(virt_to_phys(memory)) | PTE_USER);
	EXPECT_TRAP(access_window(EL0_READ, WINDOW, false, false), TRAP_NONE);
	set_tcr(read_sysreg(tcr_el1) | TCR_E0PD0);
	EXPECT_TRAP(access_window(EL1_READ, WINDOW, false, false), TRAP_NONE);
	t = access_window(EL0_READ, WINDOW, false, false); /* its first fetch */
	EXPECT_EQ(t.error, ESR_FETCH - ESR_FROM_EL0 + FSC_TRANSLATE);
	EXPECT_EQ(t.address, t.pc);
	EXPECT_TRUE(t.user);
}

/* --------------------------------------- what the processor itself writes ---- */

static const struct update {
	const char *name;
	uint64_t tcr;  /* TCR_HA, TCR_HD */
	uint64_t bits; /* of the page: PTE_AF, PTE_DBM, PTE_RDONLY, PTE_USER */
	uint64_t set, clear; /* what the access does to the descriptor */
	enum access access;
	uint32_t fsc;
} updates[] = {
	{ "af-off-read", 0, 0, 0, 0, EL1_READ, FSC_ACCESS + 3 },
	{ "ha-read", TCR_HA, 0, PTE_AF, 0, EL1_READ, NO_FAULT },
	{ "ha-write", TCR_HA, 0, PTE_AF, 0, EL1_WRITE, NO_FAULT },
	{ "ha-fetch", TCR_HA, PTE_RDONLY, PTE_AF, 0, EL1_FETCH, NO_FAULT },
	{ "ha-el0", TCR_HA, PTE_USER, PTE_AF, 0, EL0_READ, NO_FAULT },
	{ "ha-set-already", TCR_HA, PTE_AF, 0, 0, EL1_READ, NO_FAULT },
	{ "ha-dbm-write", TCR_HA, PTE_AF | PTE_DBM | PTE_RDONLY, 0, 0,
	  EL1_WRITE, FSC_PERMIT + 3 },
	{ "hd-write", TCR_HA | TCR_HD, PTE_AF | PTE_DBM | PTE_RDONLY, 0,
	  PTE_RDONLY, EL1_WRITE, NO_FAULT },
	{ "hd-write-af", TCR_HA | TCR_HD, PTE_DBM | PTE_RDONLY, PTE_AF,
	  PTE_RDONLY, EL1_WRITE, NO_FAULT },
	{ "hd-read", TCR_HA | TCR_HD, PTE_AF | PTE_DBM | PTE_RDONLY, 0, 0,
	  EL1_READ, NO_FAULT },
	{ "hd-fetch", TCR_HA | TCR_HD, PTE_AF | PTE_DBM | PTE_RDONLY, 0, 0,
	  EL1_FETCH, NO_FAULT },
	{ "hd-no-dbm", TCR_HA | TCR_HD, PTE_AF | PTE_RDONLY, 0, 0, EL1_WRITE,
	  FSC_PERMIT + 3 },
	{ "hd-writable", TCR_HA | TCR_HD, PTE_AF | PTE_DBM, 0, 0, EL1_WRITE,
	  NO_FAULT },
	{ "hd-el0-write", TCR_HA | TCR_HD,
	  PTE_AF | PTE_DBM | PTE_RDONLY | PTE_USER, 0, PTE_RDONLY, EL0_WRITE,
	  NO_FAULT },
	{ "hd-el0-not-user", TCR_HA | TCR_HD, PTE_AF | PTE_DBM | PTE_RDONLY, 0,
	  0, EL0_WRITE, FSC_PERMIT + 3 },
	{ "hd-sttr", TCR_HA | TCR_HD, PTE_AF | PTE_DBM | PTE_RDONLY | PTE_USER,
	  0, PTE_RDONLY, EL1_STTR, NO_FAULT },
};

TEST_EACH(updates, const struct update *r, updates,
	  "HA sets the access flag, HD with DBM clears AP[2]; nothing else",
	  .needs = NEEDS(&arm_dirty))
{
	uint64_t *memory = window_open(), *entry = window_entry(MMU_PAGE);
	uint64_t before = (leaf(virt_to_phys(memory)) & ~PTE_AF) | r->bits;
	struct trap t;

	window_set(entry, before);
	set_tcr(read_sysreg(tcr_el1) | r->tcr);
	t = access_window(r->access, WINDOW, false, false);
	EXPECT_EQ(*(volatile uint64_t *)entry, (before | r->set) & ~r->clear);
	expect_abort(t, r->access, r->fsc, WINDOW);
}
