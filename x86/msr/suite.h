/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MSRs: what the files of this suite share.
 *
 * Intel SDM vol. 2, RDMSR and WRMSR; vol. 4 (the registers). AMD APM vol. 2,
 * appendix A; vol. 3, RDMSR and WRMSR.
 */
#ifndef X86_MSR_SUITE_H
#define X86_MSR_SUITE_H

#include <test/test.h>
#include <x86/cpu.h>
#include <x86/msr.h>
#include <x86/msrs.h>

TEST_SUITE("msr",
	   .summary = "MSRs hold what is written, and refuse what the manual "
		      "says");

#endif
