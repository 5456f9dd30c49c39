/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each register holds.
 *
 * IHI 0069, 12.2 (AArch64) and 12.7 (AArch32); 4.8 (priorities).
 */
#include "suite.h"

TEST(sre, "ICC_SRE has SRE, DFB and DIB set, whatever is written")
{
	EXPECT_EQ(icc_read(ICC_SRE), 7);
	icc_write(ICC_SRE, 0);
	EXPECT_EQ(icc_read(ICC_SRE), 7);
	icc_write(ICC_SRE, UINT32_MAX);
	EXPECT_EQ(icc_read(ICC_SRE), 7);
}

TEST(ctlr_constant, "ICC_CTLR agrees with the distributor")
{
	uint32_t ctlr = icc_read(ICC_CTLR);
	uint32_t typer = mmio_read32(gic_dist() + GICD_TYPER);

	/* CBPR, EOImode, PMHE, and what is constant: 19, 18, 15:8 */
	EXPECT_EQ(ctlr & ~0xcff43u, 0);
	EXPECT_GE(ctlr >> 8 & 7, 3); /* 16 levels */
	EXPECT_LE(ctlr >> 11 & 7, 1);
	EXPECT_EQ(ctlr >> 15 & 1, typer >> 24 & 1); /* A3V */
	EXPECT_EQ(ctlr & 3, 0);
}

TEST(ctlr_written, "ICC_CTLR takes CBPR and EOImode and nothing else")
{
	const uint32_t constant = icc_read(ICC_CTLR) & ~0x40u;

	for (unsigned int bit = 0; bit < 32; bit++) {
		test_context("bit %u", bit);
		icc_write(ICC_CTLR, 1u << bit);
		if (bit == 6) /* PMHE is there or not */
			continue;
		EXPECT_EQ(icc_read(ICC_CTLR) & ~0x40u,
			  constant | (bit < 2 ? 1u << bit : 0));
	}
	icc_write(ICC_CTLR, UINT32_MAX);
	EXPECT_EQ(icc_read(ICC_CTLR) & ~0x40u, constant | 3);
}

TEST(pmr, "ICC_PMR has as many bits as ICC_CTLR.PRIbits says")
{
	unsigned int bits = (icc_read(ICC_CTLR) >> 8 & 7) + 1;
	uint32_t mask = 0xff00u >> bits & 0xff;

	for (uint32_t i = 0; i < 0x100; i++) {
		icc_write(ICC_PMR, i);
		EXPECT_EQ(icc_read(ICC_PMR), i & mask);
	}
}

TEST(pmr_reserved, "ICC_PMR's bits 31:8 read 0")
{
	icc_write(ICC_PMR, 0xffffff80);
	EXPECT_EQ(icc_read(ICC_PMR), 0x80);
}

TEST(bpr, "BPR0 and BPR1 hold three bits, BPR1's least value one more")
{
	uint32_t least;

	icc_write(ICC_BPR0, 0);
	least = icc_read(ICC_BPR0);
	EXPECT_LE(least, 3);
	EXPECT_GE(7 - least, 4); /* bits that preempt: 4.8.2 */
	for (uint32_t i = 0; i < 8; i++) {
		icc_write(ICC_BPR0, i);
		icc_write(ICC_BPR1, 7 - i);
		EXPECT_EQ(icc_read(ICC_BPR0), i < least ? least : i);
		EXPECT_EQ(icc_read(ICC_BPR1),
			  7 - i < least + 1 ? least + 1 : 7 - i);
	}
}

TEST(cbpr, "with CBPR BPR1 reads one more than BPR0 and takes no writes")
{
	if (!has_one_state())
		SKIP("the GIC has two security states");
	icc_write(ICC_BPR1, 5);
	icc_write(ICC_CTLR, ICC_CTLR_CBPR);
	for (uint32_t i = 3; i < 8; i++) {
		icc_write(ICC_BPR0, i);
		icc_write(ICC_BPR1, 4);
		EXPECT_EQ(icc_read(ICC_BPR0), i);
		EXPECT_EQ(icc_read(ICC_BPR1), i < 7 ? i + 1 : 7);
	}
	icc_write(ICC_CTLR, 0);
	EXPECT_EQ(icc_read(ICC_BPR1), 5);
}

/* The priorities that preempt are BPR0's: bits [7:BPR0 + 1]. */
TEST(cbpr_preempts, "with CBPR group 1 is preempted by BPR0's bits")
{
	if (!has_one_state())
		SKIP("the GIC has two security states");
	icc_write(ICC_BPR1, 3);
	icc_write(ICC_CTLR, ICC_CTLR_CBPR);
	for (unsigned int bpr = 3; bpr < 8; bpr++)
		for (unsigned int bit = 0x10; bit < 0x100; bit <<= 1) {
			uint8_t group = (uint8_t)(0xff00u >> (7 - bpr));
			uint8_t other = (uint8_t)(0xa0 ^ bit);
			bool preempts = (other & group) < (0xa0 & group);

			test_context("BPR0 %u, 0x%x while 0xa0 runs", bpr,
				     other);
			icc_write(ICC_BPR0, bpr);
			pend(SPI, 0xa0, true);
			EXPECT_EQ(gic_ack(), SPI);
			EXPECT_EQ(gic_running(), 0xa0 & group);
			pend(SPI + 1, other, true);
			EXPECT_EQ(signalled(), preempts ? ISR_I : 0);
			gic_clear_pending(SPI + 1);
			gic_eoi(SPI);
		}
}

TEST(igrpen, "ICC_IGRPEN0 and 1 are one bit each")
{
	for (uint32_t i = 0; i < 4; i++) {
		icc_write(ICC_IGRPEN0, 0xfffffffe | (i & 1));
		icc_write(ICC_IGRPEN1, 0xfffffffe | i >> 1);
		EXPECT_EQ(icc_read(ICC_IGRPEN0), i & 1);
		EXPECT_EQ(icc_read(ICC_IGRPEN1), i >> 1);
	}
}

TEST(idle, "with nothing pending everything reads 1023 and RPR 0xff")
{
	EXPECT_EQ(icc_read(ICC_HPPIR0), GIC_SPURIOUS);
	EXPECT_EQ(icc_read(ICC_HPPIR1), GIC_SPURIOUS);
	EXPECT_EQ(icc_read(ICC_IAR0), GIC_SPURIOUS);
	EXPECT_EQ(icc_read(ICC_IAR1), GIC_SPURIOUS);
	EXPECT_EQ(icc_read(ICC_RPR), IDLE);
	EXPECT_EQ(icc_read(ICC_AP0R0), 0);
	EXPECT_EQ(icc_read(ICC_AP1R0), 0);
	EXPECT_EQ(signalled(), 0);
}

/* Zero is one of the two values that may be written: 12.2.3. */
TEST(levels_cleared, "ICC_AP1R0 written 0 ends what runs")
{
	pend(SPI, 0x80, true);
	EXPECT_EQ(gic_ack(), SPI);
	EXPECT_NE(icc_read(ICC_AP1R0), 0);
	pend(SPI + 1, 0xa0, true);
	EXPECT_EQ(signalled(), 0);
	icc_write(ICC_AP1R0, 0);
	EXPECT_EQ(icc_read(ICC_AP1R0), 0);
	EXPECT_EQ(gic_running(), IDLE);
	EXPECT_EQ(signalled(), ISR_I);
	EXPECT_TRUE(gic_is_active(SPI));
	EXPECT_EQ(gic_ack(), SPI + 1);
	gic_eoi(SPI + 1);
}

/* Every CPU has its own. */
static void check_default(void *arg)
{
	*(uint32_t *)arg = icc_read(ICC_PMR) << 16 | icc_read(ICC_BPR1) << 8 |
			   icc_read(ICC_IGRPEN0) << 4 | icc_read(ICC_CTLR) % 4;
}

TEST(own, "CPU 1 does not see what CPU 0 writes", .needs = NEEDS(&smp_2_cpus))
{
	uint32_t before, after;

	on_cpu(1, check_default, &before);
	icc_write(ICC_PMR, 0x40);
	icc_write(ICC_BPR1, 7);
	icc_write(ICC_IGRPEN0, 1);
	icc_write(ICC_CTLR, 3);
	on_cpu(1, check_default, &after);
	EXPECT_EQ(after, before);
}
