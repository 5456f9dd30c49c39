/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers as a guest reaches them: which trap to EL2, in either direction and
 * whatever is virtual; which are not there; and that a write takes effect at once
 * (IHI 0069, 12.4.7 ICH_HCR_EL2; 12.2.20 ICC_SGI1R_EL1).
 */
#include "vgic.h"

EL2_VGIC_SUITE;

static void run(const uint32_t *words, unsigned int nr, uint64_t hcr)
{
	el2_guest_reset(&guest, el2_guest_code(words, nr));
	guest.hcr |= hcr;
	el2_guest_run(&guest);
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
}

static const uint64_t routes[] = { 0, HCR_IMO, HCR_FMO, HCR_IMO | HCR_FMO };

enum {
	R = 1,
	W = 2
};

static const struct access {
	const char *name;
	uint64_t hcr; /* of ICH */
	uint32_t reg;
	unsigned int ways;
} accesses[] = {
	{ "TALL1/IAR1", ICH_HCR_TALL1, IAR1, R },
	{ "TALL1/EOIR1", ICH_HCR_TALL1, EOIR1, W },
	{ "TALL1/HPPIR1", ICH_HCR_TALL1, HPPIR1, R },
	{ "TALL1/BPR1", ICH_HCR_TALL1, BPR1, R | W },
	{ "TALL1/AP1R0", ICH_HCR_TALL1, AP1R0, R | W },
	{ "TALL1/IGRPEN1", ICH_HCR_TALL1, IGRPEN1, R | W },
	{ "TALL0/IAR0", ICH_HCR_TALL0, IAR0, R },
	{ "TALL0/EOIR0", ICH_HCR_TALL0, EOIR0, W },
	{ "TALL0/HPPIR0", ICH_HCR_TALL0, HPPIR0, R },
	{ "TALL0/BPR0", ICH_HCR_TALL0, BPR0, R | W },
	{ "TALL0/AP0R0", ICH_HCR_TALL0, AP0R0, R | W },
	{ "TALL0/IGRPEN0", ICH_HCR_TALL0, IGRPEN0, R | W },
	{ "TC/PMR", ICH_HCR_TC, PMR, R | W },
	{ "TC/CTLR", ICH_HCR_TC, CTLR, R | W },
	{ "TC/RPR", ICH_HCR_TC, RPR, R },
	{ "TC/DIR", ICH_HCR_TC, DIR, W },
	{ "TC/SGI0R", ICH_HCR_TC, SGI0R, W },
	{ "TC/SGI1R", ICH_HCR_TC, SGI1R, W },
	{ "TC/ASGI1R", ICH_HCR_TC, ASGI1R, W },
	{ "TDIR/DIR", ICH_HCR_TDIR, DIR, W },
};

TEST_EACH(trapped_both, const struct access *a, accesses,
	  "traps reads and writes, with and without IMO and FMO")
{
	const uint32_t words[] = { A64_MRS(a->reg, 3), A64_MSR(a->reg, 3) };

	write_sysreg(ICH_HCR, a->hcr);
	isb();
	for (unsigned int way = 0; way < 2; way++)
		for (unsigned int i = 0; i < 4; i++) {
			if (!(a->ways & 1u << way))
				continue;
			test_context("%s route %u", way ? "write" : "read", i);
			run(&words[way], 1, routes[i]);
			EXPECT_EQ(guest.esr, insn_sysreg_esr(words[way]));
			EXPECT_EQ(guest.pc,
				  (uintptr_t)el2_guest_code(&words[way], 1));
		}
}

static const struct sgi {
	const char *name;
	uint32_t reg;
} sgis[] = {
	{ "SGI0R", SGI0R },
	{ "SGI1R", SGI1R },
	{ "ASGI1R", ASGI1R },
};

TEST_EACH(sgi, const struct sgi *s, sgis,
	  "is trapped with IMO or FMO, and is the guest's with neither")
{
	const uint32_t word = A64_MSR(s->reg, 31); /* to no CPU */

	for (unsigned int i = 0; i < 4; i++) {
		test_context("route %u", i);
		run(&word, 1, routes[i]);
		EXPECT_EQ(guest.esr, routes[i] ? insn_sysreg_esr(word) :
						 ESR_HVC(EL2_DONE));
	}
}

#define ICH(crm, op2) A64_REG(3, 4, 12, crm, op2)

static const struct own {
	const char *name;
	uint32_t reg;
} owns[] = {
	{ "AP0R0", ICH(8, 0) },	  { "AP1R0", ICH(9, 0) },
	{ "HCR", ICH(11, 0) },	  { "VTR", ICH(11, 1) },
	{ "MISR", ICH(11, 2) },	  { "EISR", ICH(11, 3) },
	{ "ELRSR", ICH(11, 5) },  { "VMCR", ICH(11, 7) },
	{ "LR0", ICH(12, 0) },	  { "LR3", ICH(12, 3) },
	{ "ICC_SRE", ICH(9, 5) },
};

TEST_EACH(hidden, const struct own *o, owns, "is undefined at EL1")
{
	const uint32_t words[] = { A64_MRS(o->reg, 3), A64_MSR(o->reg, 31) };

	vgic_on();
	lr_write(0, LR_PENDING | LR_PRIO(0xf8) | 99);
	for (unsigned int way = 0; way < 2; way++) {
		run(&words[way], 1, HCR_VIRTUAL);
		EXPECT_EQ(guest.esr, ESR_HVC(EL2_VECTORS + 4));
		EXPECT_EQ(read_sysreg(ESR_EL12), ESR_UNDEFINED);
		EXPECT_EQ(read_sysreg(ELR_EL12),
			  (uintptr_t)el2_guest_code(&words[way], 1));
	}
	EXPECT_EQ(read_sysreg(ICH_HCR), ICH_HCR_EN);
	EXPECT_EQ(lr_read(0), LR_PENDING | LR_PRIO(0xf8) | 99);
}

/* What opens the way or closes it, seen by the instruction behind it. */
static const struct step {
	const char *name;
	uint64_t vmcr, active;
	uint32_t word;
	uint64_t value;
	uint64_t before, after; /* ISR_EL1, with an LR of group 1, 0x50 */
} steps[] = {
	{ "PMR-open", VMCR_VENG1 | VMCR_VPMR(0x50), 0, A64_MSR(PMR, 0), 0xf8, 0,
	  ISR_I },
	{ "PMR-close", VMCR_ON, 0, A64_MSR(PMR, 0), 0x50, ISR_I, 0 },
	{ "IGRPEN1-on", VMCR_VPMR(0xf8), 0, A64_MSR(IGRPEN1, 0), 1, 0, ISR_I },
	{ "IGRPEN1-off", VMCR_ON, 0, A64_MSR(IGRPEN1, 0), 0, ISR_I, 0 },
	{ "IGRPEN0-off", VMCR_ON, 0, A64_MSR(IGRPEN0, 0), 0, ISR_I, ISR_I },
	{ "BPR1-coarse", VMCR_ON | VMCR_VBPR1(4), 0x60, A64_MSR(BPR1, 0), 7,
	  ISR_I, 0 },
	{ "BPR1-fine", VMCR_ON | VMCR_VBPR1(7), 0x60, A64_MSR(BPR1, 0), 4, 0,
	  ISR_I },
	{ "CTLR-common", VMCR_ON | VMCR_VBPR1(4) | VMCR_VBPR0(7), 0x60,
	  A64_MSR(CTLR, 0), 1, ISR_I, 0 },
	{ "AP1R0-none", VMCR_ON, 0x40, A64_MSR(AP1R0, 0), 0, 0, ISR_I },
	{ "AP1R0-highest", VMCR_ON, 0, A64_MSR(AP1R0, 0), 1, ISR_I, 0 },
	{ "EOIR1", VMCR_ON, 0x40, A64_MSR(EOIR1, 0), 77, 0, ISR_I },
	{ "IAR1", VMCR_ON, 0, A64_MRS(IAR1, 0), 0, ISR_I, 0 },
	{ "IAR0", VMCR_ON, 0, A64_MRS(IAR0, 0), 0, ISR_I, ISR_I },
};

TEST_EACH(at_once, const struct step *s, steps,
	  "takes effect before the guest is left")
{
	const uint32_t words[] = { A64_MRS(ISR, 1), s->word, A64_ISB,
				   A64_MRS(ISR, 2) };

	vgic_on();
	write_sysreg(ICH_VMCR, s->vmcr);
	write_sysreg(ICH_AP1R0, s->active ? ap_bit(s->active) : 0);
	lr_write(0, LR_PENDING | LR_GROUP1 | LR_PRIO(0x50) | 60);
	el2_guest_reset(&guest, el2_guest_code(words, 4));
	guest.hcr |= HCR_VIRTUAL;
	guest.x[0] = s->value;
	el2_guest_run(&guest);
	ASSERT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	EXPECT_EQ(guest.x[1], s->before);
	EXPECT_EQ(guest.x[2], s->after);
}
