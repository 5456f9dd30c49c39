/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/msrs.h>

#include <smp.h>
#include <string.h>
#include <test/test.h>

struct access {
	uint32_t msr;
	uint64_t value;
	uint64_t old;
	uint64_t read;
};

static void do_read(const void *arg)
{
	struct access *a = (struct access *)(uintptr_t)arg;

	a->read = rdmsr(a->msr);
}

static void do_try(const void *arg)
{
	struct access *a = (struct access *)(uintptr_t)arg;
	uint64_t read;

	wrmsr(a->msr, a->value);
	read = rdmsr(a->msr);
	wrmsr(a->msr, a->old);
	a->read = read;
}

struct trap msr_read(uint32_t msr, uint64_t *value)
{
	struct access a = { .msr = msr };
	struct trap t = trap_catch(do_read, &a);

	if (t.cause == TRAP_NONE)
		*value = a.read;
	return t;
}

struct trap msr_try(uint32_t msr, uint64_t value, uint64_t old, uint64_t *read)
{
	struct access a = { .msr = msr, .value = value, .old = old };
	struct trap t = trap_catch(do_try, &a);

	if (t.cause == TRAP_NONE)
		*read = a.read;
	return t;
}

static void do_read_on(void *arg)
{
	do_read(arg);
}

uint64_t msr_read_on(unsigned int cpu, uint32_t msr)
{
	struct access a = { .msr = msr };

	on_cpu(cpu, do_read_on, &a);
	return a.read;
}

void expect_absent(uint32_t msr)
{
	uint64_t value = 0;
	struct trap t = msr_read(msr, &value);

	test_context("MSR 0x%x, which does not exist", (unsigned int)msr);
	EXPECT_TRAP(t, X86_GP);
	EXPECT_TRAP(msr_try(msr, value, value, &value), X86_GP);
	test_context("%s", "");
}

void expect_holds(uint32_t msr, uint64_t value, uint64_t reads)
{
	uint64_t old = 0, now = 0;

	test_context("MSR 0x%x, writing 0x%llx", (unsigned int)msr,
		     (unsigned long long)value);
	ASSERT_TRAP(msr_read(msr, &old), TRAP_NONE);
	EXPECT_TRAP(msr_try(msr, value, old, &now), TRAP_NONE);
	EXPECT_EQ(now, reads);
	EXPECT_EQ(rdmsr(msr), old);
	test_context("%s", "");
}

void expect_refuses(uint32_t msr, uint64_t value)
{
	uint64_t old = 0, now = 0;

	test_context("MSR 0x%x, writing 0x%llx", (unsigned int)msr,
		     (unsigned long long)value);
	ASSERT_TRAP(msr_read(msr, &old), TRAP_NONE);
	EXPECT_TRAP(msr_try(msr, value, old, &now), X86_GP);
	EXPECT_EQ(rdmsr(msr), old);
	test_context("%s", "");
}

/* --------------------------------------------------------------- CPUID -- */

static bool vendor_is(const char *name)
{
	struct cpuid r = cpuid(0, 0);
	uint32_t text[3] = { r.b, r.d, r.c };

	return memcmp(text, name, sizeof(text)) == 0;
}

bool vendor_intel(void)
{
	return vendor_is("GenuineIntel");
}

bool vendor_amd(void)
{
	return vendor_is("AuthenticAMD") || vendor_is("HygonGenuine");
}

bool cpuid_bit(uint32_t leaf, uint32_t subleaf, char reg, unsigned int bit)
{
	struct cpuid r;
	uint32_t word;

	if (cpuid_max(leaf & 0xffff0000) < leaf)
		return false;
	r = cpuid(leaf, subleaf);
	word = reg == 'a' ? r.a : reg == 'b' ? r.b : reg == 'c' ? r.c : r.d;
	return word >> bit & 1;
}

bool has_lm(void)
{
	return cpuid_bit(0x80000001, 0, 'd', 29);
}

bool has_nx(void)
{
	return cpuid_bit(0x80000001, 0, 'd', 20);
}

bool has_syscall(void)
{
	return cpuid_bit(0x80000001, 0, 'd', 11);
}

bool has_ffxsr(void)
{
	return cpuid_bit(0x80000001, 0, 'd', 25);
}

bool has_svm(void)
{
	return cpuid_bit(0x80000001, 0, 'c', 2);
}

bool has_rdtscp(void)
{
	return cpuid_bit(0x80000001, 0, 'd', 27) || cpuid_bit(7, 0, 'c', 22);
}

bool has_sep(void)
{
	return cpuid_bit(1, 0, 'd', 11);
}

bool has_mtrr(void)
{
	return cpuid_bit(1, 0, 'd', 12);
}

bool has_mca(void)
{
	return cpuid_bit(1, 0, 'd', 14);
}

bool has_pat(void)
{
	return cpuid_bit(1, 0, 'd', 16);
}

bool has_pks(void)
{
	return cpuid_bit(7, 0, 'c', 31);
}

/*
 * WRMSR checks against the width that the processor supports, whether CR4.LA57
 * is set or not (Intel SDM vol. 3, 4.5.2 and the canonicality rules there).
 */
unsigned int linear_bits(void)
{
	if (!has_lm())
		return 32;
	return cpuid_bit(7, 0, 'c', 16) ? 57 : 48;
}

unsigned int physical_bits(void)
{
	if (cpuid(0x80000000, 0).a < 0x80000008)
		return 36;
	return cpuid(0x80000008, 0).a & 0xff;
}
