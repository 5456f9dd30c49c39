/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8259A: initialisation, masks, what IRR and ISR show. */
#include "suite.h"

TEST(masks, "each 8259 reads back its own mask, all values")
{
	for (unsigned int m = 0; m < 0x100; m++) {
		pic_set_masks((uint16_t)(m | (m ^ 0xff) << 8));
		EXPECT_EQ(inb(PIC1_DATA), m);
		EXPECT_EQ(inb(PIC2_DATA), m ^ 0xff);
	}
}

static const struct sequence {
	const char *name;
	uint8_t icw1;
	unsigned int words; /* ICW2 and further ones */
} sequences[] = {
	{ "cascade-icw4", PIC_ICW1_INIT | PIC_ICW1_ICW4, 3 },
	{ "cascade", PIC_ICW1_INIT, 2 },
	{ "single-icw4", PIC_ICW1_INIT | PIC_ICW1_SINGLE | PIC_ICW1_ICW4, 2 },
	{ "single", PIC_ICW1_INIT | PIC_ICW1_SINGLE, 1 },
};

/* What follows the last ICW is the mask. */
TEST_EACH(sequence, const struct sequence *r, sequences,
	  "takes as many words as ICW1 says, with the mask cleared")
{
	static const uint8_t words[] = { BASE, 4, 1 };

	outb(0xff, PIC1_DATA);
	outb(r->icw1, PIC1_COMMAND);
	for (unsigned int i = 0; i < r->words; i++)
		outb(words[r->words == 2 && i && r->icw1 & 2 ? 2 : i],
		     PIC1_DATA);
	EXPECT_EQ(inb(PIC1_DATA), 0);
	outb(0xa5, PIC1_DATA);
	EXPECT_EQ(inb(PIC1_DATA), 0xa5);
	outb(0x5a, PIC1_DATA);
	EXPECT_EQ(inb(PIC1_DATA), 0x5a);
	EXPECT_EQ(inb(PIC2_DATA), 0xff);
}

TEST(restarted, "ICW1 in the middle of a sequence starts it again")
{
	outb(PIC_ICW1_INIT | PIC_ICW1_ICW4, PIC1_COMMAND);
	outb(BASE + 8, PIC1_DATA);
	outb(PIC_ICW1_INIT | PIC_ICW1_ICW4, PIC1_COMMAND);
	outb(BASE, PIC1_DATA);
	outb(4, PIC1_DATA);
	outb(PIC_ICW4_8086, PIC1_DATA);
	EXPECT_EQ(inb(PIC1_DATA), 0);
	outb(0x77, PIC1_DATA);
	EXPECT_EQ(inb(PIC1_DATA), 0x77);
}

/* ----------------------------------------------------------- IRR, ISR ---- */

/* 0 is the PIT's, 2 the cascade's, 8 the RTC's. */
static const struct line_row {
	const char *name;
	unsigned int irq;
} line_rows[] = {
	{ "1", 1 },   { "3", 3 },   { "4", 4 },	  { "5", 5 },	{ "6", 6 },
	{ "7", 7 },   { "9", 9 },   { "10", 10 }, { "11", 11 }, { "12", 12 },
	{ "13", 13 }, { "14", 14 }, { "15", 15 },
};

TEST_EACH(line, const struct line_row *r, line_rows,
	  "goes from IRR to ISR when acknowledged, and EOI ends it", LINES)
{
	uint16_t bit = (uint16_t)(1u << r->irq);
	uint16_t cascade = r->irq >= 8 ? 1 << 2 : 0;

	pic_set_masks(0x0101); /* not the PIT and the RTC */
	EXPECT_EQ(irr() & 0xfefa, 0);
	raise(bit);
	EXPECT_EQ(irr() & 0xfefe, bit | cascade);
	EXPECT_EQ(isr(), 0);
	expect_ack(POLLED | r->irq);
	EXPECT_EQ(irr() & 0xfefe, 0);
	EXPECT_EQ(isr(), bit | cascade);
	lower(bit);
	pic_eoi(r->irq);
	EXPECT_EQ(isr(), 0);
	EXPECT_EQ(irr() & 0xfefe, 0);
}

TEST(one_line, "a request is in IRR, acknowledged in ISR, ended by EOI",
     ONE_LINE)
{
	unsigned int irq = irqline();
	uint16_t bit = (uint16_t)(1u << irq), all = irq < 8 ? bit : bit | 4;

	pic_set_masks((uint16_t)~all);
	raise(bit);
	EXPECT_EQ(irr() & all, all);
	EXPECT_EQ(isr(), 0);
	expect_ack(POLLED | irq);
	EXPECT_EQ(isr(), all);
	EXPECT_EQ(irr() & all, 0);
	pic_eoi(irq);
	EXPECT_EQ(isr(), 0);
	lower(bit);
}

TEST(selected, "a command with RR = 0 leaves what a read shows", LINES)
{
	pic_set_masks(0xff01);
	raise(1 << 3);
	expect_ack(POLLED | 3);
	outb(PIC_OCW3_ISR, PIC1_COMMAND);
	outb(0x08, PIC1_COMMAND);
	EXPECT_EQ(inb(PIC1_COMMAND), 1 << 3);
	outb(PIC_OCW3_IRR, PIC1_COMMAND);
	outb(0x09, PIC1_COMMAND);
	EXPECT_EQ(inb(PIC1_COMMAND) & 0xfe, 0);
	EXPECT_EQ(inb(PIC1_DATA), 1);
}

TEST(masked,
     "a masked line is in IRR and not acknowledged; unmasking lets it in",
     LINES)
{
	pic_set_masks(0xffff);
	raise(1 << 5 | 1 << 11);
	EXPECT_EQ(irr() & 0xfefa, 1 << 5 | 1 << 11);
	expect_ack(0);
	pic_set_masks((uint16_t) ~(1 << 5));
	expect_ack(POLLED | 5);
	EXPECT_EQ(isr(), 1 << 5);
}

TEST(cascade_masked,
     "a mask of the second one keeps its request from the first", LINES)
{
	pic_set_masks((uint16_t) ~(1 << 2));
	raise(1 << 12);
	EXPECT_EQ(irr() & 0xfefa, 1 << 12);
	EXPECT_EQ(irr() & 4, 0);
	expect_ack(0);
	pic_set_masks((uint16_t) ~(1 << 2 | 1 << 12));
	EXPECT_EQ(irr() & 4, 4);
	expect_ack(POLLED | 12);
	EXPECT_EQ(isr(), 1 << 2 | 1 << 12);
	eoi_second(PIC_OCW2_EOI);
	EXPECT_EQ(isr(), 1 << 2);
	eoi_first(PIC_OCW2_EOI);
	EXPECT_EQ(isr(), 0);
}

/* -------------------------------------------------------- edge and level ---- */

TEST(edge, "a line that stays high, or is raised again, is one request", LINES)
{
	pic_set_masks((uint16_t) ~(1 << 5));
	raise(1 << 5);
	expect_ack(POLLED | 5);
	raise(1 << 5);
	EXPECT_EQ(irr() & 1 << 5, 0);
	eoi_first(PIC_OCW2_EOI);
	expect_ack(0);
	lower(1 << 5);
	expect_ack(0);
	raise(1 << 5);
	expect_ack(POLLED | 5);
}

/* Data sheet, "Edge and level triggered modes": a default IR 7 at INTA. */
TEST(edge_withdrawn, "a line that falls before the acknowledge asks no more",
     LINES)
{
	pic_set_masks((uint16_t) ~(1 << 5));
	raise(1 << 5);
	lower(1 << 5);
	EXPECT_EQ(irr() & 1 << 5, 0);
	EXPECT_EQ(isr(), 0);
}

TEST(edge_reset, "ICW1 forgets an edge: the line has to rise again", LINES)
{
	raise(1 << 5);
	pic_init(BASE, 0);
	pic_set_masks((uint16_t) ~(1 << 5));
	EXPECT_EQ(irr() & 1 << 5, 0);
	expect_ack(0);
	lower(1 << 5);
	raise(1 << 5);
	expect_ack(POLLED | 5);
}

TEST(level, "a level-triggered request follows its line", LINES)
{
	outb(1 << 5, PIC_ELCR1);
	pic_set_masks((uint16_t) ~(1 << 5));
	raise(1 << 5);
	lower(1 << 5);
	EXPECT_EQ(irr() & 1 << 5, 0);
	expect_ack(0);
	raise(1 << 5);
	expect_ack(POLLED | 5);
	EXPECT_EQ(irr() & 1 << 5, 1 << 5);
	expect_ack(0); /* in service */
	eoi_first(PIC_OCW2_EOI);
	expect_ack(POLLED | 5);
	lower(1 << 5);
	EXPECT_EQ(irr() & 1 << 5, 0);
	eoi_first(PIC_OCW2_EOI);
	expect_ack(0);
}

TEST(level_second, "the same of a line of the second one", LINES)
{
	outb(1 << 2, PIC_ELCR2);
	pic_set_masks((uint16_t) ~(1 << 2 | 1 << 10));
	raise(1 << 10);
	expect_ack(POLLED | 10);
	EXPECT_EQ(irr() & 1 << 10, 1 << 10);
	lower(1 << 10);
	EXPECT_EQ(irr() & 1 << 10, 0);
	pic_eoi(10);
	expect_ack(0);
}

/* ICH9, 13.4.12: lines 0, 1, 2, 8 and 13 cannot be level-triggered. */
TEST(elcr, "keeps the bits that may be level-triggered, in each half")
{
	for (unsigned int v = 0; v < 0x100; v++) {
		outb((uint8_t)v, PIC_ELCR1);
		outb((uint8_t)~v, PIC_ELCR2);
		EXPECT_EQ(inb(PIC_ELCR1), v & 0xf8);
		EXPECT_EQ(inb(PIC_ELCR2), ~v & 0xde);
	}
}

TEST(elcr_kept, "is not changed by ICW1")
{
	outb(0x20, PIC_ELCR1);
	outb(0x04, PIC_ELCR2);
	pic_init(BASE, 0);
	EXPECT_EQ(inb(PIC_ELCR1), 0x20);
	EXPECT_EQ(inb(PIC_ELCR2), 0x04);
}
