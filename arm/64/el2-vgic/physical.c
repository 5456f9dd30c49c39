/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical interrupts while a guest runs: HCR_EL2.IMO takes them to EL2, whatever
 * the guest masks; without it they are the guest's. FMO does so for FIQ, which
 * those of group 0 are (Arm ARM, D1.3.6.1; IHI 0069, 4.6).
 */
#include "vgic.h"

#include <arch/io.h>
#include <arm/gic.h>
#include <arm/icc.h>

EL2_VGIC_SUITE;

enum {
	SPI = 60, /* what nothing is connected to */
	FROM_A64_IRQ = EL2_FROM_A64 + 1,
	FROM_A64_FIQ = EL2_FROM_A64 + 2,
	EL1_IRQ = EL2_VECTORS + 5,
	EL1_FIQ = EL2_VECTORS + 6,
	GROUP0_ON = 1, /* GICD_CTLR */
};

static const struct row {
	const char *name;
	uint64_t hcr;
	uint64_t masked; /* of the guest's PSTATE */
	uint64_t vector; /* at EL2 */
	uint64_t esr;	 /* where that is an HVC */
} rows[] = {
	{ "IMO", HCR_IMO, 0, FROM_A64_IRQ },
	{ "IMO-masked", HCR_IMO, PSTATE_I, FROM_A64_IRQ },
	{ "IMO-all-masked", HCR_VIRTUAL, 0x3c0, FROM_A64_IRQ },
	{ "none", 0, 0, EL2_FROM_A64, ESR_HVC(EL1_IRQ) },
	{ "none-masked", 0, PSTATE_I, EL2_FROM_A64, ESR_HVC(EL2_DONE) },
	{ "others", HCR_FMO | HCR_AMO, 0, EL2_FROM_A64, ESR_HVC(EL1_IRQ) },
	{ "others-masked", HCR_FMO | HCR_AMO, PSTATE_I, EL2_FROM_A64,
	  ESR_HVC(EL2_DONE) },
};

static void forget(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
}

static void enter(const struct row *r, bool nvhe)
{
	static const uint32_t words[] = { A64_NOP };
	struct insn_registers in;

	insn_pattern(&in);
	el2_guest_reset(&guest, el2_guest_code(words, 1));
	if (nvhe)
		el2_guest_nvhe(&guest);
	for (unsigned int i = 0; i < 31; i++)
		guest.x[i] = in.x[i];
	guest.hcr |= r->hcr;
	guest.pstate = (PSTATE_GUEST & ~0x3c0ull) | r->masked;
	el2_guest_run(&guest);
	EXPECT_MEMEQ(guest.x, in.x, sizeof(in.x));
}

TEST_EACH(physical, const struct row *r, rows,
	  "is taken by the level that IMO says, at once")
{
	uint64_t pc = (uintptr_t)el2_guest_code(NULL, 0);

	gic_handle(SPI, forget, NULL);
	gic_set_edge(SPI, true);
	gic_route(SPI, 0);
	gic_enable(SPI);
	gic_set_pending(SPI);
	for (unsigned int nvhe = 0; nvhe < 2; nvhe++) {
		test_context("%s", nvhe ? "no VHE" : "VHE");
		enter(r, nvhe);
		EXPECT_EQ(guest.vector, r->vector);
		if (r->vector == EL2_FROM_A64)
			EXPECT_EQ(guest.esr, r->esr);
		else
			EXPECT_EQ(guest.pc, pc);
		if (r->esr == ESR_HVC(EL1_IRQ))
			EXPECT_EQ(read_sysreg(ELR_EL12), pc);
		EXPECT_TRUE(gic_is_pending(SPI));
	}
	gic_clear_pending(SPI);
	enter(r, false);
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
}

TEST(isr, "ISR_EL1 of a guest has physical interrupts without IMO alone")
{
	gic_handle(SPI, forget, NULL);
	gic_set_edge(SPI, true);
	gic_route(SPI, 0);
	gic_enable(SPI);
	guest_hcr = 0;
	EXPECT_EQ(vread(ISR), 0);
	gic_set_pending(SPI);
	EXPECT_EQ(vread(ISR), ISR_I);
	guest_hcr = HCR_FMO | HCR_AMO;
	EXPECT_EQ(vread(ISR), ISR_I);
	gic_clear_pending(SPI);
	EXPECT_EQ(vread(ISR), 0);
}

static const struct row fiq_rows[] = {
	{ "FMO", HCR_FMO, 0, FROM_A64_FIQ },
	{ "FMO-masked", HCR_FMO, PSTATE_F, FROM_A64_FIQ },
	{ "FMO-all-masked", HCR_VIRTUAL, 0x3c0, FROM_A64_FIQ },
	{ "none", 0, 0, EL2_FROM_A64, ESR_HVC(EL1_FIQ) },
	{ "none-masked", 0, PSTATE_F, EL2_FROM_A64, ESR_HVC(EL2_DONE) },
	{ "others", HCR_IMO | HCR_AMO, 0, EL2_FROM_A64, ESR_HVC(EL1_FIQ) },
	{ "others-masked", HCR_IMO | HCR_AMO, PSTATE_F, EL2_FROM_A64,
	  ESR_HVC(EL2_DONE) },
};

static void group0_off(uintptr_t ctlr)
{
	icc_write(ICC_IGRPEN0, 0);
	gic_clear_pending(SPI);
	gic_disable(SPI);
	gic_set_group1(SPI, true);
	mmio_write32(gic_dist() + GICD_CTLR, (uint32_t)ctlr);
	gic_sync();
}

static void group0_on(void)
{
	uint32_t ctlr = mmio_read32(gic_dist() + GICD_CTLR);

	test_defer(group0_off, ctlr);
	mmio_write32(gic_dist() + GICD_CTLR, ctlr | GROUP0_ON);
	gic_sync();
	gic_set_edge(SPI, true);
	gic_route(SPI, 0);
	gic_set_group1(SPI, false);
	gic_enable(SPI);
	icc_write(ICC_IGRPEN0, 1);
}

TEST_EACH(physical_fiq, const struct row *r, fiq_rows,
	  "of group 0 is taken by the level that FMO says")
{
	uint64_t pc = (uintptr_t)el2_guest_code(NULL, 0);

	group0_on();
	gic_set_pending(SPI);
	for (unsigned int nvhe = 0; nvhe < 2; nvhe++) {
		test_context("%s", nvhe ? "no VHE" : "VHE");
		enter(r, nvhe);
		EXPECT_EQ(guest.vector, r->vector);
		if (r->vector == EL2_FROM_A64)
			EXPECT_EQ(guest.esr, r->esr);
		else
			EXPECT_EQ(guest.pc, pc);
		if (r->esr == ESR_HVC(EL1_FIQ))
			EXPECT_EQ(read_sysreg(ELR_EL12), pc);
		EXPECT_TRUE(gic_is_pending(SPI));
	}
	gic_clear_pending(SPI);
	enter(r, false);
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
}
