/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transfers of control that only 64-bit code has. */
#ifndef X86_64_FAR_TRANSFER64_SUITE_H
#define X86_64_FAR_TRANSFER64_SUITE_H

#include <test/test.h>
#include <x86/desc.h>
#include <x86/run/state.h>

#define FAR_TRANSFER64_SUITE                                            \
	TEST_SUITE("far-transfer64",                                    \
		   .summary = "targets, operands and stacks of 64 bits", \
		   .setup = run_rings)

#endif
