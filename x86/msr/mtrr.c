/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The MTRRs of variable ranges: Intel SDM vol. 3, 11.11.2.3. */
#include "suite.h"

static uint64_t old_mtrrs[2 * 255];

static unsigned int nr_mtrrs(void)
{
	return 2 * (rdmsr(MSR_IA32_MTRRCAP) & 0xff);
}

static void restore_mtrrs(uintptr_t unused)
{
	(void)unused;
	for (unsigned int i = 0; i < nr_mtrrs(); i++)
		wrmsr(MSR_IA32_MTRR_PHYSBASE(0) + i, old_mtrrs[i]);
}

/* None of them valid: PHYSMASK.V stays clear. */
TEST(mtrrs_apart, "keeps as many pairs of MTRRs apart as MTRRCAP counts")
{
	if (!has_mtrr() || nr_mtrrs() < 2)
		SKIP("needs MTRR (CPUID.1:EDX[12]) with variable ranges");
	for (unsigned int i = 0; i < nr_mtrrs(); i++)
		old_mtrrs[i] = rdmsr(MSR_IA32_MTRR_PHYSBASE(0) + i);
	test_defer(restore_mtrrs, 0);
	for (unsigned int i = 0; i < nr_mtrrs(); i++)
		wrmsr(MSR_IA32_MTRR_PHYSBASE(0) + i,
		      0x80000000ull + i * 0x1000);
	for (unsigned int i = 0; i < nr_mtrrs(); i++) {
		test_context("MSR 0x%x", MSR_IA32_MTRR_PHYSBASE(0) + i);
		EXPECT_EQ(rdmsr(MSR_IA32_MTRR_PHYSBASE(0) + i),
			  0x80000000ull + i * 0x1000);
	}
}
