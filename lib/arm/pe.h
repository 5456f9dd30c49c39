/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header that makes an Image a UEFI application as well: PE32+ of two
 * sections, code, and all that is behind it. In the file everything stands at
 * the offset that it has in memory. Microsoft, PE Format; UEFI 2.10, 2.1.1.
 */
#ifndef LIB_ARM_PE_H
#define LIB_ARM_PE_H

#include <arch/link.h>

#ifdef __ASSEMBLER__

/* PE_HEADER - @image is the first byte of the file, "MZ" stands there */
.macro PE_HEADER image, entry
pe_header:
	.ascii	"PE\0\0"
	.short	0xaa64				/* Machine: AArch64 */
	.short	2				/* NumberOfSections */
	.long	0, 0, 0
	.short	pe_sections - pe_optional
	.short	0x20e				/* executable, no line numbers
						   or symbols */
pe_optional:
	.short	0x20b				/* PE32+ */
	.byte	0, 0				/* the linker's version */
	.long	__code_bytes
	.long	__rest_file_bytes
	.long	0
	.long	\entry - \image			/* AddressOfEntryPoint */
	.long	LINK_PAGE			/* BaseOfCode */
	.quad	0				/* ImageBase: anywhere */
	.long	LINK_PAGE			/* SectionAlignment */
	.long	16				/* FileAlignment */
	.short	0, 0, 0, 0, 0, 0		/* versions */
	.long	0
	.long	__image_bytes
	.long	LINK_PAGE			/* SizeOfHeaders */
	.long	0				/* CheckSum */
	.short	10				/* a UEFI application */
	.short	0
	.quad	0, 0, 0, 0			/* stack and heap */
	.long	0
	.long	6				/* NumberOfRvaAndSizes: none of use */
	.quad	0, 0, 0, 0, 0, 0
pe_sections:
	PE_SECTION ".text", __code_bytes, LINK_PAGE, __code_bytes, LINK_PAGE, 0x60000020
	PE_SECTION ".data", __rest_bytes, (__text_end - \image), __rest_file_bytes, (__text_end - \image), 0xc0000040
.endm

/* PE_SECTION - characteristics: code, execute, read; or data, read, write */
.macro PE_SECTION name, bytes, address, file_bytes, file_offset, characteristics
1:	.ascii	"\name"
	.org	1b + 8
	.long	\bytes
	.long	\address
	.long	\file_bytes
	.long	\file_offset
	.long	0, 0, 0				/* relocations, line numbers */
	.long	\characteristics
.endm

#endif
#endif
