/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RDMSR and WRMSR themselves: which parts of which registers they use. And one
 * MSR of the caller's choice, with the arguments index= and value=.
 */
#include "suite.h"
#include <x86/features.h>

/* Intel SDM vol. 2, RDTSCP: ECX is the low half of IA32_TSC_AUX. */
TEST(rdtscp_aux, "reads IA32_TSC_AUX by RDTSCP", .needs = NEEDS(&x86_rdtscp))
{
	uint32_t aux = 0;

	test_defer2(wrmsr, MSR_IA32_TSC_AUX, rdmsr(MSR_IA32_TSC_AUX));
	wrmsr(MSR_IA32_TSC_AUX, 0x89abcdef);
	rdtscp(&aux);
	EXPECT_EQ(aux, 0x89abcdef);
}

TEST(one, "holds value= in the MSR index=, of the arguments")
{
	uint64_t msr = test_arg_u64("index", ~0ull);
	uint64_t value = test_arg_u64("value", 0);

	if (msr == ~0ull)
		SKIP("needs the argument index=");
	expect_holds((uint32_t)msr, value, value);
}
