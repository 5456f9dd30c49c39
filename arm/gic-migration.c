/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole state of the GIC is the same after a migration: every register of
 * every interrupt, what is pending, active and both, and the CPU interface.
 *
 * IHI 0048, 4.1; IHI 0069, 12.
 */
#include <arch/io.h>
#include <arm/gic.h>
#include <arm/icc.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("gic-migration", .summary = "the GIC's state survives migration",
	   .needs = NEEDS(&arm_gic, &host_migrate));

enum {
	SPI = 48, /* the first of 32 without a device */
	NR_WORDS = 2048,
};

/* ----------------------------------------------------- every register ---- */

struct dump {
	unsigned int nr;
	uint32_t words[NR_WORDS];
};

static void take(struct dump *d, uint8_t *bank, unsigned int offset,
		 unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i += 4) {
		if (d->nr >= NR_WORDS)
			ERROR("more than %d registers", NR_WORDS);
		d->words[d->nr++] = mmio_read32(bank + offset + i);
	}
}

/* Registers of the INTIDs from @first on, @nr of them. */
static void take_range(struct dump *d, uint8_t *bank, unsigned int first,
		       unsigned int nr)
{
	take(d, bank, GICD_IGROUPR + first / 8, nr / 8);
	take(d, bank, GICD_ISENABLER + first / 8, nr / 8);
	take(d, bank, GICD_ISPENDR + first / 8, nr / 8);
	take(d, bank, GICD_ISACTIVER + first / 8, nr / 8);
	take(d, bank, GICD_IPRIORITYR + first, nr);
	take(d, bank, GICD_ICFGR + first / 4, nr / 4);
}

static void take_all(struct dump *d)
{
	const unsigned int nr = gic_nr_irqs();

	d->nr = 0;
	take(d, gic_dist(), GICD_CTLR, 12);
	take_range(d, gic_dist(), GIC_SPI, nr - GIC_SPI);
	if (gic_version() == 2) {
		take(d, gic_dist(), GICD_ITARGETSR, nr);
		take(d, gic_dist(), GICD_SPENDSGIR, 16);
		take_range(d, gic_dist(), 0, GIC_SPI);
		return;
	}
	take(d, gic_dist(), GICD_IROUTER + 8 * GIC_SPI, 8 * (nr - GIC_SPI));
	for (unsigned int i = 0; i < cpu_count(); i++) {
		take_range(d, gic_redist(i) + GICR_SGI, 0, GIC_SPI);
		take(d, gic_redist(i), GICR_CTLR, 0x18);
	}
}

static void check_same(const struct dump *before, const struct dump *after)
{
	ASSERT_EQ(after->nr, before->nr);
	for (unsigned int i = 0; i < before->nr; i++) {
		test_context("register %u of the dump", i);
		EXPECT_EQ(after->words[i], before->words[i]);
	}
}

/* Each SPI differs from the next in every respect; none is enabled. */
static void scatter(void)
{
	for (unsigned int i = 0; i < 32; i++) {
		gic_set_edge(SPI + i, i & 1);
		gic_set_priority(SPI + i, (uint8_t)(i * 8));
		gic_route(SPI + i, i % cpu_count());
		gic_set_group1(SPI + i, i & 2);
		if (i & 4)
			gic_set_pending(SPI + i);
		if (i & 8)
			gic_set_active(SPI + i);
	}
	for (unsigned int i = GIC_PPI; i < GIC_SPI; i++) {
		gic_set_priority(i, (uint8_t)(0xf0 - i * 4));
		if (i % 3 == 0)
			gic_enable(i);
	}
	gic_set_active(GIC_PPI);
	gic_set_pending(5);
}

static void nothing(void *arg)
{
	(void)arg;
}

TEST(registers, "GACT-8: every register reads the same afterwards")
{
	static struct dump before, after;

	on_all_cpus(nothing, NULL);
	scatter();
	take_all(&before);
	host_migrate_now();
	take_all(&after);
	check_same(&before, &after);
}

/* ------------------------------------------------------- CPU interface ---- */

static void check_state(unsigned int intid, bool pending, bool active)
{
	EXPECT_EQ(gic_is_pending(intid), pending);
	EXPECT_EQ(gic_is_active(intid), active);
}

static void pend(unsigned int intid, uint8_t priority)
{
	gic_set_edge(intid, true);
	gic_route(intid, 0);
	gic_set_priority(intid, priority);
	gic_enable(intid);
	gic_set_pending(intid);
}

TEST(nested, "GACT-7: what is active goes on, in the order that it would have")
{
	pend(SPI, 0x80);
	EXPECT_EQ(gic_ack(), SPI);
	pend(SPI + 1, 0x40);
	EXPECT_EQ(gic_ack(), SPI + 1);
	gic_set_pending(SPI + 1);
	pend(SPI + 2, 0x60);
	gic_set_mask(0xc0);
	host_migrate_now();
	check_state(SPI, false, true);
	check_state(SPI + 1, true, true);
	check_state(SPI + 2, true, false);
	EXPECT_EQ(gic_running(), 0x40);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	gic_eoi(SPI + 1);
	EXPECT_EQ(gic_running(), 0x80);
	EXPECT_EQ(gic_ack(), SPI + 1);
	gic_eoi(SPI + 1);
	EXPECT_EQ(gic_ack(), SPI + 2);
	gic_eoi(SPI + 2);
	gic_eoi(SPI);
	EXPECT_EQ(gic_running(), 0xff);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	pend(SPI + 3, 0xc0); /* the mask is as it was */
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	gic_set_mask(0xd0);
	EXPECT_EQ(gic_ack(), SPI + 3);
	gic_eoi(SPI + 3);
}

TEST(split, "an interrupt between its two ends is still active")
{
	gic_set_eoimode(true);
	pend(SPI, 0x80);
	EXPECT_EQ(gic_ack(), SPI);
	gic_eoi(SPI);
	host_migrate_now();
	EXPECT_EQ(gic_running(), 0xff);
	check_state(SPI, false, true);
	gic_set_pending(SPI);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
	gic_deactivate(SPI);
	EXPECT_EQ(gic_ack(), SPI);
	gic_eoi(SPI);
	gic_deactivate(SPI);
	check_state(SPI, false, false);
}

TEST(sgis, "pending SGIs arrive afterwards, once, with their source")
{
	uint32_t iar;

	gic_enable(3);
	gic_enable(12);
	gic_set_priority(12, 0x40);
	gic_send(3, 0);
	gic_send(12, 0);
	host_migrate_now();
	iar = gic_ack();
	EXPECT_EQ(iar, 12);
	gic_eoi(iar);
	iar = gic_ack();
	EXPECT_EQ(iar, 3);
	gic_eoi(iar);
	EXPECT_EQ(gic_ack(), GIC_SPURIOUS);
}
