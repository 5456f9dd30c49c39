/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the image was started, beyond what every port has. */
#ifndef LIB_ARM_BOOT_H
#define LIB_ARM_BOOT_H

#include <arch.h>

/**
 * boot_take_page - a page of RAM below @below, with any content
 *
 * For before the page allocator, which never gets to know of it. None is a
 * panic.
 */
paddr_t boot_take_page(paddr_t below);

/**
 * arch_boot - start.S enters C here
 * @tree: address of the device tree; 0: there is none
 * @firmware: NULL, or what UEFI firmware has told
 */
void arch_boot(paddr_t tree, const struct boot_info *firmware)
	__attribute__((noreturn));

#endif
