/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How what has superpriority is acknowledged, and what it comes before.
 *
 * IHI 0069, 4.9 (non-maskable interrupts), ICC_NMIAR1_EL1, ICC_IAR1_EL1 (1022),
 * ICC_RPR_EL1, GICD_INMIR, GICR_INMIR0.
 */
#include "suite.h"

NMI_SUITE;

/* ------------------------------------------------------------- acknowledge ---- */

TEST(acknowledge, "IAR1 gives 1022, NMIAR1 the INTID, which is active then")
{
	set_sctlr(SCTLR_NMI);
	set_allint(1);
	set_nmi(SGI, true);
	EXPECT_EQ(ack_nmi(), NONE);
	EXPECT_EQ(rpr(), IDLE);
	send(SGI);
	wait_pending(SGI);
	EXPECT_EQ(gic_ack(), IS_NMI);
	EXPECT_TRUE(gic_is_pending(SGI));
	EXPECT_FALSE(gic_is_active(SGI));
	EXPECT_EQ(ack_nmi(), SGI);
	EXPECT_FALSE(gic_is_pending(SGI));
	EXPECT_TRUE(gic_is_active(SGI));
	EXPECT_NE(rpr() >> 62, 0);
	icc_write(ICC_EOIR1, SGI);
	EXPECT_FALSE(gic_is_active(SGI));
	EXPECT_EQ(rpr(), IDLE);
}

TEST(acknowledge_other, "without superpriority it is the other way round")
{
	set_sctlr(SCTLR_NMI);
	set_allint(1);
	send(SGI);
	wait_pending(SGI);
	EXPECT_EQ(ack_nmi(), NONE);
	EXPECT_EQ(gic_ack(), SGI);
	EXPECT_EQ(rpr() >> 62, 0);
	icc_write(ICC_EOIR1, SGI);
	EXPECT_EQ(rpr(), IDLE);
}

TEST(acknowledge_off, "with SCTLR.NMI clear IAR1 gives it as any other")
{
	set_sctlr(0);
	set_nmi(SGI, true);
	send(SGI);
	wait_pending(SGI);
	EXPECT_EQ(gic_ack(), SGI);
	icc_write(ICC_EOIR1, SGI);
	EXPECT_EQ(rpr(), IDLE);
}

/* Its own priority does not count: it comes before all that have none. */
TEST(first, "comes before an interrupt of the highest priority, and past PMR")
{
	set_sctlr(SCTLR_NMI);
	set_allint(1);
	set_nmi(SGI, true);
	gic_set_priority(SGI, 0xf0);
	gic_set_priority(OTHER, 0x08);
	gic_set_mask(0x80);
	send(OTHER);
	wait_pending(OTHER);
	send(SGI);
	wait_pending(SGI);
	EXPECT_EQ(gic_ack(), IS_NMI);
	EXPECT_EQ(ack_nmi(), SGI);
	EXPECT_EQ(ack_nmi(), NONE);
	EXPECT_EQ(gic_ack(), NONE);
	icc_write(ICC_EOIR1, SGI);
	EXPECT_EQ(gic_ack(), OTHER);
	icc_write(ICC_EOIR1, OTHER);
	EXPECT_EQ(rpr(), IDLE);
}

TEST(preempts, "interrupts the handler of any priority, and nothing its own")
{
	set_sctlr(SCTLR_NMI);
	set_allint(1);
	gic_set_priority(OTHER, 0x08);
	send(OTHER);
	wait_pending(OTHER);
	EXPECT_EQ(gic_ack(), OTHER);
	set_nmi(SGI, true);
	send(SGI);
	wait_pending(SGI);
	EXPECT_EQ(read_sysreg(isr_el1), ISR_IRQ | ISR_IS);
	EXPECT_EQ(ack_nmi(), SGI);
	EXPECT_NE(rpr() >> 62, 0);
	EXPECT_EQ(read_sysreg(isr_el1), 0);
	icc_write(ICC_EOIR1, SGI);
	EXPECT_EQ(rpr(), 0x08);
	icc_write(ICC_EOIR1, OTHER);
	EXPECT_EQ(rpr(), IDLE);
}

/* --------------------------------------------------------------- registers ---- */

TEST(registers, "each interrupt has a bit, of its own, that is kept")
{
	uint8_t *sgis = frame_of(SGI), *spis = frame_of(SPI);

	EXPECT_EQ(mmio_read32(sgis), 0);
	EXPECT_EQ(mmio_read32(spis), 0);
	for (unsigned int bit = 0; bit < 16; bit++) {
		mmio_write32(sgis, 1u << bit);
		EXPECT_EQ(mmio_read32(sgis), 1u << bit);
		EXPECT_EQ(mmio_read32(spis), 0);
	}
	mmio_write32(sgis, 0);
	for (unsigned int bit = 0; bit < 32; bit++) {
		mmio_write32(spis, 1u << bit);
		EXPECT_EQ(mmio_read32(spis), 1u << bit);
	}
	mmio_write32(spis, 0);
	EXPECT_EQ(mmio_read32(sgis), 0);
}
