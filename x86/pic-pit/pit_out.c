/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 8254: the outputs and gates of each mode (data sheet, "Mode definitions"), seen
 * at port 61H and as interrupts of IRQ 0.
 */
#include "suite.h"

#include <clock.h>

enum {
	TRIES = 100
};

static bool status_out(unsigned int channel)
{
	return pit_status(channel) & PIT_STATUS_OUT;
}

/* ------------------------------------------------------------- port 61H ---- */

TEST(port_61, "keeps gate and speaker bits, and 7:6 are 0")
{
	for (unsigned int v = 0; v < 4; v++) {
		outb((uint8_t)v, PORT_61);
		EXPECT_EQ(inb(PORT_61) & 0xc3, v);
	}
}

TEST(refresh, "port 61H bit 4 toggles")
{
	unsigned int seen = 0;

	for (unsigned int i = 0; i < 10000 && seen != 3; i++)
		seen |= 1u << (inb(PORT_61) >> 4 & 1);
	EXPECT_EQ(seen, 3);
}

/* Once the output has changed, before 50 ms are over; the host may be away. */
static bool wait_out(bool high)
{
	for (uint64_t end = clock_us() + 2000000; clock_us() < end;) {
		if (out_2() == high)
			return true;
	}
	return false;
}

/* Mode 0: low from the control word until the end of the count. */
TEST(mode_0, "the output is low until the count ends, and high from then on")
{
	gate_2(true);
	for (unsigned int i = 0; i < TRIES; i++) {
		uint64_t begin = clock_us();
		bool low;

		pit_start(2, PIT_BOTH, 0);
		low = !out_2() && !status_out(2);
		if (clock_us() - begin > 50000)
			continue;
		EXPECT_TRUE(low);
		break;
	}
	EXPECT_TRUE(wait_out(true));
	delay_us(60000); /* more than 65536 clocks */
	EXPECT_TRUE(out_2());
	EXPECT_TRUE(status_out(2));
}

/* The count at the first status that has the output high; -1: too late to tell. */
static int count_at_rise(unsigned int initial)
{
	uint64_t begin = clock_us();
	unsigned int count;
	uint8_t status;

	pit_start(2, PIT_BOTH, (uint16_t)initial);
	do {
		outb(PIT_READ_BACK | 2 << 2, PIT_CONTROL);
		status = inb(0x42);
		count = inb(0x42);
		count |= (unsigned int)inb(0x42) << 8;
	} while (!(status & PIT_STATUS_OUT) && clock_us() - begin < 40000);
	return clock_us() - begin < 40000 ? (int)count : -1;
}

/*
 * One read-back latches both; an emulator does so one after the other, and the host
 * may be away in between, or at the rise: what is early is early most times.
 */
TEST(mode_0_end, "the output rises when the count is 0, not before")
{
	enum {
		INITIAL = 0x2000,
		EARLY = 16,
		SEEN = 7
	};
	unsigned int seen = 0, early = 0;

	gate_2(true);
	for (unsigned int i = 0; i < TRIES && seen < SEEN; i++) {
		int count = count_at_rise(INITIAL);

		seen += count >= 0;
		early += count > EARLY && count <= INITIAL;
	}
	if (seen < SEEN)
		ERROR("the host was away each time");
	EXPECT_LE(early, SEEN / 2);
}

TEST(mode_0_new, "a new count makes the output low again")
{
	gate_2(true);
	pit_start(2, PIT_BOTH, 100);
	EXPECT_TRUE(wait_out(true));
	for (unsigned int i = 0; i < TRIES; i++) {
		uint64_t begin = clock_us();
		bool low;

		pit_load(2, 0xffff);
		low = !out_2();
		if (clock_us() - begin > 50000)
			continue;
		EXPECT_TRUE(low);
		return;
	}
	ERROR("the host was away each time");
}

TEST(mode_0_gate, "the gate stops the count and lets it go on")
{
	uint16_t stopped;

	gate_2(true);
	pit_start(2, PIT_BOTH, 0);
	gate_2(false);
	stopped = pit_count(2);
	delay_us(5000);
	EXPECT_EQ(pit_count(2), stopped);
	gate_2(true);
	delay_us(5000);
	EXPECT_NE(pit_count(2), stopped);
}

/* Mode 1: high, until the gate rises; then low for the count. */
TEST(mode_1, "waits for the gate to rise, and is low while it counts")
{
	gate_2(false);
	pit_start(2, PIT_BOTH | 1 << 1, 0);
	EXPECT_TRUE(out_2());
	for (unsigned int i = 0; i < TRIES; i++) {
		uint64_t begin = clock_us();
		bool low;

		gate_2(false);
		gate_2(true);
		delay_us(10);
		low = !out_2();
		if (clock_us() - begin > 50000)
			continue;
		EXPECT_TRUE(low);
		break;
	}
	EXPECT_TRUE(wait_out(true));
}

/* Mode 2: high but for one clock of each period. */
TEST(mode_2, "the output is high but for one clock of each period")
{
	unsigned int low = 0;

	gate_2(true);
	pit_start(2, PIT_BOTH | 2 << 1, 0);
	for (unsigned int i = 0; i < 1000; i++)
		low += !out_2();
	EXPECT_LE(low, 10);
}

TEST(mode_3, "the output is high for half of the count, low for the other")
{
	gate_2(true);
	for (unsigned int i = 0; i < TRIES; i++) {
		uint64_t begin = clock_us(), end;
		bool high, low;

		pit_start(2, PIT_BOTH | 3 << 1, 0);
		high = out_2() && status_out(2);
		delay_us(30000);
		low = !out_2() && !status_out(2);
		end = clock_us();
		if (end - begin > 50000) /* a period is 54925 us */
			continue;
		EXPECT_TRUE(high);
		EXPECT_TRUE(low);
		EXPECT_TRUE(wait_out(true));
		return;
	}
	ERROR("the host was away each time");
}

/* Short periods: what the host takes away it takes from both halves alike. */
static const struct duty {
	const char *name;
	uint16_t count;
} duties[] = {
	{ "even", 600 },
	{ "odd", 601 },
};

TEST_EACH(duty, const struct duty *r, duties,
	  "mode 3 is as often seen high as low, within 10 %")
{
	uint64_t seen = 0, high = 0;

	gate_2(true);
	pit_start(2, PIT_BOTH | 3 << 1, r->count);
	for (uint64_t end = clock_us() + 100000; clock_us() < end; seen++)
		high += out_2();
	EXPECT_GE(high * 100, seen * 40);
	EXPECT_LE(high * 100, seen * 60);
}

TEST(mode_4, "the output is high while it counts and after that")
{
	gate_2(true);
	pit_start(2, PIT_BOTH | 4 << 1, 1000);
	EXPECT_TRUE(out_2());
	delay_us(2000);
	EXPECT_TRUE(out_2());
}

static const struct gated {
	const char *name;
	uint8_t mode;
} gateds[] = {
	{ "1", 1 },
	{ "2", 2 },
	{ "3", 3 },
	{ "5", 5 },
};

TEST_EACH(gate_rises, const struct gated *r, gateds,
	  "a gate that rises starts the count again, one that falls does not")
{
	gate_2(true);
	pit_start(2, (uint8_t)(PIT_BOTH | r->mode << 1), 0);
	gate_2(false);
	gate_2(true);
	for (unsigned int i = 0; i < TRIES; i++) {
		uint64_t begin;
		uint16_t count;

		delay_us(10000);
		gate_2(false);
		begin = clock_us();
		gate_2(true);
		count = pit_count(2);
		if (clock_us() - begin > 3000)
			continue;
		EXPECT_GE(from_65536(count), 0x10000 - 8000);
		gate_2(true); /* it is: no edge */
		delay_us(10000);
		EXPECT_LE(from_65536(pit_count(2)), 0x10000 - 8000);
		return;
	}
	ERROR("the host was away each time");
}
