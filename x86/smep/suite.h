/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Supervisor-mode execution prevention: below CPL 3 nothing is fetched from a
 * page that is a user page on all levels. matrix.c has every kind of page and
 * access, changes.c what changes and the ways that lead to such a page.
 *
 * Intel SDM vol. 3, 4.6.1 (access rights), 4.7 (error code), 2.5 (CR4.SMEP).
 */
#ifndef X86_SMEP_SUITE_H
#define X86_SMEP_SUITE_H

#include <stdbool.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/paging/window.h>

#define SMEP_SUITE                                                            \
	TEST_SUITE("smep", .summary = "below CPL 3 no user page is executed", \
		   .setup = smep_setup)

#define NEEDS_SMEP .needs = NEEDS(&x86_smep)

void smep_setup(void);

/** smep_set, smep_set_nxe - CR4.SMEP, EFER.NXE of this CPU */
void smep_set(bool on);
void smep_set_nxe(bool on);

#endif
