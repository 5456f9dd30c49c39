/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that CPUs run for each other, and barriers between them. */
#include <arch/barrier.h>
#include <clock.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>
#include <x86/features.h>
#include <x86/irq/apic.h>

TEST_SUITE("smptest",
	   .summary = "CPUs start, interrupt and work for each other",
	   .needs = NEEDS(&x86_apic, &smp_2_cpus));

/* What a called function noted of where it ran. */
struct visit {
	unsigned int calls;
	unsigned int cpu;
	uint32_t apic_id;
};

static void note_visit(void *arg)
{
	struct visit *v = arg;

	v->calls++;
	v->cpu = cpu_this();
	v->apic_id = apic_id();
}

static void check_visit(const struct visit *v, unsigned int cpu)
{
	test_context("CPU %u", cpu);
	EXPECT_EQ(v->calls, 1);
	EXPECT_EQ(v->cpu, cpu);
	EXPECT_EQ(v->apic_id, arch_cpu_hwid(cpu));
}

TEST(call, "a function called on a CPU runs there, once, with its APIC id")
{
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		struct visit v = { 0 };

		on_cpu(cpu, note_visit, &v);
		check_visit(&v, cpu);
	}
}

TEST(call_all, "a function started on all others runs on each once")
{
	struct visit v[CPU_MAX] = { 0 };

	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, note_visit, &v[cpu]);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_wait(cpu);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		check_visit(&v[cpu], cpu);
	EXPECT_EQ(v[0].calls, 0);
}

static volatile unsigned int gate;

static void wait_at_gate(void *arg)
{
	while (!gate)
		cpu_relax();
	note_visit(arg);
}

TEST(call_async, "the caller goes on while the function runs")
{
	struct visit v = { 0 };

	gate = 0;
	on_cpu_start(1, wait_at_gate, &v);
	EXPECT_EQ(v.calls, 0); /* were this a plain call, it would not end */
	gate = 1;
	on_cpu_wait(1);
	check_visit(&v, 1);
}

static void call_boot_cpu(void *arg)
{
	on_cpu(0, note_visit, arg);
}

TEST(call_boot, "a secondary CPU calls a function on the boot CPU")
{
	struct visit v = { 0 };

	on_cpu(1, call_boot_cpu, &v);
	check_visit(&v, 0);
}

static void call_cpu2(void *arg)
{
	on_cpu(2, note_visit, arg);
}

TEST(call_secondary, "a secondary CPU calls a function on another one")
{
	struct visit v = { 0 };

	if (cpu_count() < 3)
		SKIP("needs 3 CPUs");
	on_cpu(1, call_cpu2, &v);
	check_visit(&v, 2);
}

TEST(call_many, "hundreds of calls are done one for one")
{
	struct visit v = { 0 };

	for (unsigned int i = 0; i < 500; i++)
		on_cpu(1 + i % (cpu_count() - 1), note_visit, &v);
	EXPECT_EQ(v.calls, 500);
}

/* ------------------------------------------------------------ barriers ---- */

/*
 * As often as there is time: where a host has fewer CPUs than its guest, each
 * meeting waits for the host's scheduler.
 */
enum {
	MEETINGS = 100000,
	MEETINGS_MIN = 50,
	MEETINGS_US = 500000
};

static struct meeting {
	struct barrier barrier;
	unsigned int rounds;
	unsigned int at[CPU_MAX]; /* the round that each CPU is in */
	unsigned int early, late; /* rounds where another was elsewhere */
	uint64_t start_us;
} meeting;

static void look_at_other(struct meeting *m, unsigned int cpu,
			  unsigned int round)
{
	unsigned int other = __atomic_load_n(
		&m->at[(cpu + 1) % m->barrier.nr_cpus], __ATOMIC_RELAXED);

	if (other < round)
		__atomic_fetch_add(&m->early, 1, __ATOMIC_RELAXED);
	if (other > round)
		__atomic_fetch_add(&m->late, 1, __ATOMIC_RELAXED);
}

/*
 * Between the two meetings of a round everybody has the same number, whoever
 * looks. There too CPU 0 may say that this round is the last.
 */
static void meet(void *arg)
{
	struct meeting *m = arg;
	unsigned int cpu = cpu_this();

	for (unsigned int round = 1; round <= m->rounds; round++) {
		__atomic_store_n(&m->at[cpu], round, __ATOMIC_RELAXED);
		barrier_wait(&m->barrier);
		look_at_other(m, cpu, round);
		if (cpu == 0 && round >= MEETINGS_MIN &&
		    clock_us() - m->start_us > MEETINGS_US)
			m->rounds = round;
		barrier_wait(&m->barrier);
	}
}

TEST(barriers, "every CPU sees each phase of a barrier exactly once")
{
	memset(&meeting, 0, sizeof(meeting));
	meeting.barrier.nr_cpus = cpu_count();
	meeting.rounds = MEETINGS;
	meeting.start_us = clock_us();
	on_all_cpus(meet, &meeting);
	EXPECT_GE(meeting.rounds, MEETINGS_MIN);
	EXPECT_EQ(meeting.early, 0);
	EXPECT_EQ(meeting.late, 0);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		EXPECT_EQ(meeting.at[cpu], meeting.rounds);
	}
	test_note("%u rounds", meeting.rounds);
}
