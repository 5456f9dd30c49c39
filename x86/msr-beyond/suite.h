/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MSRs that there are not, bits that they have not, and whose they are: what
 * x86/msr leaves.
 *
 * Intel SDM vol. 4 (the registers, and under which bit of CPUID each exists); AMD
 * APM vol. 2, 3.2 and appendix A.
 */
#ifndef X86_MSR_BEYOND_SUITE_H
#define X86_MSR_BEYOND_SUITE_H

#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>
#include <x86/msrs.h>

TEST_SUITE("msr-beyond",
	   .summary = "MSRs exist as CPUID says, and refuse reserved bits",
	   .needs = NEEDS(&x86_msr));

#endif
