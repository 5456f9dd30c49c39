/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU_ON: what a CPU finds when it starts.
 *
 * Power State Coordination Interface (DEN 0022), 5.6 and 6.4 (initial state of
 * a core: translation and caches off, exceptions masked, X0 or R0 is the context).
 */
#include "suite.h"

#include <arm/cpu.h>
#include <arm/timer.h>
#include <clock.h>
#include <dev/fdt.h>
#include <string.h>

PSCI_ON_SUITE;

/* Of all bits that an argument has. */
#define CONTEXT ((unsigned long)0xfedcba9876543210ull)

struct record psci_on_record;

int psci_on_affinity(unsigned int cpu)
{
	return psci_call(PSCI_AFFINITY_INFO, arch_cpu_hwid(cpu), 0, 0);
}

static bool is_off(void *arg)
{
	return psci_on_affinity(*(unsigned int *)arg) == 1;
}

static void wait_off(unsigned int cpu)
{
	if (!wait_until(is_off, &cpu, 4000000))
		ERROR("CPU %u does not go off", cpu);
}

/* To memory and out of the caches, which the other CPU's stores go past. */
void psci_on_read_back(void)
{
	cache_flush_line(&psci_on_record);
	cache_flush_line(&psci_on_record.state[2]);
	cache_flush_line(&psci_on_record.hold);
}

bool psci_on_by_smc(void)
{
	const struct fdt *fdt = fdt_system();
	const char *method =
		fdt ? fdt_string(fdt, fdt_path(fdt, "/psci"), "method") : NULL;

	return method && strcmp(method, "smc") == 0;
}

static void clear_record(void)
{
	memset(&psci_on_record, 0x5a, sizeof(psci_on_record));
	psci_on_record.runs = 0;
	psci_on_record.hold = 0;
	psci_on_record.smc = psci_on_by_smc();
	psci_on_read_back();
}

int psci_on_start(uint32_t function, unsigned int cpu, uintptr_t entry,
		  unsigned long context)
{
	return psci_call(function, arch_cpu_hwid(cpu), entry, context);
}

static int start(unsigned int cpu, unsigned long context)
{
	return psci_on_start(PSCI_CPU_ON, cpu, (uintptr_t)psci_on_entry,
			     context);
}

static void go_off(void *arg)
{
	(void)arg;
	psci_call(PSCI_CPU_OFF, 0, 0, 0);
}

static void switch_off(unsigned int cpu)
{
	on_cpu_start(cpu, go_off, NULL);
	wait_off(cpu);
	smp_restart(cpu);
}

static bool has_run(void *arg)
{
	psci_on_read_back();
	return *(volatile uint64_t *)&psci_on_record.runs >=
	       *(unsigned int *)arg;
}

/* After so many runs it is off again; how many there were is for the caller. */
static void wait_runs(unsigned int cpu, unsigned int runs)
{
	wait_until(has_run, &runs, 4000000);
	wait_off(cpu);
	psci_on_read_back();
}

/* It has been in use, so that what reset should clear is not clear. */
static void spoil(void *arg)
{
	(void)arg;
	timer_virtual.set_cval(0);
	timer_virtual.set_ctl(TIMER_ENABLE | TIMER_IMASK);
	timer_physical.set_cval(0);
	timer_physical.set_ctl(TIMER_ENABLE | TIMER_IMASK);
	psci_on_spoil();
	psci_call(PSCI_CPU_OFF, 0, 0, 0);
}

void psci_on_prepare(unsigned int cpu)
{
	on_cpu_start(cpu, spoil, NULL);
	wait_off(cpu);
	smp_restart(cpu);
	clear_record();
}

void psci_on_expect(unsigned int cpu, uintptr_t entry, uint64_t context)
{
	const struct record *r = &psci_on_record;

	wait_runs(cpu, 1);
	EXPECT_EQ(r->runs, 1);
	EXPECT_EQ(r->context, context);
	EXPECT_EQ(r->pc, entry);
	EXPECT_EQ(r->sctlr & (SCTLR_M | SCTLR_C | SCTLR_I), 0);
	EXPECT_EQ(r->sctlr & 1u << 25, 0); /* EE: as the caller's */
	EXPECT_EQ(r->mpidr & 0xff00ffffff, arch_cpu_hwid(cpu));
	EXPECT_EQ(r->cntv_ctl & TIMER_ENABLE, 0);
	EXPECT_EQ(r->cntp_ctl & TIMER_ENABLE, 0);
	EXPECT_EQ(r->isr, 0);
	psci_on_expect_state(r);
}

TEST(state, "is that of reset, with the context, level and number right")
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		test_context("CPU %u", cpu);
		psci_on_prepare(cpu);
		EXPECT_EQ(start(cpu, CONTEXT + cpu), PSCI_SUCCESS);
		psci_on_expect(cpu, (uintptr_t)psci_on_entry, CONTEXT + cpu);
	}
}

enum {
	CYCLES = 200
};

TEST(cycles, "starts a CPU as often as it is asked to, and no more")
{
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		switch_off(cpu);
	clear_record();
	for (unsigned int i = 1; i <= CYCLES; i++) {
		unsigned int cpu = 1 + i % (cpu_count() - 1);

		ASSERT_EQ(start(cpu, i), PSCI_SUCCESS);
		wait_runs(cpu, i);
		ASSERT_EQ(psci_on_record.runs, i);
		ASSERT_EQ(psci_on_record.context, i);
	}
}

/* ------------------------------------------------------------------ race -- */

static struct {
	struct barrier barrier;
	unsigned int target;
	unsigned int won;
	int result[CPU_MAX];
} race;

enum {
	RACES = 20
};

/* While held it stays on, and counts as started already. */
static void hold(bool held)
{
	*(volatile uint64_t *)&psci_on_record.hold = held;
	psci_on_read_back();
}

static void wait_started(void)
{
	unsigned int once = 1;

	wait_until(has_run, &once, 4000000);
}

static void let_go(unsigned int cpu)
{
	hold(false);
	wait_off(cpu);
	psci_on_read_back();
}

static void run_race(void *arg)
{
	(void)arg;
	if (cpu_this() == race.target)
		return;
	barrier_wait(&race.barrier);
	race.result[cpu_this()] = start(race.target, 0x100 + cpu_this());
}

/*
 * It is started once, for one who was told so. Several may be told so where
 * CPU_ON does not yet see the request of the other (5.6: ON_PENDING): noted.
 */
static void check_race(void)
{
	unsigned int won = 0, contexts = 0;
	int again;

	wait_started();
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		int result = race.result[cpu];

		if (cpu == race.target)
			continue;
		won += result == PSCI_SUCCESS;
		contexts += result == PSCI_SUCCESS &&
			    psci_on_record.context == 0x100 + cpu;
		if (result != PSCI_SUCCESS && result != PSCI_ON_PENDING)
			EXPECT_EQ(result, PSCI_ALREADY_ON);
	}
	race.won += won;
	EXPECT_GE(won, 1);
	EXPECT_EQ(contexts, 1);
	again = start(race.target, 0);
	EXPECT_EQ(psci_on_affinity(race.target), 0);
	let_go(race.target);
	EXPECT_EQ(again, PSCI_ALREADY_ON);
	EXPECT_EQ(psci_on_record.runs, 1);
}

TEST(race, "of several CPUs starts it once, for one that is told so",
     .needs = NEEDS(&smp_4_cpus))
{
	race.target = cpu_count() - 1;
	race.won = 0;
	switch_off(race.target);
	for (unsigned int i = 0; i < RACES; i++) {
		clear_record();
		hold(true);
		race.barrier = (struct barrier){ cpu_count() - 1, 0, 0 };
		for (unsigned int cpu = 1; cpu < race.target; cpu++)
			on_cpu_start(cpu, run_race, NULL);
		run_race(NULL);
		for (unsigned int cpu = 1; cpu < race.target; cpu++)
			on_cpu_wait(cpu);
		check_race();
	}
	if (race.won != RACES)
		test_note("%u of %u calls were told that they started it",
			  race.won, RACES);
}
