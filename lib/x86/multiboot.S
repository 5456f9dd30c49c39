/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header of Multiboot 1, linked into images of build "multiboot" alone
 * (rules.mk). Multiboot 0.6.96, 3.1: within the first 8 KiB of the file, at a
 * multiple of 4; magic, flags and checksum add up to 0.
 */
#include <arch/asm.h>
#include <x86/boot_protocol.h>

#define MULTIBOOT_MAGIC	    0x1badb002
#define MULTIBOOT_PAGES	    1 /* modules begin at page boundaries */
#define MULTIBOOT_MEMORY    2 /* mem_* and the memory map are wanted */
#define MULTIBOOT_FLAGS	    (MULTIBOOT_PAGES | MULTIBOOT_MEMORY)

	.section .boot, "ax"
	.balign	4
OBJECT(multiboot)
	.long	MULTIBOOT_MAGIC
	.long	MULTIBOOT_FLAGS
	.long	-(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)
END(multiboot)
