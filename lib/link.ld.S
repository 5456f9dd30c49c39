/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an image is laid out, on every architecture; <arch/link.h> has the
 * format, the addresses and what else a port needs. Goes through the
 * preprocessor; ports define:
 *
 *	LINK_FORMAT LINK_ARCH LINK_ENTRY
 *	LINK_NEEDS		a symbol of lib.a to link in any event
 *	LINK_ADDRESS LINK_END	where the image begins; what it must not reach
 *	LINK_PIE		defined: the image relocates itself, by lib/relr.awk
 *	LINK_PAGE		the unit of protection; default: 4096
 */
#include <arch/link.h>

#ifndef LINK_PAGE
#define LINK_PAGE 4096
#endif

OUTPUT_FORMAT(LINK_FORMAT)
OUTPUT_ARCH(LINK_ARCH)
ENTRY(LINK_ENTRY)
EXTERN(LINK_NEEDS)

/* Separate segments, so that a port can protect each by pages; and so that what
   fills pages up takes no room in the file. */
PHDRS
{
	boot PT_LOAD FLAGS(5);
	entry PT_LOAD FLAGS(5);
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
	note PT_NOTE FLAGS(4);
}

SECTIONS
{
	. = LINK_ADDRESS;
	__image_start = .;

	/* boot protocols want their header and entry at the front */
	.boot : {
		__text_start = .;
		KEEP(*(.boot))
	} :boot

	/* pages of their own: trap entry, which ports may have to treat apart
	   from other code */
	.entry : ALIGN(LINK_PAGE) {
		__entry_start = .;
		KEEP(*(.entry))
	} :entry

	.text : ALIGN(LINK_PAGE) {
		__entry_end = .;
		*(.text .text.*)
		*(.glue_7 .glue_7t .vfp11_veneer .v4_bx) /* ld's own, for arm */
	} :text
	. = ALIGN(LINK_PAGE);
	__text_end = .;

	.rodata : ALIGN(LINK_PAGE) {
		__rodata_start = .;
		*(.rodata .rodata.*)
	} :rodata

	/* where single instructions may trap (arch/extable.h) */
	.extable : ALIGN(8) {
		__extable_start = .;
		KEEP(*(.extable))
		__extable_end = .;
	} :rodata

	/* PROTO_SECTION: addresses of test records, which the runner reads too */
	.tests : ALIGN(8) {
		__tests_start = .;
		KEEP(*(.tests))
		__tests_end = .;
	} :rodata

	/* boot protocols that look for an ELF note */
	.note : ALIGN(4) {
		KEEP(*(.note.Xen))
	} :rodata :note
	.note.gnu.build-id : {
		*(.note.gnu.build-id)
	} :rodata :note
	. = ALIGN(LINK_PAGE);
	__rodata_end = .;

	/* tables that the processor reads: never accessible in user mode */
	.data : ALIGN(LINK_PAGE) {
		__data_start = .;
		KEEP(*(.data.cpu))
		. = ALIGN(LINK_PAGE);
		__cpu_data_end = .;
		*(.data .data.*)
		. = ALIGN(16);
		/* what start.S adds the distance to, in an image that relocates
		   itself; behind all that it names, whose addresses are those
		   of a first link */
		__relr_start = .;
		KEEP(*(.relr))
		. = ALIGN(16);
		__data_end = .;
	} :data
	ASSERT(DEFINED(relr_expected) ? relr_expected == __relr_start : 1,
	       "the two links of this image differ")

	/* no bytes in the file; every loader clears it */
	.bss (NOLOAD) : ALIGN(LINK_PAGE) {
		__bss_start = .;
		*(.bss.cpu)
		. = ALIGN(LINK_PAGE);
		__cpu_bss_end = .;
		*(.bss.stack)
		. = ALIGN(LINK_PAGE);
		*(.bss .bss.* COMMON)
		. = ALIGN(LINK_PAGE);
		__bss_end = .;
	} :data

	__image_end = .;
	/* for headers */
	__image_bytes = ABSOLUTE(__image_end - __image_start);
	__code_bytes = ABSOLUTE(__text_end - __entry_start);
	__rest_bytes = ABSOLUTE(__image_end - __text_end);
	__rest_file_bytes = ABSOLUTE(__data_end - __text_end);
	ASSERT(__image_end <= LINK_END, "the image is too large: use page_alloc()")

	/* of the first link of two: what the table above is made of, and the
	   linker's by-product of it */
#ifdef LINK_PIE
	.rela : ALIGN(8) {
		*(.rela.*)
	}
	.dynamic : {
		*(.dynamic .dynsym .dynstr .hash .gnu.hash .gnu.version*)
		*(.got .got.plt) /* what ld reserves of them; nothing uses it */
	}
#endif

	/* code is at fixed addresses: the linker has nothing to put here */
	.unused : {
		*(.got .got.plt .igot .igot.plt .plt .iplt .rel.* .rela.* .dynbss)
	} :data
	ASSERT(SIZEOF(.unused) == 0, "an object was compiled as PIC")

	/DISCARD/ : {
		*(.ARM.exidx .ARM.exidx.* .ARM.extab .ARM.extab.*)
		*(.note.gnu.property .note.GNU-stack .comment .eh_frame .eh_frame_hdr)
	}

	.ARM.attributes 0 : { *(.ARM.attributes) }

	/* for debuggers and hvcheck symbolize */
	.debug_abbrev 0 : { *(.debug_abbrev) }
	.debug_addr 0 : { *(.debug_addr) }
	.debug_aranges 0 : { *(.debug_aranges) }
	.debug_frame 0 : { *(.debug_frame) }
	.debug_info 0 : { *(.debug_info) }
	.debug_line 0 : { *(.debug_line) }
	.debug_line_str 0 : { *(.debug_line_str) }
	.debug_loc 0 : { *(.debug_loc) }
	.debug_loclists 0 : { *(.debug_loclists) }
	.debug_macro 0 : { *(.debug_macro) }
	.debug_ranges 0 : { *(.debug_ranges) }
	.debug_rnglists 0 : { *(.debug_rnglists) }
	.debug_str 0 : { *(.debug_str) }
	.debug_str_offsets 0 : { *(.debug_str_offsets) }
	.symtab 0 : { *(.symtab) }
	.strtab 0 : { *(.strtab) }
	.shstrtab 0 : { *(.shstrtab) }
}
