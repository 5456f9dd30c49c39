/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The banks of machine-check registers.
 *
 * Intel SDM vol. 3, 15.3.2: CTL takes all zeros and all ones, STATUS only zeros
 * (anything else is #GP(0)), ADDR and MISC are plain. MCG_CAP[7:0] says how many
 * banks there are.
 */
#include "suite.h"
#include <x86/features.h>

enum {
	MC_BANKS_MAX = 32,
	MC_CTL = 0,
	MC_STATUS = 1,
	MC_ADDR = 2,
	MC_MISC = 3,
};

#define ALTERNATING 0xaaaaaaaaaaaaaaaa

static unsigned int nr_banks(void)
{
	unsigned int nr = rdmsr(MSR_IA32_MCG_CAP) & 0xff;

	if (nr == 0)
		SKIP("MCG_CAP[7:0] says that there is no bank");
	return nr < MC_BANKS_MAX ? nr : MC_BANKS_MAX;
}

static const struct row {
	const char *name;
	unsigned int reg;
	uint64_t value;
	bool refused;
} rows[] = {
	{ "CTL-zeros", MC_CTL, 0 },
	{ "CTL-ones", MC_CTL, ~0ull },
	{ "CTL-alternating", MC_CTL, ALTERNATING, true },
	{ "STATUS-zeros", MC_STATUS, 0 },
	{ "STATUS-one", MC_STATUS, 1, true },
	{ "STATUS-ones", MC_STATUS, ~0ull, true },
	{ "ADDR-zeros", MC_ADDR, 0 },
	{ "ADDR-ones", MC_ADDR, ~0ull },
	{ "ADDR-alternating", MC_ADDR, ALTERNATING },
	{ "MISC-zeros", MC_MISC, 0 },
	{ "MISC-ones", MC_MISC, ~0ull },
	{ "MISC-alternating", MC_MISC, ALTERNATING },
};

TEST_EACH(mc_bank, const struct row *r, rows,
	  "takes or refuses the value, in each bank there is",
	  .needs = NEEDS(&x86_mca))
{
	unsigned int nr = nr_banks();

	for (unsigned int bank = 0; bank < nr; bank++) {
		uint32_t msr = MSR_IA32_MC_CTL(bank) + r->reg;

		if (r->refused)
			expect_refuses(msr, r->value);
		else
			expect_holds(msr, r->value, r->value);
	}
}

static void put_back(uint32_t msr, uint64_t value)
{
	wrmsr_safe(msr, value);
}

TEST(mc_banks_apart, "keeps the registers of each bank apart",
     .needs = NEEDS(&x86_mca))
{
	unsigned int nr = nr_banks();

	for (uint32_t msr = MSR_IA32_MC_CTL(0); msr < MSR_IA32_MC_CTL(nr);
	     msr++) {
		if ((msr & 3) < MC_ADDR)
			continue;
		test_defer2(put_back, msr, rdmsr(msr));
		wrmsr(msr, 0x1000ull * msr);
	}
	for (uint32_t msr = MSR_IA32_MC_CTL(0); msr < MSR_IA32_MC_CTL(nr);
	     msr++) {
		if ((msr & 3) < MC_ADDR)
			continue;
		test_context("MSR 0x%x", (unsigned int)msr);
		EXPECT_EQ(rdmsr(msr), 0x1000ull * msr);
	}
}

TEST(mc_absent, "raises #GP(0) for the banks that MCG_CAP does not count",
     .needs = NEEDS(&x86_mca))
{
	unsigned int nr = nr_banks();

	if (nr == MC_BANKS_MAX)
		SKIP("MCG_CAP counts 32 banks");
	expect_absent(MSR_IA32_MC_CTL(nr));
	for (uint32_t msr = MSR_IA32_MC_CTL(nr);
	     msr < MSR_IA32_MC_CTL(MC_BANKS_MAX); msr++) {
		uint64_t value;

		test_context("MSR 0x%x", (unsigned int)msr);
		ASSERT_EQ(rdmsr_safe(msr, &value), X86_GP);
		ASSERT_EQ(wrmsr_safe(msr, 0), X86_GP);
	}
}

TEST(mcg_ctl, "exists as MCG_CAP[8] says, and takes all zeros and all ones",
     .needs = NEEDS(&x86_mca))
{
	if (!(rdmsr(MSR_IA32_MCG_CAP) & 1 << 8)) {
		expect_absent(MSR_IA32_MCG_CTL);
		return;
	}
	expect_holds(MSR_IA32_MCG_CTL, 0, 0);
	expect_holds(MSR_IA32_MCG_CTL, ~0ull, ~0ull);
}
