/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8259A: who is first, EOI commands, rotation, special modes. */
#include "suite.h"

#define FIRST_LINES (1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7)

static void open_first(void)
{
	pic_set_masks((uint16_t)~FIRST_LINES);
}

/* Acknowledges and ends requests until there is none; -1 ends the list. */
static void expect_order(const int *want)
{
	for (unsigned int i = 0; want[i] >= 0; i++) {
		test_context("request %u", i);
		expect_ack(POLLED | want[i]);
		eoi_first((uint8_t)(PIC_OCW2_SPECIFIC | want[i]));
	}
	expect_ack(0);
	EXPECT_EQ(isr(), 0);
}

TEST(fixed, "the lowest number is first", LINES)
{
	open_first();
	raise(FIRST_LINES);
	expect_order((const int[]){ 1, 3, 4, 5, 6, 7, -1 });
}

TEST(fixed_second, "the same of the second one, which is the first's IR 2",
     LINES)
{
	static const unsigned int want[] = { 1, 9, 12, 15, 3, 7 };

	pic_set_masks((uint16_t) ~(1 << 1 | 1 << 2 | 1 << 3 | 1 << 7 | 1 << 9 |
				   1 << 12 | 1 << 15));
	raise(1 << 15 | 1 << 12 | 1 << 9 | 1 << 7 | 1 << 3 | 1 << 1);
	for (unsigned int i = 0; i < 6; i++) {
		expect_ack(POLLED | want[i]);
		EXPECT_EQ(isr(), 1u << want[i] | (want[i] >= 8 ? 4 : 0));
		pic_eoi(want[i]);
	}
	expect_ack(0);
}

static const struct nest {
	const char *name;
	unsigned int first, second;
	bool nests;
} nests[] = {
	{ "higher", 5, 4, true },    { "much-higher", 7, 1, true },
	{ "lower", 4, 5, false },    { "much-lower", 1, 7, false },
	{ "the-same", 5, 5, false },
};

TEST_EACH(nesting, const struct nest *r, nests,
	  "what is in service is interrupted by a higher line alone", LINES)
{
	open_first();
	raise((uint16_t)(1u << r->first));
	expect_ack(POLLED | r->first);
	lower((uint16_t)(1u << r->first));
	raise((uint16_t)(1u << r->second));
	expect_ack(r->nests ? POLLED | r->second : 0);
	EXPECT_EQ(isr(), 1u << r->first | (unsigned int)r->nests << r->second);
	eoi_first(PIC_OCW2_EOI); /* the higher one of the two */
	EXPECT_EQ(isr(), r->nests ? 1u << r->first : 0);
	expect_ack(r->nests ? 0 : POLLED | r->second);
}

TEST(specific, "a specific EOI ends the line it names and no other", LINES)
{
	open_first();
	raise(1 << 6);
	expect_ack(POLLED | 6);
	raise(1 << 3);
	expect_ack(POLLED | 3);
	eoi_first(PIC_OCW2_SPECIFIC | 4);
	EXPECT_EQ(isr(), 1 << 6 | 1 << 3);
	eoi_first(PIC_OCW2_SPECIFIC | 6);
	EXPECT_EQ(isr(), 1 << 3);
	eoi_first(PIC_OCW2_SPECIFIC | 3);
	EXPECT_EQ(isr(), 0);
}

TEST(no_operation, "an OCW2 of 40H does nothing", LINES)
{
	open_first();
	raise(1 << 6);
	expect_ack(POLLED | 6);
	eoi_first(0x40 | 6);
	EXPECT_EQ(isr(), 1 << 6);
}

/* ---------------------------------------------------------------- rotation ---- */

static const struct bottom {
	const char *name;
	uint8_t lowest;
	int order[7];
} bottoms[] = {
	{ "0", 0, { 1, 3, 4, 5, 6, 7, -1 } },
	{ "1", 1, { 3, 4, 5, 6, 7, 1, -1 } },
	{ "2", 2, { 3, 4, 5, 6, 7, 1, -1 } },
	{ "3", 3, { 4, 5, 6, 7, 1, 3, -1 } },
	{ "4", 4, { 5, 6, 7, 1, 3, 4, -1 } },
	{ "5", 5, { 6, 7, 1, 3, 4, 5, -1 } },
	{ "6", 6, { 7, 1, 3, 4, 5, 6, -1 } },
	{ "7", 7, { 1, 3, 4, 5, 6, 7, -1 } },
};

TEST_EACH(set_priority, const struct bottom *r, bottoms,
	  "makes a line the lowest, and the next one the highest", LINES)
{
	open_first();
	eoi_first(PIC_SET_PRIORITY | r->lowest);
	raise(FIRST_LINES);
	expect_order(r->order);
}

TEST(set_priority_ends, "ICW1 ends the rotation", LINES)
{
	eoi_first(PIC_SET_PRIORITY | 4);
	pic_init(BASE, 0);
	open_first();
	raise(FIRST_LINES);
	expect_order((const int[]){ 1, 3, 4, 5, 6, 7, -1 });
}

TEST(rotate_eoi, "rotate on EOI makes what was ended the lowest", LINES)
{
	open_first();
	raise(FIRST_LINES);
	expect_ack(POLLED | 1);
	eoi_first(PIC_ROTATE_EOI);
	EXPECT_EQ(isr(), 0);
	expect_ack(POLLED | 3);
	eoi_first(PIC_ROTATE_EOI);
	lower(1 << 1 | 1 << 3);
	raise(1 << 1 | 1 << 3);
	expect_order((const int[]){ 4, 5, 6, 7, 1, 3, -1 });
}

TEST(rotate_idle, "rotate on EOI with nothing in service changes nothing",
     LINES)
{
	open_first();
	eoi_first(PIC_ROTATE_EOI);
	raise(FIRST_LINES);
	expect_order((const int[]){ 1, 3, 4, 5, 6, 7, -1 });
}

TEST(rotate_specific,
     "rotate on specific EOI ends and lowers the line it names", LINES)
{
	open_first();
	raise(1 << 6);
	expect_ack(POLLED | 6);
	raise(1 << 3);
	expect_ack(POLLED | 3);
	eoi_first(PIC_ROTATE_SPECIFIC | 6);
	EXPECT_EQ(isr(), 1 << 3);
	eoi_first(PIC_OCW2_SPECIFIC | 3);
	lower(1 << 6 | 1 << 3);
	raise(FIRST_LINES);
	expect_order((const int[]){ 7, 1, 3, 4, 5, 6, -1 });
}

/* ------------------------------------------------------------------- AEOI ---- */

TEST(aeoi, "automatic EOI leaves nothing in service", LINES)
{
	pic_init(BASE, PIC_ICW4_AEOI);
	open_first();
	raise(FIRST_LINES);
	for (unsigned int irq = 3; irq <= 6; irq++) {
		if (irq == 3)
			expect_ack(POLLED | 1);
		expect_ack(POLLED | irq);
		EXPECT_EQ(isr(), 0);
	}
	EXPECT_EQ(irr() & FIRST_LINES, 1 << 7);
}

/* Level-triggered lines ask again, so that only rotation lets the others in. */
TEST(aeoi_rotate, "rotation in automatic EOI lets the lines take turns", LINES)
{
	outb(0xf8, PIC_ELCR1);
	pic_init(BASE, PIC_ICW4_AEOI);
	open_first();
	raise(1 << 3 | 1 << 5 | 1 << 7);
	expect_ack(POLLED | 3);
	expect_ack(POLLED | 3);
	eoi_first(PIC_ROTATE_AEOI);
	expect_ack(POLLED | 3);
	expect_ack(POLLED | 5);
	expect_ack(POLLED | 7);
	expect_ack(POLLED | 3);
	eoi_first(PIC_NO_ROTATE_AEOI);
	expect_ack(POLLED | 5);
	expect_ack(POLLED | 5);
}

TEST(aeoi_ends, "ICW1 without ICW4 ends automatic EOI", LINES)
{
	pic_init(BASE, PIC_ICW4_AEOI);
	pic_init(BASE, 0);
	open_first();
	raise(1 << 3);
	expect_ack(POLLED | 3);
	EXPECT_EQ(isr(), 1 << 3);
}

/* ----------------------------------------------------------- special modes ---- */

TEST(special_mask, "lets lower lines in while the one in service is masked",
     LINES)
{
	open_first();
	raise(1 << 3 | 1 << 6);
	expect_ack(POLLED | 3);
	outb(PIC_SMM_SET, PIC1_COMMAND);
	expect_ack(0);
	pic_set_masks((uint16_t) ~(FIRST_LINES & ~(1 << 3)));
	expect_ack(POLLED | 6);
	EXPECT_EQ(isr(), 1 << 3 | 1 << 6);
	eoi_first(PIC_OCW2_SPECIFIC | 6);
	lower(1 << 6);
	raise(1 << 6);
	outb(PIC_SMM_CLEAR, PIC1_COMMAND);
	expect_ack(0);
	outb(0x28, PIC1_COMMAND); /* ESMM = 0: SMM is not looked at */
	expect_ack(0);
	outb(PIC_SMM_SET, PIC1_COMMAND);
	outb(0x08, PIC1_COMMAND);
	expect_ack(POLLED | 6);
}

static const struct fully {
	const char *name;
	uint8_t icw4;
	bool again;
} fullies[] = {
	{ "normal", 0, false },
	{ "special", PIC_ICW4_NESTED, true },
};

TEST_EACH(fully_nested, const struct fully *r, fullies,
	  "the cascade interrupts itself in special fully nested mode alone",
	  LINES)
{
	pic_init(BASE, r->icw4);
	pic_set_masks((uint16_t) ~(1 << 2 | 1 << 10 | 1 << 12));
	raise(1 << 12);
	expect_ack(POLLED | 12);
	raise(1 << 10);
	expect_ack(r->again ? POLLED | 10 : 0);
	EXPECT_EQ(isr(), 1 << 12 | 1 << 2 | (r->again ? 1 << 10 : 0));
}

/* --------------------------------------------------------------------- poll ---- */

TEST(poll, "the poll command is an acknowledge: from IRR to ISR", LINES)
{
	open_first();
	raise(1 << 3 | 1 << 5);
	EXPECT_EQ(poll(PIC1_COMMAND), POLLED | 3);
	EXPECT_EQ(isr(), 1 << 3);
	EXPECT_EQ(irr() & 0xfe, 1 << 5);
	EXPECT_EQ(poll(PIC1_COMMAND), 0);
	eoi_first(PIC_OCW2_EOI);
	EXPECT_EQ(poll(PIC1_COMMAND), POLLED | 5);
	EXPECT_EQ(poll(PIC1_COMMAND), 0);
}

TEST(poll_second, "each 8259 is polled for itself", LINES)
{
	pic_set_masks((uint16_t) ~(1 << 2 | 1 << 12));
	raise(1 << 12);
	EXPECT_EQ(poll(PIC2_COMMAND), POLLED | 4);
	EXPECT_EQ(isr() & 0xff00, 1 << 12);
	EXPECT_EQ(poll(PIC2_COMMAND), 0);
}

TEST(poll_once, "the poll command is for one read", LINES)
{
	open_first();
	outb(PIC_OCW3_IRR, PIC1_COMMAND);
	raise(1 << 3 | 1 << 5);
	EXPECT_EQ(poll(PIC1_COMMAND), POLLED | 3);
	EXPECT_EQ(inb(PIC1_COMMAND) & 0xfe, 1 << 5);
}
