/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/features.h>

#include <x86/cpu.h>
#include <x86/irq/apic.h>
#include <x86/tsc.h>

/* A leaf above the maximum repeats another one's data: SDM vol. 2, CPUID. */
static bool has_leaf(uint32_t leaf)
{
	return cpuid_max(leaf & 0xffff0000) >= leaf;
}

#define LOWER_A a
#define LOWER_B b
#define LOWER_C c
#define LOWER_D d

#define DEFINE_(id, name_, where_, leaf, sub, reg, bit)                       \
	static bool probe_##id(void)                                          \
	{                                                                     \
		return has_leaf(leaf) &&                                      \
		       (cpuid(leaf, sub).reg >> (bit)&1);                     \
	}                                                                     \
	const struct feature id = { name_, where_, probe_##id };

#define DEFINE_BIT(id, name_, leaf, reg, bit)                                 \
	DEFINE_(id, name_, "CPUID." #leaf ":E" #reg "X[" #bit "]", 0x##leaf,  \
		0, LOWER_##reg, bit)
#define DEFINE_SUBLEAF_BIT(id, name_, leaf, sub, reg, bit)                    \
	DEFINE_(id, name_, "CPUID." #leaf "." #sub ":E" #reg "X[" #bit "]",   \
		0x##leaf, sub, LOWER_##reg, bit)
X86_CPUID_FEATURES(DEFINE_BIT, DEFINE_SUBLEAF_BIT)

static bool vendor_is(uint32_t b, uint32_t d, uint32_t c)
{
	struct cpuid r = cpuid(0, 0);

	return r.b == b && r.d == d && r.c == c;
}

static bool probe_x86_intel(void) /* "GenuineIntel" */
{
	return vendor_is(0x756e6547, 0x49656e69, 0x6c65746e);
}

static bool probe_x86_amd(void) /* "AuthenticAMD" */
{
	return vendor_is(0x68747541, 0x69746e65, 0x444d4163);
}

static bool hypervisor_is(uint32_t b, uint32_t c, uint32_t d)
{
	struct cpuid r;

	if (!x86_hypervisor.probe())
		return false;
	r = cpuid(0x40000000, 0);
	return r.b == b && r.c == c && r.d == d;
}

static bool probe_x86_tcg(void) /* "TCGTCGTCGTCG" */
{
	return hypervisor_is(0x54474354, 0x43544743, 0x47435447);
}

static bool probe_x86_kvm(void) /* "KVMKVMKVM\0\0\0" */
{
	return hypervisor_is(0x4b4d564b, 0x564b4d56, 0x4d);
}

static bool probe_x86_rdtscp_or_rdpid(void)
{
	return x86_rdtscp.probe() || x86_rdpid.probe();
}

static bool probe_x86_arch_perfmon(void)
{
	return has_leaf(0xa) && (cpuid(0xa, 0).a & 0xff);
}

static bool probe_x86_tsc_frequency(void)
{
	return tsc_hz_from(TSC_FROM_CPUID_15) ||
	       tsc_hz_from(TSC_FROM_CPUID_40000010);
}

static bool probe_x86_xapic_mode(void)
{
	return apic_mode() == APIC_XAPIC;
}

/* KVM documentation, kernel-parameters: kvm.force_emulation_prefix */
static bool probe_x86_forced_emulation(void)
{
	unsigned long cause = TRAP_NONE;

	asm volatile("1: " FORCED_EMULATION "nop\n\t"
		     "2:\n\t" EXTABLE("1b", "2b")
		     : "+b"(cause)
		     :
		     : "memory");
	return cause == TRAP_NONE;
}

#define DEFINE_PROBE(id, name_, where_)                                       \
	const struct feature id = { name_, where_, probe_##id };
X86_PROBED_FEATURES(DEFINE_PROBE)
