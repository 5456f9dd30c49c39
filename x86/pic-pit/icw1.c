/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 8259A: what ICW1 puts back by itself (data sheet, "Initialization command words
 * 1 and 2", a to f). Edges and masks are in pic.c, the priorities in priority.c.
 */
#include "suite.h"

static void one_in_service(unsigned int irq)
{
	uint16_t bit = (uint16_t)(1u << irq);

	pic_set_masks((uint16_t) ~(bit | 1 << 2));
	raise(bit);
	expect_ack(POLLED | irq);
	lower(bit);
}

static const struct half {
	const char *name;
	uint16_t command;
	unsigned int first; /* its IR 0 */
} halves[] = {
	{ "first", PIC1_COMMAND, 0 },
	{ "second", PIC2_COMMAND, 8 },
};

TEST_EACH(icw1_read, const struct half *r, halves,
	  "\"Status Read is set to IRR\", also after a read of ISR", LINES)
{
	one_in_service(r->first + 4);
	outb(PIC_OCW3_ISR, r->command);
	EXPECT_EQ(inb(r->command), 1 << 4);
	pic_init(BASE, 0);
	pic_set_masks(0xffff);
	raise((uint16_t)(1u << (r->first + 3)));
	EXPECT_EQ(inb(r->command) & 0xfa, 1 << 3);
}

TEST(icw1_special_mask, "\"Special Mask Mode is cleared\"", LINES)
{
	outb(PIC_SMM_SET, PIC1_COMMAND);
	pic_init(BASE, 0);
	one_in_service(3);
	pic_set_masks((uint16_t) ~(1 << 5)); /* 3 is masked, and in service */
	raise(1 << 5);
	expect_ack(0);
	outb(PIC_SMM_SET, PIC1_COMMAND);
	expect_ack(POLLED | 5);
}
