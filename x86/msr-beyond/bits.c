/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers with few bits: which of them can be set, and what that does. */
#include "suite.h"

#include <x86/run/run.h>

/* ----------------------------------------------------------- DEBUGCTL ---- */

enum {
	DEBUGCTL_TR = 1 << 6,
	DEBUGCTL_BTS = 1 << 7,
	DEBUGCTL_BTINT = 1 << 8,
	DEBUGCTL_BTS_OFF_OS = 1 << 9,
	DEBUGCTL_BTS_OFF_USR = 1 << 10,
};

/*
 * SDM vol. 3, 17.4.1. Some hypervisors drop what they do not have, with a note in
 * the host's log; to have it set is what must not happen.
 */
static void expect_not_set(uint64_t bits)
{
	uint64_t old = 0, now = 0;
	struct trap t = msr_read(MSR_IA32_DEBUGCTL, &old);

	if (t.cause == TRAP_NONE)
		t = msr_try(MSR_IA32_DEBUGCTL, old | bits, old, &now);
	test_context("bits 0x%llx", (unsigned long long)bits);
	if (t.cause != TRAP_NONE)
		EXPECT_TRAP(t, X86_GP);
	EXPECT_EQ(now & bits, 0);
	now = old;
	if (msr_read(MSR_IA32_DEBUGCTL, &now).cause == TRAP_NONE)
		EXPECT_EQ(now, old);
}

TEST(debugctl_bts, "has no branch trace without DS")
{
	if (x86_ds.probe() && vendor_intel())
		SKIP("the processor has DS");
	expect_not_set(DEBUGCTL_TR);
	expect_not_set(DEBUGCTL_BTS);
	expect_not_set(DEBUGCTL_BTINT);
	expect_not_set(DEBUGCTL_TR | DEBUGCTL_BTS | DEBUGCTL_BTINT |
		       DEBUGCTL_BTS_OFF_OS | DEBUGCTL_BTS_OFF_USR);
}

TEST(debugctl_reserved, "does not hold a reserved bit")
{
	for (unsigned int bit = 16; bit < 64; bit++)
		expect_not_set(1ull << bit);
}

/* ---------------------------------------------------- feature control ---- */

enum {
	FEATURE_CONTROL_LOCK = 1 << 0
};

/* SDM vol. 3, 23.7; vol. 4: with VMX, SMX, SGX or LMCE. */
static bool has_feature_control(void)
{
	uint64_t mcg_cap = 0;

	if (has_mca() && rdmsr_safe(MSR_IA32_MCG_CAP, &mcg_cap) != TRAP_NONE)
		mcg_cap = 0;
	return vendor_intel() &&
	       (cpuid_bit(1, 0, 'c', 5) || cpuid_bit(1, 0, 'c', 6) ||
		cpuid_bit(7, 0, 'b', 2) || mcg_cap >> 27 & 1);
}

TEST(feature_control_absent, "raises #GP(0) without VMX, SMX, SGX and LMCE")
{
	if (has_feature_control())
		SKIP("the processor has it");
	expect_absent(MSR_IA32_FEATURE_CONTROL);
}

TEST(feature_control_locked, "refuses every write once it is locked")
{
	uint64_t value = 0;

	if (!has_feature_control())
		SKIP("the processor has no IA32_FEATURE_CONTROL");
	ASSERT_TRAP(msr_read(MSR_IA32_FEATURE_CONTROL, &value), TRAP_NONE);
	if (!(value & FEATURE_CONTROL_LOCK))
		wrmsr(MSR_IA32_FEATURE_CONTROL, value | FEATURE_CONTROL_LOCK);
	value = rdmsr(MSR_IA32_FEATURE_CONTROL);
	ASSERT_TRUE(value & FEATURE_CONTROL_LOCK);
	expect_refuses(MSR_IA32_FEATURE_CONTROL, value);
	expect_refuses(MSR_IA32_FEATURE_CONTROL, 0);
	expect_refuses(MSR_IA32_FEATURE_CONTROL, value ^ 4);
}

/* ------------------------------------------------------- CPUID faulting ---- */

enum {
	CPUID_FAULTING = 1 << 0,
};

static bool has_cpuid_faulting(void)
{
	uint64_t info = 0;

	return vendor_intel() &&
	       rdmsr_safe(MSR_PLATFORM_INFO, &info) == TRAP_NONE &&
	       info >> 31 & 1;
}

static const struct feature cpuid_faulting = { "CPUID faulting",
					       "MSR_PLATFORM_INFO[31]",
					       has_cpuid_faulting };

SNIPPET(do_cpuid, "cpuid");

static const struct registers leaf_0 = { .flags = EFLAGS_FIXED };

TEST(cpuid_fault, "#GP(0) for CPUID at CPL 3, and none at CPL 0",
     .needs = NEEDS(&cpuid_faulting))
{
	const struct snippet code = SNIPPET_OF(do_cpuid);
	uint64_t old = rdmsr(MSR_MISC_FEATURES_ENABLES);
	struct outcome o;

	test_defer2(wrmsr, MSR_MISC_FEATURES_ENABLES, old);
	wrmsr(MSR_MISC_FEATURES_ENABLES, old | CPUID_FAULTING);
	o = run_user(code.at, &code, &leaf_0);
	expect_refused(&o, code.at, X86_GP, &leaf_0);
	o = run_kernel(&code, &leaf_0);
	expect_done(&o);
	wrmsr(MSR_MISC_FEATURES_ENABLES, old & ~(uint64_t)CPUID_FAULTING);
	o = run_user(code.at, &code, &leaf_0);
	expect_done(&o);
	EXPECT_EQ(o.out.ax, cpuid(0, 0).a);
}

/* Not set, whether the register is there or not. */
TEST(cpuid_fault_absent, "refuses to make CPUID fault where it cannot")
{
	const struct snippet code = SNIPPET_OF(do_cpuid);
	uint64_t now = 0;
	struct outcome o;

	if (has_cpuid_faulting())
		SKIP("the processor has CPUID faulting");
	EXPECT_TRAP(msr_try(MSR_MISC_FEATURES_ENABLES, CPUID_FAULTING, 0, &now),
		    X86_GP);
	o = run_user(code.at, &code, &leaf_0);
	expect_done(&o);
}

TEST(misc_features_reserved, "refuses reserved bits of MISC_FEATURES_ENABLES")
{
	uint64_t now;

	for (unsigned int bit = 2; bit < 64; bit++) {
		test_context("bit %u", bit);
		EXPECT_TRAP(msr_try(MSR_MISC_FEATURES_ENABLES, 1ull << bit, 0,
				    &now),
			    X86_GP);
	}
}

/* ------------------------------------------------- masks from elsewhere ---- */

TEST(xss_bits, "XSS takes the components of CPUID and no other",
     .needs = NEEDS(&x86_xsaves))
{
	struct cpuid r = cpuid(0xd, 1);
	uint64_t mask = (uint64_t)r.d << 32 | r.c;

	expect_holds(MSR_IA32_XSS, 0, 0);
	expect_holds(MSR_IA32_XSS, mask, mask);
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (!(mask >> bit & 1))
			expect_refuses(MSR_IA32_XSS, 1ull << bit);
	}
}

TEST(umwait_control, "holds bits 31:2 and 0, and refuses the others",
     .needs = NEEDS(&x86_waitpkg))
{
	expect_holds(MSR_IA32_UMWAIT_CONTROL, 0xfffffffd, 0xfffffffd);
	expect_holds(MSR_IA32_UMWAIT_CONTROL, 0, 0);
	expect_refuses(MSR_IA32_UMWAIT_CONTROL, 2);
	expect_refuses(MSR_IA32_UMWAIT_CONTROL, 1ull << 32);
	expect_refuses(MSR_IA32_UMWAIT_CONTROL, 1ull << 63);
}

/* ------------------------------------------------------------ microcode ---- */

static void write_trigger(const void *update)
{
	wrmsr(MSR_IA32_BIOS_UPDT_TRIG, (uintptr_t)update);
}

/* What is no update changes nothing; a hypervisor may refuse the write. */
TEST(microcode, "reads a revision, which an update of zeros leaves as it is")
{
	static const uint8_t zeros[2048] __attribute__((aligned(16)));
	uint64_t before = 0, after = 0;
	struct trap t;

	EXPECT_TRAP(msr_read(MSR_IA32_BIOS_SIGN_ID, &before), TRAP_NONE);
	t = trap_catch(write_trigger, zeros + 48);
	if (t.cause != TRAP_NONE)
		EXPECT_TRAP(t, X86_GP);
	msr_read(MSR_IA32_BIOS_SIGN_ID, &after);
	EXPECT_EQ(after, before);
}
