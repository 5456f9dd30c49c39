/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The timer: SDM vol. 3, 10.5.4. No check depends on a fast machine. */
#include "suite.h"

enum {
	TIMER_VECTOR = 0xe4
};

static bool has_fired(void *arg)
{
	irqlog_window();
	return irqlog.nr >= *(unsigned int *)arg;
}

static bool fires(unsigned int times)
{
	return wait_until(has_fired, &times, 5000000);
}

TEST(oneshot, "fires once, and stays at 0")
{
	apic_timer_start(APIC_LVTT_ONESHOT, TIMER_VECTOR, 0x10000);
	EXPECT_TRUE(fires(1));
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	EXPECT_EQ(apic_read(APIC_TMICT), 0x10000);
	delay_us(5000);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][TIMER_VECTOR], 1);
	EXPECT_EQ(irqlog.nr, 1);
}

TEST(periodic, "fires again and again, with TMICT as it was")
{
	apic_timer_start(APIC_LVTT_PERIODIC, TIMER_VECTOR, 0x10000);
	EXPECT_TRUE(fires(5));
	EXPECT_EQ(apic_read(APIC_TMICT), 0x10000);
	for (unsigned int i = 0; i < 100; i++)
		EXPECT_LE(apic_read(APIC_TMCCT), 0x10000);
}

struct reload {
	const char *name;
	uint32_t mask;
	uint32_t last, times; /* seen so far */
};

static const struct reload reloads[] = {
	{ "unmasked", 0, 0, 0 },
	{ "masked", APIC_LVT_MASKED, 0, 0 },
};

static bool reloaded(void *arg)
{
	struct reload *r = arg;
	uint32_t now = apic_read(APIC_TMCCT);

	irqlog_window();
	r->times += now > r->last;
	r->last = now;
	return r->times >= 4;
}

TEST_EACH(reload, const struct reload *r, reloads,
	  "a periodic count goes up again to TMICT after each end")
{
	struct reload seen = *r;

	seen.last = 0x100000;
	apic_timer_start(APIC_LVTT_PERIODIC | r->mask, TIMER_VECTOR, seen.last);
	EXPECT_TRUE(wait_until(reloaded, &seen, 5000000));
	EXPECT_EQ(irqlog.nr != 0, !r->mask);
}

TEST(masked, "counts without an interrupt while LVTT is masked")
{
	uint32_t first;

	apic_timer_start(APIC_LVTT_PERIODIC | APIC_LVT_MASKED, TIMER_VECTOR,
			 0xffffffff);
	first = apic_read(APIC_TMCCT);
	delay_us(1000);
	EXPECT_LT(apic_read(APIC_TMCCT), first);
	apic_timer_start(APIC_LVTT_ONESHOT | APIC_LVT_MASKED, TIMER_VECTOR,
			 1000);
	delay_us(2000);
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
	apic_write(APIC_LVTT, TIMER_VECTOR); /* what was masked is lost */
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(stopped, "is stopped by TMICT = 0")
{
	apic_timer_start(APIC_LVTT_PERIODIC, TIMER_VECTOR, 0xffffffff);
	EXPECT_GT(apic_read(APIC_TMCCT), 0);
	apic_write(APIC_TMICT, 0);
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	delay_us(1000);
	irqlog_window();
	EXPECT_EQ(apic_read(APIC_TMCCT), 0);
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(counts_down, "never counts up, and starts from TMICT")
{
	uint32_t last = 0xfffffff0, now;

	apic_timer_start(APIC_LVTT_ONESHOT, TIMER_VECTOR, last);
	for (unsigned int i = 0; i < 1000; i++) {
		now = apic_read(APIC_TMCCT);
		ASSERT_LE(now, last);
		last = now;
	}
	EXPECT_GT(0xfffffff0 - last, 0);
}

TEST(mode_change, "keeps its count when LVTT changes the mode")
{
	uint32_t before;

	apic_timer_start(APIC_LVTT_ONESHOT, TIMER_VECTOR, 0xffffffff);
	delay_us(1000);
	before = apic_read(APIC_TMCCT);
	apic_write(APIC_LVTT, APIC_LVTT_PERIODIC | TIMER_VECTOR);
	EXPECT_LE(apic_read(APIC_TMCCT), before);
	EXPECT_EQ(apic_read(APIC_TMICT), 0xffffffff);
	apic_write(APIC_LVTT, TIMER_VECTOR);
	EXPECT_LE(apic_read(APIC_TMCCT), before);
	EXPECT_EQ(irqlog.nr, 0);
}

/* ------------------------------------------------------------ dividers ---- */

/* The time a count took, in clock ticks, is between these. */
struct span {
	uint64_t counts, least, most;
};

static struct span count_for(uint32_t tdcr)
{
	uint64_t t0, t1, t2, t3, hz = arch_ticks_hz();
	uint32_t now;

	apic_write(APIC_LVTT, APIC_LVT_MASKED | TIMER_VECTOR);
	apic_write(APIC_TDCR, tdcr);
	t0 = arch_ticks();
	apic_write(APIC_TMICT, 0xffffffff);
	t1 = arch_ticks();
	while (arch_ticks() - t1 < hz / 200)
		cpu_relax();
	t2 = arch_ticks();
	now = apic_read(APIC_TMCCT);
	t3 = arch_ticks();
	return (struct span){ 0xffffffff - now, t2 - t1, t3 - t0 };
}

static const struct divider {
	const char *name;
	uint32_t tdcr, by;
} dividers[] = {
	{ "2", 0x0, 2 },
	{ "4", 0x1, 4 },
	{ "8", 0x2, 8 },
	{ "16", 0x3, 16 },
	{ "32", 0x8, 32 },
	{ "64", 0x9, 64 },
	{ "128", 0xa, 128 },
	{ "1", 0xb, 1 },
	{ "2-with-bit-2", 0x4, 2 },
	{ "128-with-bit-2", 0xe, 128 },
};

/*
 * Counts times divider, over the time: two intervals that have to meet within 5 %.
 */
TEST_EACH(divider, const struct divider *r, dividers, "divides the clock")
{
	struct span one = count_for(APIC_TDCR_DIV1), by = count_for(r->tdcr);
	uint64_t counts = by.counts * r->by;

	ASSERT_GT(one.counts, 0);
	ASSERT_GT(by.counts, 0);
	EXPECT_LE(counts * (one.least >> 10) / 105 * 100,
		  one.counts * (by.most >> 10));
	EXPECT_GE((counts + r->by) * (one.most >> 10) / 95 * 100,
		  one.counts * (by.least >> 10));
}
