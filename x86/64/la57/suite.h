/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 57-bit linear addresses: CR4.LA57, which addresses are canonical for what, and
 * paging with five levels. (Suite access has the rights of its entries.)
 *
 * Intel SDM vol. 3, 4.5 (4-level and 5-level paging), 4.5.2 (canonicality), 2.5
 * (CR4.LA57); vol. 1, 3.3.7.1 (canonical addressing).
 */
#ifndef X86_64_LA57_SUITE_H
#define X86_64_LA57_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/paging/canonical.h>

#define LA57_SUITE                                                     \
	TEST_SUITE("la57", .summary = "57-bit addresses and 5 levels", \
		   .setup = la57_setup)

#define NEEDS_LA57 .needs = NEEDS(&x86_la57)

void la57_setup(void);

/** la57_enter - five levels, until the case ends */
void la57_enter(void);

/* Both sides of every boundary. */
extern const uint64_t la57_addresses[];
extern const unsigned int la57_nr_addresses;

#endif
