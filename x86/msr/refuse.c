/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What WRMSR has to refuse: reserved bits and values, addresses that are not
 * canonical, read-only registers, registers that do not exist, CPL 3.
 */
#include "suite.h"

static bool has_apic(void)
{
	return cpuid_bit(1, 0, 'd', 9);
}

static bool has_variable_mtrr(void)
{
	return has_mtrr() && (rdmsr(MSR_IA32_MTRRCAP) & 0xff) >= 1;
}

static bool has_fixed_mtrr(void)
{
	return has_mtrr() && rdmsr(MSR_IA32_MTRRCAP) >> 8 & 1;
}

static bool intel_tsc_aux(void)
{
	return vendor_intel() && has_rdtscp();
}

static bool misc_enable(void)
{
	return vendor_intel();
}

static bool has_efer(void)
{
	return has_nx() || has_lm() || has_syscall();
}

/* ---------------------------------------------------------- addresses ---- */

static const struct address_row {
	const char *name;
	uint32_t msr;
	bool intel_only; /* AMD has no 64-bit SYSENTER */
} addresses[] = {
	{ "IA32_SYSENTER_ESP", MSR_IA32_SYSENTER_ESP, true },
	{ "IA32_SYSENTER_EIP", MSR_IA32_SYSENTER_EIP, true },
	{ "IA32_FS_BASE", MSR_IA32_FS_BASE },
	{ "IA32_GS_BASE", MSR_IA32_GS_BASE },
	{ "IA32_KERNEL_GS_BASE", MSR_IA32_KERNEL_GS_BASE },
	{ "IA32_LSTAR", MSR_IA32_LSTAR },
	{ "IA32_CSTAR", MSR_IA32_CSTAR },
};

/* Intel SDM vol. 2, WRMSR: #GP(0) for an address in non-canonical form. */
TEST_EACH(non_canonical, const struct address_row *r, addresses,
	  "refuses an address that is not canonical")
{
	unsigned int bits = linear_bits();

	if (!has_lm())
		SKIP("needs LM (CPUID.80000001:EDX[29])");
	if (r->intel_only && !vendor_intel())
		SKIP("the vendor is not Intel");
	expect_refuses(r->msr, 0xaaaaaaaaaaaaaaaa);
	expect_refuses(r->msr, 1ull << (bits - 1));
	expect_refuses(r->msr, 1ull << 63);
	expect_refuses(r->msr, ~(1ull << (bits - 1)));
	expect_refuses(r->msr, ~(1ull << 63));
}

TEST_EACH(canonical, const struct address_row *r, addresses,
	  "takes the last canonical addresses of both halves")
{
	uint64_t last = (1ull << (linear_bits() - 1)) - 1;

	if (!has_lm())
		SKIP("needs LM (CPUID.80000001:EDX[29])");
	if (r->intel_only && !vendor_intel())
		SKIP("the vendor is not Intel");
	expect_holds(r->msr, last, last);
	expect_holds(r->msr, ~last, ~last);
	expect_holds(r->msr, ~0ull, ~0ull);
}

/* ----------------------------------------------------- reserved bits ---- */

/* clang-format off: a table */
static const struct row {
	const char *name;
	uint32_t msr;
	bool (*present)(void);
	uint64_t bits; /* added to what is there */
	uint64_t mask; /* taken away before */
} reserved[] = {
	{ "IA32_FMASK-32", MSR_IA32_FMASK, has_lm, 1ull << 32, 0 },
	{ "IA32_FMASK-63", MSR_IA32_FMASK, has_lm, 1ull << 63, 0 },
	{ "IA32_TSC_AUX-32", MSR_IA32_TSC_AUX, intel_tsc_aux, 1ull << 32, 0 },
	{ "IA32_TSC_AUX-63", MSR_IA32_TSC_AUX, intel_tsc_aux, 1ull << 63, 0 },
	{ "IA32_PKRS-32", MSR_IA32_PKRS, has_pks, 1ull << 32, 0 },
	{ "IA32_PKRS-63", MSR_IA32_PKRS, has_pks, 1ull << 63, 0 },
	{ "IA32_PAT-PA0-2", MSR_IA32_PAT, has_pat, 2, 0xff },
	{ "IA32_PAT-PA0-3", MSR_IA32_PAT, has_pat, 3, 0xff },
	{ "IA32_PAT-PA0-8", MSR_IA32_PAT, has_pat, 8, 0xff },
	{ "IA32_PAT-PA3-2", MSR_IA32_PAT, has_pat, 2 << 24, 0xff << 24 },
	{ "IA32_PAT-PA7-2", MSR_IA32_PAT, has_pat, 2ull << 56, 0xffull << 56 },
	{ "IA32_PAT-PA7-128", MSR_IA32_PAT, has_pat, 0x80ull << 56,
	  0xffull << 56 },
	{ "IA32_MISC_ENABLE-63", MSR_IA32_MISC_ENABLE, misc_enable, 1ull << 63,
	  0 },
	{ "IA32_EFER-1", MSR_IA32_EFER, has_efer, 1 << 1, 0 },
	{ "IA32_EFER-9", MSR_IA32_EFER, has_efer, 1 << 9, 0 },
	{ "IA32_EFER-32", MSR_IA32_EFER, has_efer, 1ull << 32, 0 },
	{ "IA32_EFER-63", MSR_IA32_EFER, has_efer, 1ull << 63, 0 },
	{ "IA32_APIC_BASE-0", MSR_IA32_APIC_BASE, has_apic, 1 << 0, 0 },
	{ "IA32_APIC_BASE-9", MSR_IA32_APIC_BASE, has_apic, 1 << 9, 0 },
	{ "IA32_APIC_BASE-63", MSR_IA32_APIC_BASE, has_apic, 1ull << 63, 0 },
	{ "IA32_MTRR_DEF_TYPE-2", MSR_IA32_MTRR_DEF_TYPE, has_mtrr, 2, 0xff },
	{ "IA32_MTRR_DEF_TYPE-bit-8", MSR_IA32_MTRR_DEF_TYPE, has_mtrr, 1 << 8,
	  0 },
	{ "IA32_MTRR_DEF_TYPE-bit-12", MSR_IA32_MTRR_DEF_TYPE, has_mtrr,
	  1 << 12, 0 },
	{ "IA32_MTRR_FIX64K_00000-2", MSR_IA32_MTRR_FIX64K_00000,
	  has_fixed_mtrr, 2, 0xff },
	{ "IA32_MTRR_FIX4K_F8000-7", 0x26f, has_fixed_mtrr, 7ull << 56,
	  0xffull << 56 },
	{ "IA32_MTRR_PHYSBASE0-2", MSR_IA32_MTRR_PHYSBASE(0), has_variable_mtrr,
	  2, 0xff },
	{ "IA32_MTRR_PHYSBASE0-bit-63", MSR_IA32_MTRR_PHYSBASE(0),
	  has_variable_mtrr, 1ull << 63, 0 },
	{ "IA32_MTRR_PHYSMASK0-bit-0", MSR_IA32_MTRR_PHYSMASK(0),
	  has_variable_mtrr, 1, 0 },
	{ "IA32_MTRR_PHYSMASK0-bit-63", MSR_IA32_MTRR_PHYSMASK(0),
	  has_variable_mtrr, 1ull << 63, 0 },
	{ "VM_HSAVE_PA-bit-0", MSR_VM_HSAVE_PA, has_svm, 1, 0 },
};

/* clang-format on */
TEST_EACH(reserved, const struct row *r, reserved,
	  "refuses a reserved bit or value, and keeps what it held")
{
	if (!r->present())
		SKIP("not on this processor");
	expect_refuses(r->msr, (rdmsr(r->msr) & ~r->mask) | r->bits);
}

static const struct page_row {
	const char *name;
	uint32_t msr;
	bool (*present)(void);
} pages[] = {
	{ "VM_HSAVE_PA", MSR_VM_HSAVE_PA, has_svm },
	{ "IA32_MTRR_PHYSBASE0", MSR_IA32_MTRR_PHYSBASE(0), has_variable_mtrr },
	{ "IA32_MTRR_PHYSMASK0", MSR_IA32_MTRR_PHYSMASK(0), has_variable_mtrr },
};

TEST_EACH(beyond_physical, const struct page_row *r, pages,
	  "refuses each address bit from MAXPHYADDR to 63")
{
	if (!r->present())
		SKIP("not on this processor");
	for (unsigned int n = physical_bits(); n < 64; n++)
		expect_refuses(r->msr, 1ull << n);
}

/* -------------------------------------------------- read-only, absent ---- */

static bool has_arch_capabilities(void)
{
	return cpuid_bit(7, 0, 'd', 29);
}

static bool has_core_capabilities(void)
{
	return cpuid_bit(7, 0, 'd', 30);
}

static bool has_pdcm(void)
{
	return cpuid_bit(1, 0, 'c', 15);
}

static const struct read_only_row {
	const char *name;
	uint32_t msr;
	bool (*present)(void);
} read_only[] = {
	{ "IA32_MTRRCAP", MSR_IA32_MTRRCAP, has_mtrr },
	{ "IA32_MCG_CAP", MSR_IA32_MCG_CAP, has_mca },
	{ "IA32_ARCH_CAPABILITIES", MSR_IA32_ARCH_CAPABILITIES,
	  has_arch_capabilities },
	{ "IA32_CORE_CAPABILITIES", MSR_IA32_CORE_CAPABILITIES,
	  has_core_capabilities },
	{ "IA32_PERF_CAPABILITIES", MSR_IA32_PERF_CAPABILITIES, has_pdcm },
};

TEST_EACH(read_only, const struct read_only_row *r, read_only,
	  "reads where CPUID enumerates it, and refuses every write")
{
	uint64_t value;

	if (!r->present()) {
		expect_absent(r->msr);
		return;
	}
	ASSERT_TRAP(msr_read(r->msr, &value), TRAP_NONE);
	expect_refuses(r->msr, value);
	expect_refuses(r->msr, value ^ 1);
	expect_refuses(r->msr, ~0ull);
}

/* Numbers that neither vendor, KVM nor Hyper-V has given away. */
static const struct unknown_row {
	const char *name;
	uint32_t msr;
} unknown[] = {
	{ "0x2", 0x2 },
	{ "0x1fff", 0x1fff },
	{ "0x2000", 0x2000 },
	{ "0x3fffffff", 0x3fffffff },
	{ "0x40000fff", 0x40000fff },
	{ "0x4b564dff", 0x4b564dff },
	{ "0x7fffffff", 0x7fffffff },
	{ "0xbfffffff", 0xbfffffff },
	{ "0xc0001fff", 0xc0001fff },
	{ "0xc0011fff", 0xc0011fff },
	{ "0xffffffff", 0xffffffff },
};

TEST_EACH(unknown, const struct unknown_row *r, unknown,
	  "raises #GP(0) for a number that nobody has defined")
{
	expect_absent(r->msr);
}

/* -------------------------------------------------------------- CPL 3 ---- */

static void user_rdmsr(const void *arg)
{
	rdmsr(*(const uint32_t *)arg);
}

static void user_wrmsr(const void *arg)
{
	wrmsr(*(const uint32_t *)arg, 0x1234);
}

static const struct unknown_row user_rows[] = {
	{ "IA32_SYSENTER_CS", MSR_IA32_SYSENTER_CS },
	{ "IA32_PAT", MSR_IA32_PAT },
	{ "IA32_EFER", MSR_IA32_EFER },
	{ "IA32_TSC", MSR_IA32_TSC },
	{ "0x3fffffff", 0x3fffffff },
};

TEST_EACH(user_mode, const struct unknown_row *r, user_rows,
	  "raises #GP(0) for RDMSR and WRMSR at CPL 3")
{
	static uint32_t msr;
	uint64_t before = 0, after = 0;
	bool exists = rdmsr_safe(r->msr, &before) == TRAP_NONE;

	msr = r->msr;
	EXPECT_TRAP(user_catch(user_rdmsr, &msr), X86_GP);
	EXPECT_TRAP(user_catch(user_wrmsr, &msr), X86_GP);
	if (!exists || msr == MSR_IA32_TSC)
		return;
	rdmsr_safe(msr, &after);
	EXPECT_EQ(after, before);
}
