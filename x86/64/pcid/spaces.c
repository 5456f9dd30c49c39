/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The address spaces: the library's own, but for one entry of the root. */
#include "suite.h"

#include <arch/page.h>
#include <mm/page.h>
#include <string.h>
#include <x86/mmu.h>

#define LARGE 0x200000ul

static struct space {
	uint64_t table[5][PAGE_TABLE_ENTRIES]; /* by level */
} spaces[SPACES] __attribute__((aligned(0x1000)));

char *const pcid_page = (char *)0xffff928140c07000;

static char *frames[FRAMES]; /* large pages */

static void fill_frames(void)
{
	for (unsigned int f = 0; f < FRAMES; f++) {
		frames[f] = page_alloc(9, PAGE_ANY);
		for (unsigned int i = 0; i < LARGE / 8; i++)
			((uint64_t *)frames[f])[i] = 1 + f;
	}
}

static uint64_t *entry(unsigned int space, unsigned int level)
{
	return &spaces[space].table[level][mmu_index(pcid_page, level)];
}

static void make(unsigned int space)
{
	struct space *s = &spaces[space];

	memcpy(s->table[4], mmu_root(), sizeof(s->table[4]));
	for (unsigned int level = 4; level > 1; level--)
		*entry(space, level) = virt_to_phys(s->table[level - 1]) |
				       PTE_P | PTE_W | PTE_U;
}

void pcid_setup(void)
{
	test_defer(write_cr4, read_cr4());
	test_defer(write_cr3, read_cr3());
	if (!frames[0])
		fill_frames();
	for (unsigned int space = 0; space < SPACES; space++) {
		make(space);
		pcid_map(space, space, 0);
	}
}

void pcid_enable(void)
{
	write_cr4(read_cr4() | CR4_PCIDE);
}

void pcid_map(unsigned int space, unsigned int frame, uint64_t bits)
{
	*(volatile uint64_t *)entry(space, 2) =
		virt_to_phys(spaces[space].table[1]) | PTE_P | PTE_W | PTE_U;
	*(volatile uint64_t *)entry(space, 1) = virt_to_phys(frames[frame]) |
						PTE_P | PTE_W | bits;
}

void pcid_map_large(unsigned int space, unsigned int frame)
{
	*(volatile uint64_t *)entry(space, 2) = virt_to_phys(frames[frame]) |
						PTE_P | PTE_W | PTE_PS;
}

uint64_t pcid_look(unsigned int offset)
{
	return *(volatile uint64_t *)(pcid_page + offset);
}

uint64_t pcid_cr3(unsigned int space, unsigned int pcid)
{
	return virt_to_phys(spaces[space].table[4]) | pcid;
}

void pcid_go(unsigned int space, unsigned int pcid, bool keep)
{
	write_cr3(pcid_cr3(space, pcid) | (keep ? CR3_NOFLUSH : 0));
}
