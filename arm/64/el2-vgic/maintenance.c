/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Maintenance interrupts and traps (IHI 0069, 6.4.2; 12.4.9 ICH_MISR_EL2, 12.4.5
 * ICH_EISR_EL2, 12.4.7 ICH_HCR_EL2).
 */
#include "vgic.h"

#include <arch/irq.h>
#include <clock.h>

EL2_VGIC_SUITE;

enum {
	PPI = 25, /* what Arm's base system architecture gives it */
	EOI = 1 << 0,
	U = 1 << 1,
	LRENP = 1 << 2,
	NP = 1 << 3,
	VGRP0E = 1 << 4,
	VGRP0D = 1 << 5,
	VGRP1E = 1 << 6,
	VGRP1D = 1 << 7,
};

static const struct row {
	const char *name;
	uint64_t hcr, vmcr, lr[2];
	uint64_t misr, eisr;
} rows[] = {
	{ "none", 0, VMCR_ON, { 0, 0 }, 0, 0 },
	{ "U-none", ICH_HCR_UIE, 0, { 0, 0 }, U, 0 },
	{ "U-one", ICH_HCR_UIE, 0, { LR_PENDING, 0 }, U, 0 },
	{ "U-one-active", ICH_HCR_UIE, 0, { 0, LR_ACTIVE }, U, 0 },
	{ "U-two", ICH_HCR_UIE, 0, { LR_PENDING, LR_ACTIVE }, 0, 0 },
	{ "NP", ICH_HCR_NPIE, 0, { 0, 0 }, NP, 0 },
	{ "NP-active", ICH_HCR_NPIE, 0, { LR_ACTIVE, 0 }, NP, 0 },
	{ "NP-pending", ICH_HCR_NPIE, 0, { 0, LR_PENDING }, 0, 0 },
	{ "LRENP", ICH_HCR_LRENPIE | ICH_HCR_EOICOUNT(1), 0, { 0, 0 }, LRENP, 0 },
	{ "LRENP-16",
	  ICH_HCR_LRENPIE | ICH_HCR_EOICOUNT(16),
	  0,
	  { 0, 0 },
	  LRENP,
	  0 },
	{ "LRENP-0", ICH_HCR_LRENPIE, 0, { 0, 0 }, 0, 0 },
	{ "LRENP-off", ICH_HCR_EOICOUNT(1), 0, { 0, 0 }, 0, 0 },
	{ "EOI", 0, 0, { LR_EOI, 0 }, EOI, 1 },
	{ "EOI-1", 0, 0, { 0, LR_EOI }, EOI, 2 },
	{ "EOI-both", 0, 0, { LR_EOI, LR_EOI }, EOI, 3 },
	{ "EOI-pending", 0, 0, { LR_EOI | LR_PENDING, 0 }, 0, 0 },
	{ "EOI-active", 0, 0, { LR_EOI | LR_ACTIVE, 0 }, 0, 0 },
	{ "EOI-hardware", 0, 0, { LR_EOI | LR_HW, 0 }, 0, 0 },
	{ "VGrp0E", ICH_HCR_VGRP0EIE, VMCR_VENG0, { 0, 0 }, VGRP0E, 0 },
	{ "VGrp0E-not", ICH_HCR_VGRP0EIE, VMCR_VENG1, { 0, 0 }, 0, 0 },
	{ "VGrp0D", ICH_HCR_VGRP0DIE, 0, { 0, 0 }, VGRP0D, 0 },
	{ "VGrp0D-not", ICH_HCR_VGRP0DIE, VMCR_ON, { 0, 0 }, 0, 0 },
	{ "VGrp0D-enabled-1", ICH_HCR_VGRP0DIE, VMCR_VENG1, { 0, 0 }, VGRP0D, 0 },
	{ "VGrp0D-not-1", ICH_HCR_VGRP0DIE, VMCR_VENG0, { 0, 0 }, 0, 0 },
	{ "VGrp1E", ICH_HCR_VGRP1EIE, VMCR_VENG1, { 0, 0 }, VGRP1E, 0 },
	{ "VGrp1E-not", ICH_HCR_VGRP1EIE, VMCR_VENG0, { 0, 0 }, 0, 0 },
	{ "VGrp1D", ICH_HCR_VGRP1DIE, VMCR_VENG0, { 0, 0 }, VGRP1D, 0 },
	{ "VGrp1D-not", ICH_HCR_VGRP1DIE, VMCR_VENG1, { 0, 0 }, 0, 0 },
};

static void set(const struct row *r, uint64_t enable)
{
	write_sysreg(ICH_VMCR, r->vmcr);
	for (unsigned int i = 0; i < 2; i++)
		lr_write(i, r->lr[i]);
	write_sysreg(ICH_HCR, r->hcr | enable);
	isb();
}

TEST_EACH(maintenance, const struct row *r, rows,
	  "ICH_MISR_EL2, ICH_EISR_EL2 and the PPI say that it is wanted")
{
	set(r, ICH_HCR_EN);
	EXPECT_EQ(read_sysreg(ICH_MISR), r->misr);
	EXPECT_EQ(read_sysreg(ICH_EISR), r->eisr);
	for (unsigned int i = 0; i < 2; i++) {
		bool empty = !(r->lr[i] >> 62) &&
			     (r->lr[i] & LR_HW || !(r->lr[i] & LR_EOI));

		EXPECT_EQ(read_sysreg(ICH_ELRSR) >> i & 1, empty);
	}
	EXPECT_EQ(gic_is_pending(PPI), r->misr != 0);
	set(r, 0);
	EXPECT_FALSE(gic_is_pending(PPI));
}

static volatile unsigned int nr_seen;

static void seen(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	nr_seen++;
	write_sysreg(ICH_HCR, 0);
	isb();
}

static bool any_seen(void *arg)
{
	(void)arg;
	return nr_seen != 0;
}

TEST(interrupts, "it interrupts the host once, and a guest that it runs")
{
	static const uint32_t words[] = { A64_NOP };

	nr_seen = 0;
	gic_handle(PPI, seen, NULL);
	gic_enable(PPI);
	write_sysreg(ICH_HCR, ICH_HCR_EN | ICH_HCR_UIE);
	isb();
	el2_guest_reset(&guest, el2_guest_code(words, 1));
	guest.hcr |= HCR_VIRTUAL;
	el2_guest_run(&guest);
	EXPECT_EQ(guest.vector, EL2_FROM_A64 + 1);
	EXPECT_EQ(guest.pc, (uintptr_t)el2_guest_code(words, 1));
	irq_enable();
	EXPECT_TRUE(wait_until(any_seen, NULL, 5000000));
	irq_disable();
	EXPECT_EQ(nr_seen, 1);
	guest.pc = (uintptr_t)el2_guest_code(words, 1);
	el2_guest_run(&guest);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
}

/* EOI of a list register asks for the interrupt when the guest has ended it. */
TEST(end, "the guest's end of an interrupt that asks for it is told")
{
	vgic_on();
	lr_write(0, LR_PENDING | LR_GROUP1 | LR_EOI | LR_PRIO(0x80) | 44);
	EXPECT_EQ(vread(IAR1), 44);
	EXPECT_EQ(read_sysreg(ICH_MISR), 0);
	EXPECT_FALSE(gic_is_pending(PPI));
	vwrite(EOIR1, 44);
	EXPECT_EQ(read_sysreg(ICH_MISR), EOI);
	EXPECT_EQ(read_sysreg(ICH_EISR), 1);
	EXPECT_TRUE(gic_is_pending(PPI));
	lr_write(0, 0);
	EXPECT_EQ(read_sysreg(ICH_MISR), 0);
	EXPECT_FALSE(gic_is_pending(PPI));
}

/* ------------------------------------------------------------ traps ---- */

#define READ(reg)  A64_MRS(reg, 0)
#define WRITE(reg) A64_MSR(reg, 0)

static const struct trap_row {
	const char *name;
	uint64_t hcr; /* of ICH; 0: whenever IMO and FMO are set */
	uint32_t word;
	uint32_t esr;
} traps[] = {
	{ "TALL1/IAR1", ICH_HCR_TALL1, READ(IAR1), 0x62303019 },
	{ "TALL1/EOIR1", ICH_HCR_TALL1, WRITE(EOIR1) },
	{ "TALL1/HPPIR1", ICH_HCR_TALL1, READ(HPPIR1) },
	{ "TALL1/BPR1", ICH_HCR_TALL1, READ(BPR1) },
	{ "TALL1/AP1R0", ICH_HCR_TALL1, READ(AP1R0) },
	{ "TALL1/IGRPEN1", ICH_HCR_TALL1, READ(IGRPEN1) },
	{ "TALL0/IAR0", ICH_HCR_TALL0, READ(IAR0) },
	{ "TALL0/EOIR0", ICH_HCR_TALL0, WRITE(EOIR0) },
	{ "TALL0/HPPIR0", ICH_HCR_TALL0, READ(HPPIR0) },
	{ "TALL0/BPR0", ICH_HCR_TALL0, READ(BPR0) },
	{ "TALL0/AP0R0", ICH_HCR_TALL0, READ(AP0R0) },
	{ "TALL0/IGRPEN0", ICH_HCR_TALL0, READ(IGRPEN0) },
	{ "TC/PMR", ICH_HCR_TC, READ(PMR), 0x6230100d },
	{ "TC/PMR-write", ICH_HCR_TC, WRITE(PMR) },
	{ "TC/CTLR", ICH_HCR_TC, READ(CTLR) },
	{ "TC/RPR", ICH_HCR_TC, READ(RPR) },
	{ "TC/DIR", ICH_HCR_TC, WRITE(DIR) },
	{ "TDIR/DIR", ICH_HCR_TDIR, WRITE(DIR) },
	{ "IMO/SGI1R", 0, WRITE(SGI1R), 0x623a3016 },
	{ "IMO/ASGI1R", 0, WRITE(ASGI1R) },
	{ "FMO/SGI0R", 0, WRITE(SGI0R) },
};

static void run(const struct trap_row *r, uint64_t hcr)
{
	write_sysreg(ICH_HCR, hcr);
	isb();
	el2_guest_reset(&guest, el2_guest_code(&r->word, 1));
	guest.hcr |= HCR_VIRTUAL;
	guest.x[0] = 0x3ff;
	el2_guest_run(&guest);
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
}

TEST_EACH(trapped, const struct trap_row *r, traps,
	  "a bit of ICH_HCR_EL2 traps, others do not")
{
	uint64_t all = ICH_HCR_TALL0 | ICH_HCR_TALL1 | ICH_HCR_TC |
		       ICH_HCR_TDIR;
	uint64_t own = (r->word & 0xfffff0) == (WRITE(DIR) & 0xfffff0) ?
			       ICH_HCR_TC | ICH_HCR_TDIR :
			       r->hcr;

	run(r, r->hcr);
	EXPECT_EQ(guest.esr, r->esr ? r->esr : insn_sysreg_esr(r->word));
	EXPECT_EQ(guest.pc, (uintptr_t)el2_guest_code(&r->word, 1));
	EXPECT_EQ(guest.x[0], 0x3ff);
	if (!r->hcr)
		return;
	run(r, all & ~own);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
}
