/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files about TLB maintenance share. */
#ifndef ARM_64_MMU_TLBI_H
#define ARM_64_MMU_TLBI_H

#include "mmu.h"

#define PAGE_OF(address) ((uintptr_t)(address) >> 12 & 0xfffffffffffull)
#define ASID_SHIFT	 48

/* SYS #0, C8, CRm, #op2: the numbers that old assemblers do not know, too */
#define TLBI(id, crm, op2)                                              \
	static void id(uint64_t operand)                                \
	{                                                               \
		asm volatile("sys #0, c8, c" #crm ", #" #op2 ", %0\n\t" \
			     "dsb ish\n\t"                              \
			     "isb" ::"r"(operand)                       \
			     : "memory");                               \
	}

/** open_two - two pages that take turns at the window
 *
 * Their entries, not global, so that ASIDs count; returns the window's.
 */
uint64_t *open_two(uint64_t entries[2]);

/**
 * grow_tlb - use many pages, all of them @entry's, and flush them; several times
 *
 * An emulator's TLB grows with what is used of it. A small one it forgets as a
 * whole, where a range of one is to be flushed, whatever range that was.
 */
void grow_tlb(unsigned int pages, uint64_t entry);
enum {
	TLB_PAGES = 512,     /* for ranges of two pages */
	TLB_PAGES_64 = 6144, /* of up to 64 */
};

#endif
