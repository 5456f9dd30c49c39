/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Priority drop and deactivation: IHI 0069, 4.6.1; 12.2.10 (ICC_DIR_EL1). */
#include "suite.h"

static void set_eoimode(uintptr_t on)
{
	uint32_t ctlr = icc_read(ICC_CTLR) & ~(uint32_t)ICC_CTLR_EOIMODE;

	icc_write(ICC_CTLR, on ? ctlr | ICC_CTLR_EOIMODE : ctlr);
}

static uint32_t begin(void)
{
	pend(SPI, 0x80, true);
	return gic_ack();
}

TEST(dir_ignored, "with EOImode 0 ICC_DIR does nothing, and ICC_EOIR1 both")
{
	test_defer(set_eoimode, 0);
	set_eoimode(0);
	EXPECT_EQ(begin(), SPI);
	EXPECT_TRUE(gic_is_active(SPI));
	icc_write(ICC_DIR, SPI);
	EXPECT_TRUE(gic_is_active(SPI));
	EXPECT_EQ(icc_read(ICC_RPR), 0x80);
	icc_write(ICC_EOIR1, SPI);
	EXPECT_FALSE(gic_is_active(SPI));
	EXPECT_EQ(icc_read(ICC_RPR), IDLE);
}

TEST(dir, "with EOImode 1 ICC_EOIR1 drops the priority, ICC_DIR ends it")
{
	test_defer(set_eoimode, 0);
	set_eoimode(1);
	EXPECT_EQ(begin(), SPI);
	icc_write(ICC_EOIR1, SPI);
	EXPECT_TRUE(gic_is_active(SPI));
	EXPECT_EQ(icc_read(ICC_RPR), IDLE);
	icc_write(ICC_DIR, SPI + 1);
	icc_write(ICC_DIR, GIC_SPURIOUS);
	EXPECT_TRUE(gic_is_active(SPI));
	icc_write(ICC_DIR, SPI);
	EXPECT_FALSE(gic_is_active(SPI));
}
