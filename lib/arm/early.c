/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first translation tables: the GiB of the image as RAM, the image itself
 * page by page and protected, the device tree, and the console where it most
 * likely is.
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
#define TEXT_BITS   (RAM_BITS | PTE_RDONLY | PTE_PAGE)
#define RODATA_BITS (TEXT_BITS | PTE_PXN)
#define DATA_BITS   (RAM_BITS | PTE_PXN | PTE_PAGE)
#define DEVICE_BITS \
	(PTE_VALID | PTE_ATTR(MEM_DEVICE_NGNRE) | PTE_AF | PTE_PXN | PTE_UXN)

enum {
	TREE_BYTES = 1 << 21, /* Linux, booting.rst, 2: the most it may have */
	/* root, 2 of level 1, 3 of level 2, 3 of level 3 */
	EARLY_TABLES = 9 - PAGE_TABLE_TOP,
};

extern char __image_start[], __image_end[];
extern char __text_start[], __text_end[], __rodata_start[], __rodata_end[];
extern char __data_start[], __bss_end[], boot_stack_guard[];

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

/* Entries of one table follow each other. What is there already stays. */
static void map(uint64_t at, uint64_t end, unsigned int level, uint64_t bits,
		unsigned int *nr)
{
	volatile uint64_t *entry = NULL;

	for (; at < end; at += mmu_page_bytes(level), entry++) {
		if (!entry || mmu_index(phys_to_virt(at), level) == 0)
			entry = entry_of(at, level, nr);
		if (!(*entry & PTE_VALID))
			*entry = at | bits;
	}
}

/* With what else an entry of level 2 maps, as that is one table. */
static void map_image(unsigned int *nr)
{
	uint64_t block = mmu_page_bytes(2);
	uint64_t start = (uintptr_t)__image_start & ~(block - 1);
	uint64_t end = ((uintptr_t)__image_end + block - 1) & ~(block - 1);

	map((uintptr_t)__text_start, (uintptr_t)__text_end, MMU_PAGE, TEXT_BITS,
	    nr);
	map((uintptr_t)__rodata_start, (uintptr_t)__rodata_end, MMU_PAGE,
	    RODATA_BITS, nr);
	map((uintptr_t)__data_start, (uintptr_t)__bss_end, MMU_PAGE, DATA_BITS,
	    nr);
	map(start, end, MMU_PAGE, RAM_BITS | PTE_PAGE, nr);
	*entry_of((uintptr_t)boot_stack_guard, MMU_PAGE, nr) = 0;
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
	map(GUESSED_UART & PTE_ADDR, GUESSED_UART + 1, MMU_PAGE,
	    DEVICE_BITS | PTE_PAGE, &nr);
	map_image(&nr);
	map(start, end, 2, RAM_BITS, &nr);
	if (tree)
		map(tree & ~(mmu_page_bytes(2) - 1), tree + TREE_BYTES, 2,
		    RAM_BITS, &nr);
	forget_lines((uintptr_t)boot_root, (uintptr_t)boot_root[nr]);
}
