/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values after RESET: Intel SDM vol. 3, table 9-1, 11.11.5 and 11.12.4; AMD APM
 * vol. 2, table 14-2.
 */
#include "suite.h"
#include <smp.h>

static bool has_star(void)
{
	return has_syscall() || has_lm();
}

static bool has_spec_ctrl(void)
{
	return cpuid_bit(7, 0, 'd', 26);
}

static const struct reset_row {
	const char *name;
	uint32_t msr;
	bool (*present)(void);
	uint64_t value;
	uint64_t ignore;
} resets[] = {
	{ "IA32_SYSENTER_CS", MSR_IA32_SYSENTER_CS, has_sep, 0 },
	{ "IA32_SYSENTER_ESP", MSR_IA32_SYSENTER_ESP, has_sep, 0 },
	{ "IA32_SYSENTER_EIP", MSR_IA32_SYSENTER_EIP, has_sep, 0 },
	{ "IA32_PAT", MSR_IA32_PAT, has_pat, 0x0007040600070406 },
	{ "IA32_STAR", MSR_IA32_STAR, has_star, 0 },
	{ "IA32_LSTAR", MSR_IA32_LSTAR, has_lm, 0 },
	{ "IA32_CSTAR", MSR_IA32_CSTAR, has_lm, 0 },
	{ "IA32_FMASK", MSR_IA32_FMASK, has_lm, 0 },
	{ "IA32_KERNEL_GS_BASE", MSR_IA32_KERNEL_GS_BASE, has_lm, 0 },
	{ "IA32_TSC_AUX", MSR_IA32_TSC_AUX, has_rdtscp, 0 },
	{ "IA32_PKRS", MSR_IA32_PKRS, has_pks, 0 },
	{ "IA32_MCG_STATUS", MSR_IA32_MCG_STATUS, has_mca, 0 },
	{ "IA32_SPEC_CTRL", MSR_IA32_SPEC_CTRL, has_spec_ctrl, 0 },
	/* whether they are on, and the default type, is firmware's to choose */
	{ "IA32_MTRR_DEF_TYPE", MSR_IA32_MTRR_DEF_TYPE, has_mtrr, 0, 0xcff },
};

/* On a CPU that firmware and the library leave these registers of alone. */
TEST_EACH(reset_value, const struct reset_row *r, resets,
	  "has its reset value on a CPU where nobody has written it")
{
	if (cpu_count() < 2)
		SKIP("needs two CPUs");
	if (!r->present())
		SKIP("CPUID does not enumerate it");
	EXPECT_EQ(msr_read_on(1, r->msr) & ~r->ignore, r->value);
}

/*
 * Intel SDM vol. 3, 10.4.4, and AMD APM vol. 2, 16.3.1: BSP is set on the boot
 * CPU alone, EN on all; all APICs are at the same address.
 */
TEST(apic_base, "has APIC_BASE.BSP on the boot CPU alone, the rest on all")
{
	uint64_t boot;

	if (!cpuid_bit(1, 0, 'd', 9))
		SKIP("needs an APIC (CPUID.1:EDX[9])");
	boot = rdmsr(MSR_IA32_APIC_BASE);
	EXPECT_EQ(boot & APIC_BASE_BSP, APIC_BASE_BSP);
	EXPECT_EQ(boot & APIC_BASE_EN, APIC_BASE_EN);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(msr_read_on(cpu, MSR_IA32_APIC_BASE),
			  boot & ~(uint64_t)APIC_BASE_BSP);
	}
}
