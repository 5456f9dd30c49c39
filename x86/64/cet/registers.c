/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MSRs and CR4.CET. */
#include "suite.h"

#include <x86/paging/canonical.h>

CET_SUITE;

static bool no_cet(void)
{
	return !x86_cet_ss.probe() && !x86_cet_ibt.probe();
}

static const struct feature without_cet = { "a processor without CET",
					    "CPUID.7.0:ECX[7], EDX[20]",
					    no_cet };

#define NEEDS_NO_CET .needs = NEEDS(&without_cet)
#define NEEDS_BOTH   .needs = NEEDS(&x86_cet_ss, &x86_cet_ibt)

TEST(wp_clear, "CR4.CET raises #GP(0) without CR0.WP", NEEDS_SS)
{
	const unsigned long cr0 = read_cr0(), cr4 = read_cr4();

	EXPECT_EQ(cr4 & CR4_CET, CR4_CET);
	write_cr4(cr4 & ~(unsigned long)CR4_CET);
	test_defer(write_cr0, cr0);
	write_cr0(cr0 & ~(unsigned long)CR0_WP);
	EXPECT_EQ(write_cr4_safe(cr4), X86_GP);
	EXPECT_EQ(read_cr4(), cr4 & ~(unsigned long)CR4_CET);
	write_cr0(cr0);
	EXPECT_EQ(write_cr4_safe(cr4), TRAP_NONE);
}

TEST(clear_wp, "CR0.WP cannot be cleared with CR4.CET", NEEDS_SS)
{
	const unsigned long cr0 = read_cr0();

	EXPECT_EQ(write_cr0_safe(cr0 & ~(unsigned long)CR0_WP), X86_GP);
	EXPECT_EQ(read_cr0(), cr0);
	EXPECT_EQ(write_cr0_safe(cr0 ^ CR0_TS), TRAP_NONE);
	write_cr0(cr0);
}

static const struct msr {
	const char *name;
	uint32_t msr;
	uint64_t low; /* bits 11:0 that may be set */
} msrs[] = {
	{ "u-cet", MSR_IA32_U_CET, 0xc3f },
	{ "s-cet", MSR_IA32_S_CET, 0xc3f },
	{ "pl0-ssp", MSR_IA32_PL0_SSP, 0xffc },
	{ "pl1-ssp", MSR_IA32_PL1_SSP, 0xffc },
	{ "pl2-ssp", MSR_IA32_PL2_SSP, 0xffc },
	{ "pl3-ssp", MSR_IA32_PL3_SSP, 0xffc },
	{ "interrupt-ssp-table", MSR_IA32_INTERRUPT_SSP_TABLE, 0xfff },
};

/* With SH_STK_EN or ENDBR_EN set in S_CET the kernel would be subject to it. */
static bool harmful(const struct msr *m, uint64_t value)
{
	return m->msr == MSR_IA32_S_CET &&
	       value & (CET_SH_STK_EN | CET_ENDBR_EN);
}

static void put(const struct msr *m, uint64_t value, bool good)
{
	const uint64_t old = 0x7ffffffff000;
	uint64_t now;

	if (harmful(m, value))
		return;
	test_context("0x%llx", (unsigned long long)value);
	wrmsr(m->msr, old);
	EXPECT_EQ(wrmsr_safe(m->msr, value), good ? TRAP_NONE : X86_GP);
	EXPECT_EQ(rdmsr_safe(m->msr, &now), TRAP_NONE);
	EXPECT_EQ(now, good ? value : old);
	wrmsr(m->msr, 0);
}

TEST_EACH(low_bits, const struct msr *m, msrs, "are taken or raise #GP(0)",
	  NEEDS_BOTH)
{
	write_cr4(read_cr4() & ~(unsigned long)CR4_CET);
	for (unsigned int bit = 0; bit < 12; bit++)
		put(m, 1u << bit, m->low >> bit & 1);
}

static const uint64_t addresses[] = {
	0,
	0x1000,
	0x00007ffffffff000,
	0x0000800000000000,
	0x00fffffffffff000,
	0x0100000000000000,
	0x8000000000000000,
	0xaaaaaaaaaaaaa000,
	0xfefffffffffff000,
	0xff00000000000000,
	0xffff7ffffffff000,
	0xffff800000000000,
	0xfffffffffffff000,
};

TEST_EACH(address, const struct msr *m, msrs,
	  "the address is canonical, or raises #GP(0)", NEEDS_BOTH)
{
	write_cr4(read_cr4() & ~(unsigned long)CR4_CET);
	for (unsigned int i = 0; i < sizeof(addresses) / sizeof(addresses[0]);
	     i++)
		put(m, addresses[i],
		    canonical(addresses[i], canonical_width_cpu()));
}

TEST(suppress_tracker, "both of SUPPRESS and TRACKER raise #GP(0)", NEEDS_IBT)
{
	write_cr4(read_cr4() & ~(unsigned long)CR4_CET);
	for (unsigned int i = 0; i < 2; i++) {
		put(&msrs[i], CET_SUPPRESS | CET_TRACKER, false);
		put(&msrs[i], CET_SUPPRESS, true);
		put(&msrs[i], CET_TRACKER, true);
	}
}

TEST(apart, "each register keeps its own value", NEEDS_BOTH)
{
	const unsigned int nr = sizeof(msrs) / sizeof(msrs[0]);

	write_cr4(read_cr4() & ~(unsigned long)CR4_CET);
	for (unsigned int i = 0; i < nr; i++)
		wrmsr(msrs[i].msr, 0x1000 * (i + 1));
	for (unsigned int i = 0; i < nr; i++)
		EXPECT_EQ(rdmsr(msrs[i].msr), 0x1000 * (i + 1));
	for (unsigned int i = 0; i < nr; i++)
		wrmsr(msrs[i].msr, 0);
}

static void do_rdmsr(const void *msr)
{
	rdmsr((uint32_t)(uintptr_t)msr);
}

static void do_wrmsr(const void *msr)
{
	wrmsr((uint32_t)(uintptr_t)msr, 0);
}

TEST_EACH(cpl3, const struct msr *m, msrs, "RDMSR and WRMSR raise #GP(0)",
	  NEEDS_BOTH)
{
	const void *msr = (void *)(uintptr_t)m->msr;

	EXPECT_TRAP(user_catch(do_rdmsr, msr), X86_GP);
	EXPECT_TRAP(user_catch(do_wrmsr, msr), X86_GP);
}

TEST_EACH(absent, const struct msr *m, msrs, "RDMSR and WRMSR raise #GP(0)",
	  NEEDS_NO_CET)
{
	uint64_t value;

	EXPECT_EQ(rdmsr_safe(m->msr, &value), X86_GP);
	EXPECT_EQ(wrmsr_safe(m->msr, 0), X86_GP);
}

TEST(absent_cr4, "CR4.CET raises #GP(0) and stays 0", NEEDS_NO_CET)
{
	const unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4 | CR4_CET), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}

/* Where these were NOPs before CET they still are. */
CODE(nops, "mov $5, %eax\n rdsspq %rax\n endbr64\n endbr32\n"
	   "mov %rax, cet_out\n ret\n");

TEST(absent_nops, "RDSSP and ENDBR64 are NOPs", NEEDS_NO_CET)
{
	EXPECT_TRAP(trap_catch(nops, NULL), TRAP_NONE);
	EXPECT_EQ(cet_out[0], 5);
	cet_out[0] = 0;
	EXPECT_TRAP(user_catch(nops, NULL), TRAP_NONE);
	EXPECT_EQ(cet_out[0], 5);
}
