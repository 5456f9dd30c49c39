/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Level-triggered pins: remote IRR, and what the EOI message does. */
#include "suite.h"

#define LEVEL IOAPIC_RTE_LEVEL

static uint64_t before_eoi;
static bool tmr, isr;
static unsigned int passes, until;

static void note(unsigned int vector)
{
	before_eoi = ioapic_rte_read(io, pin);
	tmr = apic_test_bit(APIC_TMR, vector);
	isr = apic_test_bit(APIC_ISR, vector);
}

static void note_and_lower(unsigned int vector)
{
	note(vector);
	lower_line();
}

TEST(level, "is one interrupt, with remote IRR and TMR until EOI")
{
	route(LEVEL);
	irqlog.inside = note_and_lower;
	raise_line();
	EXPECT_TRUE(apic_test_bit(APIC_IRR, VECTOR));
	EXPECT_EQ(ioapic_rte_read(io, pin),
		  entry(LEVEL | IOAPIC_RTE_REMOTE_IRR));
	expect_taken(1);
	EXPECT_EQ(before_eoi, entry(LEVEL | IOAPIC_RTE_REMOTE_IRR));
	EXPECT_TRUE(tmr);
	EXPECT_EQ(ioapic_rte_read(io, pin), entry(LEVEL));
	expect_taken(1);
}

/* TMR goes with what IRR accepts: SDM vol. 3, 10.8.4. */
TEST(tmr, "the vector's TMR bit is that of its last interrupt")
{
	static const bool levels[] = { false, true, true, false, true, false };
	bool last = false;

	for (unsigned int i = 0; i < sizeof(levels); i++) {
		test_context("interrupt %u", i);
		if (i > 0) /* before, it is that of another case */
			EXPECT_EQ(apic_test_bit(APIC_TMR, VECTOR), last);
		route(levels[i] ? LEVEL : 0);
		irqlog.inside = note_and_lower;
		raise_line();
		expect_taken(i + 1);
		EXPECT_EQ(tmr, levels[i]);
		last = levels[i];
	}
}

static void lower_at_pass(unsigned int vector)
{
	(void)vector;
	if (++passes == until)
		lower_line();
}

static const struct held {
	const char *name;
	unsigned int passes;
} helds[] = { { "1", 1 }, { "2", 2 }, { "3", 3 }, { "100", 100 } };

TEST_EACH(held, const struct held *r, helds,
	  "a line that stays high interrupts again after each EOI")
{
	passes = 0;
	until = r->passes;
	irqlog.always = lower_at_pass;
	route(LEVEL);
	raise_line();
	for (unsigned int i = 0; i < 100 && passes < until; i++)
		irqlog_window();
	expect_taken(r->passes);
	EXPECT_FALSE(remote_irr(pin));
}

static bool again;

static void toggle_low(unsigned int vector)
{
	irqline_pulse(line);
	again = apic_test_bit(APIC_IRR, vector);
	lower_line();
}

TEST(toggled_low, "what comes and goes before EOI is no second interrupt")
{
	route(LEVEL);
	irqlog.inside = toggle_low;
	raise_line();
	expect_taken(1);
	EXPECT_FALSE(again);
	EXPECT_FALSE(remote_irr(pin));
}

static void toggle_high(unsigned int vector)
{
	lower_line();
	raise_line();
	again = apic_test_bit(APIC_IRR, vector);
	irqlog.inside = note_and_lower;
}

TEST(toggled_high, "what is high again at EOI is a second one, not before")
{
	route(LEVEL);
	irqlog.inside = toggle_high;
	raise_line();
	expect_taken(2);
	EXPECT_FALSE(again);
	EXPECT_FALSE(remote_irr(pin));
}

TEST(twice, "each assertion is one interrupt where the handler ends it")
{
	for (unsigned int i = 1; i <= 100; i++) {
		route(LEVEL);
		irqlog.inside = note_and_lower;
		raise_line();
		irqlog_window();
		ASSERT_EQ(irqlog.taken[0][VECTOR], i);
		EXPECT_EQ(ioapic_rte_read(io, pin), entry(LEVEL));
	}
	expect_taken(100);
}

/* The message is out: the local APIC has it in IRR. */
TEST(withdrawn, "a line that falls before the handler is taken all the same")
{
	route(LEVEL);
	raise_line();
	lower_line();
	EXPECT_TRUE(remote_irr(pin));
	expect_taken(1);
	EXPECT_FALSE(remote_irr(pin));
	expect_taken(1);
}

/* ---------------------------------------------------------------- mask ---- */

TEST(masked, "waits for the mask to go, and is one interrupt then")
{
	route(LEVEL | IOAPIC_RTE_MASKED);
	raise_line();
	EXPECT_FALSE(remote_irr(pin));
	expect_taken(0);
	irqlog.inside = note_and_lower;
	route(LEVEL);
	EXPECT_TRUE(remote_irr(pin));
	expect_taken(1);
}

TEST(masked_gone, "is none where the line fell while masked")
{
	route(LEVEL | IOAPIC_RTE_MASKED);
	raise_line();
	lower_line();
	route(LEVEL);
	EXPECT_FALSE(remote_irr(pin));
	expect_taken(0);
}

static void mask_inside(unsigned int vector)
{
	(void)vector;
	route(LEVEL | IOAPIC_RTE_MASKED);
}

TEST(masked_inside, "EOI under the mask clears remote IRR and sends nothing")
{
	route(LEVEL);
	irqlog.inside = mask_inside;
	raise_line();
	expect_taken(1);
	EXPECT_EQ(ioapic_rte_read(io, pin), entry(LEVEL | IOAPIC_RTE_MASKED));
	irqlog.inside = note_and_lower;
	route(LEVEL);
	expect_taken(2);
	EXPECT_FALSE(remote_irr(pin));
}

static void mask_twice(unsigned int vector)
{
	route(LEVEL | IOAPIC_RTE_MASKED);
	route(LEVEL);
	again = apic_test_bit(APIC_IRR, vector);
	lower_line();
}

TEST(remote_irr_blocks, "unmasking sends nothing while remote IRR is 1")
{
	route(LEVEL);
	irqlog.inside = mask_twice;
	raise_line();
	expect_taken(1);
	EXPECT_FALSE(again);
	EXPECT_FALSE(remote_irr(pin));
}

/*
 * Software's way to end an interrupt without an EOI message, which no data sheet
 * has and every system relies on: an edge-triggered entry has no remote IRR.
 */
static bool after_edge, after_level;

static void to_edge(unsigned int vector)
{
	(void)vector;
	lower_line();
	route(IOAPIC_RTE_MASKED);
	after_edge = remote_irr(pin);
	route(LEVEL | IOAPIC_RTE_MASKED);
	after_level = remote_irr(pin);
}

TEST(to_edge, "changing the entry to edge and back clears remote IRR")
{
	after_edge = after_level = true;
	route(LEVEL);
	irqlog.inside = to_edge;
	raise_line();
	expect_taken(1);
	EXPECT_FALSE(after_edge);
	EXPECT_FALSE(after_level);
}

TEST(storm, "a line that nobody lowers does not keep the CPU from going on")
{
	route(LEVEL);
	raise_line();
	for (unsigned int i = 0; i < 1000 && irqlog.nr < 10; i++)
		irqlog_window();
	EXPECT_GE(irqlog.taken[0][VECTOR], 10);
	lower_line();
	irqlog_windows();
	passes = irqlog_all();
	irqlog_windows();
	EXPECT_EQ(irqlog_all(), passes);
	EXPECT_FALSE(remote_irr(pin));
}
