/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt lines: a level is pending for as long as it is high, an edge once.
 * The line is the PL031's: RIS stays set once its match has come, and IMSC
 * switches the line.
 *
 * IHI 0048, 3.2.4 and 4.3.7; IHI 0069, 4.1.2; PL031 (DDI 0224), 3.3.
 */
#include <arch/io.h>
#include <arch/irq.h>
#include <arm/cpu.h>
#include <arm/gic.h>
#include <arm/icc.h>
#include <clock.h>
#include <dev/fdt.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>

enum {
	RTC_DR = 0x00,
	RTC_MR = 0x04,
	RTC_IMSC = 0x10,
	RTC_RIS = 0x14,
	RTC_ICR = 0x1c,
	MATCH_US = 3000000,
};

static uint8_t *rtc;
static unsigned int spi;

static bool has_rtc(void)
{
	return fdt_system() &&
	       fdt_find(fdt_system(), FDT_NONE, "arm,pl031") >= 0;
}

static const struct feature pl031 = { "a PL031", "device tree: arm,pl031",
				      has_rtc };

static void find(void)
{
	int node = fdt_find(fdt_system(), FDT_NONE, "arm,pl031");
	uint64_t address, bytes;
	uint32_t cells[3];

	for (unsigned int i = 0; i < 3; i++)
		if (fdt_cell(fdt_system(), node, "interrupts", i, &cells[i]) <
		    0)
			ERROR("the PL031 has no interrupt");
	if (fdt_reg(fdt_system(), node, 0, &address, &bytes) < 0)
		ERROR("the PL031 has no address");
	spi = gic_intid(cells);
	rtc = vmap_io(address, 0x1000);
}

/* The line is high while IMSC is 1, from the match on. */
static void line(bool high)
{
	mmio_write32(rtc + RTC_IMSC, high);
	dsb();
}

static void release(uintptr_t unused)
{
	(void)unused;
	line(false);
	mmio_write32(rtc + RTC_ICR, 1);
}

static bool has_matched(void *unused)
{
	(void)unused;
	if (mmio_read32(rtc + RTC_RIS) & 1)
		return true;
	mmio_write32(rtc + RTC_MR, mmio_read32(rtc + RTC_DR));
	return false;
}

static void set_up(void)
{
	if (!rtc)
		find();
	line(false);
	test_defer(release, 0);
	if (!wait_until(has_matched, NULL, MATCH_US))
		ERROR("the PL031 does not match its own time");
	gic_route(spi, 0);
	gic_enable(spi);
}

TEST_SUITE("gic-lines", .summary = "levels and edges of a device's line",
	   .needs = NEEDS(&arm_gic, &pl031), .setup = set_up);

static bool is_signalled(void)
{
	dsb();
	isb();
	return isr_read() & ISR_I;
}

static void check_state(bool pending, bool active)
{
	EXPECT_EQ(gic_is_pending(spi), pending);
	EXPECT_EQ(gic_is_active(spi), active);
}

TEST(level, "a level is pending while it is high, whether active or not")
{
	check_state(false, false);
	line(true);
	check_state(true, false);
	EXPECT_TRUE(is_signalled());
	line(false);
	check_state(false, false);
	EXPECT_FALSE(is_signalled());
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	line(true);
	EXPECT_EQ(gic_ack(), spi);
	check_state(true, true);
	EXPECT_FALSE(is_signalled());
	line(false);
	check_state(false, true);
	gic_eoi(spi);
	check_state(false, false);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

TEST(level_again, "a level that stays high comes again after each end")
{
	line(true);
	for (unsigned int i = 0; i < 5; i++) {
		EXPECT_TRUE(is_signalled());
		EXPECT_EQ(gic_ack(), spi);
		EXPECT_FALSE(is_signalled());
		gic_eoi(spi);
	}
	line(false);
	EXPECT_FALSE(is_signalled());
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

TEST(level_cleared, "ICPENDR does not clear a level that is high")
{
	line(true);
	gic_clear_pending(spi);
	check_state(true, false);
	EXPECT_TRUE(is_signalled());
	line(false);
	check_state(false, false);
}

/* ISPENDR latches: the line's fall does not take that away. */
TEST(level_latched, "ISPENDR's pending state outlives the level, once")
{
	line(true);
	gic_set_pending(spi);
	line(false);
	check_state(true, false);
	EXPECT_EQ(gic_ack(), spi);
	check_state(false, true);
	gic_eoi(spi);
	check_state(false, false);
	gic_set_pending(spi);
	gic_clear_pending(spi);
	check_state(false, false);
}

TEST(level_disabled, "a level that rose while disabled comes when enabled")
{
	gic_disable(spi);
	line(true);
	EXPECT_FALSE(is_signalled());
	check_state(true, false);
	gic_enable(spi);
	EXPECT_TRUE(is_signalled());
	EXPECT_EQ(gic_ack(), spi);
	gic_disable(spi);
	gic_eoi(spi);
	EXPECT_FALSE(is_signalled());
	line(false);
	gic_enable(spi);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

TEST(edge, "an edge is pending until it is acknowledged, once")
{
	gic_set_edge(spi, true);
	line(true);
	check_state(true, false);
	line(false);
	check_state(true, false);
	EXPECT_EQ(gic_ack(), spi);
	check_state(false, true);
	gic_eoi(spi);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	/* high, and no further edge */
	line(true);
	EXPECT_EQ(gic_ack(), spi);
	check_state(false, true);
	gic_eoi(spi);
	EXPECT_FALSE(is_signalled());
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

TEST(edge_active, "an edge while active is pending after the end")
{
	gic_set_edge(spi, true);
	line(true);
	EXPECT_EQ(gic_ack(), spi);
	line(false);
	check_state(false, true);
	line(true);
	check_state(true, true);
	EXPECT_FALSE(is_signalled());
	gic_eoi(spi);
	EXPECT_EQ(gic_ack(), spi);
	gic_eoi(spi);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

TEST(edge_cleared, "ICPENDR clears an edge though the line is high")
{
	gic_set_edge(spi, true);
	line(true);
	check_state(true, false);
	gic_clear_pending(spi);
	check_state(false, false);
	EXPECT_FALSE(is_signalled());
}

/* ---------------------------------------------------------- other CPUs ---- */

static uint32_t acked;

static void ack(void *arg)
{
	(void)arg;
	acked = gic_ack_other();
	if (acked != GIC_SPURIOUS)
		gic_eoi(acked);
}

TEST(moved, "a level goes to the CPU that is its target now",
     .needs = NEEDS(&smp_2_cpus))
{
	line(true);
	EXPECT_TRUE(is_signalled());
	gic_route(spi, 1);
	EXPECT_FALSE(is_signalled());
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	on_cpu(1, ack, NULL);
	EXPECT_EQ(acked, spi);
	gic_route(spi, 0);
	EXPECT_TRUE(is_signalled());
	line(false);
	on_cpu(1, ack, NULL);
	EXPECT_EQ(acked, GIC_SPURIOUS);
}

/* -------------------------------------------------- taken as interrupts ---- */

static unsigned int nr_taken;

static void take(uint32_t iar, void *arg)
{
	(void)arg;
	if (iar == spi)
		nr_taken++;
	if (nr_taken >= 3)
		line(false);
}

TEST(taken, "a level is taken until its handler ends it, an edge once")
{
	nr_taken = 0;
	gic_handle(spi, take, NULL);
	line(true);
	irq_enable();
	delay_us(1000);
	irq_disable();
	EXPECT_EQ(nr_taken, 3);
	nr_taken = 0;
	gic_set_edge(spi, true);
	line(true);
	irq_enable();
	delay_us(1000);
	irq_disable();
	EXPECT_EQ(nr_taken, 1);
}
