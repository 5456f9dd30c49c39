/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef X86_64_PKS_SUITE_H
#define X86_64_PKS_SUITE_H

#include <test/test.h>
#include <x86/features.h>
#include <x86/paging/keys.h>

#define PKS_SUITE                                                           \
	TEST_SUITE("pks", .summary = "protection keys of supervisor pages", \
		   .setup = pks_setup)

#define NEEDS_PKS .needs = NEEDS(&x86_pks)

void pks_setup(void);

#endif
