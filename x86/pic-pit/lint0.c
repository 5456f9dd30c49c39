/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 8259's output at LINT0 in fixed mode, edge and level: SDM vol. 3, 10.5.1 (local
 * vector table) and 10.8.4 (TMR).
 */
#include "suite.h"

#include <clock.h>

enum {
	FIXED_VECTOR = 0x91,
	LVT_LEVEL = 1 << 15,
};

static bool arrived(void *arg)
{
	(void)arg;
	return apic_test_bit(APIC_IRR, FIXED_VECTOR);
}

static const struct row {
	const char *name;
	uint32_t trigger;
} rows[] = {
	{ "edge", 0 },
	{ "level", LVT_LEVEL },
};

TEST_EACH(lint0_fixed, const struct row *r, rows,
	  "a request is LVT0's vector and trigger mode, and no acknowledge",
	  ONE_LINE)
{
	unsigned int irq = irqline();
	uint16_t bit = (uint16_t)(1u << irq), all = irq < 8 ? bit : bit | 4;

	outb((uint8_t)(irq < 8 ? bit : 0), PIC_ELCR1);
	outb((uint8_t)(irq < 8 ? 0 : bit >> 8), PIC_ELCR2);
	pic_set_masks((uint16_t)~all);
	apic_write(APIC_LVT0, r->trigger | FIXED_VECTOR);
	irqlog.no_eoi = false;
	raise(bit);
	EXPECT_TRUE(wait_until(arrived, NULL, 2000000));
	EXPECT_EQ(apic_test_bit(APIC_TMR, FIXED_VECTOR), r->trigger != 0);
	EXPECT_EQ(isr(), 0);
	EXPECT_EQ(irr() & all, all);
	apic_write(APIC_LVT0, APIC_LVT_MASKED); /* IRR stays */
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][FIXED_VECTOR], 1);
	EXPECT_EQ(irqlog_all(), 1);
	EXPECT_EQ(isr(), 0);
	lower(bit);
}
