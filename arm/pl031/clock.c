/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PL031: registers, and the clock that counts seconds (ARM PrimeCell
 * Real Time Clock, DDI 0224).
 */
#include "pl031.h"

#include <arch/io.h>
#include <clock.h>

PL031_SUITE;

/* -------------------------------------------------------------- registers ---- */

static const struct id {
	const char *name;
	unsigned int reg;
	uint32_t value, mask;
} ids[] = {
	{ "periph-0", 0xfe0, 0x31, 0xff }, { "periph-1", 0xfe4, 0x10, 0xff },
	{ "periph-2", 0xfe8, 0x04, 0x0f }, { "periph-3", 0xfec, 0x00, 0xff },
	{ "cell-0", 0xff0, 0x0d, 0xff },   { "cell-1", 0xff4, 0xf0, 0xff },
	{ "cell-2", 0xff8, 0x05, 0xff },   { "cell-3", 0xffc, 0xb1, 0xff },
};

TEST_EACH(id, const struct id *r, ids, "says which device it is, read-only")
{
	uint32_t old = get(r->reg);

	EXPECT_EQ(old & r->mask, r->value);
	put(r->reg, ~old);
	mmio_write8(rtc_base() + r->reg, (uint8_t)~old);
	mmio_write16(rtc_base() + r->reg, (uint16_t)~old);
	EXPECT_EQ(get(r->reg), old);
}

static const struct reg {
	const char *name;
	unsigned int reg;
} read_only[] = { { "RIS", RIS }, { "MIS", MIS } };

TEST_EACH(read_only, const struct reg *r, read_only,
	  "writes of any width change nothing")
{
	EXPECT_EQ(get(r->reg), 0);
	mmio_write8(rtc_base() + r->reg, 0xff);
	mmio_write16(rtc_base() + r->reg, 0xffff);
	put(r->reg, 0xffffffff);
	EXPECT_EQ(get(r->reg), 0);
	EXPECT_FALSE(gic_is_pending(pl031_intid));
}

TEST(control, "the clock runs, and cannot be stopped")
{
	EXPECT_EQ(get(CR), 1);
	put(CR, 0);
	EXPECT_EQ(get(CR), 1);
}

TEST(mask, "IMSC keeps bit 0")
{
	put(IMSC, 1);
	EXPECT_EQ(get(IMSC), 1);
	put(IMSC, 0);
	EXPECT_EQ(get(IMSC), 0);
	put(IMSC, 0xfffffffe);
	EXPECT_EQ(get(IMSC) & 1, 0);
}

TEST(match_register, "MR keeps 32 bits")
{
	put(MR, 0xffffffff);
	EXPECT_EQ(get(MR), 0xffffffff);
	put(MR, 0x5a5aa5a5);
	EXPECT_EQ(get(MR), 0x5a5aa5a5);
}

/* ------------------------------------------------------------------- time ---- */

TEST(seconds, "DR counts the seconds of the architected counter")
{
	uint32_t start = next_second();
	uint64_t from = clock_ns();
	uint32_t passed;

	wait_seconds(2);
	passed = get(DR) - start;
	/* what the counter has seen by now, if this CPU had to wait */
	EXPECT_GE(passed, 2);
	EXPECT_LE(passed, (clock_ns() - from) / 1000000000 + 1);
}

TEST(load, "a write to LR sets the time, in both directions")
{
	uint32_t now = get(DR);

	put(LR, 1000000);
	EXPECT_LE(get(DR) - 1000000, 1);
	EXPECT_EQ(get(LR), 1000000);
	put(LR, now + 86400);
	EXPECT_LE(get(DR) - (now + 86400), 1);
	put(LR, 0xfffffff0);
	EXPECT_LE(get(DR) - 0xfffffff0, 1);
}
