/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 8259A and CPU: vectors, LINT0 in ExtINT mode, spurious requests. SDM vol. 3,
 * 10.5.1 (local vector table) and 10.8.
 */
#include "suite.h"

enum {
	PULSES = 500
};

static uint16_t inside_isr, inside_irr;
static bool lapic_isr;

static void look(unsigned int vector)
{
	inside_isr = isr();
	inside_irr = irr();
	lapic_isr = apic_test_bit(APIC_ISR, vector);
}

/* Ends the interrupt as its number says: the log's vector is from BASE. */
static void end(unsigned int vector)
{
	pic_eoi((vector - BASE) & 15);
}

static void expect_vectors(unsigned int vector, unsigned int times)
{
	for (unsigned int i = 0; i < 20; i++)
		irqlog_window();
	EXPECT_EQ(irqlog.taken[0][vector], times);
	EXPECT_EQ(irqlog_all(), times);
}

TEST(lint0, "a request comes through LINT0, past the local APIC's ISR",
     ONE_LINE)
{
	unsigned int irq = irqline(), all = 1u << irq | (irq < 8 ? 0 : 4);

	pic_set_masks((uint16_t)~all);
	lint0_extint();
	irqlog.inside = look;
	irqlog.always = end;
	raise((uint16_t)(1u << irq));
	EXPECT_TRUE(irqlog_wait(BASE + irq, 1));
	lower((uint16_t)(1u << irq));
	expect_vectors(BASE + irq, 1);
	EXPECT_EQ(inside_isr, all);
	EXPECT_EQ(inside_irr & all, 0);
	EXPECT_FALSE(lapic_isr);
	EXPECT_EQ(isr(), 0);
}

TEST(lint0_masked, "nothing comes while LINT0 is masked; unmasking lets it in",
     ONE_LINE)
{
	unsigned int irq = irqline();

	pic_set_masks((uint16_t) ~(1u << irq | 4));
	irqlog.always = end;
	raise((uint16_t)(1u << irq));
	expect_vectors(BASE + irq, 0);
	lint0_extint();
	EXPECT_TRUE(irqlog_wait(BASE + irq, 1));
	expect_vectors(BASE + irq, 1);
}

TEST(lint0_closed,
     "what was pending when LINT0 was masked waits until it opens", ONE_LINE)
{
	unsigned int irq = irqline();

	pic_set_masks((uint16_t) ~(1u << irq | 4));
	irqlog.always = end;
	lint0_extint();
	raise((uint16_t)(1u << irq));
	apic_write(APIC_LVT0, APIC_LVT_MASKED | 7 << 8);
	expect_vectors(BASE + irq, 0);
	lint0_extint();
	EXPECT_TRUE(irqlog_wait(BASE + irq, 1));
	expect_vectors(BASE + irq, 1);
}

TEST(tpr, "the task priority does not hold back an external interrupt",
     ONE_LINE)
{
	unsigned int irq = irqline();

	pic_set_masks((uint16_t) ~(1u << irq | 4));
	irqlog.always = end;
	apic_write(APIC_TPR, 0xff);
	lint0_extint();
	raise((uint16_t)(1u << irq));
	EXPECT_TRUE(irqlog_wait(BASE + irq, 1));
	apic_write(APIC_TPR, 0);
	expect_vectors(BASE + irq, 1);
}

TEST(count, "each edge is one interrupt: none is lost or doubled", ONE_LINE)
{
	unsigned int irq = irqline();

	pic_set_masks((uint16_t) ~(1u << irq | 4));
	irqlog.always = end;
	lint0_extint();
	for (unsigned int i = 1; i <= PULSES; i++) {
		raise((uint16_t)(1u << irq));
		ASSERT_TRUE(irqlog_wait(BASE + irq, i));
		lower((uint16_t)(1u << irq));
	}
	expect_vectors(BASE + irq, PULSES);
}

/* Only bits 7:3 of ICW2 are the vector's. */
TEST(bases, "the vector is ICW2's bits 7:3 and the line's number", LINES)
{
	irqlog.always = NULL;
	lint0_extint();
	for (unsigned int base = 0x20; base < 0xe8; base += 8) {
		test_context("base 0x%x", base);
		irqlog_forget();
		irqlog.no_eoi = true;
		pic_init((uint8_t)(base | (base >> 3 & 7)), PIC_ICW4_AEOI);
		pic_set_masks((uint16_t) ~(1 << 5));
		lower(1 << 5);
		raise(1 << 5);
		EXPECT_TRUE(irqlog_wait(base + 5, 1));
		expect_vectors(base + 5, 1);
	}
}

TEST(second_base, "the second one has its own base", LINES)
{
	pic_init(BASE, 0);
	outb(PIC_ICW1_INIT | PIC_ICW1_ICW4, PIC2_COMMAND);
	outb(0xa0, PIC2_DATA);
	outb(2, PIC2_DATA);
	outb(PIC_ICW4_8086, PIC2_DATA);
	pic_set_masks((uint16_t) ~(1 << 2 | 1 << 14));
	lint0_extint();
	raise(1 << 14);
	EXPECT_TRUE(irqlog_wait(0xa6, 1));
	expect_vectors(0xa6, 1);
	EXPECT_EQ(isr(), 1 << 14 | 1 << 2);
}

static void no_end(unsigned int vector)
{
	(void)vector;
}

TEST(nested, "without EOI a higher line comes, the same and a lower one do not",
     LINES)
{
	pic_set_masks((uint16_t) ~(1 << 1 | 1 << 4 | 1 << 6));
	lint0_extint();
	irqlog.always = no_end;
	raise(1 << 4);
	EXPECT_TRUE(irqlog_wait(BASE + 4, 1));
	lower(1 << 4);
	raise(1 << 4 | 1 << 6);
	expect_vectors(BASE + 4, 1);
	raise(1 << 1);
	EXPECT_TRUE(irqlog_wait(BASE + 1, 1));
	EXPECT_EQ(isr(), 1 << 1 | 1 << 4);
	irqlog.always = end;
	eoi_first(PIC_OCW2_EOI);
	eoi_first(PIC_OCW2_EOI);
	EXPECT_TRUE(irqlog_wait(BASE + 6, 1));
	EXPECT_EQ(irqlog.taken[0][BASE + 4], 2);
	EXPECT_EQ(irqlog_all(), 4);
	EXPECT_EQ(isr(), 0);
}

/* ----------------------------------------------------------- spurious ---- */

/*
 * The second one's request goes away before the acknowledge. Either the first
 * one's does too, or the vector is the second one's default, IR 7, of which its
 * ISR knows nothing.
 */
TEST(spurious_15, "a request that went away is no line's interrupt but 15's",
     LINES)
{
	pic_set_masks((uint16_t) ~(1 << 2 | 1 << 12));
	raise(1 << 12);
	lower(1 << 12);
	pic_set_masks((uint16_t) ~(1 << 2));
	lint0_extint();
	for (unsigned int i = 0; i < 20; i++)
		irqlog_window();
	EXPECT_LE(irqlog_all(), 1);
	EXPECT_EQ(irqlog.taken[0][BASE + 15] + irqlog.taken[0][BASE + 7],
		  irqlog_all());
	EXPECT_EQ(isr(), irqlog.taken[0][BASE + 15] ? 1 << 2 : 0);
}

TEST(gone, "a level request that went away before LINT0 opens is none", LINES)
{
	outb(1 << 5, PIC_ELCR1);
	pic_set_masks((uint16_t) ~(1 << 5));
	lint0_extint();
	raise(1 << 5);
	lower(1 << 5);
	expect_vectors(BASE + 5, 0);
	EXPECT_EQ(isr(), 0);
}

static unsigned int passes;

static void end_and_lower(unsigned int vector)
{
	if (++passes == 3)
		lower(1 << 5);
	end(vector);
}

TEST(level_held, "a level request that stays comes again after each EOI", LINES)
{
	passes = 0;
	outb(1 << 5, PIC_ELCR1);
	pic_set_masks((uint16_t) ~(1 << 5));
	irqlog.always = end_and_lower;
	lint0_extint();
	raise(1 << 5);
	EXPECT_TRUE(irqlog_wait(BASE + 5, 3));
	expect_vectors(BASE + 5, 3);
}
