/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Supervisor-mode access prevention: STAC and CLAC, instructions with operands in a
 * user page, and what the processor reads by itself. (Suite access has SMAP against
 * all page rights, eventinj has it against the tables that delivery reads.)
 *
 * Intel SDM vol. 3, 4.6.1; vol. 2, STAC, CLAC; CR4.SMAP in vol. 3, 2.5.
 */
#ifndef X86_SMAP_SUITE_H
#define X86_SMAP_SUITE_H

#include <mm/page.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/width.h>

#define SMAP_SUITE                                                           \
	TEST_SUITE("smap",                                                   \
		   .summary = "CPL 0 keeps off user pages unless AC is set", \
		   .setup = smap_prepare)

enum {
	NR_WORDS = PAGE_SIZE / sizeof(long)
};

extern unsigned long *user_page; /* at CPL 0 too, without SMAP */
extern unsigned long *same;	 /* the same memory in a supervisor page */

/** smap_prepare - each word has the value of its place; CR4 is put back */
void smap_prepare(void);

/** set_smap - CR4.SMAP on or off */
void set_smap(bool on);

#endif
