/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICv2's distributor, what gic-mmio does not have: identification, targets,
 * pending SGIs by source, reserved registers.
 *
 * IHI 0048, 4.3 (distributor), 4.4 (CPU interface), 4.1.1 (reserved space).
 */
#include <arch/io.h>
#include <arm/gic.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("gicv2-mmio", .summary = "registers of GICv2's distributor",
	   .needs = NEEDS(&arm_gicv2));

enum {
	NR_TARGETS = 8,
	SPIS = GIC_SPI, /* the first one */
};

static uint8_t present(void)
{
	return (uint8_t)((1u << cpu_count()) - 1);
}

static bool has_security(void)
{
	return mmio_read32(gic_dist() + GICD_TYPER) >> 10 & 1;
}

TEST(typer, "GICD_TYPER has the machine's CPUs and no reserved bits")
{
	uint32_t typer = mmio_read32(gic_dist() + GICD_TYPER);

	EXPECT_EQ((typer >> 5 & 7) + 1, cpu_count());
	EXPECT_EQ(typer & 0xffff0300, 0);
	/* lockable SPIs come with the Security Extensions: 4.3.2 */
	if (!has_security())
		EXPECT_EQ(typer >> 11 & 0x1f, 0);
	EXPECT_GE(gic_nr_irqs(), 2 * GIC_SPI);
}

TEST(identity, "the identification registers say GICv2")
{
	static const uint8_t component[] = { 0x0d, 0xf0, 0x05, 0xb1 };

	EXPECT_EQ(mmio_read32(gic_dist() + GICD_PIDR2_V2) >> 4 & 0xf, 2);
	EXPECT_NE(mmio_read32(gic_dist() + GICD_IIDR) & 0xfff, 0);
	EXPECT_EQ(mmio_read32(gic_cpu() + GICC_IIDR) >> 16 & 0xf, 2);
	EXPECT_EQ(mmio_read32(gic_cpu() + GICC_IIDR) & 0xfff,
		  mmio_read32(gic_dist() + GICD_IIDR) & 0xfff);
	for (unsigned int i = 0; i < 4; i++)
		EXPECT_EQ(mmio_read32(gic_dist() + 0xff0 + 4 * i),
			  component[i]);
}

static const struct constant {
	const char *name;
	unsigned int offset;
} constants[] = {
	{ "TYPER", GICD_TYPER },
	{ "IIDR", GICD_IIDR },
	{ "ICPIDR2", GICD_PIDR2_V2 },
};

TEST_EACH(read_only, const struct constant *r, constants, "ignores writes")
{
	static const uint32_t values[] = { UINT32_MAX, 0xa5a55a5a, 0 };
	const uint32_t old = mmio_read32(gic_dist() + r->offset);

	for (unsigned int i = 0; i < 3; i++) {
		mmio_write32(gic_dist() + r->offset, values[i]);
		EXPECT_EQ(mmio_read32(gic_dist() + r->offset), old);
	}
}

/* One security state: both enables, the rest reserved. */
TEST(ctlr, "GICD_CTLR has its enable bits only")
{
	const uint32_t bits = has_security() ? 1 : 3;

	for (uint32_t i = 0; i < 4; i++) {
		mmio_write32(gic_dist() + GICD_CTLR, ~bits | i);
		EXPECT_EQ(mmio_read32(gic_dist() + GICD_CTLR), i & bits);
	}
}

/* Identification registers and what an implementation defines are left out. */
static const struct hole {
	const char *name;
	unsigned int first, end;
	bool cpu; /* of the CPU interface */
} holes[] = {
	{ "dist-00c", 0x00c, 0x020, false },
	{ "dist-040", 0x040, 0x080, false },
	{ "dist-e00", 0xe00, 0xf00, false },
	{ "dist-f04", 0xf04, 0xf10, false },
	{ "dist-f30", 0xf30, 0xfd0, false },
	{ "cpu-02c", 0x02c, 0x040, true },
	{ "cpu-044", 0x044, 0x0d0, true },
	{ "cpu-0f0", 0x0f0, 0x0fc, true },
	{ "cpu-100", 0x100, 0x1000, true },
};

TEST_EACH(reserved, const struct hole *h, holes, "is RAZ/WI")
{
	uint8_t *base = h->cpu ? gic_cpu() : gic_dist();

	for (unsigned int i = h->first; i < h->end; i += 4) {
		test_context("0x%x", i);
		EXPECT_EQ(mmio_read32(base + i), 0);
		mmio_write32(base + i, UINT32_MAX);
		EXPECT_EQ(mmio_read32(base + i), 0);
	}
}

/* ------------------------------------------------------------- targets ---- */

static uint8_t *target_of(unsigned int intid)
{
	return gic_dist() + GICD_ITARGETSR + intid;
}

/* RAZ/WI with one CPU: 4.3.12. */
static void check_own_targets(void *arg)
{
	const uint32_t mine = 0x01010101u << cpu_this();

	(void)arg;
	for (unsigned int i = 0; i < GIC_SPI; i += 4) {
		if (cpu_count() == 1 && mmio_read32(target_of(i)) == 0)
			continue;
		EXPECT_EQ(mmio_read32(target_of(i)), mine);
		mmio_write32(target_of(i), ~mine);
		EXPECT_EQ(mmio_read32(target_of(i)), mine);
		EXPECT_EQ(mmio_read8(target_of(i + 3)), mine & 0xff);
	}
	EXPECT_EQ(mmio_read32(target_of(0)) & ~mine, 0);
}

TEST(targets_private, "targets of SGIs and PPIs are each CPU's own number")
{
	for (unsigned int i = 0; i < cpu_count(); i++)
		on_cpu(i, check_own_targets, NULL);
}

static bool has_targets(void)
{
	mmio_write8(target_of(SPIS), 1);
	if (cpu_count() > 1 || mmio_read8(target_of(SPIS)))
		return true;
	for (unsigned int i = SPIS; i < gic_nr_irqs(); i += 4) {
		mmio_write32(target_of(i), UINT32_MAX);
		EXPECT_EQ(mmio_read32(target_of(i)), 0);
	}
	return false;
}

static uint8_t targets(unsigned int intid, unsigned int round)
{
	return (uint8_t)((intid * 0x35 + round * 0x77) & present());
}

/* Only CPUs that are there are written: others are the next case's. */
TEST(targets_spi, "each SPI has a bit a CPU, by bytes and by words")
{
	if (!has_targets())
		return;
	for (unsigned int i = SPIS; i < gic_nr_irqs(); i++)
		mmio_write8(target_of(i), targets(i, 0));
	for (unsigned int i = SPIS; i < gic_nr_irqs(); i++)
		EXPECT_EQ(mmio_read8(target_of(i)), targets(i, 0));
	for (unsigned int i = SPIS; i < gic_nr_irqs(); i += 4)
		mmio_write32(target_of(i),
			     targets(i, 1) | targets(i + 1, 1) << 8 |
				     targets(i + 2, 1) << 16 |
				     (uint32_t)targets(i + 3, 1) << 24);
	for (unsigned int i = SPIS; i < gic_nr_irqs(); i++)
		EXPECT_EQ(mmio_read32(target_of(i & ~3u)) >> i % 4 * 8 & 0xff,
			  targets(i, 1));
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		mmio_write8(target_of(SPIS + cpu), (uint8_t)(1u << cpu));
		EXPECT_EQ(mmio_read8(target_of(SPIS + cpu)), 1u << cpu);
	}
}

TEST(targets_absent, "bits of absent CPUs stay 0")
{
	if (!has_targets())
		return;
	for (unsigned int i = SPIS; i < gic_nr_irqs(); i += 4) {
		mmio_write32(target_of(i), UINT32_MAX);
		EXPECT_EQ(mmio_read32(target_of(i)), present() * 0x01010101u);
	}
	mmio_write8(target_of(SPIS + 2), 0xff);
	EXPECT_EQ(mmio_read8(target_of(SPIS + 2)), present());
}

/* ------------------------------------------------- pending SGIs by source -- */

static uint8_t *spend(unsigned int sgi)
{
	return gic_dist() + GICD_SPENDSGIR + sgi;
}

static uint8_t *cpend(unsigned int sgi)
{
	return gic_dist() + GICD_CPENDSGIR + sgi;
}

static void check_sources(unsigned int sgi, uint8_t sources)
{
	for (unsigned int i = 0; i < GIC_NR_SGIS; i++) {
		EXPECT_EQ(mmio_read8(spend(i)), i == sgi ? sources : 0);
		EXPECT_EQ(mmio_read8(cpend(i)), i == sgi ? sources : 0);
	}
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ISPENDR) & 0xffff,
		  sources ? 1u << sgi : 0);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ICPENDR) & 0xffff,
		  sources ? 1u << sgi : 0);
}

TEST(sources, "SPENDSGIR and CPENDSGIR set and clear single sources")
{
	for (unsigned int sgi = 0; sgi < GIC_NR_SGIS; sgi++) {
		uint8_t model = 0;

		for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
			test_context("SGI %u, source %u", sgi, cpu);
			mmio_write8(spend(sgi), (uint8_t)(1u << cpu));
			model |= (uint8_t)(1u << cpu);
			check_sources(sgi, model);
		}
		for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
			test_context("SGI %u, source %u", sgi, cpu);
			mmio_write8(cpend(sgi), (uint8_t)(1u << cpu));
			model &= (uint8_t) ~(1u << cpu);
			check_sources(sgi, model);
		}
	}
}

TEST(sources_ack, "each source is acknowledged once, with its number")
{
	uint8_t left = present();

	mmio_write8(spend(5), left);
	gic_enable(5);
	while (left) {
		uint32_t iar = gic_ack();

		ASSERT_EQ(iar & 0x3ff, 5);
		EXPECT_EQ(iar & ~0x1fffu, 0);
		EXPECT_TRUE(left >> (iar >> 10 & 7) & 1);
		left &= (uint8_t) ~(1u << (iar >> 10 & 7));
		EXPECT_EQ(mmio_read8(spend(5)), left);
		EXPECT_EQ(gic_is_pending(5), left != 0);
		EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
		gic_eoi(iar);
	}
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}

/* Whether SGIs can be disabled is the implementation's choice: 4.3.5. */
TEST(sgi_bits, "SGIs are not made pending by ISPENDR or cleared by ICPENDR")
{
	mmio_write32(gic_dist() + GICD_ISENABLER, 0xffff);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ISENABLER) & 0xffff, 0xffff);
	mmio_write32(gic_dist() + GICD_ISPENDR, 0xffff);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ISPENDR) & 0xffff, 0);
	mmio_write8(spend(7), 1);
	mmio_write32(gic_dist() + GICD_ICPENDR, 0xffff);
	EXPECT_EQ(mmio_read32(gic_dist() + GICD_ISPENDR) & 0xffff, 1u << 7);
}
