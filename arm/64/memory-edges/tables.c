/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * S2-5: translation tables in the last page of RAM, and right behind it.
 *
 * Arm ARM, D8.2 (walks), D8.5 (hardware updates), D19.2.40 (ESR_EL1: DFSC 0b0101xx).
 */
#include "suite.h"

#include <arm/features.h>
#include <arm/mmu.h>
#include <mm/vmap.h>

enum {
	ENTRIES = PAGE_TABLE_ENTRIES,
	WALK = 0x96000014, /* ESR_EL1: external abort on a walk; + its level */
	VALUE = 0x600df00d,
};

#define TCR_HA (1ull << 39)

static uint64_t *table; /* the last page, of which only the last entry is ours */
static uint64_t *above;		  /* the entry that leads to it */
static volatile uint32_t *window; /* by its last entry */
static uint32_t *page;

static void set_above(uint64_t value)
{
	*(volatile uint64_t *)above = 0;
	tlb_flush_all();
	*(volatile uint64_t *)above = value;
	dsb();
	isb();
}

static void close_table(uintptr_t old)
{
	set_above(old);
}

static uint64_t leaf(uint64_t flags)
{
	return virt_to_phys(page) | PTE_VALID | PTE_PAGE |
	       PTE_ATTR(MEM_NORMAL) | PTE_SH_INNER | flags;
}

static void open_table(void)
{
	static uint8_t *region;
	const size_t bytes = (size_t)ENTRIES * PAGE_SIZE;

	if (!region)
		region = vmap_alloc(bytes, bytes);
	table = (uint64_t *)(void *)(edges_map(true) - PAGE_SIZE);
	page = page_alloc(0, PAGE_ZERO);
	test_defer(page_free, page);
	*page = VALUE;
	above = mmu_make(region, MMU_PAGE - 1);
	ASSERT_TRUE(above != NULL);
	test_defer(close_table, *above);
	window = (uint32_t *)(void *)(region + bytes - PAGE_SIZE);
	table[ENTRIES - 1] = leaf(PTE_AF);
	set_above((edges_ram(true) - PAGE_SIZE) | PTE_VALID | PTE_TABLE);
}

static void load(const void *arg)
{
	(void)arg;
	(void)*window;
}

TEST(table_last, "S2-5: the last entry of a table in the last page leads on")
{
	open_table();
	EXPECT_EQ(*window, VALUE);
	*window = ~VALUE;
	EXPECT_EQ(*page, (uint32_t)~VALUE);
	EXPECT_EQ(table[ENTRIES - 1], leaf(PTE_AF));
}

TEST(table_behind,
     "S2-5: a table right behind it is an external abort, of its level")
{
	struct trap t;

	open_table();
	set_above(edges_ram(true) | PTE_VALID | PTE_TABLE);
	t = trap_catch(load, NULL);
	EXPECT_TRAP_ERROR(t, ARM_DATA_ABORT, WALK + MMU_PAGE);
	EXPECT_EQ(t.address, (uintptr_t)window);
	set_above((edges_ram(true) - PAGE_SIZE) | PTE_VALID | PTE_TABLE);
	EXPECT_EQ(*window, VALUE);
}

static void put_tcr(uintptr_t value)
{
	write_sysreg(tcr_el1, value);
	isb();
	tlb_flush_all();
}

TEST(table_updated, "S2-5: its last entry gets its access flag from the walker",
     .needs = NEEDS(&arm_dirty))
{
	uint64_t before;

	open_table();
	before = table[ENTRIES - 2];
	test_defer(put_tcr, read_sysreg(tcr_el1));
	put_tcr(read_sysreg(tcr_el1) | TCR_HA);
	*(volatile uint64_t *)&table[ENTRIES - 1] = leaf(0);
	tlb_flush_all();
	EXPECT_EQ(*window, VALUE);
	EXPECT_EQ(*(volatile uint64_t *)&table[ENTRIES - 1], leaf(PTE_AF));
	EXPECT_EQ(table[ENTRIES - 2], before);
}
