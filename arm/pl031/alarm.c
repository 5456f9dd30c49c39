/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The alarm, as an interrupt (DDI 0224, 3.2.2 RTCMR, 3.3). */
#include "pl031.h"

#include <arch/irq.h>
#include <clock.h>

PL031_SUITE;

static unsigned int alarms;
static uint32_t seen_ris, seen_mis, cleared_ris, cleared_mis;

static void on_alarm(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	alarms++;
	seen_ris = get(RIS);
	seen_mis = get(MIS);
	put(ICR, 1);
	cleared_ris = get(RIS);
	cleared_mis = get(MIS);
}

/* The match has come: RIS is set within good time. */
static void ring(void)
{
	uint64_t end = clock_ns() + 5000000000ull;

	put(MR, get(DR) + 1);
	while (!get(RIS) && clock_ns() < end)
		;
	ASSERT_EQ(get(RIS), 1);
}

TEST(no_alarm, "nothing is pending before there is a match")
{
	put(MR, get(DR) + 1000);
	put(IMSC, 1);
	EXPECT_EQ(get(RIS), 0);
	EXPECT_EQ(get(MIS), 0);
	EXPECT_FALSE(gic_is_pending(pl031_intid));
}

TEST(not_early, "the alarm rings when DR has come to MR, not before")
{
	uint32_t now = next_second();

	put(MR, now + 2);
	while (get(DR) == now)
		EXPECT_EQ(get(RIS), 0);
	wait_seconds(2);
	EXPECT_GE(get(DR), now + 2);
	EXPECT_EQ(get(RIS), 1);
}

TEST(masked, "an alarm that is masked is raw, and no interrupt")
{
	ring();
	EXPECT_EQ(get(MIS), 0);
	EXPECT_FALSE(gic_is_pending(pl031_intid));
}

TEST(unmasked, "the line follows IMSC and ICR")
{
	ring();
	put(IMSC, 1);
	EXPECT_EQ(get(MIS), 1);
	EXPECT_TRUE(gic_is_pending(pl031_intid));
	put(IMSC, 0);
	EXPECT_EQ(get(MIS), 0);
	EXPECT_EQ(get(RIS), 1);
	EXPECT_FALSE(gic_is_pending(pl031_intid));
	put(IMSC, 1);
	put(ICR, 0);
	EXPECT_EQ(get(RIS), 1);
	put(ICR, 1);
	EXPECT_EQ(get(RIS), 0);
	EXPECT_EQ(get(MIS), 0);
	EXPECT_FALSE(gic_is_pending(pl031_intid));
}

TEST(interrupt, "one alarm is one interrupt")
{
	alarms = 0;
	gic_handle(pl031_intid, on_alarm, NULL);
	put(IMSC, 1);
	gic_enable(pl031_intid);
	irq_enable();
	put(MR, get(DR) + 1);
	wait_seconds(3);
	irq_disable();
	EXPECT_EQ(alarms, 1);
	EXPECT_EQ(seen_ris, 1);
	EXPECT_EQ(seen_mis, 1);
	EXPECT_EQ(cleared_ris, 0);
	EXPECT_EQ(cleared_mis, 0);
	EXPECT_FALSE(gic_is_pending(pl031_intid));
	EXPECT_FALSE(gic_is_active(pl031_intid));
}

TEST(match_past, "a match with a time that is over does not ring")
{
	put(LR, 5000000);
	put(MR, 4999000);
	wait_seconds(1);
	EXPECT_EQ(get(RIS), 0);
}

TEST(migrate, "the time goes on, and the alarm rings, after a migration",
     .needs = NEEDS(&host_migrate))
{
	uint32_t before = 0xfffff000, now;

	put(LR, before);
	put(MR, before + 0x800);
	put(IMSC, 1);
	host_migrate_now();
	now = get(DR);
	EXPECT_GE(now, before);
	EXPECT_LE(now, before + 300);
	EXPECT_EQ(get(MR), before + 0x800);
	EXPECT_EQ(get(LR), before);
	EXPECT_EQ(get(IMSC), 1);
	EXPECT_EQ(get(RIS), 0);
	ring();
	EXPECT_EQ(get(MIS), 1);
	host_migrate_now();
	EXPECT_EQ(get(RIS), 1);
	EXPECT_TRUE(gic_is_pending(pl031_intid));
	put(ICR, 1);
	EXPECT_FALSE(gic_is_pending(pl031_intid));
}
