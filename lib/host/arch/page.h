/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages of the fake machine: RAM is one window of this process (lib/host/mmu.c). */
#ifndef LIB_HOST_ARCH_PAGE_H
#define LIB_HOST_ARCH_PAGE_H

#include <stdint.h>

#define PAGE_SHIFT	  12
#define PAGE_IDENTITY_END 0x200000000ull /* of the window: 8 GiB */

extern char *host_ram; /* where physical address 0 is */

static inline uint64_t virt_to_phys(const void *virt)
{
	return (uintptr_t)virt - (uintptr_t)host_ram;
}

static inline void *phys_to_virt(uint64_t phys)
{
	return (void *)((uintptr_t)host_ram + (uintptr_t)phys);
}

#endif
