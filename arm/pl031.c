/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PL031: the clock counts seconds, and its alarm is an interrupt (ARM PrimeCell
 * Real Time Clock, DDI 0224).
 */
#include <arch/io.h>
#include <arch/irq.h>
#include <arm/device.h>
#include <arm/gic.h>
#include <clock.h>
#include <test/test.h>

enum {
	DR = 0x00,
	MR = 0x04,
	LR = 0x08,
	CR = 0x0c,
	IMSC = 0x10,
	RIS = 0x14,
	MIS = 0x18,
	ICR = 0x1c,
	ID0 = 0xfe0, /* to 0xffc */
};

static uint8_t *rtc;
static unsigned int intid;

static bool probe(void)
{
	return device_find("arm,pl031", &rtc, &intid);
}

static const struct feature pl031 = { "PL031", "device tree: arm,pl031",
				      probe };

static uint32_t get(unsigned int reg)
{
	return mmio_read32(rtc + reg);
}

static void put(unsigned int reg, uint32_t value)
{
	mmio_write32(rtc + reg, value);
}

static uint32_t loaded;
static uint64_t loaded_at; /* ns */

/* The time goes on as if nothing had been. */
static void put_back(uintptr_t unused)
{
	(void)unused;
	put(IMSC, 0);
	put(ICR, 1);
	put(MR, 0);
	put(LR, loaded + (uint32_t)((clock_ns() - loaded_at) / 1000000000));
}

static void setup(void)
{
	loaded = get(DR);
	loaded_at = clock_ns();
	test_defer(put_back, 0);
	put(IMSC, 0);
	put(ICR, 1);
}

TEST_SUITE("pl031", .summary = "the clock counts and its alarm rings",
	   .needs = NEEDS(&pl031, &arm_gic), .setup = setup);

static void wait_seconds(unsigned int nr)
{
	delay_us(nr * 1000000ull);
}

/* A second begins: what is started now has all of it. */
static uint32_t next_second(void)
{
	uint32_t now = get(DR), then = now;
	uint64_t end = clock_ns() + 3000000000ull;

	while (then == now && clock_ns() < end)
		then = get(DR);
	ASSERT_NE(then, now);
	return then;
}

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
	mmio_write8(rtc + r->reg, (uint8_t)~old);
	mmio_write16(rtc + r->reg, (uint16_t)~old);
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
	mmio_write8(rtc + r->reg, 0xff);
	mmio_write16(rtc + r->reg, 0xffff);
	put(r->reg, 0xffffffff);
	EXPECT_EQ(get(r->reg), 0);
	EXPECT_FALSE(gic_is_pending(intid));
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

/* ------------------------------------------------------------------ alarm ---- */

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
	EXPECT_FALSE(gic_is_pending(intid));
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
	EXPECT_FALSE(gic_is_pending(intid));
}

TEST(unmasked, "the line follows IMSC and ICR")
{
	ring();
	put(IMSC, 1);
	EXPECT_EQ(get(MIS), 1);
	EXPECT_TRUE(gic_is_pending(intid));
	put(IMSC, 0);
	EXPECT_EQ(get(MIS), 0);
	EXPECT_EQ(get(RIS), 1);
	EXPECT_FALSE(gic_is_pending(intid));
	put(IMSC, 1);
	put(ICR, 0);
	EXPECT_EQ(get(RIS), 1);
	put(ICR, 1);
	EXPECT_EQ(get(RIS), 0);
	EXPECT_EQ(get(MIS), 0);
	EXPECT_FALSE(gic_is_pending(intid));
}

TEST(interrupt, "one alarm is one interrupt")
{
	alarms = 0;
	gic_handle(intid, on_alarm, NULL);
	put(IMSC, 1);
	gic_enable(intid);
	irq_enable();
	put(MR, get(DR) + 1);
	wait_seconds(3);
	irq_disable();
	EXPECT_EQ(alarms, 1);
	EXPECT_EQ(seen_ris, 1);
	EXPECT_EQ(seen_mis, 1);
	EXPECT_EQ(cleared_ris, 0);
	EXPECT_EQ(cleared_mis, 0);
	EXPECT_FALSE(gic_is_pending(intid));
	EXPECT_FALSE(gic_is_active(intid));
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
	EXPECT_TRUE(gic_is_pending(intid));
	put(ICR, 1);
	EXPECT_FALSE(gic_is_pending(intid));
}
