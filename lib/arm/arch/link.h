/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lib/link.ld.S has to know of arm. QEMU's virt machine loads the image at
 * the address that it is linked for, the offset into RAM that loaders of Linux
 * use; at any other it relocates itself.
 */
#ifndef LIB_ARM_ARCH_LINK_H
#define LIB_ARM_ARCH_LINK_H

/* not expressions */
/* clang-format off */
#ifdef __aarch64__
#define LINK_FORMAT elf64-littleaarch64
#define LINK_ARCH   aarch64
#else
#define LINK_FORMAT elf32-littlearm
#define LINK_ARCH   arm
#endif
/* clang-format on */

#ifdef __aarch64__
#define LINK_OFFSET  0x80000 /* from the start of RAM: text_offset */
#define LINK_ADDRESS 0x40080000
#define LINK_PIE
#else
#define LINK_ADDRESS 0x40010000
#endif
#define LINK_ENTRY start
#define LINK_NEEDS vectors
#define LINK_END   (LINK_ADDRESS + 0x200000) /* exclusive; .bss included */
#define LINK_PAGE  (1 << ARM_PAGE_SHIFT)

#endif
