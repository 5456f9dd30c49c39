/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2.TVM: writes of the registers of translation. A trapped one changes
 * nothing, others change the register (Arm ARM, D19.2.48 HCR_EL2, TVM).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

#define R(op0, op1, crn, crm, op2) A64_REG(op0, op1, crn, crm, op2)

enum {
	CHANGE = 1 << 4, /* harmless in each of them with translation off */
	NONE = 0,	 /* it may ignore what is written */
};

static const struct row {
	const char *name;
	uint32_t reg;
	uint64_t change;
} rows[] = {
	{ "SCTLR", R(3, 0, 1, 0, 0), CHANGE },
	{ "TTBR0", R(3, 0, 2, 0, 0), CHANGE },
	{ "TTBR1", R(3, 0, 2, 0, 1), CHANGE },
	{ "TCR", R(3, 0, 2, 0, 2), CHANGE },
	{ "AFSR0", R(3, 0, 5, 1, 0), NONE },
	{ "AFSR1", R(3, 0, 5, 1, 1), NONE },
	{ "ESR", R(3, 0, 5, 2, 0), CHANGE },
	{ "FAR", R(3, 0, 6, 0, 0), CHANGE },
	{ "MAIR", R(3, 0, 10, 2, 0), CHANGE },
	{ "AMAIR", R(3, 0, 10, 3, 0), NONE },
	{ "CONTEXTIDR", R(3, 0, 13, 0, 1), CHANGE },
};

static void set(uint32_t reg, uint64_t value)
{
	prepare(A64_MSR(reg, 0), value, VHE);
	el2_guest_run(&guest);
	ASSERT_EQ(guest.esr, ESR_HVC(EL2_DONE));
}

/* el2_guest_reset() sets some of them again: so without it. */
static uint64_t read_now(uint32_t reg)
{
	uint32_t word = A64_MRS(reg, 0);

	guest.pc = (uintptr_t)el2_guest_code(&word, 1);
	guest.pstate = PSTATE_GUEST;
	guest.hcr = HCR_GUEST;
	el2_guest_run(&guest);
	ASSERT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	return guest.x[0];
}

static void expect_write(const struct row *r, enum host host, uint64_t trap)
{
	uint64_t old = value_of(A64_MRS(r->reg, 0));
	uint64_t esr = R(3, 0, 5, 2, 0) == r->reg ? 0x5e5e : old;

	test_context("%s, HCR_EL2 0x%lx", host == VHE ? "VHE" : "no VHE",
		     (unsigned long)trap);
	prepare(A64_MSR(r->reg, 0), esr ^ r->change, host);
	guest.hcr |= trap;
	if (trap & HCR_TVM)
		expect_trapped(insn_sysreg_esr(A64_MSR(r->reg, 0)));
	else
		el2_guest_run(&guest);
	EXPECT_EQ(guest.esr, trap & HCR_TVM ?
				     insn_sysreg_esr(A64_MSR(r->reg, 0)) :
				     ESR_HVC(EL2_DONE));
	EXPECT_EQ(read_now(r->reg), trap & HCR_TVM ? esr : esr ^ r->change);
	set(r->reg, old);
}

TEST_EACH(tvm, const struct row *r, rows,
	  "writes are trapped, and change nothing")
{
	for (enum host host = VHE; host < NR_HOSTS; host++)
		expect_write(r, host, HCR_TVM);
}

TEST_EACH(tvm_clear, const struct row *r, rows,
	  "without TVM writes take effect, reads trapped or not")
{
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		expect_write(r, host, 0);
		expect_write(r, host, HCR_TRVM | HCR_TACR);
	}
}

TEST_EACH(trvm_only, const struct row *r, rows, "TVM does not trap reads")
{
	prepare(A64_MRS(r->reg, 0), 0, VHE);
	guest.hcr |= HCR_TVM;
	expect_runs(1);
}
