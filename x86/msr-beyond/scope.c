/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that each CPU has of its own, on two CPUs at once: a hypervisor that
 * loads them late, or keeps them in a CPU of the host's, mixes them up when it
 * runs one after the other.
 */
#include "suite.h"

#include <clock.h>
#include <smp.h>
#include <x86/pio.h>

enum {
	ROUNDS = 10000,
	TIME_US = 700000,
	NR_CPUS = 2
};

static const struct own {
	uint32_t msr;
	bool (*present)(void);
	uint64_t value[NR_CPUS];
} owns[] = {
	{ MSR_IA32_SYSENTER_CS, has_sep, { 0x1234, 0x4321 } },
	{ MSR_IA32_SYSENTER_ESP, has_sep, { 0x11112222, 0x33334444 } },
	{ MSR_IA32_SYSENTER_EIP, has_sep, { 0x55556666, 0x77778888 } },
	{ MSR_IA32_STAR, has_lm, { 0x001b0008aaaa5555, 0x002b0010bbbb6666 } },
	{ MSR_IA32_LSTAR, has_lm, { 0x7fff11112222, 0x7eee33334444 } },
	{ MSR_IA32_CSTAR, has_lm, { 0x7ddd55556666, 0x7ccc77778888 } },
	{ MSR_IA32_FMASK, has_lm, { 0x47700, 0x40200 } },
	{ MSR_IA32_KERNEL_GS_BASE, has_lm, { 0x7bbb0000, 0x7aaa0000 } },
	{ MSR_IA32_TSC_AUX, has_rdtscp, { 0x13579bdf, 0x2468ace0 } },
	{ MSR_IA32_PKRS, has_pks, { 0x55555554, 0x11111110 } },
	{ MSR_IA32_PAT, has_pat, { 0x0007040600070401, 0x0007040600070406 } },
};

enum {
	NR_OWNS = sizeof(owns) / sizeof(owns[0])
};

static struct result {
	unsigned int rounds, wrong;
	uint32_t first_wrong; /* the MSR */
} results[NR_CPUS];

static void set_own(unsigned int cpu)
{
	for (unsigned int i = 0; i < NR_OWNS; i++) {
		if (!owns[i].present())
			continue;
		test_defer2(wrmsr, owns[i].msr, rdmsr(owns[i].msr));
		wrmsr(owns[i].msr, owns[i].value[cpu]);
	}
}

static void compare_own(unsigned int cpu, struct result *r)
{
	for (unsigned int i = 0; i < NR_OWNS; i++) {
		if (!owns[i].present() ||
		    rdmsr(owns[i].msr) == owns[i].value[cpu])
			continue;
		if (!r->wrong++)
			r->first_wrong = owns[i].msr;
	}
}

static void check_own(void *barrier)
{
	unsigned int cpu = cpu_this();
	struct result *r = &results[cpu];
	uint64_t start = clock_us();

	*r = (struct result){ 0 };
	set_own(cpu);
	barrier_wait(barrier);
	while (r->rounds < ROUNDS && clock_us() - start < TIME_US) {
		inb(0x80); /* out to the host, and back in */
		cpuid(0, 0);
		compare_own(cpu, r);
		r->rounds++;
	}
	barrier_wait(barrier);
	compare_own(cpu, r);
}

TEST(two_cpus, "hold their own values while both CPUs leave and enter",
     .needs = NEEDS(&x86_msr, &smp_2_cpus))
{
	static struct barrier barrier;

	barrier = (struct barrier){ .nr_cpus = NR_CPUS };
	on_cpu_start(1, check_own, &barrier);
	check_own(&barrier);
	on_cpu_wait(1);
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		test_context("CPU %u, first MSR 0x%x", cpu,
			     (unsigned int)results[cpu].first_wrong);
		EXPECT_GT(results[cpu].rounds, 0);
		EXPECT_EQ(results[cpu].wrong, 0);
	}
}
