/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the ITS says of itself.
 *
 * IHI 0069, 12.18 (ITS registers), 12.19 (GITS_TYPER, GITS_BASER<n>).
 */
#include <arch/io.h>
#include <arm/gic.h>
#include <arm/its.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("its-introspection", .summary = "the ITS describes itself",
	   .needs = NEEDS(&arm_its));

static unsigned int bits(unsigned int low, unsigned int width)
{
	return (unsigned int)(its_typer() >> low & ((1ull << width) - 1));
}

static const struct constant {
	const char *name;
	unsigned int offset;
} constants[] = {
	{ "IIDR", GITS_IIDR },
	{ "TYPER", GITS_TYPER },
	{ "TYPER-high", GITS_TYPER + 4 },
	{ "CREADR-high", GITS_CREADR + 4 },
	{ "PIDR2", GICD_PIDR2 },
};

TEST_EACH(read_only, const struct constant *c, constants,
	  "ITS-1: ignores writes")
{
	static const uint32_t values[] = { UINT32_MAX, 0xa5a55a5a, 0 };
	uint8_t *reg = its_frame() + c->offset;
	const uint32_t old = mmio_read32(reg);

	for (unsigned int i = 0; i < 3; i++) {
		mmio_write32(reg, values[i]);
		EXPECT_EQ(mmio_read32(reg), old);
	}
}

TEST(identity, "IIDR and PIDR2 name the GIC's implementer and architecture")
{
	EXPECT_EQ(mmio_read32(its_frame() + GITS_IIDR) & 0xfff,
		  mmio_read32(gic_dist() + GICD_IIDR) & 0xfff);
	EXPECT_EQ(mmio_read32(its_frame() + GICD_PIDR2) >> 4 & 0xf,
		  gic_version());
}

TEST(typer, "ITS-2, 3: physical LPIs, and sizes that make sense")
{
	EXPECT_EQ(bits(0, 1), 1);     /* Physical */
	EXPECT_GE(bits(4, 4) + 1, 1); /* bytes of an ITT entry */
	EXPECT_LE(bits(4, 4) + 1, 16);
	EXPECT_GE(bits(8, 5) + 1, ITS_EVENT_BITS);
	EXPECT_GE(bits(13, 5) + 1, 8); /* a PCI bus */
	EXPECT_LE(bits(13, 5) + 1, 32);
	if (bits(36, 1)) /* CIL */
		EXPECT_GE(1u << (bits(32, 4) + 1), cpu_count());
	/* virtual LPIs are GICv4's: ITS-30 */
	EXPECT_EQ(bits(1, 1), gic_version() > 3);
	EXPECT_EQ(bits(39, 1), 0);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_TYPER) >> 17 & 1, 1);
}

/* In either 32-bit half as in the whole. */
TEST(halves, "TYPER reads the same by halves")
{
	EXPECT_EQ(its_typer() & UINT32_MAX,
		  mmio_read32(its_frame() + GITS_TYPER));
	EXPECT_EQ(its_typer() >> 32, mmio_read32(its_frame() + GITS_TYPER + 4));
}

TEST(tables, "ITS-4: one table of devices and at most one of collections")
{
	unsigned int nr[8] = { 0 };

	for (unsigned int i = 0; i < 8; i++) {
		uint64_t baser = mmio_read64(its_frame() + GITS_BASER + 8 * i);
		unsigned int type = baser >> 56 & 7;

		nr[type]++;
		if (type)
			EXPECT_GE((baser >> 48 & 0x1f) + 1, 1);
		else
			EXPECT_EQ(baser, 0);
	}
	EXPECT_EQ(nr[1], 1);
	EXPECT_EQ(nr[2], gic_version() > 3); /* virtual CPUs */
	/* without, there are hardware collections: TYPER.HCC */
	EXPECT_LE(nr[4], 1);
	if (nr[4] == 0)
		EXPECT_GE(bits(24, 8), cpu_count());
	EXPECT_EQ(nr[3] + nr[5] + nr[6] + nr[7], 0);
}

TEST(page_size, "BASER takes pages of 64 KiB, and keeps type and entry size")
{
	for (unsigned int i = 0; i < 8; i++) {
		uint8_t *reg = its_frame() + GITS_BASER + 8 * i;
		uint64_t old = mmio_read64(reg), new;

		if (!(old >> 56 & 7))
			continue;
		mmio_write64(reg, 0);
		EXPECT_EQ(mmio_read64(reg) >> 56 & 7, old >> 56 & 7);
		EXPECT_EQ(mmio_read64(reg) >> 48 & 0x1f, old >> 48 & 0x1f);
		mmio_write64(reg, 0x0700ull << 48 | 2 << 8 | 0x40010000);
		new = mmio_read64(reg);
		EXPECT_EQ(new >> 56 & 7, old >> 56 & 7);
		EXPECT_EQ(new >> 48 & 0x1f, old >> 48 & 0x1f);
		EXPECT_EQ(new >> 8 & 3, 2);
		EXPECT_EQ(new & 0xffffffff0000, 0x40010000);
		EXPECT_EQ(new >> 63, 0);
		mmio_write64(reg, 0);
	}
}

TEST(idle, "a disabled ITS is quiescent")
{
	EXPECT_EQ(mmio_read32(its_frame() + GITS_CTLR), GITS_CTLR_QUIESCENT);
}

/* GICv4.1 is not there: GICD_TYPER2, nASSGIreq, the frames of virtual LPIs. */
TEST(no_v41, "ITS-30: nothing of GICv4.1 shows", .needs = NEEDS(&arm_gicv3))
{
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_TYPER2), 0);
	mmio_write32(gic_dist() + GICD_CTLR,
		     GICD_CTLR_ARE | GICD_CTLR_GRP1 | 1 << 8);
	gic_sync();
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_CTLR) >> 8 & 1, 0);
}

TEST(v4, "ITS-30: GICv4 shows virtual LPIs", .needs = NEEDS(&arm_gicv4))
{
	EXPECT_EQ(bits(1, 1), 1);
	for (unsigned int i = 0; i < cpu_count(); i++) {
		EXPECT_TRUE(mmio_read32(gic_redist(i) + GICR_TYPER) &
			    GICR_TYPER_VLPIS);
		if (i > 0)
			EXPECT_EQ(gic_redist(i) - gic_redist(i - 1),
				  GICR_STRIDE_V4);
	}
}
