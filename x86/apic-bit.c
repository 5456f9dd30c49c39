/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUID.1:EDX.APIC, which follows IA32_APIC_BASE.EN. A suite of its own: a local
 * APIC that does not come back takes its CPU with it.
 *
 * Intel SDM vol. 2, CPUID; vol. 3, 10.4.3 (enabling or disabling the local
 * APIC). AMD APM vol. 2, 16.3.1.
 */
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>

TEST_SUITE("apic-bit", .summary = "CPUID's APIC flag follows APIC_BASE.EN",
	   .needs = NEEDS(&smp_2_cpus, &x86_apic));

#define APIC_FLAG (1u << 9)

static bool flag(void)
{
	return cpuid(1, 0).d & APIC_FLAG;
}

struct bits {
	bool before, disabled, enabled;
	uint64_t base, base_disabled, base_enabled;
};

static void toggle(void *arg)
{
	struct bits *bits = arg;

	bits->before = flag();
	bits->base = rdmsr(MSR_IA32_APIC_BASE);
	wrmsr(MSR_IA32_APIC_BASE,
	      bits->base & ~(APIC_BASE_EN | APIC_BASE_EXTD));
	bits->disabled = flag();
	bits->base_disabled = rdmsr(MSR_IA32_APIC_BASE);
	wrmsr(MSR_IA32_APIC_BASE, bits->base & ~APIC_BASE_EXTD);
	bits->enabled = flag();
	bits->base_enabled = rdmsr(MSR_IA32_APIC_BASE);
}

static struct bits bits;

TEST(cleared, "clears the flag with EN, on the CPU that wrote it only",
     .ends = ENDS_RESET)
{
	on_cpu(1, toggle, &bits);
	EXPECT_TRUE(bits.before);
	EXPECT_FALSE(bits.disabled);
	EXPECT_EQ(bits.base_disabled,
		  bits.base & ~(APIC_BASE_EN | APIC_BASE_EXTD));
	EXPECT_TRUE(flag());
	test_ends();
	arch_end(PROTO_ENDS_KIND_RESET);
}

TEST(set_again, "sets the flag with EN again", .ends = ENDS_RESET)
{
	on_cpu(1, toggle, &bits);
	EXPECT_EQ(bits.base_enabled, bits.base & ~APIC_BASE_EXTD);
	EXPECT_TRUE(bits.enabled);
	EXPECT_TRUE(flag());
	test_ends();
	arch_end(PROTO_ENDS_KIND_RESET);
}
