/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef X86_64_PKU_SUITE_H
#define X86_64_PKU_SUITE_H

#include <test/test.h>
#include <x86/features.h>
#include <x86/paging/keys.h>

#define PKU_SUITE                                                     \
	TEST_SUITE("pku", .summary = "protection keys of user pages", \
		   .setup = pku_setup)

#define NEEDS_PKU .needs = NEEDS(&x86_pku)

void pku_setup(void);

#endif
