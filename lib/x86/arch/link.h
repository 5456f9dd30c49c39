/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lib/link.ld.S has to know of x86. The image lies in the second MiB: QEMU
 * and GRUB load it there, and the page table of the first two MiB (tables.S)
 * protects it page by page.
 */
#ifndef LIB_X86_ARCH_LINK_H
#define LIB_X86_ARCH_LINK_H

/* Names for the linker, which clang-format would take for C and break up. */
/* clang-format off */
#ifdef __x86_64__
#define LINK_FORMAT elf64-x86-64
#define LINK_ARCH   i386:x86-64
#else
#undef i386 /* GNU C predefines it */
#define LINK_FORMAT elf32-i386
#define LINK_ARCH   i386
#endif
/* clang-format on */

#define LINK_ENTRY   start
/* header.S and rom.S, which no code refers to */
#define LINK_NEEDS multiboot2 rom_stub
#define LINK_ADDRESS 0x100000
#define LINK_END     0x200000 /* exclusive; .bss included */

#endif
