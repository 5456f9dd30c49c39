/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same of user mode: what it does itself that a hypervisor takes, and
 * interrupts that come meanwhile. Then what is the kernel's has to be kept, too.
 */
#include "suite.h"

#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/timer.h>

#include <arch.h>
#include <arch/irq.h>
#include <arch/page.h>
#include <clock.h>
#include <mm/page.h>
#include <mm/vmap.h>

REGS_EXITS_SUITE;

enum {
	TIMES = 200,
};

#define CNTKCTL_VCT (1ul << 1)

static struct block in, out; /* in the image: the user reaches them */

static struct call {
	void (*exit)(void);
} call;

static void run(const void *arg)
{
	const struct call *c = arg;

	block_run_user(&in, &out, c->exit);
}

static void run_once(void (*exit)(void), uint32_t changed)
{
	uint64_t before[BLOCK_NR_OWN], after[BLOCK_NR_OWN];

	call.exit = exit;
	block_own_fill();
	block_own_read(before);
	EXPECT_TRAP(user_catch(run, &call), TRAP_NONE);
	block_own_read(after);
	block_own_end();
	block_expect_general(&out, &in, changed);
	for (unsigned int i = 0; i < BLOCK_NR_OWN; i++) {
		test_context("%s", block_own_names[i]);
		ASSERT_EQ(after[i], before[i]);
	}
	test_context("%s", "");
}

/* The distributor again, for the user. */
static uint8_t *user_dist;

static void open_dist(void)
{
	if (user_dist)
		return;
	user_dist = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	ASSERT_EQ(arch_map(user_dist, gic_machine()->dist.start, PAGE_SIZE,
			   MAP_READ | MAP_WRITE | MAP_USER | MAP_UNCACHED),
		  0);
}

static unsigned long typer(void)
{
	open_dist();
	return (uintptr_t)user_dist + GICD_TYPER;
}

static unsigned long enabler(void)
{
	open_dist();
	return (uintptr_t)user_dist + GICD_ISENABLER + 4;
}

static const struct row {
	const char *name;
	void (*exit)(void);
	unsigned long (*r1)(void);
	uint32_t changed;
	bool zero; /* R0 has to be 0 */
} rows[] = {
	{ "none", exit_none },
	{ "count", exit_count, NULL, COUNT_CHANGES },
	{ "mmio-read", exit_load, typer, R(0) },
	{ "mmio-write", exit_store, enabler, 0, true },
};

static void restore_cntkctl(unsigned long value)
{
	write_sysreg(cntkctl_el1, value);
	isb();
}

TEST_EACH(user, const struct row *r, rows, "keeps what is not its result",
	  .needs = NEEDS(&arm_gic))
{
	test_defer(restore_cntkctl, read_sysreg(cntkctl_el1));
	restore_cntkctl(read_sysreg(cntkctl_el1) | CNTKCTL_VCT);
	block_seed();
	for (unsigned int i = 0; i < TIMES; i++) {
		block_fill(&in);
		if (r->r1)
			in.r[1] = r->r1();
		if (r->zero)
			in.r[0] = 0;
		run_once(r->exit, r->changed);
	}
}

static volatile uint32_t nr_ticks;

static void tick(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	timer_physical.set_ctl(0);
	nr_ticks = 1;
}

static void arm_timer(void)
{
	nr_ticks = 0;
	timer_physical.set_tval(test_random() % ns_to_ticks(100000));
	timer_physical.set_ctl(TIMER_ENABLE);
}

/* The handler is the kernel's; R0 is what the loop has read last. */
TEST(user_interrupted, "keeps all over an interrupt that is taken",
     .needs = NEEDS(&arm_gic))
{
	gic_handle(timer_intid(&timer_physical), tick, NULL);
	gic_enable(timer_intid(&timer_physical));
	block_seed();
	irq_enable();
	for (unsigned int i = 0; i < 1000; i++) {
		block_fill(&in);
		in.r[1] = (uintptr_t)&nr_ticks;
		arm_timer();
		run_once(exit_wait, R(0));
		EXPECT_EQ(nr_ticks, 1);
	}
	irq_disable();
}

/* Again and again: the first may come before WFI does. */
static void tick_on(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	timer_physical.set_tval(ns_to_ticks(200000));
}

TEST(user_wfi, "keeps all over a sleep, with nTWI",
     .needs = NEEDS(&arm_gic, WFI_NEEDS))
{
	block_let_wfi();
	gic_handle(timer_intid(&timer_physical), tick_on, NULL);
	gic_enable(timer_intid(&timer_physical));
	block_seed();
	irq_enable();
	for (unsigned int i = 0; i < 100; i++) {
		block_fill(&in);
		arm_timer();
		run_once(exit_wfi, 0);
		timer_physical.set_ctl(0);
	}
	irq_disable();
}
