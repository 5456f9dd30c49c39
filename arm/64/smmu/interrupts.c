/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SMMU-15: interrupts of events, of SYNC and of global errors.
 *
 * IHI 0070, 3.18 (interrupts), 4.7.3 (SYNC), 6.3.17 (IRQ_CTRL).
 */
#include "suite.h"

#include <arch/irq.h>
#include <arm/gic.h>
#include <clock.h>

enum {
	EVENTQ,
	SYNC,
	GERROR,
	NR_LINES,
	WAIT_US = 1000000,
	SETTLE_US = 2000,
};

static const enum machine_smmu_line lines[NR_LINES] = { MACHINE_SMMU_EVENTQ,
							MACHINE_SMMU_SYNC,
							MACHINE_SMMU_GERROR };
static unsigned int intids[NR_LINES];
static volatile unsigned int counts[NR_LINES];

static void handler(uint32_t iar, void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < NR_LINES; i++)
		if (gic_iar_intid(iar) == intids[i])
			counts[i]++;
}

static void listen(uint32_t irq_ctrl)
{
	for (unsigned int i = 0; i < NR_LINES; i++) {
		intids[i] = smmu_intid(lines[i]);
		counts[i] = 0;
		gic_clear_pending(intids[i]);
		gic_handle(intids[i], handler, NULL);
		gic_enable(intids[i]);
	}
	smmu_write(SMMU_IRQ_CTRL, irq_ctrl);
	test_defer(irq_disable, 0);
	irq_enable();
}

static bool is_reached(void *expected)
{
	return counts[EVENTQ] + counts[SYNC] + counts[GERROR] >=
	       *(unsigned int *)expected;
}

static void check(unsigned int eventq, unsigned int sync, unsigned int gerror)
{
	unsigned int all = eventq + sync + gerror;

	wait_until(is_reached, &all, WAIT_US);
	delay_us(SETTLE_US);
	EXPECT_EQ(counts[EVENTQ], eventq);
	EXPECT_EQ(counts[SYNC], sync);
	EXPECT_EQ(counts[GERROR], gerror);
}

static void fault(void)
{
	edu_message(&edu, IOVA + 0x1000, 1);
}

TEST(lines, "the board has them where it says, each its own")
{
	listen(0);
	EXPECT_NE(intids[EVENTQ], intids[SYNC]);
	EXPECT_NE(intids[SYNC], intids[GERROR]);
	EXPECT_NE(intids[EVENTQ], intids[GERROR]);
	if (!test_arg("qemu-model"))
		return;
	EXPECT_EQ(intids[EVENTQ], 106);
	EXPECT_EQ(intids[SYNC], 108);
	EXPECT_EQ(intids[GERROR], 109);
}

TEST(event, "an event in an empty queue interrupts once")
{
	struct smmu_event event = { 0 };

	translate();
	listen(SMMU_IRQ_EVENTQ);
	check(0, 0, 0);
	fault();
	check(1, 0, 0);
	ASSERT_TRUE(smmu_take_event(&event));
	check(1, 0, 0);
	fault();
	check(2, 0, 0);
}

TEST(event_disabled, "an event does not interrupt with EVENTQ_IRQEN clear")
{
	translate();
	listen(SMMU_IRQ_GERROR);
	fault();
	check(0, 0, 0);
	EXPECT_EQ(smmu_nr_events(), 1);
}

TEST(event_unrecorded, "what is not recorded does not interrupt")
{
	translate();
	smmu_set_ste(SID, SMMU_STE_V | SMMU_STE_ABORT);
	listen(SMMU_IRQ_EVENTQ | SMMU_IRQ_GERROR);
	fault();
	check(0, 0, 0);
	smmu_attach(SID, &space);
	check_written(&edu, IOVA, data);
	check(0, 0, 0);
}

/* 4.7.3: enabled by the command alone. */
static const struct signal {
	const char *name;
	uint64_t dw0;
	uint32_t irq_ctrl;
	unsigned int interrupts;
} signals[] = {
	{ "none", SMMU_SYNC, 5, 0 },
	{ "irq", SMMU_SYNC | SMMU_SYNC_IRQ, 5, 1 },
	{ "irq-alone", SMMU_SYNC | SMMU_SYNC_IRQ, 0, 1 },
	{ "sev", SMMU_SYNC | SMMU_SYNC_SEV, 5, 0 },
	{ "no-sync", SMMU_TLBI_NH_ALL | SMMU_SYNC_IRQ, 5, 0 },
};

TEST_EACH(sync, const struct signal *r, signals, "interrupts as CS says")
{
	listen(r->irq_ctrl);
	for (unsigned int i = 1; i <= 3; i++) {
		smmu_post(r->dw0, 0);
		ASSERT_TRUE(smmu_wait());
		check(0, i * r->interrupts, 0);
	}
}

TEST(command_error, "an error of the command queue interrupts once")
{
	listen(SMMU_IRQ_GERROR);
	smmu_post(0x99, 0);
	check(0, 0, 1);
	smmu_post(SMMU_SYNC | SMMU_SYNC_IRQ, 0);
	check(0, 0, 1);
	smmu_commands()[2 * (smmu_read(SMMU_CMDQ_CONS) & 15)] = SMMU_SYNC;
	smmu_write(SMMU_GERRORN, smmu_read(SMMU_GERROR));
	ASSERT_TRUE(smmu_wait());
	check(0, 1, 1);
}

TEST(error_disabled, "an error does not interrupt with GERROR_IRQEN clear")
{
	listen(SMMU_IRQ_EVENTQ);
	smmu_post(0x99, 0);
	check(0, 0, 0);
	EXPECT_NE(smmu_read(SMMU_GERROR), smmu_read(SMMU_GERRORN));
}

TEST(event_error, "events that cannot be written interrupt once as an error")
{
	translate();
	smmu_enable(0);
	smmu_base_write(SMMU_EVENTQ_BASE, 3ull << 40 | SMMU_EVENTQ_LOG2);
	smmu_enable(SMMU_CR0_ALL);
	listen(SMMU_IRQ_EVENTQ | SMMU_IRQ_GERROR);
	fault();
	check(0, 0, 1);
	fault();
	check(0, 0, 1);
	smmu_write(SMMU_GERRORN, smmu_read(SMMU_GERROR));
	check(0, 0, 1);
	fault();
	check(0, 0, 2);
}
