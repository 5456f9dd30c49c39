/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A VM that goes on in another VMM process: its CPUs, its time, its interrupt and
 * trap state are those that it had.
 */
#include <arch.h>
#include <arch/irq.h>
#include <arch/page.h>
#include <clock.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>
#include <trap.h>

#include "ways.h"

TEST_SUITE("migration",
	   .summary = "memory, CPUs and time are the same in the next VM",
	   .needs = NEEDS(&host_migrate, &host_snapshot));

/* ---------------------------------------------------------------- CPUs ---- */

static bool enough;

static struct counting {
	unsigned long steps;
	bool lost;
} counting[CPU_MAX];

/* Two counts of the same, one of which no compiler keeps in memory. */
static void count(void *arg)
{
	struct counting *c = &counting[cpu_this()];
	unsigned long mine = 0;

	(void)arg;
	while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) {
		__asm__ volatile("" : "+r"(mine));
		mine++;
		if (__atomic_add_fetch(&c->steps, 1, __ATOMIC_RELAXED) != mine)
			c->lost = true;
	}
}

static unsigned long steps_of(unsigned int cpu)
{
	return __atomic_load_n(&counting[cpu].steps, __ATOMIC_RELAXED);
}

static bool has_gone_on(void *arg)
{
	const struct counting *before = arg;
	unsigned int cpu = (unsigned int)(before - counting);

	return steps_of(cpu) > 0;
}

static bool moves(unsigned int cpu)
{
	unsigned long from = steps_of(cpu);

	for (unsigned int i = 0; i < 5000; i++) {
		if (steps_of(cpu) != from)
			return true;
		delay_us(1000);
	}
	return false;
}

TEST_EACH(cpus, const struct way *way, ways, "all go on from where they were",
	  .needs = NEEDS(&smp_2_cpus))
{
	unsigned int cpu;

	memset(counting, 0, sizeof(counting));
	enough = false;
	for (cpu = 1; cpu < cpu_count(); cpu++) {
		on_cpu_start(cpu, count, NULL);
		EXPECT_TRUE(wait_until(has_gone_on, &counting[cpu], 5000000));
	}
	go(way);
	for (cpu = 1; cpu < cpu_count(); cpu++)
		EXPECT_TRUE(moves(cpu));
	__atomic_store_n(&enough, true, __ATOMIC_RELAXED);
	for (cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_wait(cpu);
	for (cpu = 1; cpu < cpu_count(); cpu++)
		EXPECT_FALSE(counting[cpu].lost);
}

struct seen {
	uint64_t ticks;
	uint64_t hwid;
	bool interrupts;
};

static void look(void *arg)
{
	struct seen *seen = (struct seen *)arg + cpu_this();

	seen->ticks = arch_ticks();
	seen->hwid = arch_cpu_hwid(cpu_this());
	seen->interrupts = irq_enabled();
}

/* Two seconds are what a busy host may take; time does not jump by minutes. */
TEST_EACH(time, const struct way *way, ways,
	  "goes on, on every CPU, at the same rate")
{
	static struct seen before[CPU_MAX], after[CPU_MAX];
	uint64_t hz = arch_ticks_hz(), last;
	unsigned int cpu;

	on_all_cpus(look, before);
	last = arch_ticks();
	go(way);
	EXPECT_GT(arch_ticks(), last);
	on_all_cpus(look, after);
	for (cpu = 0; cpu < cpu_count(); cpu++) {
		test_context("on CPU %u", cpu);
		EXPECT_GT(after[cpu].ticks, before[cpu].ticks);
		EXPECT_GT(after[cpu].ticks, last);
		EXPECT_LT(after[cpu].ticks - before[cpu].ticks, hz * 300);
		EXPECT_EQ(after[cpu].hwid, before[cpu].hwid);
		EXPECT_EQ(after[cpu].interrupts, before[cpu].interrupts);
	}
	EXPECT_EQ(arch_ticks_hz(), hz);
}

static void irq_put_back(uintptr_t flags)
{
	irq_restore(flags);
}

TEST_EACH(irq_state, const struct way *way, ways,
	  "is what it was, enabled and disabled")
{
	test_defer(irq_put_back, irq_save());
	EXPECT_FALSE(irq_enabled());
	go(way);
	EXPECT_FALSE(irq_enabled());
	irq_enable();
	go(way);
	EXPECT_TRUE(irq_enabled());
}

/* --------------------------------------------------------------- traps ---- */

static void store(const void *address)
{
	*(volatile unsigned long *)address = 1;
}

static void load(const void *address)
{
	(void)*(const volatile unsigned long *)address;
}

static void trap_here(void *address)
{
	struct trap t = trap_catch(store, address);

	EXPECT_EQ(t.cause, TRAP_PAGE);
	EXPECT_EQ(t.address, (uintptr_t)address);
	EXPECT_TRUE(t.write);
	EXPECT_EQ(trap_catch(load, address).cause, TRAP_NONE);
}

static void unmap(uintptr_t address)
{
	arch_unmap((void *)address, PAGE_SIZE);
	vmap_free((void *)address);
}

TEST_EACH(traps, const struct way *way, ways,
	  "arrive on every CPU, and mappings are what they were")
{
	uint64_t *page = page_alloc(0, PAGE_ZERO);
	uint64_t *alias = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	paddr_t phys = 0;

	test_defer(page_free, page);
	test_defer(unmap, alias);
	ASSERT_EQ(arch_map(alias, virt_to_phys(page), PAGE_SIZE, MAP_READ), 0);
	page[0] = 0x1234;
	on_all_cpus(trap_here, alias);
	go(way);
	on_all_cpus(trap_here, alias);
	EXPECT_EQ(arch_translate(alias, &phys), 0);
	EXPECT_EQ(phys, virt_to_phys(page));
	EXPECT_EQ(alias[0], 0x1234);
	page[0] = 0x5678;
	EXPECT_EQ(alias[0], 0x5678);
	EXPECT_EQ(user_catch(store, alias).cause, TRAP_PAGE);
}
