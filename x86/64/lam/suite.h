/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linear-address masking: bits of a pointer to data that do not count.
 *
 * Intel SDM vol. 1, 3.3.7 (64-bit addresses); vol. 3, 2.5 (CR3, CR4.LAM_SUP), 4.4
 * (linear-address masking).
 */
#ifndef X86_64_LAM_SUITE_H
#define X86_64_LAM_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>

#define LAM_SUITE                                                    \
	TEST_SUITE("lam", .summary = "metadata in pointers, or #GP", \
		   .setup = lam_setup)

#define NEEDS_LAM .needs = NEEDS(&x86_lam)

enum {
	USER,
	SUPERVISOR,
};

void lam_setup(void);

/** lam_word - an address of either half, which is mapped for CPL 0 and 3 */
uint64_t lam_word(unsigned int half);

/** lam_set - CR3 and CR4 without LAM, but for these */
void lam_set(uint64_t cr3, unsigned long cr4);

#endif
