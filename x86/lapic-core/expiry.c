/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the timer's interrupt comes: SDM vol. 3, 10.5.4. Never early, never twice. */
#include "suite.h"

enum {
	TIMER_VECTOR = 0xe4
};

/* Clock ticks that 2^20 counts take when divided by one, a little too few. */
static uint64_t ticks_per_mi(void)
{
	static uint64_t ticks;
	uint64_t begin, end;
	uint32_t left;

	if (ticks)
		return ticks;
	apic_timer_start(APIC_LVT_MASKED, TIMER_VECTOR, 0xffffffff);
	begin = arch_ticks();
	delay_us(5000);
	end = arch_ticks();
	left = apic_read(APIC_TMCCT);
	apic_timer_stop();
	ticks = ((end - begin) << 20) / (0xffffffff - left);
	return ticks / 100 * 98;
}

static const struct delay {
	const char *name;
	uint32_t tdcr, by, count;
} delays[] = {
	{ "by-1", 0xb, 1, 4000000 },  { "by-2", 0x0, 2, 2000000 },
	{ "by-4", 0x1, 4, 1000000 },  { "by-8", 0x2, 8, 500000 },
	{ "by-16", 0x3, 16, 250000 }, { "by-32", 0x8, 32, 125000 },
	{ "by-64", 0x9, 64, 62500 },  { "by-128", 0xa, 128, 31250 },
	{ "short", 0xb, 1, 100 },     { "one", 0xb, 1, 1 },
};

static uint64_t start(const struct delay *r, uint32_t mode)
{
	uint64_t begin;

	apic_write(APIC_TDCR, r->tdcr);
	apic_write(APIC_LVTT, mode | TIMER_VECTOR);
	begin = arch_ticks();
	apic_write(APIC_TMICT, r->count);
	return begin;
}

static uint64_t due(const struct delay *r)
{
	return (ticks_per_mi() * r->by * r->count) >> 20;
}

TEST_EACH(expires, const struct delay *r, delays,
	  "is one interrupt, not before the count times the divider")
{
	uint64_t least = due(r), begin = start(r, APIC_LVTT_ONESHOT);

	EXPECT_TRUE(irqlog_wait(TIMER_VECTOR, 1));
	EXPECT_GE(arch_ticks() - begin, least);
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	delay_us(5000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 1);
}

/* The count in the end is by the clock: a lost tick is one host's affair. */
TEST_EACH(repeats, const struct delay *r, delays,
	  "is an interrupt each period, and none that is not due")
{
	uint64_t least, begin;

	if (r->count < 1000)
		SKIP("too short to count");
	least = due(r);
	begin = start(r, APIC_LVTT_PERIODIC);
	EXPECT_TRUE(irqlog_wait(TIMER_VECTOR, 4));
	EXPECT_GE(arch_ticks() - begin, 4 * least);
	EXPECT_LE(irqlog.nr, (arch_ticks() - begin) / least);
	apic_timer_stop();
	irqlog_window();
}

TEST(restart, "a new TMICT starts the count again, and there is one interrupt")
{
	uint64_t least = due(&delays[0]), begin;

	apic_timer_start(APIC_LVTT_ONESHOT, TIMER_VECTOR, 0xf0000000);
	begin = arch_ticks();
	apic_write(APIC_TMICT, delays[0].count);
	EXPECT_LE(apic_read(APIC_TMCCT), delays[0].count);
	EXPECT_TRUE(irqlog_wait(TIMER_VECTOR, 1));
	EXPECT_GE(arch_ticks() - begin, least);
	delay_us(8000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 1);
}

TEST(again, "each of many one-shot counts is one interrupt")
{
	for (unsigned int i = 1; i <= 200; i++) {
		apic_timer_start(APIC_LVTT_ONESHOT, TIMER_VECTOR, 20000);
		ASSERT_TRUE(irqlog_wait(TIMER_VECTOR, i));
		ASSERT_EQ(irqlog.nr, i);
	}
}

static const struct stop {
	const char *name;
	uint32_t mode;
	unsigned int reg;
	uint32_t value;
} stops[] = {
	{ "oneshot-TMICT", APIC_LVTT_ONESHOT, APIC_TMICT, 0 },
	{ "periodic-TMICT", APIC_LVTT_PERIODIC, APIC_TMICT, 0 },
	{ "oneshot-mask", APIC_LVTT_ONESHOT, APIC_LVTT,
	  APIC_LVTT_ONESHOT | APIC_LVT_MASKED | TIMER_VECTOR },
	{ "periodic-mask", APIC_LVTT_PERIODIC, APIC_LVTT,
	  APIC_LVTT_PERIODIC | APIC_LVT_MASKED | TIMER_VECTOR },
};

/* Counts that last 4 ms, of which the host may be away until the end. */
TEST_EACH(stopped_before, const struct stop *r, stops,
	  "no interrupt comes at the time that it was due")
{
	uint32_t count =
		(uint32_t)((arch_ticks_hz() / 250 << 20) / ticks_per_mi());

	for (unsigned int i = 0; i < 100; i++) {
		irqlog_forget();
		apic_timer_start(r->mode, TIMER_VECTOR, count);
		apic_write(r->reg, r->value);
		if (apic_test_bit(APIC_IRR, TIMER_VECTOR)) {
			irqlog_window();
			continue;
		}
		delay_us(12000);
		irqlog_window();
		EXPECT_EQ(irqlog.nr, 0);
		if (r->reg == APIC_TMICT)
			EXPECT_EQ(apic_read(APIC_TMCCT), 0);
		return;
	}
	ERROR("the host was away each time");
}

/* The vector is looked at when the count ends; the host may be away until then. */
TEST(vector_changed, "the interrupt has the vector that LVTT has at the end")
{
	for (unsigned int i = 0; i < 100; i++) {
		irqlog_forget();
		apic_timer_start(APIC_LVTT_ONESHOT, TIMER_VECTOR, 20000000);
		apic_write(APIC_LVTT, APIC_LVTT_ONESHOT | 0x61);
		if (!apic_read(APIC_TMCCT)) {
			delay_us(1000);
			irqlog_window();
			continue;
		}
		EXPECT_TRUE(irqlog_wait(0x61, 1));
		EXPECT_EQ(irqlog.nr, 1);
		return;
	}
	ERROR("the host was away each time");
}

/* ------------------------------------------------------- mode changes ---- */

enum {
	HALF = 0x10000000
};

static uint32_t run_half(uint32_t mode)
{
	apic_timer_start(mode | APIC_LVT_MASKED, TIMER_VECTOR, 2 * HALF);
	delay_us(1000);
	return apic_read(APIC_TMCCT);
}

TEST(to_periodic, "one-shot to periodic keeps the count; TMICT is not touched")
{
	uint32_t before = run_half(APIC_LVTT_ONESHOT);

	apic_write(APIC_LVTT,
		   APIC_LVTT_PERIODIC | APIC_LVT_MASKED | TIMER_VECTOR);
	EXPECT_LE(apic_read(APIC_TMCCT), before);
	EXPECT_EQ(apic_read(APIC_TMICT), 2 * HALF);
}

TEST(to_oneshot, "periodic to one-shot keeps the count, and ends at 0")
{
	apic_timer_start(APIC_LVTT_PERIODIC, TIMER_VECTOR, 1000000);
	EXPECT_TRUE(irqlog_wait(TIMER_VECTOR, 2));
	apic_write(APIC_LVTT, APIC_LVTT_ONESHOT | TIMER_VECTOR);
	delay_us(5000);
	irqlog_window();
	irqlog_forget();
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	delay_us(5000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
	EXPECT_EQ(apic_read(APIC_TMICT), 1000000);
}

TEST(periodic_at_0,
     "periodic mode does not start a one-shot count that has ended")
{
	apic_timer_start(APIC_LVTT_ONESHOT, TIMER_VECTOR, 1000);
	EXPECT_TRUE(irqlog_wait(TIMER_VECTOR, 1));
	apic_write(APIC_LVTT, APIC_LVTT_PERIODIC | TIMER_VECTOR);
	delay_us(1000);
	irqlog_window();
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	EXPECT_EQ(irqlog.nr, 1);
	apic_write(APIC_TMICT, 1000000);
	EXPECT_TRUE(irqlog_wait(TIMER_VECTOR, 3));
}
