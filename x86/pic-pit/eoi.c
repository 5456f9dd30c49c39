/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 8259A: what an EOI ends when priorities are rotated, and in the second one. */
#include "suite.h"

/* "the highest priority ... of those in service": after set priority 5, 7 is. */
static const struct turned {
	const char *name;
	uint16_t command;
	unsigned int first;
	void (*eoi)(uint8_t ocw2);
} turneds[] = {
	{ "first", PIC1_COMMAND, 0, eoi_first },
	{ "second", PIC2_COMMAND, 8, eoi_second },
};

TEST_EACH(eoi_rotated, const struct turned *r, turneds,
	  "EOI ends what is highest as priorities are, not the lowest number",
	  LINES)
{
	uint16_t low = (uint16_t)(1u << (r->first + 3));
	uint16_t high = (uint16_t)(1u << (r->first + 7));
	uint16_t cascade = r->first ? 1 << 2 : 0;

	pic_set_masks((uint16_t) ~(low | high | cascade));
	r->eoi(PIC_SET_PRIORITY | 5);
	raise(low);
	expect_ack(POLLED | (r->first + 3));
	if (cascade) /* the first one holds back what its own IR 2 has in service */
		eoi_first(PIC_OCW2_EOI);
	raise(high);
	expect_ack(POLLED | (r->first + 7));
	EXPECT_EQ(isr(), low | high | cascade);
	r->eoi(PIC_OCW2_EOI);
	EXPECT_EQ(isr(), low | cascade);
	r->eoi(PIC_OCW2_EOI);
	EXPECT_EQ(isr(), cascade);
}

static void both(uint8_t icw4_second)
{
	pic_init(BASE, 0);
	outb(PIC_ICW1_INIT | PIC_ICW1_ICW4, PIC2_COMMAND);
	outb(BASE + 8, PIC2_DATA);
	outb(2, PIC2_DATA);
	outb(PIC_ICW4_8086 | icw4_second, PIC2_DATA);
	pic_set_masks((uint16_t) ~(1 << 2 | 1 << 12));
}

TEST(aeoi_second, "automatic EOI of the second one is its own", LINES)
{
	both(PIC_ICW4_AEOI);
	raise(1 << 12);
	expect_ack(POLLED | 12);
	EXPECT_EQ(isr(), 1 << 2);
	eoi_first(PIC_OCW2_EOI);
	lower(1 << 12);
	both(0);
	raise(1 << 12);
	expect_ack(POLLED | 12);
	EXPECT_EQ(isr(), 1 << 2 | 1 << 12);
}
