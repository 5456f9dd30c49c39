/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables that TTBR0_EL1 points to. A level is the manual's: 3 for pages, 2
 * for blocks of 2 MiB, 32 MiB or 512 MiB, 1 for 1 GiB with pages of 4 KiB. The
 * top one is 0, or 1 with pages of 64 KiB and in AArch32.
 */
#ifndef LIB_ARM_MMU_H
#define LIB_ARM_MMU_H

#include <arch.h>
#include <arch/page.h>
#include <stdint.h>

enum {
	PAGE_TABLE_ENTRIES = 1 << PAGE_TABLE_SHIFT,
	MMU_TOP = PAGE_TABLE_TOP, /* levels */
	MMU_PAGE = 3,
	MMU_BLOCK_TOP = PAGE_SHIFT == 12 ? 1 : 2, /* of the largest blocks */
};

/** mmu_page_bytes - what one entry of a level maps */
static inline uint64_t mmu_page_bytes(unsigned int level)
{
	return 1ull << (PAGE_SHIFT + PAGE_TABLE_SHIFT * (MMU_PAGE - level));
}

/** mmu_index - which entry of its table an address uses on a level */
static inline unsigned int mmu_index(const volatile void *virt,
				     unsigned int level)
{
	const uintptr_t mask = (1ull << PAGE_VA_BITS) - 1;

	return ((uintptr_t)virt & mask) / mmu_page_bytes(level) %
	       PAGE_TABLE_ENTRIES;
}

/** mmu_table - the table that an entry which is no page or block points to */
uint64_t *mmu_table(uint64_t entry);

/** mmu_root - the top table */
uint64_t *mmu_root(void);

/**
 * mmu_entry - the entry of @level that translates an address
 *
 * NULL: there is no table of that level there. Writing to it is up to the
 * caller, TLB included.
 */
uint64_t *mmu_entry(const volatile void *virt, unsigned int level);

/**
 * mmu_leaf - the entry that ends the walk; *level says on which level
 *
 * It need not be valid.
 */
uint64_t *mmu_leaf(const volatile void *virt, unsigned int *level);

/**
 * mmu_make - the entry of @level, with tables made and blocks split
 *
 * NULL: out of memory.
 */
uint64_t *mmu_make(const volatile void *virt, unsigned int level);

/** mmu_use_allocator - all RAM is mapped: further tables are from page_alloc() */
void mmu_use_allocator(void);

/** mmu_split - fill @table of @level + 1 with what a block of @level maps */
void mmu_split(uint64_t *table, uint64_t entry, unsigned int level);

/** mmu_bits - the bits of a page's entry for flags, MAP_READ needed */
uint64_t mmu_bits(enum map_flags flags);

/* early.c: what TTBR0 holds by default, and the tables of that time behind it */
extern uint64_t boot_root[][PAGE_TABLE_ENTRIES];

#endif
