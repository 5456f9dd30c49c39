/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU_ON: what is of AArch32 in the state of a CPU that starts, and in its arguments.
 *
 * Power State Coordination Interface (DEN 0022), 5.6 and 6.4 (bit 0 of the entry
 * point: T32); Arm ARM, G1.17 (reset).
 */
#include "../../psci-on/suite.h"

#include <arm/cpu.h>
#include <arm/features.h>

PSCI_ON_SUITE;

extern const char psci_on_thumb[];

#define CONTEXT 0x89abcdefu

/* entry.S has the order. */
enum {
	CPSR,
	HSCTLR,
	TTBCR_,
	OSLSR,
	FPEXC,
	PMCR_,
};

#define CPSR_IT_J_GE 0x070ffc00u

/* The library has the long format and VFP on; flags and PMCR.E by hand. */
void psci_on_spoil(void)
{
	asm volatile("mcr p14, 0, %0, c1, c0, 4" : : "r"(0)); /* DBGOSLAR */
	if (arm_pmu.probe())
		write_sysreg(PMCR, 1);
	asm volatile("msr cpsr_fs, %0" : : "r"(0xf80f0000) : "cc", "memory");
	asm volatile("cpsie a" : : : "memory");
}

/* Hyp mode where there is one: the highest level, as CPU_ON's caller began. */
void psci_on_expect_state(const struct record *r)
{
	uint32_t mode = arm_el2.probe() ? MODE_HYP : MODE_SVC;

	EXPECT_EQ(r->state[CPSR] & (CPSR_MODE | CPSR_MASKED | CPSR_E),
		  mode | CPSR_MASKED);
	EXPECT_EQ(r->state[CPSR] & CPSR_IT_J_GE, 0);
	EXPECT_EQ(r->state[HSCTLR] & (SCTLR_M | SCTLR_C | SCTLR_I | 1u << 25),
		  0);
	EXPECT_EQ(r->sctlr & (1u << 30 | 1u << 13), 0); /* TE; V: low vectors */
	EXPECT_EQ(r->state[TTBCR_] & TTBCR_EAE, 0);
	EXPECT_EQ(r->state[OSLSR] & 2, 2); /* OSLK: locked by reset */
	EXPECT_EQ(r->state[FPEXC] & FPEXC_EN, 0);
	EXPECT_EQ(r->state[PMCR_] & 1, 0);
}

TEST(thumb, "begins with T32 where bit 0 of the entry point is set")
{
	uintptr_t entry = (uintptr_t)psci_on_thumb;

	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		psci_on_prepare(cpu);
		EXPECT_EQ(psci_on_start(PSCI_CPU_ON, cpu, entry | 1, CONTEXT),
			  PSCI_SUCCESS);
		psci_on_expect(cpu, entry, CONTEXT);
	}
}

/* And the other way round: what was T32 before does not stay. */
TEST(thumb_then_arm, "begins with A32 again where it is clear")
{
	psci_on_prepare(1);
	EXPECT_EQ(psci_on_start(PSCI_CPU_ON, 1, (uintptr_t)psci_on_thumb | 1,
				CONTEXT),
		  PSCI_SUCCESS);
	psci_on_expect(1, (uintptr_t)psci_on_thumb, CONTEXT);
	psci_on_prepare(1);
	EXPECT_EQ(psci_on_start(PSCI_CPU_ON, 1, (uintptr_t)psci_on_entry,
				~CONTEXT),
		  PSCI_SUCCESS);
	psci_on_expect(1, (uintptr_t)psci_on_entry, ~CONTEXT);
}
