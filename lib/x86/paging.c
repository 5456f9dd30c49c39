/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walking page tables and making them (Intel SDM vol. 3, 4.4 and 4.5). */
#include <x86/mmu.h>

#include <arch/page.h>
#include <mm/page.h>
#include <x86/boot.h>
#include <x86/cpu.h>
#include <x86/width.h>

#define TABLE_BITS     (PTE_P | PTE_W | PTE_U)
#define MAPPED_AT_BOOT (1ull << 30) /* by tables.S */

static bool early = true; /* the page allocator cannot be used yet */

unsigned int mmu_levels(void)
{
	if (!IS_64)
		return 3;
	return read_cr4() & CR4_LA57 ? 5 : 4;
}

unsigned int mmu_index(const volatile void *virt, unsigned int level)
{
	return ((uintptr_t)virt >> (12 + 9 * (level - 1))) % PAGE_TABLE_ENTRIES;
}

uint64_t *mmu_table(uint64_t entry)
{
	return phys_to_virt(entry & PTE_ADDR);
}

/* A PDPT need only be aligned to 32 bytes (SDM vol. 3, 4.4.1). */
uint64_t *mmu_root(void)
{
	uint64_t mask = mmu_levels() == 3 ? 0xffffffe0 : PTE_ADDR;

	return phys_to_virt(read_cr3() & mask);
}

static bool is_leaf(uint64_t entry, unsigned int level)
{
	return level == 1 || !(entry & PTE_P) || (entry & PTE_PS && level <= 3);
}

static uint64_t *walk(const volatile void *virt, unsigned int *level,
		      unsigned int stop)
{
	unsigned int l = mmu_levels();
	uint64_t *entry = &mmu_root()[mmu_index(virt, l)];

	while (l > stop && !is_leaf(*entry, l)) {
		l--;
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
	return walk(virt, level, 1);
}

/* Large pages have their PAT bit elsewhere than pages of level 1. */
void mmu_split(uint64_t *table, uint64_t entry, unsigned int level)
{
	uint64_t bytes = mmu_page_bytes(level - 1);
	uint64_t bits = entry & ~PTE_ADDR;
	uint64_t phys = entry & PTE_ADDR & ~PTE_PAT_PS;

	if (level == 2) {
		bits &= ~PTE_PS;
		bits |= entry & PTE_PAT_PS ? PTE_PAT : 0;
	} else {
		bits |= entry & PTE_PAT_PS;
	}
	for (unsigned int i = 0; i < PAGE_TABLE_ENTRIES; i++)
		table[i] = (phys + i * bytes) | bits;
}

static uint64_t *alloc_table(void)
{
	uint64_t *table;

	if (!early)
		return page_try_alloc(0, PAGE_ZERO);
	table = phys_to_virt(boot_take_page(MAPPED_AT_BOOT));
	for (unsigned int i = 0; i < PAGE_TABLE_ENTRIES; i++)
		table[i] = 0;
	return table;
}

/* Put a table in the place of *entry, which is not present or a large page. */
static bool descend(uint64_t *entry, unsigned int level)
{
	uint64_t *table = alloc_table();

	if (!table)
		return false;
	if (*entry & PTE_P)
		mmu_split(table, *entry, level);
	if (!IS_64 && level == 3) {
		/* the processor reads the PDPT only when CR3 is loaded */
		*entry = virt_to_phys(table) | PTE_P;
		write_cr3(read_cr3());
		return true;
	}
	*entry = virt_to_phys(table) | TABLE_BITS;
	return true;
}

uint64_t *mmu_make(const volatile void *virt, unsigned int level)
{
	unsigned int found;
	uint64_t *entry = walk(virt, &found, level);

	while (found > level) {
		if (!descend(entry, found))
			return NULL;
		entry = walk(virt, &found, level);
	}
	return entry;
}

void mmu_use_allocator(void)
{
	early = false;
}
