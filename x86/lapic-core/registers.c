/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bits of the registers, and what the software enable bit does. */
#include "suite.h"

static const struct bits {
	const char *name;
	uint16_t reg;
	uint32_t write, read;
} rows[] = {
	{ "TPR-ones", APIC_TPR, 0xffffffff, 0xff },
	{ "TPR-pattern", APIC_TPR, 0xa5, 0xa5 },
	{ "LDR-ones", APIC_LDR, 0xffffffff, 0xff000000 },
	{ "LDR-pattern", APIC_LDR, 0x5a123456, 0x5a000000 },
	{ "DFR-flat", APIC_DFR, 0xffffffff, 0xffffffff },
	{ "DFR-cluster", APIC_DFR, 0, 0x0fffffff },
	{ "SPIV-vector", APIC_SPIV, 0x1a5, 0x1a5 },
	{ "SPIV-vector-low", APIC_SPIV, 0x1ff, 0x1ff },
	{ "SPIV-other", APIC_SPIV, 0x15a, 0x15a },
	{ "SPIV-off", APIC_SPIV, 0x0ff, 0x0ff },
	{ "LVTT", APIC_LVTT, 0x300a5, 0x300a5 },
	{ "LVTT-reserved", APIC_LVTT, 0xfff9efff, 0x100ff },
	{ "LVTPC", APIC_LVTPC, 0x1045a, 0x1045a },
	{ "LVTTHMR", APIC_LVTTHMR, 0x1045a, 0x1045a },
	{ "LVT0", APIC_LVT0, 0x1a75a, 0x1a75a },
	{ "LVT0-reserved", APIC_LVT0, 0xffff0fff, 0x107ff },
	{ "LVT1", APIC_LVT1, 0x1a75a, 0x1a75a },
	{ "LVTERR", APIC_LVTERR, 0x100a5, 0x100a5 },
	{ "LVTERR-reserved", APIC_LVTERR, 0xffffefff, 0x100ff },
	{ "TDCR-1", APIC_TDCR, 0xb, 0xb },
	{ "TDCR-ones", APIC_TDCR, 0xffffffff, 0xb },
	{ "TMCCT-read-only", APIC_TMCCT, 0xffffffff, 0 },
	{ "ICR2", APIC_ICR2, 0x5a000000, 0x5a000000 },
	{ "ICR2-reserved", APIC_ICR2, 0xffffffff, 0xff000000 },
	{ "ISR-read-only", APIC_ISR + 0x10, 0xffffffff, 0 },
	{ "TMR-read-only", APIC_TMR + 0x10, 0xffffffff, 0 },
	{ "IRR-read-only", APIC_IRR + 0x10, 0xffffffff, 0 },
};

static void put_back(uint32_t reg, uint64_t value)
{
	apic_write(reg, (uint32_t)value);
}

TEST_EACH(bits, const struct bits *r, rows, "keeps the bits it has")
{
	test_defer2(put_back, r->reg, apic_read(r->reg));
	apic_write(r->reg, r->write);
	EXPECT_EQ(apic_read(r->reg), r->read);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(version, "names an integrated APIC and its LVT entries")
{
	uint32_t lvr = apic_read(APIC_LVR);

	EXPECT_GE(lvr & 0xff, 0x10);
	EXPECT_LE(lvr & 0xff, 0x15);
	EXPECT_GE(APIC_LVR_MAX_LVT(lvr), 3);
	EXPECT_LE(APIC_LVR_MAX_LVT(lvr), 6);
	EXPECT_EQ(lvr & 0xfe00ff00, 0);
	apic_write(APIC_LVR, ~lvr);
	EXPECT_EQ(apic_read(APIC_LVR), lvr);
}

static const uint16_t lvt_registers[] = { APIC_LVTT,	APIC_LVT0,
					  APIC_LVT1,	APIC_LVTERR,
					  APIC_LVTPC,	APIC_LVTTHMR,
					  APIC_LVT_CMCI };

/* 10.4.8, figure 10-7: "the number of LVT entries minus 1" */
TEST(version_lvt, "there are as many LVT registers as the version says")
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < sizeof(lvt_registers) / 2; i++) {
		apic_write(lvt_registers[i], APIC_LVT_MASKED | 0x44);
		nr += (apic_read(lvt_registers[i]) & 0xff) == 0x44;
	}
	EXPECT_EQ(APIC_LVR_MAX_LVT(apic_read(APIC_LVR)) + 1, nr);
}

/* 10.4.7.2: what is pending stays, what comes now is not kept. */
TEST(disabled_pending, "keeps IRR while the APIC is software-disabled")
{
	self_ipi(0x55);
	apic_write(APIC_SPIV, VECTOR_SPURIOUS);
	EXPECT_TRUE(only_bit(APIC_IRR, 0x55));
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
	apic_write(APIC_SPIV, APIC_SPIV_ENABLE | VECTOR_SPURIOUS);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][0x55], 1);
	EXPECT_EQ(irqlog.nr, 1);
}

TEST(disabled_timer, "takes no timer interrupt while software-disabled")
{
	apic_write(APIC_SPIV, VECTOR_SPURIOUS);
	apic_timer_start(APIC_LVTT_ONESHOT, 0x44, 1000);
	delay_us(2000);
	irqlog_window();
	EXPECT_EQ(irqlog.nr, 0);
}

TEST(icr, "reads back as it was written, and idle")
{
	ASSERT_EQ(apic_ipi(0x7f, APIC_ICR_SELF | APIC_ICR_ASSERT | 0x55), 0);
	EXPECT_EQ(apic_read(APIC_ICR), APIC_ICR_SELF | APIC_ICR_ASSERT | 0x55);
	EXPECT_EQ(apic_read(APIC_ICR2), 0x7f000000);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][0x55], 1);
}

TEST(icr_status, "the delivery status is not written")
{
	ASSERT_EQ(apic_ipi(0, APIC_ICR_SELF | APIC_ICR_ASSERT |
				      APIC_ICR_PENDING | 0x55),
		  0);
	EXPECT_EQ(apic_read(APIC_ICR) & APIC_ICR_PENDING, 0);
	irqlog_window();
	EXPECT_EQ(irqlog.taken[0][0x55], 1);
}
