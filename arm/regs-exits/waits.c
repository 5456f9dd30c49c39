/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers over sleeps, interrupts and the first touch of a page of RAM. */
#include "suite.h"

#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/timer.h>

#include <arch/irq.h>
#include <clock.h>
#include <mm/page.h>

REGS_EXITS_SUITE;

static volatile unsigned int nr_ticks;

static void tick(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	timer_physical.set_ctl(0);
	nr_ticks++;
}

TEST(wfi_masked, "keeps all over a sleep that a pending interrupt ends",
     .needs = NEEDS(&arm_gic))
{
	static struct block in, out;

	block_seed();
	irq_disable();
	gic_enable(timer_intid(&timer_physical));
	for (unsigned int i = 0; i < 100; i++) {
		block_fill(&in);
		timer_physical.set_tval(ns_to_ticks(200000));
		timer_physical.set_ctl(TIMER_ENABLE);
		block_run(&in, &out, exit_wfi);
		block_expect(&out, &in, 0);
		EXPECT_TRUE(timer_physical.ctl() & TIMER_ISTATUS);
		timer_physical.set_ctl(0);
	}
}

TEST(wfi_taken, "keeps all over an interrupt that is taken",
     .needs = NEEDS(&arm_gic))
{
	static struct block in, out;

	gic_handle(timer_intid(&timer_physical), tick, NULL);
	gic_enable(timer_intid(&timer_physical));
	irq_enable();
	nr_ticks = 0;
	block_seed();
	for (unsigned int i = 1; i <= 100; i++) {
		block_fill(&in);
		timer_physical.set_tval(ns_to_ticks(200000));
		timer_physical.set_ctl(TIMER_ENABLE);
		do
			block_run(&in, &out, exit_none);
		while (nr_ticks < i);
		block_expect_kept_by_irq(&out, &in);
	}
	irq_disable();
}

/* --------------------------------------------------------- untouched RAM -- */

/* A host without the page has to find one: stage 2. */
TEST(first_touch, "keeps all over the first access to a page of RAM")
{
	static struct block in, out;

	char *block = page_alloc(7, PAGE_FRESH);

	test_defer(page_free, block);
	block_seed();
	for (unsigned int i = 0; i < 128; i++) {
		uint32_t *page = (uint32_t *)(block + i * PAGE_SIZE);

		block_fill(&in);
		in.r[1] = (uintptr_t)page;
		block_run(&in, &out, exit_store);
		block_expect(&out, &in, 0);
		EXPECT_EQ(*page, (uint32_t)in.r[0]);
	}
}
