/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages and descriptors: 48-bit addresses, and the granule that the image was
 * built for: 4 KiB, 16 KiB or 64 KiB (Arm ARM, D8.3); or AArch32's long format,
 * three levels of 4 KiB and 32-bit addresses (G5.5).
 *
 * RAM is mapped one to one: a physical address below PAGE_IDENTITY_END is its
 * own virtual address.
 */
#ifndef LIB_ARM_ARCH_PAGE_H
#define LIB_ARM_ARCH_PAGE_H

#ifdef __ASSEMBLER__
#define PTE_(value) value
#else
#include <stdint.h>
#define PTE_(value) value##ull
#endif

#ifndef ARM_PAGE_SHIFT /* rules.mk */
#define ARM_PAGE_SHIFT 12
#endif
#define PAGE_SHIFT ARM_PAGE_SHIFT

/* Address bits that a level translates, and the level of the top table. */
#define PAGE_TABLE_SHIFT (PAGE_SHIFT - 3)
#ifdef __aarch64__
#define PAGE_TABLE_TOP (PAGE_SHIFT == 16 ? 1 : 0)
#define PAGE_VA_BITS   48
#else
#define PAGE_TABLE_TOP 1
#define PAGE_VA_BITS   32
#endif

#define PTE_VALID    PTE_(0x001)
#define PTE_TABLE    PTE_(0x002)	  /* levels 0 to 2; clear: a block */
#define PTE_PAGE     PTE_(0x002)	  /* level 3, always */
#define PTE_ATTR(i)  (PTE_(1) * (i) << 2) /* a memory type of regs.h */
#define PTE_USER     PTE_(0x040)	  /* AP[1] */
#define PTE_RDONLY   PTE_(0x080)	  /* AP[2] */
#define PTE_SH_INNER PTE_(0x300)
#define PTE_AF	     PTE_(0x400)
#define PTE_NG	     PTE_(0x800)
#ifdef __aarch64__
#define PTE_PXN	 PTE_(0x0020000000000000)
#define PTE_UXN	 PTE_(0x0040000000000000)
#define PTE_ADDR (PTE_(0x0001000000000000) - (PTE_(1) << PAGE_SHIFT))
#else
/* XN is for all levels; what the user cannot read it cannot execute (G5.6.2). */
#define PTE_PXN	 PTE_(0x0060000000000000) /* and XN */
#define PTE_UXN	 PTE_(0)
#define PTE_ADDR PTE_(0x000000fffffff000)
#endif

#ifndef __ASSEMBLER__
/*
 * RAM above PAGE_IDENTITY_END is not mapped and not given out; the others are
 * the addresses of mappings on request.
 */
#ifdef __aarch64__
#define PAGE_IDENTITY_END 0x0000400000000000ull /* 64 TiB */
#define PAGE_KERNEL_START 0x0000800000000000
#define PAGE_KERNEL_END	  0x0000810000000000
#else
#define PAGE_IDENTITY_END 0xc0000000ull
#define PAGE_KERNEL_START 0xc0000000
#define PAGE_KERNEL_END	  0xf0000000
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

#endif
