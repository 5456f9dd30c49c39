/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits that follow a control register or an MSR at once, on the CPU that wrote
 * it and on no other. IA32_APIC_BASE.EN is suite apic-bit.
 *
 * Intel SDM vol. 2, CPUID: 1:ECX.OSXSAVE, 7.0:ECX.OSPKE; vol. 4,
 * IA32_MISC_ENABLE, bits 18, 22 and 34.
 */
#include "suite.h"
#include <smp.h>

/* ------------------------------------------------------- CR4 and XCR0 ---- */

static const struct row {
	const char *name;
	const char *flag;   /* enumerates the CR4 bit */
	const char *mirror; /* follows the CR4 bit */
	unsigned long cr4;
} rows[] = {
	{ "OSXSAVE", "xsave", "osxsave", CR4_OSXSAVE },
	{ "OSPKE", "pku", "ospke", CR4_PKE },
};

struct query {
	const struct flag *flag;
	bool set;
	uint32_t area_bytes; /* 0DH.0:EBX */
};

static void query(void *arg)
{
	struct query *q = arg;

	q->set = flag_set(q->flag);
	q->area_bytes = cpuid(0xd, 0).b;
}

static struct query ask(unsigned int cpu, const char *flag)
{
	struct query q = { .flag = flag_named(flag) };

	on_cpu(cpu, query, &q);
	return q;
}

TEST_EACH(follows_cr4, const struct row *r, rows, "follows the bit of CR4")
{
	unsigned long cr4 = read_cr4();

	if (!has(r->flag))
		SKIP("needs %s", r->flag);
	test_defer(write_cr4, cr4);
	for (unsigned int i = 0; i < 3; i++) {
		write_cr4(cr4 | r->cr4);
		EXPECT_TRUE(has(r->mirror));
		write_cr4(cr4 & ~r->cr4);
		EXPECT_FALSE(has(r->mirror));
	}
}

TEST_EACH(follows_here_only, const struct row *r, rows,
	  "does not follow CR4 of another CPU")
{
	unsigned long cr4 = read_cr4();
	bool there;

	if (!has(r->flag))
		SKIP("needs %s", r->flag);
	if (cpu_count() < 2)
		SKIP("needs two CPUs");
	there = ask(1, r->mirror).set;
	test_defer(write_cr4, cr4);
	write_cr4(cr4 | r->cr4);
	EXPECT_EQ(ask(1, r->mirror).set, there);
	write_cr4(cr4 & ~r->cr4);
	EXPECT_EQ(ask(1, r->mirror).set, there);
}

TEST_EACH(stays_clear, const struct row *r, rows,
	  "is never set without the feature")
{
	if (has(r->flag))
		SKIP("the CPU has %s", r->flag);
	EXPECT_FALSE(has(r->mirror));
}

static void write_xcr0(uintptr_t value)
{
	xsetbv(0, value);
}

TEST(xcr0_here_only, "does not change 0DH.0:EBX by XCR0 of another CPU")
{
	uint32_t there;

	if (!has("xsave"))
		SKIP("needs XSAVE (CPUID.1:ECX[26])");
	if (cpu_count() < 2)
		SKIP("needs two CPUs");
	there = ask(1, "xsave").area_bytes;
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_OSXSAVE);
	test_defer(write_xcr0, XCR0_X87);
	xsetbv(0, cpuid(0xd, 0).a);
	EXPECT_EQ(ask(1, "xsave").area_bytes, there);
	xsetbv(0, XCR0_X87);
	EXPECT_EQ(ask(1, "xsave").area_bytes, there);
}

/* Bits of CR4 that have nothing to do with CPUID. */
static const struct other_row {
	const char *name;
	const char *flag;
	unsigned long cr4;
} others[] = {
	{ "TSD", "tsc", CR4_TSD },
	{ "DE", "de", CR4_DE },
	{ "MCE", "mce", CR4_MCE },
	{ "PGE", "pge", CR4_PGE },
	{ "OSFXSR", "fxsr", CR4_OSFXSR },
	{ "OSXMMEXCPT", "sse", CR4_OSXMMEXCPT },
	{ "UMIP", "umip", CR4_UMIP },
	{ "FSGSBASE", "fsgsbase", CR4_FSGSBASE },
};

static uint32_t digest(void)
{
	static const uint32_t leaves[] = { 0,	       1,	   5,
					   6,	       7,	   0xd,
					   0x80000001, 0x80000007, 0x80000008 };
	uint32_t sum = 0;

	for (unsigned int i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		struct cpuid r = cpuid(leaves[i], 0);

		sum = sum * 31 + r.a;
		sum = sum * 31 + r.b;
		sum = sum * 31 + r.c;
		sum = sum * 31 + r.d;
	}
	return sum;
}

TEST_EACH(unmoved, const struct other_row *r, others,
	  "changes nothing in CPUID when the bit of CR4 changes")
{
	uint32_t before = digest();

	if (!has(r->flag))
		SKIP("needs %s", r->flag);
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() ^ r->cr4);
	EXPECT_EQ(digest(), before);
	write_cr4(read_cr4() ^ r->cr4);
	EXPECT_EQ(digest(), before);
}

/* -------------------------------------------------- IA32_MISC_ENABLE ---- */

#define MISC_MWAIT	 (1ull << 18)
#define MISC_LIMIT_CPUID (1ull << 22)
#define MISC_XD_DISABLE	 (1ull << 34)

/* Whether the bit can have this value; it is then put back by itself. */
static void set_misc(uint64_t clear, uint64_t set)
{
	uint64_t old, value;

	if (!vendor_intel())
		SKIP("IA32_MISC_ENABLE is Intel's");
	if (rdmsr_safe(MSR_IA32_MISC_ENABLE, &old) != TRAP_NONE)
		SKIP("there is no IA32_MISC_ENABLE");
	value = (old & ~clear) | set;
	test_defer2(wrmsr, MSR_IA32_MISC_ENABLE, old);
	if (wrmsr_safe(MSR_IA32_MISC_ENABLE, value) != TRAP_NONE ||
	    rdmsr(MSR_IA32_MISC_ENABLE) != value)
		SKIP("the bit of IA32_MISC_ENABLE cannot be changed");
}

TEST(misc_enable_mwait, "clears 1:ECX.MONITOR with MISC_ENABLE[18]")
{
	if (!has("monitor"))
		SKIP("needs MONITOR (CPUID.1:ECX[3])");
	set_misc(MISC_MWAIT, 0);
	EXPECT_FALSE(has("monitor"));
	wrmsr(MSR_IA32_MISC_ENABLE, rdmsr(MSR_IA32_MISC_ENABLE) | MISC_MWAIT);
	EXPECT_TRUE(has("monitor"));
}

/* "CPUID.00H returns a maximum value in EAX[7:0] of 2" (vol. 4, table 2-2). */
TEST(misc_enable_limit, "limits the highest leaf with MISC_ENABLE[22]")
{
	uint32_t max = cpuid(0, 0).a;

	if (max <= 3)
		SKIP("the highest leaf is 3 already");
	set_misc(0, MISC_LIMIT_CPUID);
	EXPECT_LE(cpuid(0, 0).a & 0xff, 3);
	wrmsr(MSR_IA32_MISC_ENABLE,
	      rdmsr(MSR_IA32_MISC_ENABLE) & ~MISC_LIMIT_CPUID);
	EXPECT_EQ(cpuid(0, 0).a, max);
}

TEST(misc_enable_xd, "clears 80000001:EDX.NX with MISC_ENABLE[34]")
{
	if (!has("nx"))
		SKIP("needs NX (CPUID.80000001:EDX[20])");
	set_misc(0, MISC_XD_DISABLE);
	EXPECT_FALSE(has("nx"));
	wrmsr(MSR_IA32_MISC_ENABLE,
	      rdmsr(MSR_IA32_MISC_ENABLE) & ~MISC_XD_DISABLE);
	EXPECT_TRUE(has("nx"));
}
