/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who takes an exception: EL2 where it asks for it, else the guest's EL1; HVC,
 * SMC and WFI; what EL1 may not touch; and who the guest takes itself to be (Arm
 * ARM, D1.3.6, D19.2.48 HCR_EL2, D19.2.151 VPIDR_EL2, D19.2.150 VMPIDR_EL2).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

#define READ(...) A64_MRS(A64_REG(__VA_ARGS__), 0)
#define WFI	  0xd503207fu
#define SCTLR_EL0 0x0401c000u /* UCI, nTWI, UCT, DZE: EL0 may */
#define ZVA	  A64_SYS(A64_REG(1, 3, 7, 4, 1), 0)
#define CIVAC	  A64_SYS(A64_REG(1, 3, 7, 14, 1), 0)
#define MDCR_TDE  (1u << 8)

enum level {
	EL1,
	EL0
};

static const struct row {
	const char *name;
	uint32_t word;
	enum level level;
	uint64_t hcr, mdcr, sctlr;
	uint32_t esr;
	bool inner; /* EL1 takes it */
	bool idst;  /* undefined without FEAT_IDST */
} rows[] = {
	{ "hvc-0", A64_HVC(0), EL1, 0, 0, 0, 0x5a000000 },
	{ "hvc-1234", A64_HVC(0x1234), EL1, 0, 0, 0, 0x5a001234 },
	{ "hvc-ffff", A64_HVC(0xffff), EL1, 0, 0, 0, 0x5a00ffff },
	{ "hvc-el0", A64_HVC(0), EL0, 0, 0, 0, ESR_UNDEFINED, true },
	{ "smc-TSC", A64_SMC(0x55), EL1, HCR_TSC, 0, 0, 0x5e000055 },
	{ "smc-TSC-el0", A64_SMC(0), EL0, HCR_TSC, 0, 0, ESR_UNDEFINED, true },
	{ "wfi-TWI", WFI, EL1, HCR_TWI, 0, 0, ESR_WFI },
	{ "wfi-TWI-el0", WFI, EL0, HCR_TWI, 0, 1 << 16, ESR_WFI },
	{ "wfi-el0-inner", WFI, EL0, HCR_TWI, 0, 0, ESR_WFI, true },
	{ "svc", A64_SVC(3), EL1, 0, 0, 0, 0x56000003, true },
	{ "svc-el0", A64_SVC(3), EL0, 0, 0, 0, 0x56000003, true },
	{ "udf", A64_UDF, EL1, 0, 0, 0, ESR_UNDEFINED, true },
	{ "udf-el0", A64_UDF, EL0, 0, 0, 0, ESR_UNDEFINED, true },
	{ "brk", A64_BRK(5), EL1, 0, 0, 0, 0xf2000005, true },
	{ "brk-TDE", A64_BRK(5), EL1, 0, MDCR_TDE, 0, 0xf2000005 },
	{ "brk-TDE-el0", A64_BRK(5), EL0, 0, MDCR_TDE, 0, 0xf2000005 },
	{ "el2-register", READ(3, 4, 1, 1, 0), EL1, 0, 0, 0, ESR_UNDEFINED,
	  true },
	{ "el12-register", READ(3, 5, 1, 0, 0), EL1, 0, 0, 0, ESR_UNDEFINED,
	  true },
	{ "el3-register", READ(3, 6, 1, 0, 0), EL1, 0, 0, 0, ESR_UNDEFINED,
	  true },
	{ "el1-register-el0", READ(3, 0, 1, 0, 0), EL0, HCR_TRVM, 0, 0,
	  ESR_UNDEFINED, true },
	{ "tlbi-el0", A64_SYS(A64_REG(1, 0, 8, 7, 0), 31), EL0, HCR_TTLB, 0, 0,
	  ESR_UNDEFINED, true },
	{ "tlbi-alle1", A64_SYS(A64_REG(1, 4, 8, 7, 4), 31), EL1, 0, 0, 0,
	  ESR_UNDEFINED, true },
	{ "at-s12", A64_SYS(A64_REG(1, 4, 7, 8, 4), 0), EL1, 0, 0, 0,
	  ESR_UNDEFINED, true },
	{ "ctr-TID2-el0", READ(3, 3, 0, 0, 1), EL0, HCR_TID2, 0, SCTLR_EL0,
	  0x6232c001 },
	{ "ctr-el0-inner", READ(3, 3, 0, 0, 1), EL0, HCR_TID2, 0, 0, 0x6232c001,
	  true },
	{ "zva-TDZ-el0", ZVA, EL0, HCR_TDZ, 0, SCTLR_EL0, 0x6212dc08 },
	{ "zva-el0-inner", ZVA, EL0, HCR_TDZ, 0, 0, 0x6212dc08, true },
	{ "civac-TPCP-el0", CIVAC, EL0, HCR_TPCP, 0, SCTLR_EL0, 0x6212dc1c },
	{ "civac-el0-inner", CIVAC, EL0, HCR_TPCP, 0, 0, 0x6212dc1c, true },
	{ "id-el0-inner", READ(3, 0, 0, 4, 0), EL0, 0, 0, 0, 0x62300009, true,
	  true },
	{ "midr-el0-inner", READ(3, 0, 0, 0, 0), EL0, 0, 0, 0, 0x62300001, true,
	  true },
};

static uint32_t esr_of(const struct row *r)
{
	bool idst = read_sysreg(id_aa64mmfr2_el1) >> 36 & 0xf;

	return r->idst && !idst ? ESR_UNDEFINED : r->esr;
}

static uint64_t line[8] __attribute__((aligned(64)));

TEST_EACH(routing, const struct row *r, rows,
	  "goes to the level that the bits say")
{
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		test_context("%s", host == VHE ? "VHE" : "no VHE");
		prepare(r->word, (uintptr_t)line, host);
		write_sysreg(SCTLR_EL12, SCTLR_GUEST | r->sctlr);
		isb();
		guest.hcr |= r->hcr;
		guest.mdcr |= r->mdcr;
		if (r->level == EL0)
			at_el0();
		if (r->inner)
			expect_inner(esr_of(r));
		else
			expect_trapped(r->esr);
	}
}

/*
 * WFIT and WFET of X3, whose timeout is far away: ISS has what it was and of which
 * register (ESR_EL2, ISS of WF*: TI, RV, RN).
 */
#define WFET(rt) (0xd5031000u | (rt))
#define WFIT(rt) (0xd5031020u | (rt))

static const struct row timeouts[] = {
	{ "wfit-TWI", WFIT(3), EL1, HCR_TWI, 0, 0, ESR_WFI | 0x66 },
	{ "wfit-TWI-el0", WFIT(3), EL0, HCR_TWI, 0, 1 << 16, ESR_WFI | 0x66 },
	{ "wfit-el0-inner", WFIT(3), EL0, 0, 0, 0, ESR_WFI | 0x66, true },
	{ "wfet-TWE", WFET(3), EL1, HCR_TWE, 0, 0, ESR_WFI | 0x67 },
	{ "wfet-TWE-el0", WFET(3), EL0, HCR_TWE, 0, 1 << 18, ESR_WFI | 0x67 },
	{ "wfet-el0-inner", WFET(3), EL0, 0, 0, 0, ESR_WFI | 0x67, true },
};

TEST_EACH(timeout, const struct row *r, timeouts,
	  "so do WFIT and WFET, with their register in the syndrome",
	  .needs = NEEDS(&arm_wfxt))
{
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		test_context("%s", host == VHE ? "VHE" : "no VHE");
		prepare(r->word, 0, host);
		guest.x[3] = UINT64_MAX;
		write_sysreg(SCTLR_EL12, SCTLR_GUEST | r->sctlr);
		isb();
		guest.hcr |= r->hcr;
		if (r->level == EL0)
			at_el0();
		if (r->inner)
			expect_inner(r->esr);
		else
			expect_trapped(r->esr);
	}
}

/* The machine's PSCI is by SMC where there is EL2; of others it knows nothing. */
TEST(smc, "without TSC an SMC of EL1 is not EL2's")
{
	uint64_t unknown = 0x8400ffff;

	for (enum host host = VHE; host < NR_HOSTS; host++) {
		prepare(A64_SMC(0), unknown, host);
		el2_guest_run(&guest);
		EXPECT_EQ(guest.vector, EL2_FROM_A64);
		EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
		EXPECT_EQ((uint32_t)guest.x[0], 0xffffffff);
	}
}

/* It would loop in vectors that say HVC: they are the host's code, with WFI. */
TEST(hcd, "HCR_EL2.HCD: HVC is undefined at EL1")
{
	static const uint32_t words[] = { A64_HVC(7) };
	static uint32_t vectors[512] __attribute__((aligned(2048)));

	for (enum host host = VHE; host < NR_HOSTS; host++) {
		prepare(words[0], 0, host);
		for (unsigned int i = 0; i < 512; i++)
			vectors[i] = WFI;
		for (unsigned int i = 0; i < 512; i += 4)
			cache_flush_line(&vectors[i]);
		asm volatile("ic ialluis\n\tdsb ish\n\tisb" ::: "memory");
		write_sysreg(VBAR_EL12, (uintptr_t)vectors);
		isb();
		guest.hcr |= HCR_HCD | HCR_TWI;
		el2_guest_run(&guest);
		EXPECT_EQ(guest.esr, ESR_WFI);
		EXPECT_EQ(guest.pc, (uintptr_t)vectors + 0x200);
		EXPECT_EQ(read_sysreg(ESR_EL12), ESR_UNDEFINED);
		EXPECT_EQ(read_sysreg(ELR_EL12),
			  (uintptr_t)el2_guest_code(words, 1));
	}
}

static const struct id_row {
	const char *name;
	uint32_t word;
	uint64_t value; /* all the bits that it has, and some others */
	uint64_t other;
} ids[] = {
	{ "midr", READ(3, 0, 0, 0, 0), 0x410f0f00, 0xa5f0fa5f },
	{ "mpidr", READ(3, 0, 0, 0, 5), 0x80000742, 0xa5c0ffee42 },
};

static void set_id(const struct id_row *r, uint64_t value)
{
	if (r == &ids[0])
		write_sysreg(vpidr_el2, value);
	else
		write_sysreg(vmpidr_el2, value);
	isb();
}

static uint64_t get_id(const struct id_row *r)
{
	return r == &ids[0] ? read_sysreg(vpidr_el2) : read_sysreg(vmpidr_el2);
}

TEST_EACH(identity, const struct id_row *r, ids,
	  "EL1 reads what VPIDR_EL2 and VMPIDR_EL2 say, EL2 the processor's")
{
	uint64_t old = get_id(r);
	uint64_t own = r == ids ? read_sysreg(midr_el1) :
				  read_sysreg(mpidr_el1);

	for (unsigned int i = 0; i < 2 * NR_HOSTS; i++) {
		uint64_t value = i % 2 ? r->other : r->value;

		prepare(r->word, 0, i / 2);
		set_id(r, value);
		el2_guest_run(&guest);
		set_id(r, old);
		EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
		EXPECT_EQ(guest.x[0], value);
	}
	EXPECT_EQ(r == ids ? read_sysreg(midr_el1) : read_sysreg(mpidr_el1),
		  own);
}

TEST(dczid, "DCZID_EL0.DZP is 1 for EL1 while HCR_EL2.TDZ traps DC ZVA")
{
	uint64_t without = value_of(READ(3, 3, 0, 0, 7));

	prepare(READ(3, 3, 0, 0, 7), 0, VHE);
	guest.hcr |= HCR_TDZ;
	expect_runs(1);
	EXPECT_EQ(without & 0x10, 0);
	EXPECT_EQ(guest.x[0], without | 0x10);
}

TEST(hpmn, "PMCR_EL0.N is MDCR_EL2.HPMN for EL1", .needs = NEEDS(&arm_pmu))
{
	unsigned int n = read_sysreg(pmcr_el0) >> 11 & 0x1f;

	for (unsigned int hpmn = 1; hpmn <= n; hpmn++) {
		prepare(READ(3, 3, 9, 12, 0), 0, VHE);
		guest.mdcr = hpmn;
		el2_guest_run(&guest);
		EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
		EXPECT_EQ(guest.x[0] >> 11 & 0x1f, hpmn);
		EXPECT_EQ(read_sysreg(pmcr_el0) >> 11 & 0x1f, n);
	}
}
