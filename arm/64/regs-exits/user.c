/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same of EL0: what it does itself that a hypervisor takes, and interrupts that
 * come meanwhile. Then what is EL1's has to be kept, too.
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

#define SCTLR_NTWI  (1ul << 16)
#define CNTKCTL_VCT (1ul << 1)

static struct block in, out; /* in the image: EL0 reaches them */

static struct call {
	void (*exit)(void);
} call;

static void run(const void *arg)
{
	const struct call *c = arg;

	block_run_user(&in, &out, c->exit);
}

static const struct own {
	const char *name;
	uint64_t free; /* bits that may have any value */
} owns[] = {
	{ "CONTEXTIDR_EL1", 0xffffffff },
	{ "PAR_EL1", 0x0000fffffffff000 },
	{ "TPIDR_EL0", UINT64_MAX },
	{ "MAIR_EL1", 0 },
	{ "TCR_EL1", 0 },
	{ "CNTKCTL_EL1", 0 },
	{ "CPACR_EL1", 0 },
};

enum {
	NR_OWN = sizeof(owns) / sizeof(*owns)
};

static void read_own(uint64_t values[NR_OWN])
{
	values[0] = read_sysreg(contextidr_el1);
	values[1] = read_sysreg(par_el1);
	values[2] = read_sysreg(tpidr_el0);
	values[3] = read_sysreg(mair_el1);
	values[4] = read_sysreg(tcr_el1);
	values[5] = read_sysreg(cntkctl_el1);
	values[6] = read_sysreg(cpacr_el1);
}

static void fill_own(void)
{
	write_sysreg(contextidr_el1, test_random() & owns[0].free);
	write_sysreg(par_el1, test_random() & owns[1].free);
	write_sysreg(tpidr_el0, test_random());
	isb();
}

static void run_once(void (*exit)(void), uint32_t changed)
{
	uint64_t before[NR_OWN], after[NR_OWN];

	call.exit = exit;
	fill_own();
	read_own(before);
	EXPECT_TRAP(user_catch(run, &call), TRAP_NONE);
	read_own(after);
	block_expect_general(&out, &in, changed);
	for (unsigned int i = 0; i < NR_OWN; i++) {
		test_context("%s", owns[i].name);
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

static uint64_t typer(void)
{
	open_dist();
	return (uintptr_t)user_dist + GICD_TYPER;
}

static uint64_t enabler(void)
{
	open_dist();
	return (uintptr_t)user_dist + GICD_ISENABLER + 4;
}

static const struct row {
	const char *name;
	void (*exit)(void);
	uint64_t (*x1)(void);
	uint32_t changed;
	bool zero; /* X0 has to be 0 */
} rows[] = {
	{ "none", exit_none },
	{ "count", exit_count, NULL, X(0) },
	{ "mmio-read", exit_load, typer, X(0) },
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
		if (r->x1)
			in.x[1] = r->x1();
		if (r->zero)
			in.x[0] = 0;
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

/* The handler is EL1's; X0 is what the loop has read last. */
TEST(user_interrupted, "keeps all over an interrupt that is taken",
     .needs = NEEDS(&arm_gic))
{
	gic_handle(timer_intid(&timer_physical), tick, NULL);
	gic_enable(timer_intid(&timer_physical));
	block_seed();
	irq_enable();
	for (unsigned int i = 0; i < 1000; i++) {
		block_fill(&in);
		in.x[1] = (uintptr_t)&nr_ticks;
		arm_timer();
		run_once(exit_wait, X(0));
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

static void restore_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

TEST(user_wfi, "keeps all over a sleep, with nTWI",
     .needs = NEEDS(&arm_gic, &arm_at_el1))
{
	test_defer(restore_sctlr, read_sysreg(sctlr_el1));
	restore_sctlr(read_sysreg(sctlr_el1) | SCTLR_NTWI);
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
