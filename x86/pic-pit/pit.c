/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8254: counts as they are written, latched and read. */
#include "suite.h"

#include <clock.h>

/* -------------------------------------------------- counts and latches ---- */

/*
 * A count lies between those of two moments; the host may have been away for
 * so long that it tells nothing, and then once more.
 */
struct reading {
	unsigned int least, most; /* clocks from load to read */
	uint16_t count;
};

static unsigned int clocks(uint64_t ticks)
{
	return (unsigned int)(ticks * PIT_HZ / arch_ticks_hz());
}

static uint64_t load_begin, load_end;

static void load(uint8_t control, uint16_t count)
{
	gate_2(true);
	pit_mode(2, control);
	load_begin = arch_ticks();
	pit_load(2, count);
	load_end = arch_ticks();
}

static struct reading read_count(void)
{
	uint64_t begin = arch_ticks(), end;
	struct reading r = { .count = pit_count(2) };

	end = arch_ticks();
	r.least = clocks(begin - load_end);
	r.most = clocks(end - load_begin);
	return r;
}

enum {
	ALMOST = 60000, /* of 65536 */
	TRIES = 100,
	READS = 3000
};

static struct reading timed(uint8_t control, uint16_t count)
{
	for (unsigned int i = 0; i < TRIES; i++) {
		struct reading r;

		load(control, count);
		delay_us(2000);
		r = read_count();
		if (r.most < ALMOST / 2)
			return r;
	}
	ERROR("the host was away each time");
	__builtin_unreachable();
}

static const struct rate {
	const char *name;
	uint8_t mode;
	unsigned int step;
} rates[] = {
	{ "mode-0", 0, 1 },
	{ "mode-2", 2, 1 },
	{ "mode-3", 3, 2 },
	{ "mode-4", 4, 1 },
};

/* 1 % and 3 clocks for what the library's rate of the TSC may be off. */
TEST_EACH(counts, const struct rate *r, rates,
	  "count down from 65536 at 1193182 Hz, mode 3 by twos")
{
	struct reading at = timed((uint8_t)(PIT_BOTH | r->mode << 1), 0);
	unsigned int gone = 0x10000 - from_65536(at.count);

	EXPECT_GE(gone + 3 * r->step, at.least * r->step / 100 * 99);
	EXPECT_LE(gone, at.most * r->step / 100 * 101 + 3 * r->step + 100);
}

TEST(starts_below,
     "a count is never more than what was loaded in modes 2 and 3")
{
	for (unsigned int mode = 2; mode <= 3; mode++) {
		load((uint8_t)(PIT_BOTH | mode << 1), 1000);
		for (unsigned int i = 0; i < 1000; i++) {
			uint16_t count = pit_count(2);

			ASSERT_LE(count, 1000);
			ASSERT_GE(count, 1);
		}
	}
}

/* Mode 3 reloads an even count: only even values are seen. */
TEST(even, "mode 3 shows even counts of an even number")
{
	load(PIT_BOTH | 3 << 1, 5000);
	for (unsigned int i = 0; i < 1000; i++)
		ASSERT_EQ(pit_count(2) & 1, 0);
}

TEST(wraps, "mode 0 goes on from FFFFH after the end")
{
	load(PIT_BOTH, 100);
	delay_us(1000);
	EXPECT_GT(pit_count(2), 100);
	EXPECT_TRUE(out_2());
}

static const struct latch {
	const char *name;
	uint8_t command;
	bool status; /* latched too, and read first */
} latches[] = {
	{ "latch", 2 << 6 | PIT_LATCH, false },
	{ "read-back", PIT_READ_BACK | PIT_NO_STATUS | 2 << 2, false },
	{ "read-back-both", PIT_READ_BACK | 2 << 2, true },
};

TEST_EACH(latched, const struct latch *r, latches,
	  "a latched count stays until it is read; a second latch is ignored")
{
	for (unsigned int i = 0; i < TRIES; i++) {
		uint8_t word = PIT_BOTH | 2 << 1;
		unsigned int most;
		uint16_t count;

		load(word, 0);
		outb(r->command, PIT_CONTROL);
		most = clocks(arch_ticks() - load_begin);
		delay_us(5000); /* 5965 clocks */
		if (r->status)
			EXPECT_EQ(inb(0x42) & 0x3f, word);
		count = pit_count(2);
		if (most > 3000)
			continue;
		EXPECT_GE(from_65536(count), 0x10000 - most / 100 * 101 - 110);
		EXPECT_LE(pit_count(2), 0x10000 - 5900);
		return;
	}
	ERROR("the host was away each time");
}

/* "held in the latch until it is read (or until the Counter is reprogrammed)" */
TEST(latch_dropped, "a latched count is dropped by a control word")
{
	load(PIT_BOTH | 2 << 1, 0xff00);
	pit_mode(2, PIT_LATCH);
	load(PIT_BOTH | 2 << 1, 0x100);
	EXPECT_LE(inb(0x42) | inb(0x42) << 8, 0x100);
	pit_count(2);
}

TEST(latched_low, "half of a latched count is read, and the rest after that")
{
	uint16_t now;
	uint8_t low, high;

	load(PIT_BOTH | 2 << 1, 0x8000);
	pit_mode(2, PIT_LATCH);
	low = inb(0x42);
	delay_us(5000);
	high = inb(0x42);
	now = pit_count(2);
	EXPECT_NE(high << 8 | low, now);
	EXPECT_LE(high << 8 | low, 0x8000);
	EXPECT_GE(high << 8 | low, 1);
}

/* The status is first where both are latched. */
TEST(read_back, "read-back latches status and count, of the channels it names")
{
	uint8_t word = PIT_BOTH | 2 << 1, high;

	load(word, 0x8000);
	test_defer(pit_still, 1);
	pit_start(1, PIT_LOW | 3 << 1, 0);
	outb(PIT_READ_BACK | 2 << 2 | 2 << 1, PIT_CONTROL);
	EXPECT_EQ(inb(0x41) & 0x3f, PIT_LOW | 3 << 1);
	inb(0x41); /* its count */
	EXPECT_EQ(inb(0x42) & 0x3f, word);
	inb(0x42);
	high = inb(0x42);
	EXPECT_LE(high, 0x80);
	outb(PIT_READ_BACK | PIT_NO_STATUS | 2 << 2, PIT_CONTROL);
	inb(0x42);
	EXPECT_LE(inb(0x42), 0x80);
	EXPECT_EQ(pit_status(2) & 0x3f, word);
}

TEST(read_back_none, "read-back of another channel latches nothing of this one")
{
	uint16_t first, second;

	load(PIT_BOTH | 2 << 1, 0);
	outb(PIT_READ_BACK | 2 << 1, PIT_CONTROL);
	inb(0x41); /* its status, and its count */
	inb(0x41);
	inb(0x41);
	delay_us(3000);
	first = pit_count(2);
	delay_us(3000);
	second = pit_count(2);
	EXPECT_NE(first, second);
	EXPECT_LE(first, 0x10000 - 3500);
}

static const struct access {
	const char *name;
	uint8_t rw;
	uint8_t byte;
	uint16_t count;
} accesses[] = {
	{ "low", PIT_LOW, 200, 200 },
	{ "high", PIT_HIGH, 2, 0x200 },
};

/* Before, the channel has a count whose other byte would be too much. */
static unsigned int highest(const struct access *r, unsigned int *tops)
{
	unsigned int most = 0;

	gate_2(true);
	pit_start(2, PIT_BOTH | 2 << 1, 0xffff);
	pit_mode(2, r->rw | 2 << 1);
	outb(r->byte, 0x42);
	*tops = 0;
	for (unsigned int i = 0; i < READS; i++) {
		uint8_t byte = inb(0x42);
		unsigned int at = r->rw == PIT_LOW ? byte : byte << 8;

		*tops += byte == r->byte;
		if (at > most)
			most = at;
	}
	return most;
}

TEST_EACH(access, const struct access *r, accesses,
	  "a single byte is the count, the other byte 0")
{
	unsigned int tops, most = highest(r, &tops);

	EXPECT_LE(most, r->count);
	EXPECT_GE(most, r->count / 4 * 3 & (r->rw == PIT_LOW ? 0xff : 0xff00));
	EXPECT_LE(tops, READS / 5); /* for one clock of each period */
}

TEST(own_count, "a channel's count is not another one's")
{
	test_defer(pit_still, 1);
	load(PIT_BOTH | 2 << 1, 300);
	pit_start(1, PIT_BOTH | 2 << 1, 0xf000);
	for (unsigned int i = 0; i < 100; i++)
		ASSERT_LE(pit_count(2), 300);
	load(PIT_BOTH | 2 << 1, 0);
	pit_start(1, PIT_BOTH | 2 << 1, 300);
	for (unsigned int i = 0; i < 100; i++)
		ASSERT_LE(pit_count(1), 300);
}

TEST(bcd, "in BCD every digit is one")
{
	gate_2(true);
	pit_start(2, PIT_BOTH | 2 << 1 | PIT_BCD, 0x9999);
	for (unsigned int i = 0; i < 2000; i++) {
		uint16_t c = pit_count(2);

		ASSERT_LE(c & 0xf, 9);
		ASSERT_LE(c >> 4 & 0xf, 9);
		ASSERT_LE(c >> 8 & 0xf, 9);
		ASSERT_LE(c >> 12, 9);
	}
}
