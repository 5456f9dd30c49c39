/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walking translation tables and making them (Arm ARM, D8.3). */
#include <arm/mmu.h>

#include <arch/page.h>
#include <arm/boot.h>
#include <arm/cpu.h>
#include <mm/page.h>

#define TABLE_BITS (PTE_VALID | PTE_TABLE)
#define GIB	   (1ull << 30)

extern const char __image_end[];

static bool early = true; /* the page allocator cannot be used yet */

uint64_t *mmu_table(uint64_t entry)
{
	return phys_to_virt(entry & PTE_ADDR);
}

uint64_t *mmu_root(void)
{
	return phys_to_virt(read_sysreg(ttbr0_el1) & PTE_ADDR);
}

static bool is_leaf(uint64_t entry, unsigned int level)
{
	return level == MMU_PAGE || !(entry & PTE_VALID) ||
	       !(entry & PTE_TABLE);
}

static uint64_t *walk(const volatile void *virt, unsigned int *level,
		      unsigned int stop)
{
	unsigned int l = MMU_TOP;
	uint64_t *entry = &mmu_root()[mmu_index(virt, l)];

	while (l < stop && !is_leaf(*entry, l)) {
		l++;
		entry = &mmu_table(*entry)[mmu_index(virt, l)];
	}
	*level = l;
	return entry;
}

uint64_t *mmu_entry(const volatile void *virt, unsigned int level)
{
	unsigned int found;
	uint64_t *entry = walk(virt, &found, level);

	return found == level ? entry : NULL;
}

uint64_t *mmu_leaf(const volatile void *virt, unsigned int *level)
{
	return walk(virt, level, MMU_PAGE);
}

void mmu_split(uint64_t *table, uint64_t entry, unsigned int level)
{
	uint64_t bytes = mmu_page_bytes(level + 1);
	uint64_t bits = entry & ~PTE_ADDR;
	uint64_t phys = entry & PTE_ADDR;

	if (level + 1 == MMU_PAGE)
		bits |= PTE_PAGE;
	for (unsigned int i = 0; i < PAGE_TABLE_ENTRIES; i++)
		table[i] = (phys + i * bytes) | bits;
}

/* The image's GiB is the one that start.S has mapped in any event. */
static uint64_t *alloc_table(void)
{
	uint64_t *table;

	if (!early)
		return page_try_alloc(0, PAGE_ZERO);
	table = phys_to_virt(
		boot_take_page((virt_to_phys(__image_end) & ~(GIB - 1)) + GIB));
	for (unsigned int i = 0; i < PAGE_TABLE_ENTRIES; i++)
		table[i] = 0;
	return table;
}

/*
 * Put a table in the place of *entry, which is not valid or a block. A block is
 * not taken away first (D8.16.1, break-before-make), for what runs here may lie
 * in it; the table maps the same, so that either is right.
 */
static bool descend(const volatile void *virt, uint64_t *entry,
		    unsigned int level)
{
	uint64_t old = *entry, *table = alloc_table();

	if (!table)
		return false;
	if (old & PTE_VALID)
		mmu_split(table, old, level);
	dsb(); /* the table before what points to it */
	*entry = virt_to_phys(table) | TABLE_BITS;
	if (old & PTE_VALID)
		tlb_flush(virt);
	return true;
}

uint64_t *mmu_make(const volatile void *virt, unsigned int level)
{
	unsigned int found;
	uint64_t *entry = walk(virt, &found, level);

	while (found < level) {
		if (!descend(virt, entry, found))
			return NULL;
		entry = walk(virt, &found, level);
	}
	return entry;
}

void mmu_use_allocator(void)
{
	early = false;
}
