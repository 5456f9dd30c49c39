/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that CPUID enumerates: there, or #GP(0) for RDMSR and WRMSR. And what
 * is left of the registers of an RDMSR or WRMSR that is refused.
 */
#include "suite.h"

#include <x86/run/run.h>

static bool bit(uint32_t leaf, uint32_t subleaf, char reg, unsigned int n)
{
	return cpuid_bit(leaf, subleaf, reg, n);
}

/* 0 where CPUID says MCA and the register is not there all the same. */
static uint64_t mcg_cap(void)
{
	uint64_t value = 0;

	if (has_mca() && rdmsr_safe(MSR_IA32_MCG_CAP, &value) != TRAP_NONE)
		value = 0;
	return value;
}

#define PROBE(name, value)     \
	static bool name(void) \
	{                      \
		return value;  \
	}
PROBE(tsc_deadline, bit(1, 0, 'c', 24))
PROBE(tsc_adjust, bit(7, 0, 'b', 1))
PROBE(kvm, x86_kvm.probe())
PROBE(vmx, bit(1, 0, 'c', 5))
PROBE(svm, vendor_amd() && has_svm())
PROBE(perfmon, x86_arch_perfmon.probe())
PROBE(perfmon_2, x86_arch_perfmon.probe() && (cpuid(0xa, 0).a & 0xff) >= 2)
PROBE(amd_core_perf, vendor_amd() && bit(0x80000001, 0, 'c', 23))
PROBE(cet, bit(7, 0, 'c', 7) || bit(7, 0, 'd', 20))
PROBE(cet_ss, bit(7, 0, 'c', 7))
PROBE(xsaves, bit(0xd, 1, 'a', 3))
PROBE(xfd, bit(0xd, 1, 'a', 4))
PROBE(waitpkg, bit(7, 0, 'c', 5))
PROBE(tsx_force_abort, bit(7, 0, 'd', 13))
PROBE(trace, bit(7, 0, 'b', 25))
PROBE(sgx_lc, bit(7, 0, 'c', 30))
PROBE(arch_lbr, bit(7, 0, 'd', 19))
PROBE(hwp, bit(6, 0, 'a', 7))
PROBE(aperf, bit(6, 0, 'c', 0))
PROBE(energy_bias, bit(6, 0, 'c', 3))
PROBE(clock_modulation, bit(1, 0, 'd', 22))
PROBE(cmci, mcg_cap() >> 10 & 1)
PROBE(tsc_ratio, bit(0x8000000a, 0, 'd', 4) && has_svm())
PROBE(uintr, bit(7, 0, 'd', 5))
PROBE(key_locker, bit(7, 0, 'c', 23))
PROBE(amd, vendor_amd())

/* 40000000H is "Microsoft Hv", or leaf 40000001H says "Hv#1". */
static bool hyperv(void)
{
	return x86_hypervisor.probe() && cpuid(0x40000000, 0).a >= 0x40000001 &&
	       cpuid(0x40000001, 0).a == 0x31237648;
}

static const struct row {
	const char *name;
	uint32_t msr;
	bool (*present)(void);
} rows[] = {
	{ "IA32_TSC_DEADLINE", MSR_IA32_TSC_DEADLINE, tsc_deadline },
	{ "IA32_TSC_ADJUST", MSR_IA32_TSC_ADJUST, tsc_adjust },
	{ "KVM_WALL_CLOCK", 0x11, kvm },
	{ "KVM_SYSTEM_TIME", 0x12, kvm },
	{ "KVM_WALL_CLOCK_NEW", 0x4b564d00, kvm },
	{ "KVM_SYSTEM_TIME_NEW", 0x4b564d01, kvm },
	{ "KVM_ASYNC_PF_EN", 0x4b564d02, kvm },
	{ "KVM_STEAL_TIME", 0x4b564d03, kvm },
	{ "KVM_PV_EOI_EN", 0x4b564d04, kvm },
	{ "HV_GUEST_OS_ID", 0x40000000, hyperv },
	{ "HV_HYPERCALL", 0x40000001, hyperv },
	{ "HV_VP_INDEX", 0x40000002, hyperv },
	{ "HV_REFERENCE_TSC", 0x40000021, hyperv },
	{ "HV_SCONTROL", 0x40000080, hyperv },
	{ "IA32_VMX_BASIC", MSR_IA32_VMX_BASIC, vmx },
	{ "IA32_VMX_VMCS_ENUM", MSR_IA32_VMX_VMCS_ENUM, vmx },
	{ "VM_CR", MSR_VM_CR, svm },
	{ "TSC_RATIO", MSR_TSC_RATIO, tsc_ratio },
	{ "HWCR", MSR_HWCR, amd },
	{ "IA32_PMC0", MSR_IA32_PMC0, perfmon },
	{ "IA32_PERFEVTSEL0", MSR_IA32_PERFEVTSEL0, perfmon },
	{ "IA32_FIXED_CTR0", MSR_IA32_FIXED_CTR0, perfmon_2 },
	{ "IA32_PERF_GLOBAL_CTRL", MSR_IA32_PERF_GLOBAL_CTRL, perfmon_2 },
	{ "PERF_CTL0", MSR_PERF_CTL(0), amd_core_perf },
	{ "PERF_CTR0", MSR_PERF_CTR(0), amd_core_perf },
	{ "IA32_U_CET", MSR_IA32_U_CET, cet },
	{ "IA32_S_CET", MSR_IA32_S_CET, cet },
	{ "IA32_PL3_SSP", MSR_IA32_PL3_SSP, cet_ss },
	{ "IA32_XSS", MSR_IA32_XSS, xsaves },
	{ "IA32_XFD", MSR_IA32_XFD, xfd },
	{ "IA32_XFD_ERR", MSR_IA32_XFD_ERR, xfd },
	{ "IA32_UMWAIT_CONTROL", MSR_IA32_UMWAIT_CONTROL, waitpkg },
	{ "TSX_FORCE_ABORT", 0x10f, tsx_force_abort },
	{ "IA32_RTIT_CTL", 0x570, trace },
	{ "IA32_RTIT_STATUS", 0x571, trace },
	{ "IA32_RTIT_OUTPUT_BASE", 0x560, trace },
	{ "IA32_SGXLEPUBKEYHASH0", 0x8c, sgx_lc },
	{ "IA32_LBR_CTL", MSR_IA32_LBR_CTL, arch_lbr },
	{ "IA32_PM_ENABLE", 0x770, hwp },
	{ "IA32_MPERF", MSR_IA32_MPERF, aperf },
	{ "IA32_APERF", MSR_IA32_APERF, aperf },
	{ "IA32_ENERGY_PERF_BIAS", MSR_IA32_ENERGY_PERF_BIAS, energy_bias },
	{ "IA32_CLOCK_MODULATION", MSR_IA32_CLOCK_MODULATION,
	  clock_modulation },
	{ "IA32_MC0_CTL2", MSR_IA32_MC_CTL2(0), cmci },
	{ "IA32_UINTR_RR", 0x985, uintr },
	{ "IA32_COPY_STATUS", 0x990, key_locker },
};

TEST_EACH(absent, const struct row *r, rows,
	  "raises #GP(0) for RDMSR and WRMSR where CPUID has no such register")
{
	if (r->present())
		SKIP("the processor has it");
	expect_absent(r->msr);
}

TEST_EACH(present, const struct row *r, rows,
	  "can be read where CPUID says that it exists")
{
	uint64_t value;

	if (!r->present())
		SKIP("the processor has no such register");
	EXPECT_TRAP(msr_read(r->msr, &value), TRAP_NONE);
}

/* ------------------------------------------- registers of the instructions ---- */

SNIPPET(read, "rdmsr");
SNIPPET(write, "wrmsr");

static const struct insn_row {
	const char *name;
	struct snippet code;
	uint32_t msr;
} insns[] = {
	{ "rdmsr-0x2", SNIPPET_OF(read), 0x2 },
	{ "rdmsr-0x3fffffff", SNIPPET_OF(read), 0x3fffffff },
	{ "rdmsr-0x40000fff", SNIPPET_OF(read), 0x40000fff },
	{ "rdmsr-0xc0001fff", SNIPPET_OF(read), 0xc0001fff },
	{ "wrmsr-0x2", SNIPPET_OF(write), 0x2 },
	{ "wrmsr-0x3fffffff", SNIPPET_OF(write), 0x3fffffff },
	{ "wrmsr-0x40000fff", SNIPPET_OF(write), 0x40000fff },
	{ "wrmsr-0xc0001fff", SNIPPET_OF(write), 0xc0001fff },
};

static struct registers loaded(uint32_t msr)
{
	const struct registers in = {
		.ax = 0x1a2b3c4d,
		.bx = 0x5a6b7c0d,
		.cx = msr,
		.dx = 0x02468ace,
		.si = 0x11223344,
		.di = 0x55667788,
		.flags = EFLAGS_FIXED | EFLAGS_CF | EFLAGS_ZF,
	};

	return in;
}

TEST_EACH(refused, const struct insn_row *r, insns,
	  "changes no register of the instruction that is refused")
{
	const struct registers in = loaded(r->msr);
	struct outcome o = run_kernel(&r->code, &in);

	expect_refused(&o, r->code.at, X86_GP, &in);
}

/* The upper half of RCX does not count, be it a register's number. */
TEST_EACH(refused_high, const struct insn_row *r, insns,
	  "does so whatever is in the upper half of RCX")
{
	struct registers in = loaded(r->msr);
	struct outcome o;

	if (sizeof(long) == 4)
		SKIP("RCX has no upper half");
	in.cx |= (unsigned long)((uint64_t)MSR_IA32_SYSENTER_CS << 32);
	o = run_kernel(&r->code, &in);
	expect_refused(&o, r->code.at, X86_GP, &in);
}

TEST(write_keeps, "changes no register of a WRMSR that is taken",
     .needs = NEEDS(&x86_sep))
{
	const struct snippet code = SNIPPET_OF(write);
	struct registers in = loaded(MSR_IA32_SYSENTER_ESP);
	struct outcome o;

	test_defer2(wrmsr, MSR_IA32_SYSENTER_ESP, rdmsr(MSR_IA32_SYSENTER_ESP));
	in.dx = 0;
	o = run_kernel(&code, &in);
	expect_done(&o);
	expect_registers(&o, &in);
	EXPECT_EQ(rdmsr(MSR_IA32_SYSENTER_ESP), 0x1a2b3c4d);
}

/* ------------------------------------------------------------- read-only ---- */

static const struct ro_row {
	const char *name;
	uint32_t msr;
} read_only[] = {
	{ "IA32_PLATFORM_ID", MSR_IA32_PLATFORM_ID },
	{ "MSR_PLATFORM_INFO", MSR_PLATFORM_INFO },
	{ "IA32_PERF_STATUS", MSR_IA32_PERF_STATUS },
};

TEST_EACH(read_only, const struct ro_row *r, read_only,
	  "refuses every write, of its own value and of others")
{
	uint64_t value = 0;

	if (msr_read(r->msr, &value).cause == TRAP_NONE)
		expect_refuses(r->msr, value);
	EXPECT_TRAP(msr_try(r->msr, value ^ 1, value, &value), X86_GP);
	EXPECT_TRAP(msr_try(r->msr, ~0ull, value, &value), X86_GP);
}
