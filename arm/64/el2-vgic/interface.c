/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ICC_* of a guest: what they say of ICH_VMCR_EL2 and change there, what of the
 * host they leave alone, what is trapped; and interrupts of HCR_EL2 alone (IHI
 * 0069, 12.4.10 ICH_VMCR_EL2, 12.4.7 ICH_HCR_EL2; Arm ARM, D1.3.6.3).
 */
#include "vgic.h"

EL2_VGIC_SUITE;

#define ICC_PMR_EL1 S3_0_C4_C6_0

static const struct field {
	const char *name;
	uint32_t reg;
	uint64_t value, mask; /* to write, and what of it there is */
	unsigned int shift;   /* in ICH_VMCR_EL2 */
} fields[] = {
	{ "PMR-f8", PMR, 0xf8, 0xff, 24 }, { "PMR-a0", PMR, 0xa0, 0xff, 24 },
	{ "PMR-0", PMR, 0, 0xff, 24 },	   { "BPR0-4", BPR0, 4, 7, 21 },
	{ "BPR0-7", BPR0, 7, 7, 21 },	   { "BPR1-5", BPR1, 5, 7, 18 },
	{ "BPR1-7", BPR1, 7, 7, 18 },	   { "IGRPEN0-1", IGRPEN0, 1, 1, 0 },
	{ "IGRPEN0-0", IGRPEN0, 0, 1, 0 }, { "IGRPEN1-1", IGRPEN1, 1, 1, 1 },
	{ "IGRPEN1-0", IGRPEN1, 0, 1, 1 },
};

#define VFIQEN (1ull << 3)

TEST_EACH(field, const struct field *f, fields,
	  "is a field of ICH_VMCR_EL2, by writes of either")
{
	uint64_t other = ~(f->mask << f->shift);
	uint64_t pmr = read_sysreg(ICC_PMR_EL1), before, after;

	write_sysreg(ICH_VMCR, VMCR_VPMR(0x50) | VMCR_VENG1 | VMCR_VBPR0(6) |
				       VMCR_VBPR1(6));
	before = read_sysreg(ICH_VMCR);
	EXPECT_EQ(vread(f->reg), before >> f->shift & f->mask);
	vwrite(f->reg, f->value);
	after = read_sysreg(ICH_VMCR);
	EXPECT_EQ(after & other, before & other);
	EXPECT_EQ(after >> f->shift & f->mask, f->value);
	EXPECT_EQ(vread(f->reg), f->value);
	EXPECT_EQ(read_sysreg(ICC_PMR_EL1), pmr);
}

TEST(bpr_least, "binary points below the least are the least")
{
	vwrite(BPR0, 0);
	vwrite(BPR1, 0);
	EXPECT_EQ(vread(BPR0), bpr_min());
	EXPECT_EQ(vread(BPR1), bpr_min() + 1);
	write_sysreg(ICH_VMCR, 0);
	EXPECT_EQ(read_sysreg(ICH_VMCR) & ~VFIQEN,
		  VMCR_VBPR0(bpr_min()) | VMCR_VBPR1(bpr_min() + 1));
}

TEST(bpr_common, "with VCBPR BPR1 reads BPR0 plus one, and ignores writes")
{
	write_sysreg(ICH_VMCR, VMCR_VCBPR | VMCR_VBPR0(4) | VMCR_VBPR1(6));
	EXPECT_EQ(vread(BPR1), 5);
	vwrite(BPR1, 7);
	EXPECT_EQ(vread(BPR1), 5);
	EXPECT_EQ(read_sysreg(ICH_VMCR) >> 18 & 7, 6);
	vwrite(BPR0, 7);
	EXPECT_EQ(vread(BPR0), 7);
	EXPECT_EQ(vread(BPR1), 7);
}

TEST(ctlr, "ICC_CTLR_EL1 is VCBPR, VEOIM, and what ICH_VTR_EL2 says")
{
	uint64_t vtr = read_sysreg(ICH_VTR);
	uint64_t fixed = (vtr >> 29 & 7) << 8 | (vtr >> 23 & 7) << 11 |
			 (vtr >> 22 & 1) << 14 | (vtr >> 21 & 1) << 15;

	for (unsigned int bits = 0; bits < 4; bits++) {
		vwrite(CTLR, bits);
		EXPECT_EQ(vread(CTLR) & 0xff03, fixed | bits);
		EXPECT_EQ(read_sysreg(ICH_VMCR) & (VMCR_VCBPR | VMCR_VEOIM),
			  (bits & 1 ? VMCR_VCBPR : 0) |
				  (bits & 2 ? VMCR_VEOIM : 0));
	}
}

TEST(active_priorities, "AP0R0 and AP1R0 are those of ICH, each its own")
{
	vwrite(AP0R0, 0x10);
	EXPECT_EQ(read_sysreg(ICH_AP0R0), 0x10);
	EXPECT_EQ(read_sysreg(ICH_AP1R0), 0);
	vwrite(AP1R0, 0x4);
	EXPECT_EQ(read_sysreg(ICH_AP0R0), 0x10);
	EXPECT_EQ(read_sysreg(ICH_AP1R0), 0x4);
	EXPECT_EQ(vread(AP0R0), 0x10);
	EXPECT_EQ(vread(AP1R0), 0x4);
	EXPECT_EQ(vread(RPR), 2 << (bpr_min() + 1));
}

/* Which registers are virtual: by FMO those of group 0, by IMO those of group 1. */
static const struct route {
	const char *name;
	uint64_t hcr;
	bool pmr, grp0, grp1; /* virtual */
} routes[] = {
	{ "IMO", HCR_IMO, true, false, true },
	{ "FMO", HCR_FMO, true, true, false },
	{ "both", HCR_IMO | HCR_FMO, true, true, true },
	{ "neither", HCR_AMO, false, false, false },
};

TEST_EACH(routed, const struct route *r, routes,
	  "IMO and FMO say which registers are virtual")
{
	uint64_t pmr = read_sysreg(ICC_PMR_EL1);
	uint64_t grp1 = read_sysreg(S3_0_C12_C12_7);

	write_sysreg(ICH_VMCR, VMCR_VPMR(0x58) | VMCR_VBPR0(6));
	guest_hcr = r->hcr;
	EXPECT_EQ(vread(PMR), r->pmr ? 0x58 : pmr);
	EXPECT_EQ(vread(BPR0) == 6, r->grp0);
	EXPECT_EQ(vread(IGRPEN1), r->grp1 ? 0 : grp1);
}

/* ---------------------------------------------------------- HCR_EL2 ---- */

static const struct pin {
	const char *name;
	uint64_t hcr;
	uint64_t isr;
	unsigned int vector; /* of EL1 where it is taken; 0: it is not */
	uint64_t esr;
	uint64_t cleared;
	uint64_t masks; /* of PSTATE, that hold it back */
} pins[] = {
	{ "VI", HCR_VI | HCR_IMO, ISR_I, 5, 0, 0, PSTATE_I },
	{ "VF", HCR_VF | HCR_FMO, ISR_F, 6, 0, 0, PSTATE_F },
	{ "VSE", HCR_VSE | HCR_AMO, ISR_A, 7, 0xbe000000, HCR_VSE, PSTATE_A },
	{ "VI-no-IMO", HCR_VI | HCR_FMO | HCR_AMO, 0 },
	{ "VF-no-FMO", HCR_VF | HCR_IMO | HCR_AMO, 0 },
	{ "VSE-no-AMO", HCR_VSE | HCR_IMO | HCR_FMO, 0 },
};

static void enter(const struct pin *p, uint64_t masks)
{
	static const uint32_t words[] = { A64_NOP };

	el2_guest_reset(&guest, el2_guest_code(words, 1));
	guest.hcr |= p->hcr;
	guest.pstate = (PSTATE_GUEST & ~0x3c0ull) | masks;
	el2_guest_run(&guest);
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
}

TEST_EACH(pin, const struct pin *p, pins,
	  "is seen in ISR_EL1 and taken where nothing masks it")
{
	uint64_t pc;

	guest_hcr = p->hcr;
	EXPECT_EQ(vread(ISR), p->isr);
	enter(p, p->masks);
	EXPECT_EQ(guest.esr, p->vector && !p->masks ?
				     ESR_HVC(EL2_VECTORS + p->vector) :
				     ESR_HVC(EL2_DONE));
	EXPECT_EQ(guest.hcr_left, HCR_GUEST | p->hcr);
	enter(p, 0);
	pc = (uintptr_t)el2_guest_code(NULL, 0);
	EXPECT_EQ(guest.esr, p->vector ? ESR_HVC(EL2_VECTORS + p->vector) :
					 ESR_HVC(EL2_DONE));
	EXPECT_EQ(guest.hcr_left, (HCR_GUEST | p->hcr) & ~p->cleared);
	if (p->vector)
		EXPECT_EQ(read_sysreg(ELR_EL12), pc);
	EXPECT_EQ(read_sysreg(ESR_EL12), p->esr);
}

TEST(delivered, "list registers are taken as IRQ of group 1 and FIQ of group 0")
{
	static const struct pin none = { .hcr = HCR_VIRTUAL };

	vgic_on();
	lr_write(0, LR_PENDING | LR_GROUP1 | LR_PRIO(0x80) | 33);
	enter(&none, PSTATE_I);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	enter(&none, PSTATE_F);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_VECTORS + 5));
	lr_write(0, LR_PENDING | LR_PRIO(0x80) | 33);
	enter(&none, PSTATE_F);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	enter(&none, PSTATE_I);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_VECTORS + 6));
}
