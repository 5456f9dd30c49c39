/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that the processor itself writes while the VM migrates: DC ZVA, and the
 * table walker, which sets access flags and makes pages writable.
 *
 * Arm ARM, D8.5 (hardware updates of translation tables), C6.2, DC ZVA.
 */
#include "../../dirty-writers/suite.h"

#include <arch.h>
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/mmu.h>
#include <mm/page.h>
#include <mm/vmap.h>

DIRTY_WRITERS_SUITE;

enum {
	TABLES = 8,
	ENTRIES = PAGE_SIZE / 8,
};

#define TCR_HA	(1ull << 39)
#define TCR_HD	(1ull << 40)
#define PTE_DBM (1ull << 51)

/* ----------------------------------------------------------------- DC ZVA ---- */

enum {
	BLOCK = 64
};

static uint8_t *blocks; /* one page; ones, but for those that were cleared */

static void open_blocks(void)
{
	blocks = page_alloc(0, 0);
	test_defer(page_free, blocks);
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		((volatile uint8_t *)blocks)[i] = 0xff;
}

static void clear_block(unsigned int round)
{
	if (round * BLOCK < PAGE_SIZE)
		asm volatile("dc zva, %0"
			     :
			     : "r"(blocks + round * BLOCK)
			     : "memory");
}

static void check_blocks(unsigned int rounds)
{
	for (unsigned int i = 0; i < PAGE_SIZE; i++) {
		test_context("byte 0x%x", i);
		ASSERT_EQ(((volatile uint8_t *)blocks)[i],
			  i / BLOCK < rounds ? 0 : 0xff);
	}
	test_context("%s", "");
}

/* ----------------------------------------------------------------- walker ---- */

static volatile uint64_t *window, *tables[TABLES];
static uint64_t old_tcr;

static uint64_t *address(unsigned int table, unsigned int entry)
{
	return (uint64_t *)window +
	       ((size_t)table * ENTRIES + entry) * (PAGE_SIZE / 8);
}

static void set_tcr(uint64_t tcr)
{
	write_sysreg(tcr_el1, tcr);
	isb();
	tlb_flush_all();
}

static void close_tables(uintptr_t unused)
{
	(void)unused;
	for (unsigned int t = 0; t < TABLES; t++)
		for (unsigned int i = 0; i < ENTRIES; i++)
			tables[t][i] = 0;
	set_tcr(old_tcr);
}

/* Even tables are for access flags, odd ones for what is written to. */
static uint64_t entry_of(unsigned int table, paddr_t page)
{
	uint64_t entry = page | PTE_VALID | PTE_PAGE | PTE_ATTR(MEM_NORMAL) |
			 PTE_SH_INNER;

	return table & 1 ? entry | PTE_AF | PTE_RDONLY | PTE_DBM : entry;
}

static void open_tables(void)
{
	void *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	if (!window)
		window = vmap_alloc((size_t)TABLES * ENTRIES * PAGE_SIZE,
				    (size_t)ENTRIES * PAGE_SIZE);
	old_tcr = read_sysreg(tcr_el1);
	for (unsigned int t = 0; t < TABLES; t++) {
		tables[t] = mmu_make(address(t, 0), MMU_PAGE);
		ASSERT_TRUE(tables[t] != NULL);
		for (unsigned int i = 0; i < ENTRIES; i++)
			tables[t][i] = entry_of(t, virt_to_phys(page));
	}
	test_defer(close_tables, 0);
	set_tcr(old_tcr | TCR_HA | TCR_HD);
}

static void walk(unsigned int round)
{
	for (unsigned int t = 0; t < TABLES; t++) {
		volatile uint64_t *at = address(t, round % ENTRIES);

		if (t & 1)
			*at = round;
		else
			(void)*at;
	}
}

/* An access flag may be set ahead of the access; a page is never dirty so. */
static void check_tables(unsigned int rounds)
{
	for (unsigned int t = 0; t < TABLES; t++)
		for (unsigned int i = 0; i < ENTRIES; i++) {
			test_context("table %u, entry %u", t, i);
			if (t & 1)
				ASSERT_EQ(tables[t][i] & PTE_RDONLY,
					  i < rounds ? 0 : PTE_RDONLY);
			else if (i < rounds)
				ASSERT_EQ(tables[t][i] & PTE_AF, PTE_AF);
		}
	test_context("%s", "");
}

static bool has_zva_64(void)
{
	return (read_sysreg(dczid_el0) & 0x1f) == 4; /* words, by power of 2 */
}

static const struct feature zva_64 = { "DC ZVA of 64 bytes", "DCZID_EL0.BS",
				       has_zva_64 };

/* ------------------------------------------------------------------ cases ---- */

TEST(zva, "no block that was cleared by DC ZVA is lost",
     .needs = NEEDS(&zva_64))
{
	open_blocks();
	dirty_migrate_while(clear_block);
	check_blocks(DIRTY_ROUNDS);
}

TEST(walker, "no update of a table by the walker is lost",
     .needs = NEEDS(&arm_dirty))
{
	open_tables();
	dirty_migrate_while(walk);
	check_tables(DIRTY_ROUNDS);
}
