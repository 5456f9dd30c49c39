/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8254: channel 0 interrupts as its output rises. */
#include "suite.h"

#include <clock.h>

static void end(unsigned int vector)
{
	(void)vector;
	pic_eoi(0);
}

static void open_irq0(void)
{
	pic_set_masks(0xfffe);
	irqlog.always = end;
	lint0_extint();
}

static void expect_irq0(unsigned int times)
{
	for (unsigned int i = 0; i < 20; i++)
		irqlog_window();
	EXPECT_EQ(irqlog.taken[0][BASE], times);
	EXPECT_EQ(irqlog_all(), times);
}

static const struct once {
	const char *name;
	uint8_t mode;
} onces[] = { { "mode-0", 0 }, { "mode-4", 4 } };

TEST_EACH(irq_once, const struct once *r, onces,
	  "one interrupt at the end of the count, not before, and no other")
{
	uint64_t begin;

	pit_mode(0, (uint8_t)(PIT_BOTH | r->mode << 1));
	open_irq0();
	irqlog_window();
	irqlog_forget();
	irqlog.no_eoi = true;
	irqlog.always = end;
	pic_eoi(0);
	begin = clock_us();
	pit_load(0, 0x4000); /* 13.7 ms */
	EXPECT_TRUE(irqlog_wait(BASE, 1));
	EXPECT_GE(clock_us() - begin, 13500);
	delay_us(20000);
	expect_irq0(1);
}

static const struct periodic {
	const char *name;
	uint8_t mode;
} periodics[] = { { "mode-2", 2 }, { "mode-3", 3 } };

enum {
	PERIOD = 5966 /* clocks, 5 ms */
};

/* Ticks may be lost on a busy host; none may come that was not due. */
TEST_EACH(irq_periodic, const struct periodic *r, periodics,
	  "an interrupt each period, and not more")
{
	uint64_t begin;

	open_irq0();
	begin = clock_us();
	pit_start(0, (uint8_t)(PIT_BOTH | r->mode << 1), PERIOD);
	EXPECT_TRUE(irqlog_wait(BASE, 10));
	EXPECT_GE(clock_us() - begin, 9 * 4950);
	EXPECT_LE(irqlog.taken[0][BASE], (clock_us() - begin) / 4900 + 1);
	pit_mode(0, PIT_BOTH);
	pit_load(0, 0);
	irqlog_window();
}

TEST(irq_gate_2, "the gate of channel 2 is not that of channel 0")
{
	gate_2(false);
	open_irq0();
	pit_start(0, PIT_BOTH | 2 << 1, PERIOD);
	EXPECT_TRUE(irqlog_wait(BASE, 3));
}

TEST(irq_stopped, "a control word stops the interrupts until there is a count")
{
	unsigned int before;

	open_irq0();
	pit_start(0, PIT_BOTH | 2 << 1, PERIOD);
	EXPECT_TRUE(irqlog_wait(BASE, 2));
	pit_mode(0, PIT_BOTH);
	irqlog_window();
	before = irqlog.taken[0][BASE];
	delay_us(20000);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][BASE], before);
}
