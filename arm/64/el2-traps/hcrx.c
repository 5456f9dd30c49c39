/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCRX_EL2: what a guest gets by it and what is trapped, each by its bit alone
 * (Arm ARM, D19.2.49 HCRX_EL2).
 */
#include "suite.h"

EL2_TRAPS_SUITE;

#define HCRX_EL2     S3_4_C1_C2_2
#define HCRX_TALLINT (1ull << 6)
#define HCRX_MSCEN   (1ull << 11)
#define MSR_ALLINT   A64_MSR(A64_REG(3, 0, 4, 3, 0), 0)
#define SETP	     0x19c20401u /* [X1]!, X0!, X2: here of no bytes */

static uint64_t isar2(void)
{
	return read_sysreg(S3_0_C0_C6_2);
}

static bool has_mops(void)
{
	return arm_hcx.probe() && field(isar2(), 16, 4);
}

static bool has_nmi(void)
{
	return arm_hcx.probe() && field(read_sysreg(id_aa64pfr1_el1), 36, 4);
}

static const struct feature mops = { "MOPS", "ID_AA64ISAR2_EL1.MOPS",
				     has_mops };
static const struct feature nmi = { "NMI", "ID_AA64PFR1_EL1.NMI", has_nmi };

static void set_hcrx(uint64_t value)
{
	write_sysreg(HCRX_EL2, value);
	isb();
}

static void begin(uint64_t value, uint32_t word, uint64_t x0, enum host host)
{
	set_hcrx(value);
	prepare(word, x0, host);
	test_context("%s, HCRX_EL2 0x%lx", host == VHE ? "VHE" : "no VHE",
		     (unsigned long)value);
}

TEST(hcrx_tallint, "TALLINT traps writes of ALLINT", .needs = NEEDS(&nmi))
{
	test_defer(set_hcrx, read_sysreg(HCRX_EL2));
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		begin(HCRX_TALLINT, MSR_ALLINT, 0, host);
		expect_trapped(insn_sysreg_esr(MSR_ALLINT));
		begin(~HCRX_TALLINT, MSR_ALLINT, 0, host);
		expect_runs(0);
	}
}

TEST(hcrx_mscen, "without MSCEn memory copies of EL1 are undefined",
     .needs = NEEDS(&mops))
{
	test_defer(set_hcrx, read_sysreg(HCRX_EL2));
	for (enum host host = VHE; host < NR_HOSTS; host++) {
		begin(~HCRX_MSCEN, SETP, 0, host);
		expect_inner(ESR_UNDEFINED);
		begin(HCRX_MSCEN, SETP, 0, host);
		guest.pstate &= ~(0xfull << 28);
		el2_guest_run(&guest);
		EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	}
}
