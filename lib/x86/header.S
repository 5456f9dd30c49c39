/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How loaders recognise the image.
 *
 * There is no Multiboot 1 header, but for the build of that name (multiboot.S):
 * QEMU looks for one first, would load the file by it instead of by the PVH note,
 * and refuses 64-bit ELF files that have one.
 */
#include <arch/asm.h>

/*
 * PVH (Xen, docs/misc/pvh.pandoc; xen/include/public/elfnote.h): a note of
 * owner "Xen" and type 18, XEN_ELFNOTE_PHYS32_ENTRY, holds the entry point. QEMU
 * reads it as one 64-bit number in both classes of ELF file.
 */
	.pushsection .note.Xen, "a", @note
	.balign	4
	.long	4, 8, 18
	.asciz	"Xen"
	.long	start_pvh, 0
	.popsection

/*
 * Multiboot2 1.6, 3.1.1: within the first 32 KiB of the file, aligned to 8.
 * The tag of type 3 gives the entry point, the one of type 0 ends the list.
 */
#define MULTIBOOT2_HEADER 0xe85250d6
#define HEADER_BYTES	  (multiboot2_end - multiboot2)

	.pushsection .boot, "ax"
	.balign	8
OBJECT(multiboot2)
	.long	MULTIBOOT2_HEADER
	.long	0				/* i386, protected mode */
	.long	HEADER_BYTES
	.long	-(MULTIBOOT2_HEADER + HEADER_BYTES)
	.balign	8
	.short	3, 0				/* entry address */
	.long	12
	.long	start_multiboot2
	.balign	8
	.short	0, 0
	.long	8
END(multiboot2)
multiboot2_end:
	.popsection
