/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot information is put together in two passes: what is RAM, then what of it
 * is in use. Ranges stay sorted, merged and aligned to pages throughout.
 */
#ifndef LIB_BOOT_H
#define LIB_BOOT_H

#include <arch.h>
#include <stdint.h>

/**
 * boot_ram_add - [start, end) is RAM; partial pages at its ends are left out
 *
 * May overlap what is known. With BOOT_RAM_MAX ranges already, the smallest one
 * is given up.
 */
void boot_ram_add(struct boot_info *info, paddr_t start, paddr_t end);

/** boot_ram_remove - [start, end) is not; partial pages go too */
void boot_ram_remove(struct boot_info *info, paddr_t start, paddr_t end);

/**
 * boot_ram_take - cut @bytes, a multiple of pages, off the RAM below @below
 *
 * The highest that there is, or 0: there is none.
 */
paddr_t boot_ram_take(struct boot_info *info, uint64_t bytes, paddr_t below);

/** boot_cmdline - copy a command line, which is cut where it is too long */
void boot_cmdline(struct boot_info *info, const char *text);

#endif
