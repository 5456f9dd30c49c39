/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lib/link.ld.S has to know of arm. The image lies in the first 2 MiB of
 * RAM as QEMU's virt machine has it, at the offset that loaders of Linux use;
 * the tables of start_64.S protect these 2 MiB page by page.
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
#else
#define LINK_ADDRESS 0x40010000
#endif
#define LINK_ENTRY start
#define LINK_NEEDS vectors
#define LINK_END   0x40200000 /* exclusive; .bss included */

#endif
