/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first translation tables: the GiB of the image as RAM, the image itself
 * page by page, the device tree, and the console where it most likely is.
 *
 * Runs before translation is on, on memory of Device type then: every access is
 * aligned, and nothing of .bss or of .data is written but the tables.
 */
#include <arm/early.h>

#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/mmu.h>

#define GIB	   (1ull << 30)
#define TABLE_BITS (PTE_VALID | PTE_TABLE)
#define RAM_BITS \
	(PTE_VALID | PTE_ATTR(MEM_NORMAL) | PTE_SH_INNER | PTE_AF | PTE_UXN)
#define DEVICE_BITS \
	(PTE_VALID | PTE_ATTR(MEM_DEVICE_NGNRE) | PTE_AF | PTE_PXN | PTE_UXN)

enum {
	TREE_BYTES = 1 << 21, /* Linux, booting.rst, 2: the most it may have */
	/* root, 2 of level 1, 3 of level 2, 3 of level 3 */
	EARLY_TABLES = 9 - PAGE_TABLE_TOP,
};

extern char __image_start[], __image_end[];

uint64_t boot_root[EARLY_TABLES][PAGE_TABLE_ENTRIES]
	__attribute__((section(".bss.cpu"), aligned(1 << PAGE_SHIFT)));

/* Tables are cleared when they are taken; there are enough of them. */
static uint64_t *next_table(unsigned int *nr)
{
	volatile uint64_t *table = boot_root[(*nr)++];

	for (unsigned int i = 0; i < PAGE_TABLE_ENTRIES; i++)
		table[i] = 0;
	return (uint64_t *)table;
}

/* The entry of @level, whose tables are made. */
static uint64_t *entry_of(uint64_t address, unsigned int level,
			  unsigned int *nr)
{
	uint64_t *table = boot_root[0];

	for (unsigned int l = MMU_TOP; l < level; l++) {
		uint64_t *entry = &table[mmu_index(phys_to_virt(address), l)];

		if (!(*entry & PTE_VALID))
			*entry = (uintptr_t)next_table(nr) | TABLE_BITS;
		table = mmu_table(*entry);
	}
	return &table[mmu_index(phys_to_virt(address), level)];
}

/* What one entry of level 2 maps, by pages. */
static void map_pages(uint64_t start, unsigned int *nr)
{
	volatile uint64_t *entry = entry_of(start, MMU_PAGE, nr);

	for (unsigned int i = 0; i < PAGE_TABLE_ENTRIES; i++)
		entry[i] = (start + i * mmu_page_bytes(MMU_PAGE)) | RAM_BITS |
			   PTE_PAGE;
}

static void map_blocks(uint64_t start, uint64_t end, unsigned int *nr)
{
	uint64_t step = mmu_page_bytes(2);
	uint64_t first = (uintptr_t)__image_start & ~(step - 1);

	for (uint64_t at = start & ~(step - 1); at < end; at += step)
		if (at >= first && at < (uintptr_t)__image_end)
			map_pages(at, nr);
		else
			*entry_of(at, 2, nr) = at | RAM_BITS;
}

/*
 * Tables that are written without caches are read through them: what caches
 * hold of these lines is old.
 */
static void forget_lines(uintptr_t start, uintptr_t end)
{
	uint64_t line = 4ull << field(read_sysreg(ctr_el0), 16, 4);

	asm volatile("dsb sy" ::: "memory");
	for (uintptr_t at = start; at < end; at += line)
		cache_forget_line((void *)at);
	asm volatile("dsb sy" ::: "memory");
}

void early_tables(uint64_t tree)
{
	uint64_t start = (uintptr_t)__image_start & ~(GIB - 1);
	uint64_t end = (((uintptr_t)__image_end - 1) & ~(GIB - 1)) + GIB;
	unsigned int nr = 0;

	next_table(&nr);
	map_blocks(start, end, &nr);
	if (tree && (tree < start || tree + TREE_BYTES > end))
		map_blocks(tree, tree + TREE_BYTES, &nr);
	*entry_of(GUESSED_UART, MMU_PAGE, &nr) = (GUESSED_UART & PTE_ADDR) |
						 DEVICE_BITS | PTE_PAGE;
	forget_lines((uintptr_t)boot_root, (uintptr_t)boot_root[nr]);
}
