/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel addresses for mappings: device registers, and pages whose
 * translation a test wants to own.
 */
#ifndef LIB_MM_VMAP_H
#define LIB_MM_VMAP_H

#include <arch.h>
#include <stddef.h>

/**
 * vmap_alloc - reserve addresses; nothing is mapped there
 * @bytes: rounded up to whole pages
 * @align: a power of two, at least PAGE_SIZE
 *
 * Never NULL: running out ends the case with `error`. Addresses are not given
 * out a second time before vmap_free(), and the page after each is never
 * mapped.
 */
void *vmap_alloc(size_t bytes, size_t align);
void vmap_free(void *start);

/**
 * vmap_io - map device registers, uncached; any alignment
 * @phys: what the device's BAR or table says
 *
 * Lasts until the end of the run. Returns the address of @phys itself.
 */
void *vmap_io(paddr_t phys, size_t bytes);

#endif
