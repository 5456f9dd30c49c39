/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IA32_PKRS and CR4.PKS: who may write what to them.
 *
 * Intel SDM vol. 3, 2.5 (CR4.PKS), 4.6.2; vol. 4, IA32_PKRS (6E1H).
 */
#include "suite.h"

#include <x86/cpu.h>
#include <x86/msr.h>

PKS_SUITE;

void pks_setup(void)
{
	keys_setup();
}

static bool no_pks(void)
{
	return !x86_pks.probe();
}

static const struct feature without_pks = { "a processor without PKS",
					    "CPUID.7.0:ECX[31]", no_pks };

#define VALUE 0xa5a5a5a4u

TEST(high_bits, "WRMSR with any of bits 63:32 raises #GP(0)", NEEDS_PKS)
{
	uint64_t now;

	keys_supervisor.write(VALUE);
	for (unsigned int bit = 32; bit < 64; bit++) {
		test_context("bit %u", bit);
		EXPECT_EQ(wrmsr_safe(MSR_IA32_PKRS, 1ull << bit | 4), X86_GP);
		EXPECT_EQ(rdmsr_safe(MSR_IA32_PKRS, &now), TRAP_NONE);
		EXPECT_EQ(now, VALUE);
	}
}

/* The register is there whatever CR4.PKS is, and CR4.PKS does not change it. */
TEST(without_enable, "the MSR is accessible with CR4.PKS clear", NEEDS_PKS)
{
	keys_enable(&keys_supervisor, false);
	EXPECT_EQ(wrmsr_safe(MSR_IA32_PKRS, VALUE), TRAP_NONE);
	EXPECT_EQ(rdmsr(MSR_IA32_PKRS), VALUE);
	keys_enable(&keys_supervisor, true);
	EXPECT_EQ(rdmsr(MSR_IA32_PKRS), VALUE);
	keys_enable(&keys_supervisor, false);
	EXPECT_EQ(rdmsr(MSR_IA32_PKRS), VALUE);
}

TEST(apart, "PKRU and IA32_PKRS are two registers",
     .needs = NEEDS(&x86_pks, &x86_pku))
{
	keys_supervisor.write(VALUE);
	keys_user.write(~VALUE);
	EXPECT_EQ(keys_supervisor.read(), VALUE);
	EXPECT_EQ(keys_user.read(), ~VALUE);
	keys_supervisor.write(0);
	EXPECT_EQ(keys_user.read(), ~VALUE);
}

static void do_rdmsr(const void *arg)
{
	(void)arg;
	rdmsr(MSR_IA32_PKRS);
}

static void do_wrmsr(const void *arg)
{
	(void)arg;
	wrmsr(MSR_IA32_PKRS, 0);
}

TEST(cpl3, "RDMSR and WRMSR raise #GP(0)", NEEDS_PKS)
{
	keys_supervisor.write(VALUE);
	EXPECT_TRAP(user_catch(do_rdmsr, NULL), X86_GP);
	EXPECT_TRAP(user_catch(do_wrmsr, NULL), X86_GP);
	EXPECT_EQ(keys_supervisor.read(), VALUE);
}

TEST(absent_msr, "RDMSR and WRMSR raise #GP(0)", .needs = NEEDS(&without_pks))
{
	uint64_t value;

	EXPECT_EQ(rdmsr_safe(MSR_IA32_PKRS, &value), X86_GP);
	EXPECT_EQ(wrmsr_safe(MSR_IA32_PKRS, 0), X86_GP);
}

TEST(absent_enable, "CR4.PKS raises #GP(0) and stays 0",
     .needs = NEEDS(&without_pks))
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4 | CR4_PKS), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}
