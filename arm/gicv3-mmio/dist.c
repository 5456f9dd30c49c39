/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The distributor, what gic-mmio does not have.
 *
 * IHI 0069, 12.8 (register maps), 12.9 (distributor), 12.11 (redistributor).
 */
#include "suite.h"

#include <arch/io.h>
#include <arm/icc.h>
#include <clock.h>
#include <dev/fdt.h>

uint8_t *frame_base(enum frame frame)
{
	return frame == DIST ?
		       gic_dist() :
		       gic_redist(cpu_this()) + (frame == SGI ? GICR_SGI : 0);
}

void check_raz_wi(const struct area *a)
{
	uint8_t *base = frame_base(a->frame);

	for (unsigned int i = a->first; i < a->end; i += 4) {
		test_context("0x%x", i);
		EXPECT_EQ(mmio_read32(base + i), 0);
		mmio_write32(base + i, UINT32_MAX);
		EXPECT_EQ(mmio_read32(base + i), 0);
	}
}

void check_read_only(enum frame frame, unsigned int offset)
{
	static const uint32_t values[] = { UINT32_MAX, 0xa5a55a5a, 0 };
	uint8_t *reg = frame_base(frame) + offset;
	const uint32_t old = mmio_read32(reg);

	for (unsigned int i = 0; i < 3; i++) {
		mmio_write32(reg, values[i]);
		EXPECT_EQ(mmio_read32(reg), old);
	}
}

static const struct constant {
	const char *name;
	enum frame frame;
	unsigned int offset;
} constants[] = {
	{ "GICD_TYPER", DIST, GICD_TYPER },
	{ "GICD_IIDR", DIST, GICD_IIDR },
	{ "GICD_TYPER2", DIST, GICD_TYPER2 },
	{ "GICD_PIDR2", DIST, GICD_PIDR2 },
	{ "GICR_IIDR", RD, GICR_IIDR },
	{ "GICR_TYPER", RD, GICR_TYPER },
	{ "GICR_TYPER-high", RD, GICR_TYPER + 4 },
	{ "GICR_PIDR2", RD, GICD_PIDR2 },
};

TEST_EACH(read_only, const struct constant *c, constants, "ignores writes")
{
	check_read_only(c->frame, c->offset);
}

TEST(identity, "identification registers agree on architecture and implementer")
{
	static const uint8_t component[] = { 0x0d, 0xf0, 0x05, 0xb1 };
	uint32_t revision = mmio_read32(gic_dist() + GICD_PIDR2) >> 4 & 0xf;
	uint32_t implementer = mmio_read32(gic_dist() + GICD_IIDR) & 0xfff;

	EXPECT_EQ(revision, gic_version());
	EXPECT_EQ(mmio_read32(frame_base(RD) + GICD_PIDR2) >> 4 & 0xf,
		  revision);
	EXPECT_NE(implementer, 0);
	EXPECT_EQ(mmio_read32(frame_base(RD) + GICR_IIDR) & 0xfff, implementer);
	for (unsigned int i = 0; i < 4; i++) {
		EXPECT_EQ(mmio_read32(gic_dist() + 0xfff0 + 4 * i),
			  component[i]);
		EXPECT_EQ(mmio_read32(frame_base(RD) + 0xfff0 + 4 * i),
			  component[i]);
	}
}

TEST(typer, "GICD_TYPER agrees with the other registers")
{
	uint32_t typer = mmio_read32(gic_dist() + GICD_TYPER);
	bool one = mmio_read32(gic_dist() + GICD_CTLR) & GICD_CTLR_DS;

	/* INTIDs of 10 bits at least, of 14 where there are LPIs */
	EXPECT_GE((typer >> 19 & 0x1f) + 1, typer >> 17 & 1 ? 14 : 10);
	EXPECT_EQ(typer >> 17 & 1,
		  mmio_read32(frame_base(RD) + GICR_TYPER) & GICR_TYPER_PLPIS);
	if (one)
		EXPECT_EQ(typer >> 10 & 1, 0);
	EXPECT_EQ(typer >> 7 & 1, 0);
}

/* The SPIs of what is on the board, by the device tree. */
TEST(covers, "GICD_TYPER covers the SPIs of the device tree")
{
	static const char *const devices[] = { "virtio,mmio", "arm,pl011",
					       "arm,pl031", "arm,pl061",
					       "arm,smmu-v3" };
	const struct fdt *fdt = fdt_system();
	uint32_t cells[3];

	for (unsigned int i = 0; i < 5; i++)
		for (int node = fdt_find(fdt, FDT_NONE, devices[i]); node >= 0;
		     node = fdt_find(fdt, node, devices[i])) {
			for (unsigned int c = 0; c < 3; c++)
				if (fdt_cell(fdt, node, "interrupts", c,
					     &cells[c]) < 0)
					ERROR("%s has no interrupt",
					      devices[i]);
			EXPECT_LT(gic_intid(cells), gic_nr_irqs());
		}
}

static bool no_rwp(void *arg)
{
	return !(mmio_read32((uint8_t *)arg + GICD_CTLR) & GICD_CTLR_RWP);
}

/* One security state: E1NWF (7) may be there, ARE and DS may be fixed. */
TEST(ctlr, "GICD_CTLR has its bits and no others, and RWP ends")
{
	uint8_t *dist = gic_dist();
	const uint32_t fixed = GICD_CTLR_ARE | GICD_CTLR_DS;

	if (!(mmio_read32(dist + GICD_CTLR) & GICD_CTLR_DS))
		SKIP("the GIC has two security states");
	for (uint32_t enables = 0; enables < 4; enables++) {
		mmio_write32(dist + GICD_CTLR,
			     enables | GICD_CTLR_ARE | 0x7fffff0cu);
		EXPECT_TRUE(wait_until(no_rwp, dist, 1000000));
		EXPECT_EQ(mmio_read32(dist + GICD_CTLR) & ~0x80u,
			  fixed | enables);
		mmio_write32(dist + GICD_CTLR, enables | GICD_CTLR_ARE);
		EXPECT_TRUE(wait_until(no_rwp, dist, 1000000));
		EXPECT_EQ(mmio_read32(dist + GICD_CTLR), fixed | enables);
	}
}

/* Without the registers of GICv2 affinity routing is always on: 12.9.4. */
TEST(ctlr_fixed, "GICD_CTLR.ARE and DS stay set where SRE does")
{
	if (!(mmio_read32(gic_dist() + GICD_CTLR) & GICD_CTLR_DS))
		SKIP("the GIC has two security states");
	icc_write(ICC_SRE, 0);
	if (!(icc_read(ICC_SRE) & 1))
		SKIP("the GIC can be used as a GICv2");
	mmio_write32(gic_dist() + GICD_CTLR, 0);
	gic_sync();
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_CTLR),
		  GICD_CTLR_ARE | GICD_CTLR_DS);
}

/* ------------------------------------------------------ reserved space ---- */

/* What an implementation may define, and ESPIs, are left out. */
static const struct area areas[] = {
	{ "dist-014", DIST, 0x014, 0x020 },
	{ "dist-044", DIST, 0x044, 0x048 },
	{ "dist-IGROUPR0", DIST, 0x080, 0x084 },
	{ "dist-ISENABLER0", DIST, 0x100, 0x104 },
	{ "dist-ICENABLER0", DIST, 0x180, 0x184 },
	{ "dist-ISPENDR0", DIST, 0x200, 0x204 },
	{ "dist-ICPENDR0", DIST, 0x280, 0x284 },
	{ "dist-ISACTIVER0", DIST, 0x300, 0x304 },
	{ "dist-ICACTIVER0", DIST, 0x380, 0x384 },
	{ "dist-IPRIORITYR0-7", DIST, 0x400, 0x420 },
	{ "dist-ITARGETSR", DIST, 0x800, 0xbfc },
	{ "dist-ICFGR0-1", DIST, 0xc00, 0xc08 },
	{ "dist-IGRPMODR", DIST, 0xd00, 0xd80 },
	{ "dist-NSACR", DIST, 0xe00, 0xf00 },
	{ "dist-SGIR", DIST, 0xf00, 0xf04 },
	{ "dist-SPENDSGIR", DIST, 0xf10, 0xf30 },
	{ "dist-f30", DIST, 0xf30, 0x1000 },
	{ "dist-3800", DIST, 0x3800, 0x6100 },
	{ "dist-7fe0", DIST, 0x7fe0, 0x8000 },
	{ "dist-a000", DIST, 0xa000, 0xc000 },
	{ "rd-0c8", RD, 0x0c8, 0x100 },
	{ "rd-180", RD, 0x180, 0x300 },
	{ "sgi-000", SGI, 0x000, 0x080 },
	{ "sgi-IGROUPR", SGI, 0x08c, 0x100 },
	{ "sgi-ISENABLER", SGI, 0x10c, 0x180 },
	{ "sgi-ICENABLER", SGI, 0x18c, 0x200 },
	{ "sgi-ISPENDR", SGI, 0x20c, 0x280 },
	{ "sgi-ICPENDR", SGI, 0x28c, 0x300 },
	{ "sgi-ISACTIVER", SGI, 0x30c, 0x380 },
	{ "sgi-ICACTIVER", SGI, 0x38c, 0x400 },
	{ "sgi-IPRIORITYR", SGI, 0x460, 0xc00 },
	{ "sgi-ICFGR", SGI, 0xc18, 0xd00 },
	{ "sgi-IGRPMODR0", SGI, 0xd00, 0xd04 },
	{ "sgi-NSACR", SGI, 0xe00, 0xe04 },
	{ "sgi-e04", SGI, 0xe04, 0xf80 },
};

TEST_EACH(reserved, const struct area *a, areas,
	  "is RAZ/WI with affinity routing and one security state")
{
	if (!(mmio_read32(gic_dist() + GICD_CTLR) & GICD_CTLR_DS))
		SKIP("the GIC has two security states");
	check_raz_wi(a);
}

/* ---------------------------------------------- accesses of other sizes ---- */

static void read_half(const void *address)
{
	mmio_read16(address);
}

static void read_byte(const void *address)
{
	mmio_read8(address);
}

static void write_byte(const void *address)
{
	mmio_write8((void *)(uintptr_t)address, 0xff);
}

static void write_half(const void *address)
{
	mmio_write16((void *)(uintptr_t)address, 0xffff);
}

/*
 * 12.1.3: UNPREDICTABLE, as to value and effect; but nothing else is disturbed,
 * and the machine lives.
 */
static const struct access {
	const char *name;
	void (*fn)(const void *);
	unsigned int offset;
} accesses[] = {
	{ "byte-read", read_byte, GICD_ISENABLER + 4 },
	{ "half-read", read_half, GICD_ISENABLER + 4 },
	{ "byte-write", write_byte, GICD_ISENABLER + 4 },
	{ "half-write", write_half, GICD_ISENABLER + 4 },
	{ "byte-TYPER", write_byte, GICD_TYPER },
	{ "half-IROUTER", write_half, GICD_IROUTER + 8 * 40 },
};

TEST_EACH(size, const struct access *a, accesses,
	  "an access of a wrong size disturbs nothing else")
{
	const uint32_t ctlr = mmio_read32(gic_dist() + GICD_CTLR);
	const uint32_t typer = mmio_read32(gic_dist() + GICD_TYPER);
	struct trap t;

	gic_enable(70);
	t = trap_catch(a->fn, gic_dist() + a->offset);
	if (t.cause != TRAP_NONE)
		EXPECT_EQ(t.cause, ARM_DATA_ABORT);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_CTLR), ctlr);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_TYPER), typer);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ISENABLER + 8), 1u << 70 % 32);
	EXPECT_EQ(gic_priority(70), GIC_PRIORITY);
}
