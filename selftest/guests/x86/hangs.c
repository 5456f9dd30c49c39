/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases that do not come back, each in its own way: the report has to name the
 * function. e2e/guests.sh has what is expected.
 */
#include <arch.h>
#include <arch/irq.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("hangs", .summary = "cases without an end");

static volatile bool forever = true;

/* Nothing inlined: the VM is stopped at whatever instruction is next. */
static __attribute__((noinline)) void do_spin(void *unused)
{
	(void)unused;
	while (forever)
		continue;
}

static __attribute__((noinline)) void do_sleep(void)
{
	irq_disable();
	while (forever)
		__asm__ volatile("hlt");
}

TEST(spin, "loops")
{
	EXPECT_TRUE(true);
	do_spin(NULL);
}

TEST(sleep, "halts with interrupts off")
{
	EXPECT_TRUE(true);
	do_sleep();
}

static __attribute__((noinline)) void do_nap(void)
{
	irq_enable();
	while (forever)
		__asm__ volatile("hlt");
}

TEST(nap, "halts with interrupts on")
{
	EXPECT_TRUE(true);
	do_nap();
}

TEST(other_cpu, "waits for a CPU that loops")
{
	EXPECT_TRUE(true);
	on_cpu(1, do_spin, NULL);
}

TEST(after, "passes")
{
	EXPECT_TRUE(true);
}
