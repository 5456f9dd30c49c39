/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages and page-table entries. Both widths use 64-bit entries: x86_64 has four
 * levels, i386 the three of PAE paging, so that NX and physical addresses above
 * 4 GiB exist there too (Intel SDM vol. 3, 4.4 and 4.5).
 *
 * RAM is mapped one to one: a physical address below PAGE_IDENTITY_END is its
 * own virtual address.
 */
#ifndef LIB_X86_ARCH_PAGE_H
#define LIB_X86_ARCH_PAGE_H

#include <stdint.h>

#define PAGE_SHIFT 12

#define PTE_P	    0x001ull
#define PTE_W	    0x002ull
#define PTE_U	    0x004ull
#define PTE_PWT	    0x008ull
#define PTE_PCD	    0x010ull
#define PTE_A	    0x020ull
#define PTE_D	    0x040ull
#define PTE_PS	    0x080ull /* a large page, in levels 2 and 3 */
#define PTE_PAT	    0x080ull /* in level 1 */
#define PTE_G	    0x100ull
#define PTE_AVL9    0x200ull /* ignored by the processor: bits 11:9 */
#define PTE_AVL10   0x400ull
#define PTE_AVL11   0x800ull
#define PTE_PAT_PS  0x1000ull /* the PAT bit of a large page */
#define PTE_NX	    (1ull << 63)
#define PTE_ADDR    0x000ffffffffff000ull
#define PTE_PK(key) ((uint64_t)(key) << 59)

/* RAM above this is not mapped and not given out; i386 needs the rest. */
#ifdef __x86_64__
#define PAGE_IDENTITY_END 0x0000400000000000ull /* 64 TiB */
#else
#define PAGE_IDENTITY_END 0xc0000000ull
#endif

static inline uint64_t virt_to_phys(const void *virt)
{
	return (uintptr_t)virt;
}

static inline void *phys_to_virt(uint64_t phys)
{
	return (void *)(uintptr_t)phys;
}

#endif
