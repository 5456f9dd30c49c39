/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tells a guest that it is one: the hypervisor bit and leaves 40000000H.
 * KVM documentation, cpuid.rst; Hyper-V TLFS, 2.4; Intel reserves the range.
 */
#include "suite.h"
#include <string.h>
#include <x86/features.h>

#define HV_LEAF	  0x40000000u
#define HV_STRIDE 0x100u
#define HV_END	  0x40010000u

static void signature(uint32_t leaf, char text[13])
{
	struct cpuid r = cpuid(leaf, 0);
	uint32_t words[3] = { r.b, r.c, r.d };

	memcpy(text, words, 12);
	text[12] = '\0';
}

/* The leaf with this signature, 0: none. */
static uint32_t find(const char *wanted)
{
	char text[13];

	if (!has("hypervisor"))
		return 0;
	for (uint32_t leaf = HV_LEAF; leaf < HV_END; leaf += HV_STRIDE) {
		signature(leaf, text);
		if (memcmp(text, wanted, 12) == 0)
			return leaf;
	}
	return 0;
}

TEST(hypervisor_bit, "tells every guest that it is one")
{
	if (test_arg("bare"))
		EXPECT_FALSE(has("hypervisor"));
	else
		EXPECT_TRUE(has("hypervisor"));
}

TEST(hypervisor_signature, "is KVM, TCG, or Hyper-V with KVM behind it",
     .needs = NEEDS(&x86_hypervisor))
{
	char text[13];

	signature(HV_LEAF, text);
	if (memcmp(text, "Microsoft Hv", 12) == 0)
		EXPECT_EQ(find("KVMKVMKVM\0\0\0"), HV_LEAF + HV_STRIDE);
	else if (memcmp(text, "TCGTCGTCGTCG", 12) != 0)
		EXPECT_MEMEQ(text, "KVMKVMKVM\0\0\0", 12);
	else
		EXPECT_MEMEQ(text, "TCGTCGTCGTCG", 12);
}

/* Old KVMs left EAX zero, which means 40000001H (cpuid.rst). */
TEST(hypervisor_max, "counts its leaves, which are inside its hundred",
     .needs = NEEDS(&x86_hypervisor))
{
	uint32_t max = cpuid(HV_LEAF, 0).a;

	EXPECT_GE(max, HV_LEAF + 1);
	EXPECT_LT(max, HV_LEAF + HV_STRIDE);
}

TEST(tcg_leaf, "has nothing in 40000001H of TCG",
     .needs = NEEDS(&x86_hypervisor))
{
	struct cpuid r = cpuid(HV_LEAF + 1, 0);

	if (find("TCGTCGTCGTCG") != HV_LEAF)
		SKIP("the hypervisor is not TCG");
	EXPECT_EQ(cpuid(HV_LEAF, 0).a, HV_LEAF + 1);
	EXPECT_EQ(r.a | r.b | r.c | r.d, 0);
}

/* cpuid.rst: bits 0-7, 9-17 and 24 are assigned; EDX has one hint. */
#define KVM_RESERVED_FEATURES 0xfefc0100u

TEST(kvm_features, "sets only feature bits that KVM documents",
     .needs = NEEDS(&x86_hypervisor))
{
	uint32_t leaf = find("KVMKVMKVM\0\0\0");
	struct cpuid r;

	if (!leaf)
		SKIP("the hypervisor is not KVM");
	r = cpuid(leaf + 1, 0);
	EXPECT_EQ(r.a & KVM_RESERVED_FEATURES, 0);
	EXPECT_EQ(r.b, 0);
	EXPECT_EQ(r.c, 0);
	EXPECT_EQ(r.d & ~1u, 0);
}

TEST(frequency_leaf, "has plausible kHz in 40000010H where that exists",
     .needs = NEEDS(&x86_hypervisor))
{
	struct cpuid r = cpuid(HV_LEAF + 0x10, 0);

	if (cpuid(HV_LEAF, 0).a < HV_LEAF + 0x10)
		SKIP("40000000:EAX does not count 40000010");
	EXPECT_TRUE(has("invtsc"));
	EXPECT_GT(r.a, 100 * 1000);
	EXPECT_LT(r.a, 10 * 1000 * 1000);
	EXPECT_GT(r.b, 0);
	EXPECT_EQ(r.c | r.d, 0);
}

/* -------------------------------------------------- memory encryption ---- */

/* AMD APM vol. 3, E.4.18 */
TEST(sev_leaf, "has in 8000001F a C-bit and guests that fit the machine")
{
	struct cpuid r = cpuid(0x8000001f, 0);
	uint32_t c_bit = field(r.b, 5, 0), reduction = field(r.b, 11, 6);

	if (!leaf_exists(0x8000001f) || !(r.a & 3))
		SKIP("needs SME or SEV (CPUID.8000001F:EAX[1:0])");
	EXPECT_GE(c_bit, 32);
	EXPECT_LE(c_bit, 51);
	EXPECT_LE(reduction, 20);
	EXPECT_GE(field(cpuid(0x80000008, 0).a, 7, 0), c_bit - reduction);
	if (r.a & 1 << 3) /* SEV-ES has guests of its own */
		EXPECT_LE(r.d, r.c + 1);
}

/* Levels build on each other: SNP on ES, ES on SEV. */
TEST(sev_levels, "has SEV under SEV-ES, and SEV-ES under SEV-SNP")
{
	uint32_t a = cpuid(0x8000001f, 0).a;

	if (!leaf_exists(0x8000001f))
		SKIP("there is no leaf 8000001F");
	EXPECT_LE(field(a, 3, 3), field(a, 1, 1));
	EXPECT_LE(field(a, 4, 4), field(a, 3, 3));
	EXPECT_LE(field(a, 2, 2), field(a, 0, 0) | field(a, 1, 1));
}

TEST(sev_status, "has MSR C0010131 exactly with SME or SEV")
{
	bool present = leaf_exists(0x8000001f) && cpuid(0x8000001f, 0).a & 3;
	uint64_t value;

	EXPECT_EQ(rdmsr_safe(MSR_SEV_STATUS, &value),
		  present ? TRAP_NONE : X86_GP);
}
