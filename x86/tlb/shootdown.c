/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one CPU changes and the others have to notice. */
#include "suite.h"

#include <arch/barrier.h>
#include <arch/irq.h>
#include <clock.h>
#include <smp.h>
#include <x86/irq/apic.h>

TLB_SUITE;

enum {
	ROUNDS = 2000,
	CPUS = 4,
	PAGES = 32,	  /* that the page in use goes around */
	BUSY_US = 800000, /* busy CPUs may have to share one of the host's */
	SHOOT_VECTOR = 0x67,
};

static unsigned int next; /* the frame that look() has to find */

static void invalidate_and_look(void *arg)
{
	unsigned int expected = *(volatile unsigned int *)&next;

	(void)arg;
	invlpg(window);
	EXPECT_EQ(look(0), expected + 1);
}

static void only_look(void *arg)
{
	(void)arg;
	look(0);
}

TEST(shootdown, "what one CPU changes and all invalidate, none uses",
     .needs = NEEDS(&smp_2_cpus))
{
	test_defer(unmap, 0);
	map(1, 0, 0);
	by_cr3(0);
	on_all_cpus(only_look, NULL);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		next = i % 2;
		map(1, next, 0);
		mb();
		on_all_cpus(invalidate_and_look, NULL);
	}
}

/*
 * The other CPUs read all the time; an interrupt tells them to invalidate. Page n
 * has the value n, and the window leads to the page of the round: what a CPU reads
 * is none that it had invalidated before it read.
 */
static volatile unsigned long round_now;
static volatile bool stop_reading;
static volatile unsigned long acknowledged[CPUS], reads[CPUS], stale[CPUS];

static void map_round(unsigned long round)
{
	*mmu_make(window, 1) =
		(virt_to_phys(frames[0]) + round % PAGES * PAGE_SIZE) | PTE_P |
		PTE_W | PTE_A | PTE_D;
}

static bool shot(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	invlpg(window);
	acknowledged[cpu_this()] = round_now;
	apic_eoi();
	return true;
}

static void read_once(unsigned int cpu)
{
	unsigned long before = acknowledged[cpu], page = look(0);
	unsigned long rounds = acknowledged[cpu] - before;

	if (rounds < PAGES / 2 && (page - before) % PAGES > rounds + 1)
		stale[cpu]++;
	reads[cpu]++;
}

static void read_on(void *arg)
{
	(void)arg;
	apic_init();
	invlpg(window); /* what the last case has left here */
	irq_enable();
	while (!stop_reading)
		read_once(cpu_this());
	irq_disable();
}

static void stop(void)
{
	stop_reading = true;
	for (unsigned int cpu = 1; cpu < CPUS; cpu++)
		on_cpu_wait(cpu);
}

static bool all_acknowledged(void *arg)
{
	(void)arg;
	for (unsigned int cpu = 1; cpu < CPUS; cpu++)
		if (acknowledged[cpu] != round_now || !reads[cpu])
			return false;
	return true;
}

static void start_reading(void)
{
	for (unsigned long i = 0; i < PAGES * PAGE_SIZE / sizeof(long); i++)
		frames[0][i] = i / (PAGE_SIZE / sizeof(long));
	round_now = 0;
	stop_reading = false;
	map_round(0);
	trap_handle(X86_INTERRUPT(SHOOT_VECTOR), shot, NULL);
	for (unsigned int cpu = 1; cpu < CPUS; cpu++) {
		acknowledged[cpu] = reads[cpu] = stale[cpu] = 0;
		on_cpu_start(cpu, read_on, NULL);
	}
}

static bool next_round(void)
{
	map_round(round_now + 1);
	round_now++;
	mb();
	apic_ipi(0, APIC_ICR_OTHERS | APIC_ICR_ASSERT | SHOOT_VECTOR);
	return wait_until(all_acknowledged, NULL, 5000000);
}

TEST(shootdown_busy,
     "a CPU that reads all the time never goes back to the old page",
     .needs = NEEDS(&smp_4_cpus, &x86_apic))
{
	uint64_t end = clock_us() + BUSY_US;
	bool going;

	test_defer(unmap, 0);
	apic_init();
	start_reading();
	going = wait_until(all_acknowledged, NULL, 5000000);
	while (going && round_now < ROUNDS && clock_us() < end)
		going = next_round();
	stop(); /* before the case can end */
	EXPECT_TRUE(going);
	for (unsigned int cpu = 1; cpu < CPUS; cpu++) {
		test_context("CPU %u, %lu reads", cpu, reads[cpu]);
		EXPECT_EQ(stale[cpu], 0);
	}
}
