/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * List registers on their way from pending to nothing (IHI 0048, 5.2, 5.3.10
 * GICH_LRn, 5.5 the virtual CPU interface).
 */
#include "vgic2.h"

EL2_VGIC2_SUITE;

enum {
	SPI = 60, /* what nothing is connected to */
};

static uint32_t lr_of(const struct group *g, unsigned int intid,
		      unsigned int priority)
{
	return g->lr | LR_PRIO(priority) | intid;
}

static void on(const struct group *g, uint32_t vmcr)
{
	vgic2_on();
	hwrite(GICH_VMCR, VMCR_ON | g->ctlr | vmcr);
}

static void expect_idle(unsigned int n, uint32_t lr)
{
	EXPECT_EQ(lr_read(n), lr);
	EXPECT_EQ(hread(GICH_APR), 0);
	EXPECT_EQ(vread(GICC_RPR), IDLE);
	EXPECT_EQ(hread(GICH_HCR), HCR_EN);
	EXPECT_EQ(hread(GICH_ELRSR0) & 0xf, 0xf);
}

TEST_EACH(life, const struct group *g, groups,
	  "pending, acknowledged, ended: every register on the way")
{
	uint32_t lr = lr_of(g, 100, 0xa0);

	on(g, 0);
	for (unsigned int n = 0; n < 4; n++) {
		test_context("list register %u", n);
		expect_idle(n, 0);
		lr_write(n, LR_PENDING | lr);
		EXPECT_EQ(hread(GICH_ELRSR0) & 0xf, 0xf & ~(1u << n));
		EXPECT_EQ(vgic2_isr(), g->isr);
		EXPECT_EQ(vread(GICC_HPPIR), 100);
		EXPECT_EQ(vread(GICC_RPR), IDLE);
		EXPECT_EQ(lr_read(n), LR_PENDING | lr);
		EXPECT_EQ(vread(GICC_IAR), 100);
		EXPECT_EQ(lr_read(n), LR_ACTIVE | lr);
		EXPECT_EQ(hread(GICH_APR), ap_bit(0xa0));
		EXPECT_EQ(vread(GICC_APR), ap_bit(0xa0));
		EXPECT_EQ(vread(GICC_RPR), 0xa0);
		EXPECT_EQ(vgic2_isr(), 0);
		EXPECT_EQ(vread(GICC_HPPIR), SPURIOUS);
		EXPECT_EQ(vread(GICC_IAR), SPURIOUS);
		EXPECT_EQ(gic_running(), IDLE);
		vwrite(GICC_EOIR, 100);
		expect_idle(n, lr);
		lr_write(n, 0);
	}
}

TEST_EACH(order, const struct group *g, groups,
	  "the highest priority comes first, wherever it is")
{
	static const uint8_t priorities[] = { 0xc0, 0x40, 0x80, 0x48 };
	static const uint8_t next[] = { 1, 3, 2, 0 };

	on(g, 0);
	for (unsigned int n = 0; n < 4; n++)
		lr_write(n, LR_PENDING | lr_of(g, 200 + n, priorities[n]));
	for (unsigned int i = 0; i < 4; i++) {
		EXPECT_EQ(vread(GICC_HPPIR), 200 + next[i]);
		EXPECT_EQ(vread(GICC_IAR), 200 + next[i]);
		EXPECT_EQ(vread(GICC_RPR), priorities[next[i]]);
		vwrite(GICC_EOIR, 200 + next[i]);
		for (unsigned int n = i + 1; n < 4; n++)
			EXPECT_EQ(LR_STATE(lr_read(next[n])), 1);
	}
	EXPECT_EQ(vgic2_isr(), 0);
	EXPECT_EQ(vread(GICC_IAR), SPURIOUS);
}

TEST_EACH(preempt, const struct group *g, groups,
	  "a higher priority interrupts an active one, and no other")
{
	on(g, 0);
	lr_write(0, LR_PENDING | lr_of(g, 40, 0x80));
	EXPECT_EQ(vread(GICC_IAR), 40);
	for (unsigned int p = 0x80; p <= 0xc0; p += 0x40) {
		lr_write(1, LR_PENDING | lr_of(g, 41, p));
		EXPECT_EQ(vgic2_isr(), 0);
		EXPECT_EQ(vread(GICC_IAR), SPURIOUS);
		EXPECT_EQ(lr_read(1), LR_PENDING | lr_of(g, 41, p));
	}
	lr_write(1, LR_PENDING | lr_of(g, 41, 0x78));
	EXPECT_EQ(vgic2_isr(), g->isr);
	EXPECT_EQ(vread(GICC_IAR), 41);
	EXPECT_EQ(hread(GICH_APR), ap_bit(0x80) | ap_bit(0x78));
	EXPECT_EQ(vread(GICC_RPR), 0x78);
	vwrite(GICC_EOIR, 41);
	EXPECT_EQ(vread(GICC_RPR), 0x80);
	EXPECT_EQ(lr_read(0), LR_ACTIVE | lr_of(g, 40, 0x80));
	vwrite(GICC_EOIR, 40);
	expect_idle(0, lr_of(g, 40, 0x80));
}

/* Which bits make a group priority. */
static const struct bpr {
	const char *name;
	const struct group *group;
	uint32_t vmcr;
	unsigned int mask;
} bprs[] = {
	{ "BPR-4", &groups[0], VMCR_BPR(4), 0xe0 },
	{ "BPR-7", &groups[0], VMCR_BPR(7), 0x00 },
	{ "ABPR-4", &groups[2], VMCR_ABPR(4), 0xf0 },
	{ "ABPR-7", &groups[2], VMCR_ABPR(7), 0x80 },
	{ "CBPR-4", &groups[2], GICC_CTLR_CBPR | VMCR_BPR(4) | VMCR_ABPR(7),
	  0xe0 },
};

TEST_EACH(bpr, const struct bpr *r, bprs, "only group priorities preempt")
{
	const struct group *g = r->group;

	on(g, r->vmcr);
	for (unsigned int active = 0x18; active < 0xf8; active += 0x20) {
		unsigned int running = active & r->mask;

		lr_write(0, LR_PENDING | lr_of(g, 40, active));
		EXPECT_EQ(vread(GICC_IAR), 40);
		EXPECT_EQ(hread(GICH_APR), ap_bit(running));
		for (unsigned int p = 0; p < 0xf8; p += 8) {
			lr_write(1, LR_PENDING | lr_of(g, 41, p));
			test_context("priority 0x%x over 0x%x", p, active);
			EXPECT_EQ(vgic2_isr(),
				  (p & r->mask) < running ? g->isr : 0);
		}
		lr_write(1, 0);
		vwrite(GICC_EOIR, 40);
		expect_idle(0, lr_of(g, 40, active));
	}
}

TEST_EACH(masked, const struct group *g, groups,
	  "the mask, the group's enable and GICH_HCR.En hold it back")
{
	uint32_t lr = LR_PENDING | lr_of(g, 50, 0xa0);

	on(g, 0);
	lr_write(0, lr);
	EXPECT_EQ(vgic2_isr(), g->isr);
	vwrite(GICC_PMR, 0xa0);
	EXPECT_EQ(vgic2_isr(), 0);
	EXPECT_EQ(vread(GICC_IAR), SPURIOUS);
	vwrite(GICC_PMR, 0xa8);
	EXPECT_EQ(vgic2_isr(), g->isr);
	vwrite(GICC_CTLR,
	       (CTLR_ON | g->ctlr) &
		       ~(uint32_t)(g->lr ? GICC_CTLR_GRP1 : GICC_CTLR_GRP0));
	EXPECT_EQ(vgic2_isr(), 0);
	vwrite(GICC_CTLR, CTLR_ON | g->ctlr);
	EXPECT_EQ(vgic2_isr(), g->isr);
	hwrite(GICH_HCR, 0);
	EXPECT_EQ(vgic2_isr(), 0);
	EXPECT_EQ(lr_read(0), lr);
	hwrite(GICH_HCR, HCR_EN);
	EXPECT_EQ(vgic2_isr(), g->isr);
	EXPECT_EQ(hread(GICH_APR), 0);
}

TEST_EACH(split, const struct group *g, groups,
	  "with EOImode the end drops the priority, and DIR deactivates")
{
	uint32_t lr = lr_of(g, 90, 0x60);

	on(g, GICC_CTLR_EOIMODE);
	lr_write(2, LR_PENDING | lr);
	EXPECT_EQ(vread(GICC_IAR), 90);
	vwrite(GICC_EOIR, 90);
	EXPECT_EQ(lr_read(2), LR_ACTIVE | lr);
	EXPECT_EQ(hread(GICH_APR), 0);
	vwrite(GICC_EOIR, 91);
	EXPECT_EQ(hread(GICH_HCR), HCR_EN);
	vwrite(GICC_DIR, 90);
	expect_idle(2, lr);
	vwrite(GICC_DIR, 91);
	EXPECT_EQ(hread(GICH_HCR), HCR_EN | HCR_EOICOUNT(1));
}

/* Pending again while active: as what was left, or with another state. */
TEST_EACH(pending_again, const struct group *g, groups,
	  "pending and active waits for its end, then is pending")
{
	uint32_t lr = lr_of(g, 70, 0x90);

	on(g, 0);
	lr_write(0, LR_PENDING | lr);
	EXPECT_EQ(vread(GICC_IAR), 70);
	lr_write(0, LR_BOTH | lr);
	EXPECT_EQ(vread(GICC_HPPIR), SPURIOUS);
	EXPECT_EQ(vgic2_isr(), 0);
	vwrite(GICC_EOIR, 70);
	EXPECT_EQ(lr_read(0), LR_PENDING | lr);
	EXPECT_EQ(vgic2_isr(), g->isr);
}

/* What is in a list register that is no match: nothing, or what is not active. */
static const uint32_t stale[] = { 0, 77, 77 | LR_EOI, LR_ACTIVE | 78,
				  LR_PENDING | 78 };

TEST_EACH(counted, const struct group *g, groups,
	  "EOICount has each end that finds no active list register")
{
	on(g, 0);
	for (unsigned int i = 0; i < 5; i++) {
		uint32_t lr = stale[i] | g->lr | LR_PRIO(0x80);

		test_context("row %u", i);
		lr_write(1, lr);
		hwrite(GICH_APR, ap_bit(0x80));
		hwrite(GICH_HCR, HCR_EN);
		vwrite(GICC_EOIR, SPURIOUS);
		EXPECT_EQ(vread(GICC_RPR), 0x80);
		vwrite(GICC_EOIR, 77);
		EXPECT_EQ(vread(GICC_RPR), IDLE);
		EXPECT_EQ(hread(GICH_HCR), HCR_EN | HCR_EOICOUNT(1));
		EXPECT_EQ(lr_read(1), lr);
	}
}

/* As a host does: acknowledged, its priority dropped, and left active. */
static void take_spi(void)
{
	gic_set_edge(SPI, true);
	gic_route(SPI, 0);
	gic_enable(SPI);
	gic_set_eoimode(true);
	gic_set_pending(SPI);
	EXPECT_EQ(gic_ack(), SPI);
	gic_eoi(SPI);
	gic_set_eoimode(false);
	gic_disable(SPI);
}

static void set_active(void)
{
	gic_set_active(SPI);
}

static void check_hardware(const struct group *g, bool hw, bool split,
			   void (*activate)(void))
{
	uint32_t lr = lr_of(g, 80, 0x50);

	test_context("HW %u EOImode %u", hw, split);
	on(g, split ? GICC_CTLR_EOIMODE : 0);
	activate();
	lr_write(0, LR_PENDING | lr | (hw ? LR_HW | LR_PHYS(SPI) : 0));
	EXPECT_EQ(vread(GICC_IAR), 80);
	EXPECT_TRUE(gic_is_active(SPI));
	vwrite(GICC_EOIR, 80);
	EXPECT_EQ(gic_is_active(SPI), !hw || split);
	if (split)
		vwrite(GICC_DIR, 80);
	EXPECT_EQ(gic_is_active(SPI), !hw);
	EXPECT_EQ(LR_STATE(lr_read(0)), 0);
	gic_clear_active(SPI);
}

TEST_EACH(hardware, const struct group *g, groups,
	  "HW: the end deactivates the physical interrupt, and only then")
{
	for (unsigned int i = 0; i < 4; i++)
		check_hardware(g, i & 2, i & 1, take_spi);
}

TEST_EACH(hardware_set, const struct group *g, groups,
	  "the same of an interrupt that GICD_ISACTIVER has made active")
{
	for (unsigned int i = 0; i < 4; i++)
		check_hardware(g, i & 2, i & 1, set_active);
}

TEST_EACH(source, const struct group *g, groups,
	  "an SGI is acknowledged with the CPU that GICH says")
{
	on(g, 0);
	for (unsigned int cpu = 0; cpu < 8; cpu++) {
		uint32_t lr = lr_of(g, 5, 0x50) | LR_CPU(cpu);

		lr_write(0, LR_PENDING | lr);
		EXPECT_EQ(vread(GICC_IAR), 5 | cpu << 10);
		vwrite(GICC_EOIR, 5 | cpu << 10);
		expect_idle(0, lr);
	}
}
