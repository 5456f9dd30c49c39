/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8254: control words, and the status byte that shows them. */
#include "suite.h"

#include <clock.h>

static const struct control {
	const char *name;
	uint8_t word;
} controls[] = {
	{ "low-0", PIT_LOW },
	{ "high-1", PIT_HIGH | 1 << 1 },
	{ "both-2", PIT_BOTH | 2 << 1 },
	{ "both-3", PIT_BOTH | 3 << 1 },
	{ "low-4", PIT_LOW | 4 << 1 },
	{ "high-5", PIT_HIGH | 5 << 1 },
	{ "both-0-bcd", PIT_BOTH | PIT_BCD },
	{ "both-3-bcd", PIT_BOTH | 3 << 1 | PIT_BCD },
};

TEST_EACH(control, const struct control *r, controls,
	  "the status byte shows the control word of each channel")
{
	for (unsigned int channel = 0; channel < 3; channel++) {
		unsigned int other = channel == 2 ? 0 : channel + 1;
		uint8_t before = pit_status(other) & 0x3f;

		test_context("channel %u", channel);
		test_defer(pit_still, channel);
		pit_mode(channel, r->word);
		EXPECT_EQ(pit_status(channel) & 0x3f, r->word);
		EXPECT_EQ(pit_status(other) & 0x3f, before);
	}
}

/* Read-back command, note 6: null count. */
TEST(null_count,
     "status bit 6 says that no count was loaded since the control word")
{
	gate_2(true);
	pit_mode(2, PIT_BOTH | 2 << 1);
	EXPECT_EQ(pit_status(2) & PIT_STATUS_NULL, PIT_STATUS_NULL);
	outb(0, 0x42);
	EXPECT_EQ(pit_status(2) & PIT_STATUS_NULL, PIT_STATUS_NULL);
	outb(0x80, 0x42);
	delay_us(100);
	EXPECT_EQ(pit_status(2) & PIT_STATUS_NULL, 0);
}

TEST(loaded, "status bit 6 is 0 once a count is loaded")
{
	gate_2(true);
	pit_start(2, PIT_BOTH | 2 << 1, 0);
	delay_us(100);
	EXPECT_EQ(pit_status(2) & PIT_STATUS_NULL, 0);
}
