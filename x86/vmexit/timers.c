/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts of the local APIC's timer: by deadline, out of HLT, and how late. */
#include "suite.h"
#include <arch/irq.h>
#include <clock.h>

enum {
	DEADLINE_TICKS = 3000,
	SOON = 1000,	    /* of a timer that counts at up to 1 GHz */
	JITTER_NS = 100000, /* the timer of QEMU and KVM counts nanoseconds */
	EARLY_NS = 95000,   /* the rates of two clocks are not known better */
};

static void arm(uint64_t ticks)
{
	uint64_t before = taken;

	wrmsr(MSR_IA32_TSC_DEADLINE, rdtsc() + ticks);
	wait_for_more(before);
}

static void deadline_now(void *arg)
{
	(void)arg;
	arm(0);
}

static void deadline_soon(void *arg)
{
	(void)arg;
	arm(DEADLINE_TICKS);
}

static void bench_deadline(void (*fn)(void *))
{
	uint64_t calls;

	prepare();
	apic_write(APIC_LVTT, APIC_LVTT_DEADLINE | VECTOR);
	/* between LVTT and the MSR: SDM vol. 3, 10.5.4.1 */
	asm volatile("mfence" ::: "memory");
	irq_enable();
	calls = bench_run(NULL, fn, NULL);
	irq_disable();
	EXPECT_EQ(taken, calls);
}

BENCH(tscdeadline_immed,
      "takes the timer's interrupt for a deadline that is now",
      .needs = NEEDS(&x86_tsc_deadline))
{
	bench_deadline(deadline_now);
}

BENCH(tscdeadline, "takes the timer's interrupt 3000 ticks later",
      .needs = NEEDS(&x86_tsc_deadline))
{
	bench_deadline(deadline_soon);
}

/* -------------------------------------------------------------- one-shot ---- */

/* STI takes effect after HLT has begun: the interrupt is not missed. */
static void halt_until_timer(void *arg)
{
	uint64_t before = taken;

	(void)arg;
	apic_timer_start(APIC_LVTT_ONESHOT, VECTOR, SOON);
	while (taken == before) {
		sti_hlt();
		irq_disable();
	}
}

BENCH(hlt_wake, "is woken from HLT by the timer, 1000 of its ticks later",
      .needs = NEEDS(&x86_apic))
{
	uint64_t calls;

	prepare();
	calls = bench_run(NULL, halt_until_timer, NULL);
	EXPECT_EQ(taken, calls);
}

static uint64_t early;

static void wait_for_timer(void *arg)
{
	uint64_t before = taken, start = arch_ticks();

	(void)arg;
	apic_timer_start(APIC_LVTT_ONESHOT, VECTOR, JITTER_NS);
	irq_enable();
	wait_for_more(before);
	irq_disable();
	if (ticks_to_ns(arch_ticks() - start) < EARLY_NS)
		early++;
}

/* How far the 99th percentile is from the median is the jitter. */
BENCH(timer_jitter, "takes the interrupt of 100 us of the timer, never early",
      .needs = NEEDS(&x86_apic))
{
	uint64_t calls;

	prepare();
	early = 0;
	calls = bench_run(NULL, wait_for_timer, NULL);
	EXPECT_EQ(taken, calls);
	if (x86_tcg.probe() || x86_kvm.probe())
		EXPECT_EQ(early, 0);
}
