/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The TSC as a clock: its rate, in step on all CPUs, through HLT and INIT.
 *
 * Intel SDM vol. 3, 17.17.1 (invariant TSC) and 18.7.3 (determining the
 * processor base frequency); ACPI 6.5, 4.8.2.1 (PM timer).
 */
#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/tsc.h>

TEST_SUITE("tsc", .summary = "the TSC counts, in step, and obeys its MSRs",
	   .needs = NEEDS(&x86_tsc));

/* ------------------------------------------------------------------ rate ---- */

/* A difference of more than @permille per thousand is a failure. */
static void expect_near(uint64_t hz, uint64_t expected, unsigned int permille)
{
	EXPECT_GE(hz, expected - expected / 1000 * permille);
	EXPECT_LE(hz, expected + expected / 1000 * permille);
}

static const struct source_row {
	const char *name;
	enum tsc_source source;
} measured[] = {
	{ "pm-timer", TSC_FROM_PM_TIMER },
	{ "pit", TSC_FROM_PIT },
	{ "apic-timer", TSC_FROM_APIC_TIMER },
};

TEST_EACH(rate, const struct source_row *r, measured,
	  "half a millisecond of this clock gives the library's rate within 1 %")
{
	uint64_t hz = tsc_hz_from(r->source);

	if (!hz)
		SKIP("there is no %s", tsc_source_name(r->source));
	expect_near(hz, arch_ticks_hz(), 10);
}

enum {
	LONG_US = 50000
};

TEST(rate_long, "50 ms of the PM timer give the library's rate within 1 %",
     .needs = NEEDS(&x86_pm_timer))
{
	test_note("%llu kHz by %s", (unsigned long long)arch_ticks_hz() / 1000,
		  tsc_source_name(tsc_source()));
	expect_near(arch_ticks_hz(), tsc_hz_over(TSC_FROM_PM_TIMER, LONG_US),
		    10);
}

TEST(rate_cpuid, "CPUID's rate is within 0.1 % of 50 ms of the PM timer",
     .needs = NEEDS(&x86_tsc_frequency, &x86_pm_timer))
{
	uint64_t hz = tsc_hz_from(TSC_FROM_CPUID_15);

	if (!hz)
		hz = tsc_hz_from(TSC_FROM_CPUID_40000010);
	expect_near(hz, tsc_hz_over(TSC_FROM_PM_TIMER, LONG_US), 1);
}

/* QEMU's -cpu ...,tsc-frequency=: KVM scales the TSC where the host can. */
TEST(rate_is,
     "50 ms of the PM timer give the rate of the argument hz= within "
     "0.1 %",
     .needs = NEEDS(&x86_pm_timer))
{
	uint64_t hz = test_arg_u64("hz", 0);

	if (!hz)
		SKIP("needs the argument hz=");
	expect_near(tsc_hz_over(TSC_FROM_PM_TIMER, LONG_US), hz, 1);
}

/* --------------------------------------------------------------- in step ---- */

enum {
	SYNC_READS = 100000
};

/*
 * The newest TSC that any CPU has published. Whoever sees a value here has had
 * its RDTSC after the publisher's, so that it must not read less. No lock: on a
 * host with fewer CPUs its holder would be away most of the time.
 */
static struct newest {
	uint64_t tsc;
	unsigned int backwards;	 /* reads below what had been seen */
	uint64_t worst;		 /* by how much */
	unsigned int publishers; /* bit n: CPU n */
	unsigned int last;	 /* the CPU that published it */
	unsigned int turns;	 /* times that another one came next */
	uint64_t start_us;
} newest;

/*
 * On a busy host CPUs mostly run one after the other, for longer than they may
 * be apart. So they go on until many turns were taken, though not for ever.
 */
enum {
	SYNC_TURNS = 10000,
	SYNC_US = 2000000,
};

/* CMPXCHG8B on i386, where a plain 64-bit load is two */
static uint64_t load(uint64_t *value)
{
	return __sync_val_compare_and_swap(value, 0, 0);
}

static void note_backwards(struct newest *n, uint64_t by)
{
	__atomic_fetch_add(&n->backwards, 1, __ATOMIC_RELAXED);
	if (by > n->worst)
		n->worst = by;
}

static void note_published(struct newest *n)
{
	n->publishers |= 1u << cpu_this();
	if (n->last != cpu_this())
		__atomic_fetch_add(&n->turns, 1, __ATOMIC_RELAXED);
	n->last = cpu_this();
}

static bool enough(struct newest *n, unsigned int reads)
{
	if (reads < SYNC_READS || reads % 256)
		return false;
	return __atomic_load_n(&n->turns, __ATOMIC_RELAXED) >= SYNC_TURNS ||
	       clock_us() - n->start_us > SYNC_US;
}

static void publish_tsc(void *arg)
{
	struct newest *n = arg;

	for (unsigned int i = 0; !enough(n, i); i++) {
		uint64_t seen = load(&n->tsc), now;

		/* the locked instruction before is no fence for RDTSC */
		cpuid(0, 0);
		now = rdtsc();
		if (now < seen)
			note_backwards(n, seen - now);
		if (__sync_bool_compare_and_swap(&n->tsc, seen, now))
			note_published(n);
	}
}

TEST(in_step, "no CPU reads less than another one read before it",
     .needs = NEEDS(&smp_2_cpus))
{
	newest = (struct newest){ .start_us = clock_us() };
	on_all_cpus(publish_tsc, &newest);
	EXPECT_EQ(newest.backwards, 0);
	EXPECT_EQ(newest.worst, 0);
	EXPECT_NE(newest.publishers & (newest.publishers - 1), 0);
}

/* ---------------------------------------------------------- HLT and INIT ---- */

enum {
	TIMER_VECTOR = 0x40
};

static volatile bool expired;

static bool take_timer(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	expired = true;
	apic_eoi();
	return true;
}

TEST(through_hlt, "the TSC counts through HLT", .needs = NEEDS(&x86_apic))
{
	uint64_t start = rdtsc(), end;
	uint64_t apic_ticks = 10000000; /* 10 ms of an APIC timer of 1 GHz */

	expired = false;
	apic_init();
	trap_handle(X86_INTERRUPT(TIMER_VECTOR), take_timer, NULL);
	apic_timer_start(APIC_LVTT_ONESHOT, TIMER_VECTOR, (uint32_t)apic_ticks);
	for (unsigned int i = 0; i < 100 && !expired; i++) {
		sti_hlt();
		cli();
	}
	end = rdtsc();
	EXPECT_TRUE(expired);
	/* no APIC timer is faster than 1 GHz, no TSC slower than 100 MHz */
	EXPECT_GE(end - start, arch_ticks_hz() / 1000);
	if (x86_tcg.probe() || x86_kvm.probe())
		EXPECT_GE(end - start, arch_ticks_hz() / 100);
}

static void read_tsc(void *arg)
{
	*(uint64_t *)arg = rdtsc();
}

TEST(through_init, "INIT and SIPI leave the TSC counting: it does not restart",
     .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	uint64_t before = 0, after = 0;

	on_cpu(1, read_tsc, &before);
	EXPECT_EQ(apic_ipi((uint32_t)arch_cpu_hwid(1),
			   APIC_ICR_INIT | APIC_ICR_ASSERT),
		  0);
	smp_restart(1);
	on_cpu(1, read_tsc, &after);
	EXPECT_GT(after, before);
	EXPECT_LE(after, rdtsc());
}
