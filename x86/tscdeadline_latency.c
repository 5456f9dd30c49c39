/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How late the TSC deadline timer is, and that it is never early. The arguments are
 * delta= (ticks from arming to the deadline, 200000), samples= (10000), and
 * break_max=: a latency above which the case fails.
 *
 * Intel SDM vol. 3, 10.5.4.1 (TSC-deadline mode).
 */
#include <arch/irq.h>
#include <stdlib.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqlog.h>
#include <x86/msr.h>

TEST_SUITE(
	"tscdeadline_latency",
	.summary = "the TSC deadline timer is late by little, and never early",
	.needs = NEEDS(&x86_apic, &x86_tsc_deadline), .setup = irqlog_start);

enum {
	VECTOR = 0xe7
};

static uint64_t deadline, delta;
static int64_t *late;
static volatile unsigned int taken;
static unsigned int wanted;

/* Arms the next one itself, as a kernel's timer does. */
static void measure(unsigned int vector)
{
	uint64_t now = rdtsc();

	(void)vector;
	if (taken < wanted)
		late[taken++] = (int64_t)(now - deadline);
	if (taken < wanted) {
		deadline = rdtsc() + delta;
		wrmsr(MSR_IA32_TSC_DEADLINE, deadline);
	}
}

static void disarm(uintptr_t unused)
{
	(void)unused;
	wrmsr(MSR_IA32_TSC_DEADLINE, 0);
}

static void take_samples(void)
{
	irqlog.always = measure;
	test_defer(disarm, 0);
	apic_write(APIC_LVTT, APIC_LVTT_DEADLINE | VECTOR);
	asm volatile("mfence" ::: "memory");
	deadline = rdtsc() + delta;
	wrmsr(MSR_IA32_TSC_DEADLINE, deadline);
	while (taken < wanted && irqlog_wait(VECTOR, taken + 1))
		;
}

/* Shell's: there is no qsort() here. */
static void sort(int64_t *v, unsigned int nr)
{
	for (unsigned int gap = nr / 2; gap; gap /= 2) {
		for (unsigned int i = gap; i < nr; i++) {
			int64_t x = v[i];
			unsigned int k = i;

			for (; k >= gap && v[k - gap] > x; k -= gap)
				v[k] = v[k - gap];
			v[k] = x;
		}
	}
}

static long long percentile(unsigned int percent)
{
	return late[(uint64_t)(wanted - 1) * percent / 100];
}

TEST(latency, "no deadline fires early; how late they are is noted")
{
	uint64_t break_max = test_arg_u64("break_max", 0);
	int64_t sum = 0;

	delta = test_arg_u64("delta", 200000);
	wanted = (unsigned int)test_arg_u64("samples", 10000);
	late = calloc(wanted, sizeof(*late));
	taken = 0;
	take_samples();
	ASSERT_EQ(taken, wanted);
	EXPECT_EQ(irqlog.taken[0][VECTOR], wanted);
	for (unsigned int i = 0; i < wanted; i++) {
		EXPECT_GE(late[i], 0);
		sum += late[i];
	}
	sort(late, wanted);
	test_note(
		"ticks late: min %lld mean %lld median %lld p99 %lld max %lld",
		percentile(0), (long long)(sum / wanted), percentile(50),
		percentile(99), percentile(100));
	if (break_max)
		EXPECT_LE(late[wanted - 1], break_max);
}
