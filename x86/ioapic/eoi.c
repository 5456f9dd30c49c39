/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which entries an EOI message ends: those of its vector. SDM vol. 3, 10.8.5; ICH9,
 * 13.5.4 (EOI register) for version 20H.
 */
#include "suite.h"

#include <arch/io.h>

#define LEVEL		IOAPIC_RTE_LEVEL
#define LVR_SUPPRESSION (1u << 24)
#define SPIV_SUPPRESSED (1u << 12)

enum {
	A = 14,
	B = 15
};

static unsigned int irrs; /* remote IRR of A in bit 0, of B in bit 1 */

static unsigned int both(void)
{
	return remote_irr(A) | (unsigned int)remote_irr(B) << 1;
}

static void lower_both(void)
{
	irqline_set(A, false);
	irqline_set(B, false);
}

static void end_and_look(unsigned int vector)
{
	(void)vector;
	lower_both();
	apic_eoi();
	irrs = both();
}

/* Both are pending; the higher one is taken and ended, the lower one is not. */
TEST(of_its_vector, "EOI ends the pins of its vector, not another level pin",
     ALL_LINES)
{
	route_pin(A, VECTOR, LEVEL);
	route_pin(B, OTHER, LEVEL);
	irqline_set(A, true);
	irqline_set(B, true);
	EXPECT_EQ(both(), 3);
	irqlog.inside = end_and_look;
	irqlog_windows();
	EXPECT_EQ(irrs, 2);
	EXPECT_EQ(both(), 0);
	EXPECT_EQ(irqlog.taken[0][VECTOR], 1);
	EXPECT_EQ(irqlog.taken[0][OTHER], 1);
	EXPECT_EQ(irqlog_all(), 2);
}

TEST(shared_vector, "EOI ends all pins of its vector", ALL_LINES)
{
	route_pin(A, VECTOR, LEVEL);
	route_pin(B, VECTOR, LEVEL);
	irqline_set(A, true);
	irqline_set(B, true);
	EXPECT_EQ(both(), 3);
	irqlog.inside = end_and_look;
	irqlog_windows();
	EXPECT_EQ(irrs, 0);
	EXPECT_EQ(irqlog_all(), 1);
}

static void edge_inside(unsigned int vector)
{
	irrs = both();
	(void)vector;
	lower_both();
}

/* An edge on one pin, a level on the other; the level one goes first. */
TEST(edge_eoi, "EOI of an edge-triggered vector ends no level pin", ALL_LINES)
{
	route_pin(A, VECTOR, 0);
	route_pin(B, OTHER, LEVEL);
	irqline_set(B, true);
	irqline_pulse(A);
	irqlog.inside = end_and_look;
	irqlog_windows();
	EXPECT_EQ(irrs, 2);
	EXPECT_EQ(both(), 0);
	EXPECT_EQ(irqlog_all(), 2);
}

static void other_vector(unsigned int vector)
{
	(void)vector;
	irqline_set(A, false);
	route_pin(A, OTHER, LEVEL);
	apic_eoi();
	irrs = both();
	route_pin(A, OTHER, IOAPIC_RTE_MASKED);
}

TEST(vector_changed, "EOI does not end an entry that has another vector by now",
     ALL_LINES)
{
	irrs = 0;
	route_pin(A, VECTOR, LEVEL);
	irqline_set(A, true);
	irqlog.inside = other_vector;
	irqlog_windows();
	EXPECT_EQ(irrs, 1);
	EXPECT_EQ(irqlog_all(), 1);
}

/* -------------------------------------------------------- EOI register ---- */

static bool has_eoi_register(void)
{
	return (ioapic_read(ioapic(0), IOAPIC_VERSION) & 0xff) >= 0x20;
}

static bool has_none(void)
{
	return !has_eoi_register();
}

static const struct feature eoi_register = { "an EOI register",
					     "I/O APIC version 20H",
					     has_eoi_register };
static const struct feature no_eoi_register = { "no EOI register",
						"I/O APIC version 11H",
						has_none };

static unsigned int after[4];

static void write_eoi(unsigned int vector)
{
	mmio_write32((uint8_t *)io->regs + IOAPIC_EOI, vector);
}

static void directed(unsigned int vector)
{
	lower_both();
	after[0] = both();
	write_eoi(vector ^ 1);
	after[1] = both();
	write_eoi(vector);
	after[2] = both();
	write_eoi(OTHER);
	after[3] = both();
}

static void two_levels(void)
{
	route_pin(A, VECTOR, LEVEL);
	route_pin(B, OTHER, LEVEL);
	irqline_set(A, true);
	irqline_set(B, true);
	irqlog.inside = directed;
	irqlog_windows();
}

TEST(eoi_register, "ends the pins of the vector that is written",
     .needs = NEEDS(&irqline_all, &eoi_register))
{
	two_levels();
	EXPECT_EQ(after[0], 3);
	EXPECT_EQ(after[1], 3);
	EXPECT_EQ(after[2], 2);
	EXPECT_EQ(after[3], 0);
	EXPECT_EQ(irqlog_all(), 2);
}

TEST(eoi_register_absent, "a version without it ignores the write",
     .needs = NEEDS(&irqline_all, &no_eoi_register))
{
	two_levels();
	for (unsigned int i = 0; i < 4; i++)
		EXPECT_EQ(after[i], 3);
	EXPECT_EQ(both(), 0);
	EXPECT_EQ(irqlog_all(), 2);
}

static bool queued;

static void end_while_high(unsigned int vector)
{
	write_eoi(vector);
	queued = apic_test_bit(APIC_IRR, vector) && remote_irr(A);
	irqline_set(A, false);
}

TEST(eoi_register_high, "sends the interrupt again where the line is high",
     .needs = NEEDS(&irqline_all, &eoi_register))
{
	queued = false;
	route_pin(A, VECTOR, LEVEL);
	irqline_set(A, true);
	irqlog.inside = end_while_high;
	expect_taken(2);
	EXPECT_TRUE(queued);
	EXPECT_EQ(both(), 0);
}

/* --------------------------------------------------------- suppression ---- */

static bool has_suppression(void)
{
	return apic_read(APIC_LVR) & LVR_SUPPRESSION;
}

static const struct feature suppression = { "EOI broadcast suppression",
					    "APIC version[24]",
					    has_suppression };

static void suppress(bool on)
{
	apic_write(APIC_SPIV, APIC_SPIV_ENABLE | VECTOR_SPURIOUS |
				      (on ? SPIV_SUPPRESSED : 0));
}

TEST(suppressed, "SPIV[12] keeps the EOI from the I/O APIC",
     .needs = NEEDS(&irqline_all, &suppression, &eoi_register))
{
	suppress(true);
	EXPECT_EQ(apic_read(APIC_SPIV),
		  APIC_SPIV_ENABLE | VECTOR_SPURIOUS | SPIV_SUPPRESSED);
	route_pin(A, VECTOR, LEVEL);
	irqline_set(A, true);
	irqlog.inside = edge_inside;
	expect_taken(1);
	EXPECT_EQ(both(), 1);
	write_eoi(VECTOR);
	EXPECT_EQ(both(), 0);
	suppress(false);
	expect_taken(1);
}

static bool lacks_suppression(void)
{
	return !has_suppression();
}

static const struct feature no_suppression = { "no EOI broadcast suppression",
					       "APIC version[24]",
					       lacks_suppression };

TEST(not_suppressed, "SPIV[12] is reserved where the version has no bit 24",
     .needs = NEEDS(&irqline_all, &no_suppression))
{
	suppress(true);
	EXPECT_EQ(apic_read(APIC_SPIV), APIC_SPIV_ENABLE | VECTOR_SPURIOUS);
	route_pin(A, VECTOR, LEVEL);
	irqline_set(A, true);
	irqlog.inside = edge_inside;
	expect_taken(1);
	EXPECT_EQ(both(), 0);
	suppress(false);
}
