/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions that hypervisors intercept. */
#include "suite.h"
#include <string.h>

static void do_cpuid(void *arg)
{
	*(struct cpuid *)arg = cpuid(0, 0);
}

BENCH(cpuid, "executes CPUID")
{
	struct cpuid r = { 0 }, expected = cpuid(0, 0);

	bench_run(NULL, do_cpuid, &r);
	EXPECT_MEMEQ(&r, &expected, sizeof(r));
}

static void do_cpuid_forced(void *arg)
{
	struct cpuid *r = arg;

	asm volatile(FORCED_EMULATION "cpuid"
		     : "=a"(r->a), "=b"(r->b), "=c"(r->c), "=d"(r->d)
		     : "a"(0), "c"(0));
}

BENCH(cpuid_forced, "has CPUID emulated", .needs = NEEDS(&x86_forced_emulation))
{
	struct cpuid r = { 0 }, expected = cpuid(0, 0);

	bench_run(NULL, do_cpuid_forced, &r);
	EXPECT_MEMEQ(&r, &expected, sizeof(r));
}

/* KVM_HC_VAPIC_POLL_IRQ, hypercalls.rst: does nothing, returns 0. */
enum {
	HYPERCALL = 1
};

static void do_vmcall(void *arg)
{
	unsigned long result = HYPERCALL;

	asm volatile("vmcall" : "+a"(result) : : "memory");
	*(unsigned long *)arg = result;
}

static void do_vmmcall(void *arg)
{
	unsigned long result = HYPERCALL;

	asm volatile("vmmcall" : "+a"(result) : : "memory");
	*(unsigned long *)arg = result;
}

static void try_hypercall(const void *arg)
{
	unsigned long result;

	if (arg)
		do_vmmcall(&result);
	else
		do_vmcall(&result);
}

BENCH(vmcall, "makes a hypercall that does nothing")
{
	bool amd = x86_amd.probe();
	unsigned long result = 1;

	if (trap_catch(try_hypercall, amd ? &amd : NULL).cause != TRAP_NONE)
		SKIP("the hypervisor takes no %s", amd ? "VMMCALL" : "VMCALL");
	bench_run(NULL, amd ? do_vmmcall : do_vmcall, &result);
	EXPECT_EQ(result, 0);
}

#define MARK 0x5aa55aa5u

static uint32_t marked;

static void do_wbinvd(void *arg)
{
	*(volatile uint32_t *)arg = MARK;
	wbinvd();
}

BENCH(wbinvd, "writes caches back, and loses nothing")
{
	bench_run(NULL, do_wbinvd, &marked);
	EXPECT_EQ(marked, MARK);
}

static void do_invd(void *arg)
{
	(void)arg;
	asm volatile("invd" ::: "memory");
}

/* On hardware INVD loses what is dirty; KVM and TCG do not let a guest do that. */
BENCH(invd, "executes INVD where the hypervisor makes it harmless")
{
	if (!x86_tcg.probe() && !x86_kvm.probe())
		SKIP("INVD may reach the caches here");
	marked = MARK;
	EXPECT_GT(bench_run(NULL, do_invd, NULL), 0);
	EXPECT_EQ(marked, MARK);
}

static void do_invlpg(void *arg)
{
	invlpg(arg);
}

BENCH(invlpg, "invalidates a page's translation")
{
	marked = MARK;
	bench_run(NULL, do_invlpg, &marked);
	EXPECT_EQ(marked, MARK);
}

static void do_rdtsc(void *arg)
{
	*(uint64_t *)arg = rdtsc();
}

BENCH(rdtsc, "reads the time-stamp counter", .needs = NEEDS(&x86_tsc))
{
	uint64_t before = rdtsc(), after = 0;

	bench_run(NULL, do_rdtsc, &after);
	EXPECT_GT(after, before);
}

static void try_rdpmc(const void *arg)
{
	(void)arg;
	rdpmc(0);
}

static void do_rdpmc(void *arg)
{
	*(uint64_t *)arg = rdpmc(0);
}

BENCH(rdpmc, "reads a performance counter")
{
	uint64_t value = ~0ull;

	if (trap_catch(try_rdpmc, NULL).cause != TRAP_NONE)
		SKIP("RDPMC is not there");
	bench_run(NULL, do_rdpmc, &value);
	EXPECT_NE(value, ~0ull);
}

static void do_xsetbv(void *arg)
{
	(void)arg;
	xsetbv(0, XCR0_X87 | XCR0_SSE);
}

static void write_xcr0(uintptr_t value)
{
	xsetbv(0, value);
}

BENCH(xsetbv, "writes XCR0", .needs = NEEDS(&x86_xsave))
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_OSXSAVE);
	test_defer(write_xcr0, XCR0_X87);
	bench_run(NULL, do_xsetbv, NULL);
	EXPECT_EQ(xgetbv(0), XCR0_X87 | XCR0_SSE);
}
