/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts to another CPU, and the hand-over of a turn by PAUSE. */
#include "suite.h"
#include <arch/irq.h>
#include <clock.h>
#include <smp.h>

enum {
	IDLE_TICKS = 2000
};

static volatile bool stop, idle;
static uint64_t wrong; /* replies that did not come */

static void serve_spinning(void *arg)
{
	(void)arg;
	irq_enable();
	while (!stop) {
		idle = true;
		cpu_relax();
	}
	irq_disable();
}

/* The check and HLT are one: STI takes effect after HLT has begun. */
static void serve_halted(void *arg)
{
	(void)arg;
	irq_disable();
	while (!stop) {
		idle = true;
		sti_hlt();
		irq_disable();
	}
}

static bool is_idle(void *arg)
{
	(void)arg;
	return idle;
}

static void cross_call(void *arg)
{
	uint64_t before = taken, since;

	if (arg) { /* it is to have been idle for a while */
		if (!idle)
			wait_until(is_idle, NULL, PATIENCE_US);
		for (since = rdtsc(); rdtsc() - since < IDLE_TICKS;)
			cpu_relax();
	}
	idle = false;
	apic_ipi((uint32_t)arch_cpu_hwid(1),
		 APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
	if (!wait_for_more(before))
		wrong++;
}

static void bench_cross_call(void (*serve)(void *), bool halted)
{
	uint64_t calls;

	prepare();
	stop = idle = false;
	wrong = 0;
	on_cpu_start(1, serve, NULL);
	if (!wait_until(is_idle, NULL, PATIENCE_US)) {
		stop = true;
		ERROR("CPU 1 does not get idle");
	}
	calls = bench_run(NULL, cross_call, halted ? &wrong : NULL);
	stop = true;
	apic_ipi((uint32_t)arch_cpu_hwid(1),
		 APIC_ICR_FIXED | APIC_ICR_ASSERT | VECTOR);
	on_cpu_wait(1);
	EXPECT_EQ(wrong, 0);
	EXPECT_GE(taken, calls);
	EXPECT_LE(taken, calls + 1);
}

BENCH(ipi, "interrupts a CPU that runs, and waits for its reply",
      .needs = NEEDS(&smp_2_cpus, &x86_apic))
{
	bench_cross_call(serve_spinning, false);
}

/* The figure holds the 2000 ticks of waiting as well. */
BENCH(ipi_halt, "interrupts a CPU that halted 2000 ticks ago, and waits",
      .needs = NEEDS(&smp_2_cpus, &x86_apic))
{
	bench_cross_call(serve_halted, true);
}

/* ------------------------------------------------------ PAUSE hand-over ---- */

static volatile unsigned int turn;
static volatile uint64_t laps;

static void wait_for_turn(unsigned int cpu)
{
	while (turn != cpu && !stop)
		cpu_relax();
}

static void ring(void *arg)
{
	unsigned int cpu = cpu_this();

	(void)arg;
	while (!stop) {
		wait_for_turn(cpu);
		if (!stop)
			turn = (cpu + 1) % cpu_count();
	}
}

static void lap(void *arg)
{
	(void)arg;
	turn = 1;
	wait_for_turn(0);
	laps++;
}

BENCH(ple_round_robin, "hands over to each CPU in turn, which wait by PAUSE",
      .needs = NEEDS(&smp_2_cpus))
{
	uint64_t calls;

	stop = false;
	turn = 0;
	laps = 0;
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, ring, NULL);
	calls = bench_run(NULL, lap, NULL);
	stop = true;
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_wait(cpu);
	EXPECT_EQ(laps, calls);
	EXPECT_EQ(turn, 0);
}
