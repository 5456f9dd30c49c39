/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * List registers: from pending to active to none, by priority, mask and enables,
 * and what happens to a physical interrupt behind one (IHI 0069, 6.2, 12.4.8
 * ICH_LR<n>_EL2).
 */
#include "vgic.h"

EL2_VGIC_SUITE;

enum {
	SPI = 60, /* what nothing is connected to */
};

static const struct group {
	const char *name;
	uint64_t lr;
	uint32_t iar, eoir, hppir, other_iar, other_hppir;
	uint64_t isr;
	uint64_t enable;
} groups[] = {
	{ "group-0", 0, IAR0, EOIR0, HPPIR0, IAR1, HPPIR1, ISR_F, VMCR_VENG0 },
	{ "group-1", LR_GROUP1, IAR1, EOIR1, HPPIR1, IAR0, HPPIR0, ISR_I,
	  VMCR_VENG1 },
};

static uint64_t ap(const struct group *g)
{
	return g->lr ? read_sysreg(ICH_AP1R0) : read_sysreg(ICH_AP0R0);
}

static uint64_t other_ap(const struct group *g)
{
	return g->lr ? read_sysreg(ICH_AP0R0) : read_sysreg(ICH_AP1R0);
}

static uint64_t lr_of(const struct group *g, unsigned int intid,
		      unsigned int priority)
{
	return g->lr | LR_PRIO(priority) | intid;
}

TEST_EACH(life, const struct group *g, groups,
	  "pending, acknowledged, ended: every register on the way")
{
	uint64_t lr = lr_of(g, 100, 0xa0);

	vgic_on();
	EXPECT_EQ(read_sysreg(ICH_ELRSR),
		  (2 << (read_sysreg(ICH_VTR) & 0x1f)) - 1);
	for (unsigned int n = 0; n < 4; n++) {
		test_context("list register %u", n);
		lr_write(n, LR_PENDING | lr);
		EXPECT_EQ(read_sysreg(ICH_ELRSR) & 0xf, 0xf & ~(1u << n));
		EXPECT_EQ(vread(ISR), g->isr);
		EXPECT_EQ(vread(g->hppir), 100);
		EXPECT_EQ(vread(g->other_hppir), SPURIOUS);
		EXPECT_EQ(vread(g->other_iar), SPURIOUS);
		EXPECT_EQ(lr_read(n), LR_PENDING | lr);
		EXPECT_EQ(vread(RPR), IDLE);
		EXPECT_EQ(vread(g->iar), 100);
		EXPECT_EQ(lr_read(n), LR_ACTIVE | lr);
		EXPECT_EQ(ap(g), ap_bit(0xa0));
		EXPECT_EQ(other_ap(g), 0);
		EXPECT_EQ(vread(RPR), 0xa0);
		EXPECT_EQ(vread(ISR), 0);
		EXPECT_EQ(vread(g->hppir), SPURIOUS);
		EXPECT_EQ(vread(g->iar), SPURIOUS);
		vwrite(g->eoir, 100);
		EXPECT_EQ(lr_read(n), LR_INVALID | lr);
		EXPECT_EQ(ap(g), 0);
		EXPECT_EQ(vread(RPR), IDLE);
		EXPECT_EQ(read_sysreg(ICH_ELRSR) & 0xf, 0xf);
		EXPECT_EQ(read_sysreg(ICH_EISR), 0);
		EXPECT_EQ(read_sysreg(ICH_HCR), ICH_HCR_EN);
		lr_write(n, 0);
	}
}

TEST_EACH(order, const struct group *g, groups,
	  "the highest priority comes first, wherever it is")
{
	static const uint8_t priorities[] = { 0xc0, 0x40, 0x80, 0x48 };
	static const uint8_t next[] = { 1, 3, 2, 0 };

	vgic_on();
	for (unsigned int n = 0; n < 4; n++)
		lr_write(n, LR_PENDING | lr_of(g, 200 + n, priorities[n]));
	for (unsigned int i = 0; i < 4; i++) {
		EXPECT_EQ(vread(ISR), g->isr);
		EXPECT_EQ(vread(g->hppir), 200 + next[i]);
		EXPECT_EQ(vread(g->iar), 200 + next[i]);
		EXPECT_EQ(vread(RPR), priorities[next[i]]);
		vwrite(g->eoir, 200 + next[i]);
		for (unsigned int n = i + 1; n < 4; n++)
			EXPECT_EQ(lr_read(next[n]) >> 62, 1);
	}
	EXPECT_EQ(vread(ISR), 0);
	EXPECT_EQ(vread(g->iar), SPURIOUS);
}

TEST_EACH(preempt, const struct group *g, groups,
	  "a higher priority interrupts an active one, and no other")
{
	vgic_on();
	lr_write(0, LR_PENDING | lr_of(g, 40, 0x80));
	EXPECT_EQ(vread(g->iar), 40);
	for (unsigned int p = 0x80; p <= 0xc0; p += 0x40) {
		lr_write(1, LR_PENDING | lr_of(g, 41, p));
		EXPECT_EQ(vread(ISR), 0);
		EXPECT_EQ(vread(g->iar), SPURIOUS);
		EXPECT_EQ(vread(g->hppir), 41);
		EXPECT_EQ(lr_read(1), LR_PENDING | lr_of(g, 41, p));
	}
	lr_write(1, LR_PENDING | lr_of(g, 41, 0x78));
	EXPECT_EQ(vread(ISR), g->isr);
	EXPECT_EQ(vread(g->iar), 41);
	EXPECT_EQ(ap(g), ap_bit(0x80) | ap_bit(0x78));
	EXPECT_EQ(vread(RPR), 0x78);
	vwrite(g->eoir, 41);
	EXPECT_EQ(vread(RPR), 0x80);
	EXPECT_EQ(ap(g), ap_bit(0x80));
	EXPECT_EQ(lr_read(0), LR_ACTIVE | lr_of(g, 40, 0x80));
	vwrite(g->eoir, 40);
	EXPECT_EQ(vread(RPR), IDLE);
}

/* Which bits make a group priority: VBPR0, VBPR1, and VBPR0 by VCBPR. */
static const struct bpr {
	const char *name;
	uint64_t lr, vmcr;
	unsigned int mask; /* of what preempts */
} bprs[] = {
	{ "VBPR0-4", 0, VMCR_VBPR0(4), 0xe0 },
	{ "VBPR0-5", 0, VMCR_VBPR0(5), 0xc0 },
	{ "VBPR0-7", 0, VMCR_VBPR0(7), 0x00 },
	{ "VBPR1-4", LR_GROUP1, VMCR_VBPR1(4), 0xf0 },
	{ "VBPR1-7", LR_GROUP1, VMCR_VBPR1(7), 0x80 },
	{ "VCBPR-4", LR_GROUP1, VMCR_VCBPR | VMCR_VBPR0(4) | VMCR_VBPR1(7),
	  0xe0 },
	{ "VCBPR-group-0", 0, VMCR_VCBPR | VMCR_VBPR0(5) | VMCR_VBPR1(3),
	  0xc0 },
};

static void check_bpr(const struct bpr *r, unsigned int active)
{
	const struct group *g = &groups[r->lr ? 1 : 0];
	unsigned int running = active & r->mask;

	lr_write(0, LR_PENDING | lr_of(g, 40, active));
	EXPECT_EQ(vread(g->iar), 40);
	EXPECT_EQ(ap(g), ap_bit(running));
	EXPECT_EQ(vread(RPR), running);
	for (unsigned int p = 0; p < 0xf8; p += 8) {
		lr_write(1, LR_PENDING | lr_of(g, 41, p));
		test_context("priority 0x%x over 0x%x", p, active);
		EXPECT_EQ(vread(ISR), (p & r->mask) < running ? g->isr : 0);
	}
	lr_write(1, 0);
	vwrite(g->eoir, 40);
	EXPECT_EQ(ap(g), 0);
	EXPECT_EQ(lr_read(0), lr_of(g, 40, active));
}

/* So many that any two masks differ for one of them. */
TEST_EACH(bpr, const struct bpr *r, bprs, "only group priorities preempt")
{
	vgic_on();
	write_sysreg(ICH_VMCR, VMCR_ON | r->vmcr);
	for (unsigned int active = 0x18; active < 0xf8; active += 0x20)
		check_bpr(r, active);
}

TEST_EACH(masked, const struct group *g, groups,
	  "VPMR, the group's enable and ICH_HCR_EL2.En hold it back")
{
	vgic_on();
	for (unsigned int p = 0x98; p <= 0xa0; p += 8) {
		lr_write(0, LR_PENDING | lr_of(g, 50, p));
		write_sysreg(ICH_VMCR,
			     VMCR_VENG0 | VMCR_VENG1 | VMCR_VPMR(0xa0));
		EXPECT_EQ(vread(ISR), p < 0xa0 ? g->isr : 0);
	}
	EXPECT_EQ(vread(g->iar), SPURIOUS);
	EXPECT_EQ(vread(g->hppir), 50);
	write_sysreg(ICH_VMCR, VMCR_ON & ~g->enable);
	EXPECT_EQ(vread(ISR), 0);
	EXPECT_EQ(vread(g->iar), SPURIOUS);
	EXPECT_EQ(vread(g->hppir), SPURIOUS);
	write_sysreg(ICH_VMCR, VMCR_ON);
	EXPECT_EQ(vread(ISR), g->isr);
	write_sysreg(ICH_HCR, 0);
	EXPECT_EQ(vread(ISR), 0);
	EXPECT_EQ(vread(g->iar), SPURIOUS);
	EXPECT_EQ(lr_read(0), LR_PENDING | lr_of(g, 50, 0xa0));
	EXPECT_EQ(ap(g), 0);
}

TEST_EACH(pending_again, const struct group *g, groups,
	  "pending and active waits for its end, then is pending")
{
	vgic_on();
	lr_write(0, LR_PENDING | lr_of(g, 70, 0x90));
	EXPECT_EQ(vread(g->iar), 70);
	lr_write(0, LR_BOTH | lr_of(g, 70, 0x90));
	EXPECT_EQ(vread(g->hppir), SPURIOUS);
	EXPECT_EQ(vread(ISR), 0);
	vwrite(g->eoir, 70);
	EXPECT_EQ(lr_read(0), LR_PENDING | lr_of(g, 70, 0x90));
	EXPECT_EQ(vread(ISR), g->isr);
	EXPECT_EQ(vread(g->iar), 70);
}

TEST_EACH(split, const struct group *g, groups,
	  "with VEOIM the end drops the priority, and DIR deactivates")
{
	vgic_on();
	write_sysreg(ICH_VMCR, VMCR_ON | VMCR_VEOIM);
	lr_write(2, LR_PENDING | lr_of(g, 90, 0x60));
	EXPECT_EQ(vread(g->iar), 90);
	vwrite(g->eoir, 90);
	EXPECT_EQ(lr_read(2), LR_ACTIVE | lr_of(g, 90, 0x60));
	EXPECT_EQ(ap(g), 0);
	EXPECT_EQ(vread(RPR), IDLE);
	vwrite(DIR, 90);
	EXPECT_EQ(lr_read(2), lr_of(g, 90, 0x60));
	EXPECT_EQ(read_sysreg(ICH_HCR), ICH_HCR_EN);
	vwrite(DIR, 91);
	EXPECT_EQ(read_sysreg(ICH_HCR), ICH_HCR_EN | ICH_HCR_EOICOUNT(1));
}

TEST_EACH(eoi_count, const struct group *g, groups,
	  "an end without a list register drops the priority and is counted")
{
	vgic_on();
	for (unsigned int i = 1; i <= 3; i++) {
		if (g->lr)
			write_sysreg(ICH_AP1R0, ap_bit(0x80));
		else
			write_sysreg(ICH_AP0R0, ap_bit(0x80));
		EXPECT_EQ(vread(RPR), 0x80);
		vwrite(g->eoir, SPURIOUS);
		EXPECT_EQ(vread(RPR), 0x80);
		vwrite(g->eoir, 77);
		EXPECT_EQ(vread(RPR), IDLE);
		EXPECT_EQ(read_sysreg(ICH_HCR),
			  ICH_HCR_EN | ICH_HCR_EOICOUNT(i));
	}
}

TEST_EACH(hardware, const struct group *g, groups,
	  "HW: the end deactivates the physical interrupt, and only then")
{
	uint64_t lr = lr_of(g, 80, 0x50);

	vgic_on();
	for (unsigned int hw = 0; hw < 2; hw++)
		for (unsigned int split = 0; split < 2; split++) {
			test_context("HW %u VEOIM %u", hw, split);
			write_sysreg(ICH_VMCR,
				     VMCR_ON | (split ? VMCR_VEOIM : 0));
			gic_set_active(SPI);
			lr_write(0, LR_PENDING | lr | LR_PINTID(SPI) |
					    (hw ? LR_HW : 0));
			EXPECT_EQ(vread(g->iar), 80);
			EXPECT_TRUE(gic_is_active(SPI));
			vwrite(g->eoir, 80);
			EXPECT_EQ(gic_is_active(SPI), !hw || split);
			if (split)
				vwrite(DIR, 80);
			EXPECT_EQ(gic_is_active(SPI), !hw);
			EXPECT_EQ(lr_read(0) >> 62, 0);
			gic_clear_active(SPI);
		}
}
