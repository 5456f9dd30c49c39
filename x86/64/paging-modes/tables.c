/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch/page.h>
#include <mm/page.h>
#include <string.h>
#include <x86/mmu.h>

enum {
	LARGE = 0x200000,
	TABLE_BITS = PTE_P | PTE_W | PTE_U,
};

const struct paging_mode paging_modes[PAGING_MODES] = {
	[PAGING_NONE] = { "none", false, 0, false, 0 },
	[PAGING_2_LEVEL] = { "2-level", true, 0, false, 0x2222 },
	[PAGING_PAE] = { "pae", true, CR4_PAE, false, 0x3333 },
	[PAGING_4_LEVEL] = { "4-level", true, CR4_PAE, true, 0x4444 },
	[PAGING_5_LEVEL] = { "5-level", true, CR4_PAE | CR4_LA57, true,
			     0x5555 },
};

#define PAGE_ALIGNED __attribute__((aligned(0x1000)))

/* Of two levels: 32-bit entries. */
static uint32_t directory[1024] PAGE_ALIGNED, low[1024] PAGE_ALIGNED;
static uint32_t table_2[1024] PAGE_ALIGNED;
static uint32_t overlay[1024] PAGE_ALIGNED, overlay_low[1024] PAGE_ALIGNED;

/* Of the others: the way to the word, by mode and level. */
static uint64_t tables[PAGING_MODES][6][PAGE_TABLE_ENTRIES] PAGE_ALIGNED;

static char *frames[PAGING_MODES];

bool paging_have(unsigned int mode)
{
	return mode != PAGING_5_LEVEL || x86_la57.probe();
}

volatile uint32_t *paging_frame(unsigned int mode)
{
	return (uint32_t *)(frames[mode] + PAGING_WORD % PAGE_SIZE);
}

static uint64_t *entry(unsigned int mode, unsigned int level)
{
	const void *word = (void *)(uintptr_t)PAGING_WORD;

	return &tables[mode][level][mmu_index(word, level)];
}

unsigned int paging_levels(unsigned int mode)
{
	static const uint8_t levels[PAGING_MODES] = { 0, 2, 3, 4, 5 };

	return levels[mode];
}

volatile uint32_t *paging_entry(unsigned int mode, unsigned int level)
{
	if (mode != PAGING_2_LEVEL)
		return (uint32_t *)entry(mode, level);
	return level == 1 ? &table_2[PAGING_WORD >> 12 & 0x3ff] :
			    &directory[PAGING_WORD >> 22];
}

volatile uint32_t *paging_leaf(unsigned int mode)
{
	return paging_entry(mode, 1);
}

volatile uint64_t *paging_pdpt(void)
{
	return tables[PAGING_PAE][3];
}

uint32_t paging_root(unsigned int mode)
{
	const unsigned int top = mode == PAGING_PAE ? 3 : mode;

	if (mode == PAGING_NONE || mode == PAGING_2_LEVEL)
		return (uint32_t)(uintptr_t)directory;
	_Static_assert(PAGING_4_LEVEL == 3 && PAGING_5_LEVEL == 4, "mode + 1");
	return (uint32_t)(uintptr_t)
		tables[mode][mode == PAGING_PAE ? top : top + 1];
}

static void fill_2_level(void)
{
	for (uint32_t i = 0; i < 1024; i++)
		low[i] = i << 12 | PTE_P | PTE_W;
	directory[0] = (uint32_t)(uintptr_t)low | TABLE_BITS;
	directory[PAGING_WORD >> 22] = (uint32_t)(uintptr_t)table_2 |
				       TABLE_BITS;
	*paging_leaf(PAGING_2_LEVEL) =
		(uint32_t)(uintptr_t)frames[PAGING_2_LEVEL] | PTE_P | PTE_W;
}

/* The first GiB by one large page, and the second one by tables. */
static void fill_wide(unsigned int mode, unsigned int top)
{
	uint64_t(*t)[PAGE_TABLE_ENTRIES] = tables[mode];
	const uint64_t bits = mode == PAGING_PAE ? PTE_P : TABLE_BITS;

	t[0][0] = PTE_P | PTE_W | PTE_PS;
	t[3][0] = virt_to_phys(t[0]) | bits;
	t[3][1] = virt_to_phys(t[2]) | bits;
	*entry(mode, 2) = virt_to_phys(t[1]) | TABLE_BITS;
	*entry(mode, 1) = virt_to_phys(frames[mode]) | PTE_P | PTE_W;
	for (unsigned int level = 4; level <= top; level++)
		t[level][0] = virt_to_phys(t[level - 1]) | TABLE_BITS;
}

/*
 * As two levels: entry 0 leads to page entries of which those of the second MiB
 * are good. As PAE: the same words are two entries of 8 bytes, of which the
 * first one is a page of 2 MiB. What is P, W and U in one is reserved in the
 * other, so that all is read-only: without CR0.WP that does not matter.
 */
static void fill_overlay(void)
{
	memcpy(overlay_low, low, sizeof(overlay_low));
	overlay_low[0] = PTE_P | PTE_W | PTE_PS;
	overlay_low[1] = 0;
	overlay[0] = (uint32_t)(uintptr_t)overlay_low | PTE_P;
	overlay[2] = (uint32_t)(uintptr_t)tables[PAGING_PAE][2] | PTE_P;
	overlay[PAGING_WORD >> 22] = directory[PAGING_WORD >> 22];
}

uint32_t paging_overlay(void)
{
	return (uint32_t)(uintptr_t)overlay;
}

void paging_setup(void)
{
	for (unsigned int mode = 1; mode < PAGING_MODES; mode++) {
		if (!frames[mode])
			frames[mode] = page_alloc(0, PAGE_ZERO | PAGE_BELOW_4G);
		*paging_frame(mode) = paging_modes[mode].value;
	}
	fill_2_level();
	fill_wide(PAGING_PAE, 3);
	fill_wide(PAGING_4_LEVEL, 4);
	fill_wide(PAGING_5_LEVEL, 5);
	fill_overlay();
}
