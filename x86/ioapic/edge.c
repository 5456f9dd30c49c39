/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edge-triggered pins: 82093AA, 3.2.4 (interrupt mask, trigger mode). */
#include "suite.h"

enum {
	PULSES = 1000
};

static uint64_t seen;
static bool tmr;

static void look(unsigned int vector)
{
	seen = ioapic_rte_read(io, pin);
	tmr = apic_test_bit(APIC_TMR, vector);
}

TEST(edge, "an edge is one interrupt, which leaves no remote IRR or TMR bit")
{
	route(0);
	irqlog.inside = look;
	irqline_pulse(line);
	EXPECT_TRUE(apic_test_bit(APIC_IRR, VECTOR));
	EXPECT_EQ(ioapic_rte_read(io, pin), entry(0));
	expect_taken(1);
	EXPECT_EQ(seen, entry(0));
	EXPECT_FALSE(tmr);
	expect_taken(1);
}

TEST(edge_falling, "a line that falls is no interrupt")
{
	route(0);
	raise_line();
	expect_taken(1);
	lower_line();
	expect_taken(1);
	lower_line();
	expect_taken(1);
}

TEST(edge_held, "a line that stays high is no further interrupt after EOI")
{
	route(0);
	raise_line();
	expect_taken(1);
	expect_taken(1);
}

/* The device drives what it drives already: there is no transition. */
TEST(edge_again, "a line that is high and is raised is no interrupt", ALL_LINES)
{
	route(0);
	raise_line();
	expect_taken(1);
	raise_line();
	expect_taken(1);
}

TEST(edge_merged, "edges while the vector is in IRR are one interrupt")
{
	route(0);
	for (unsigned int i = 0; i < 5; i++)
		irqline_pulse(line);
	expect_taken(1);
}

static void pulse_inside(unsigned int vector)
{
	(void)vector;
	irqline_pulse(line);
	irqline_pulse(line);
}

TEST(edge_inside, "edges while the vector is in service are one more")
{
	route(0);
	irqlog.inside = pulse_inside;
	irqline_pulse(line);
	expect_taken(2);
}

TEST(edge_count, "each of many edges is one interrupt: none is lost or doubled")
{
	route(0);
	for (unsigned int i = 1; i <= PULSES; i++) {
		irqline_pulse(line);
		irqlog_window();
		ASSERT_EQ(irqlog.taken[0][VECTOR], i);
	}
	expect_taken(PULSES);
}

TEST(edge_masked, "an edge while masked is lost; one after that is not")
{
	route(IOAPIC_RTE_MASKED);
	irqline_pulse(line);
	expect_taken(0);
	route(0);
	expect_taken(0);
	irqline_pulse(line);
	expect_taken(1);
	route(IOAPIC_RTE_MASKED);
	irqline_pulse(line);
	expect_taken(1);
}

TEST(edge_unmasked_high,
     "a line that rose while masked is no edge when unmasked")
{
	route(IOAPIC_RTE_MASKED);
	raise_line();
	route(0);
	expect_taken(0);
	lower_line();
	expect_taken(0);
	raise_line();
	expect_taken(1);
}

/* What a local APIC has accepted is no longer the I/O APIC's. */
TEST(edge_mask_late, "masking does not take back what was accepted")
{
	route(0);
	irqline_pulse(line);
	route(IOAPIC_RTE_MASKED);
	expect_taken(1);
	route(0);
	expect_taken(1);
}

/* EOI of an edge-triggered interrupt ends nothing here: 10.8.5 */
TEST(edge_rewritten, "writing the entry again sends nothing again")
{
	route(0);
	irqline_pulse(line);
	for (unsigned int i = 0; i < 3; i++)
		route(0);
	expect_taken(1);
	for (unsigned int i = 0; i < 3; i++)
		route(0);
	expect_taken(1);
}

/* ---------------------------------------------------------- several lines ---- */

static const struct two {
	const char *name;
	uint8_t first, second, wins;
} twos[] = {
	{ "high-second", 0x66, 0x78, 0x78 },
	{ "high-first", 0x78, 0x66, 0x78 },
	{ "same-class", 0x70, 0x7f, 0x7f },
};

TEST_EACH(two, const struct two *r, twos, "the higher vector is taken first",
	  ALL_LINES)
{
	route_pin(15, r->first, 0);
	route_pin(14, r->second, 0);
	irqline_pulse(15);
	irqline_pulse(14);
	irqlog_windows();
	ASSERT_EQ(irqlog.nr, 2);
	EXPECT_EQ(irqlog.order[0], r->wins);
	EXPECT_EQ(irqlog.order[1], r->first + r->second - r->wins);
	EXPECT_EQ(irqlog_all(), 2);
}

/* IRET opens the window again, and the next interrupt comes at once. */
TEST(back_to_back, "two that are pending are taken at the same instruction",
     ALL_LINES)
{
	route_pin(15, 0x66, 0);
	route_pin(14, 0x78, 0);
	for (unsigned int i = 0; i < 20; i++) {
		irqlog_forget();
		irqline_pulse(15);
		irqline_pulse(14);
		irqlog_window();
		ASSERT_EQ(irqlog.nr, 2);
		EXPECT_EQ(irqlog.pc[1], irqlog.pc[0]);
	}
}

/* Not 0 and 2, which share a pin, and 8, the RTC's: the others are quiet. */
static const uint8_t isa[] = { 1, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15 };

static unsigned int pin_of(unsigned int irq)
{
	uint64_t flags;

	return ioapic_isa_gsi(irq, &flags) - io->gsi_base;
}

TEST(lines, "each line is its own pin's, and no other one's", ALL_LINES)
{
	for (unsigned int i = 0; i < sizeof(isa); i++)
		route_pin(pin_of(isa[i]), 0x40 + isa[i], 0);
	for (unsigned int i = 0; i < sizeof(isa); i++) {
		test_context("line %u", isa[i]);
		irqline_pulse(isa[i]);
		irqlog_windows();
		EXPECT_EQ(irqlog.taken[0][0x40 + isa[i]], 1);
		EXPECT_EQ(irqlog_all(), i + 1);
	}
}

TEST(lines_masked, "a mask holds back its own pin alone", ALL_LINES)
{
	for (unsigned int i = 0; i < sizeof(isa); i++)
		route_pin(pin_of(isa[i]), 0x40 + isa[i], 0);
	for (unsigned int i = 0; i < sizeof(isa); i++) {
		test_context("masked: line %u", isa[i]);
		route_pin(pin_of(isa[i]), 0x40 + isa[i], IOAPIC_RTE_MASKED);
		irqlog_forget();
		for (unsigned int k = 0; k < sizeof(isa); k++)
			irqline_pulse(isa[k]);
		irqlog_windows();
		EXPECT_EQ(irqlog.taken[0][0x40 + isa[i]], 0);
		EXPECT_EQ(irqlog_all(), sizeof(isa) - 1);
		route_pin(pin_of(isa[i]), 0x40 + isa[i], 0);
	}
}
