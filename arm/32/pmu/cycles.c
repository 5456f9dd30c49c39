/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cycle counter in 32 and, of PMUv3, 64 bits, and what is counted of instructions.
 *
 * Arm ARM, D12, G8.4 (PMCR, PMOVSR, PMCCNTR of 32 and 64 bits).
 */
#include "../../pmu/suite.h"

#include <clock.h>

PMU_SUITE;

TEST(reset_cycles, "by PMCR.C is of the cycle counter, by P it is not")
{
	write_sysreg(PMCCNTR, 0x2222);
	pmcr(PMCR_P);
	EXPECT_EQ(read_sysreg(PMCCNTR), 0x2222);
	pmcr(PMCR_C);
	EXPECT_EQ(read_sysreg(PMCCNTR), 0);
}

/* MCR writes the low half and keeps the other (G8.4.7, PMCCNTR). */
TEST(wide, "is the counter by MRRC and MCRR, 64 bits of it")
{
	if (field(read_sysreg(ID_DFR0), 24, 4) < 3)
		SKIP("needs PMUv3 (ID_DFR0.PerfMon >= 3)");
	write_sysreg(PMCCNTR_64, 0x123456780000dead);
	EXPECT_EQ(read_sysreg(PMCCNTR_64), 0x123456780000dead);
	EXPECT_EQ(read_sysreg(PMCCNTR), 0x0000dead);
	write_sysreg(PMCCNTR, 0xbeef);
	EXPECT_EQ(read_sysreg(PMCCNTR_64), 0x123456780000beef);
}

static const struct wrap {
	const char *name;
	uint32_t pmcr, value, flags;
} wraps[] = {
	{ "across", 0, 0xffffff00, CYCLES },
	{ "not-yet", PMCR_D, 0x1000, 0 },
	{ "across-with-LC", PMCR_LC, 0xffffff00, 0 },
};

/* With LC, which is of PMUv3, there are 32 bits more. */
TEST_EACH(wraps, const struct wrap *w, wraps,
	  "sets bit 31 of PMOVSR at 32 bits, without LC")
{
	if (w->pmcr & ~PMU_PMCR)
		SKIP("needs PMUv3 (ID_DFR0.PerfMon >= 3)");
	cycles_set(w->value);
	write_sysreg(PMCNTENSET, CYCLES);
	pmcr(PMCR_E | w->pmcr);
	delay_us(500);
	pmcr(w->pmcr);
	EXPECT_EQ(read_sysreg(PMOVSR), w->flags);
	write_sysreg(PMOVSR, CYCLES);
	EXPECT_EQ(read_sysreg(PMOVSR), 0);
}

/* 2 instructions a round and 2 more between the two writes of PMCR. */
static uint32_t cycles_of_rounds(uint32_t rounds)
{
	write_sysreg(PMCNTENSET, CYCLES);
	asm volatile(".balign 64\n\t"
		     "isb\n\t"
		     "mcr p15, 0, %[on], c9, c12, 0\n\t"
		     "isb\n"
		     "1:	subs %[rounds], %[rounds], #1\n\t"
		     "bgt 1b\n\t"
		     "mcr p15, 0, %[off], c9, c12, 0\n\t"
		     "isb"
		     : [rounds] "+r"(rounds)
		     : [on] "r"(PMCR_E | PMCR_C), [off] "r"(0)
		     : "cc", "memory");
	return read_sysreg(PMCCNTR);
}

/* args: cpi=N where the engine promises so many cycles an instruction */
TEST(per_instruction, "are as many as the engine promises, and not none")
{
	uint32_t cpi = (uint32_t)test_arg_u64("cpi", 0);

	for (uint32_t rounds = 1; rounds <= 145; rounds += 16) {
		uint32_t passed = cycles_of_rounds(rounds);

		test_context("%u instructions", (unsigned int)(2 * rounds + 2));
		EXPECT_NE(passed, 0);
		if (cpi)
			EXPECT_EQ(passed, (2 * rounds + 2) * cpi);
	}
}

static uint64_t retired(uint32_t rounds)
{
	counter_set(0, 0);
	asm volatile("isb\n\t"
		     "mcr p15, 0, %[on], c9, c12, 0\n\t"
		     "isb\n"
		     "1:	subs %[rounds], %[rounds], #1\n\t"
		     "bgt 1b\n\t"
		     "mcr p15, 0, %[off], c9, c12, 0\n\t"
		     "isb"
		     : [rounds] "+r"(rounds)
		     : [on] "r"(PMCR_E), [off] "r"(0)
		     : "cc", "memory");
	return counter(0);
}

TEST(inst_retired, "counts every instruction",
     .needs = NEEDS(&pmu_inst_retired))
{
	counter_type(0, INST_RETIRED);
	write_sysreg(PMCNTENSET, 1);
	for (uint32_t rounds = 1; rounds < 1000; rounds *= 3)
		EXPECT_EQ(retired(rounds + 50) - retired(rounds), 100);
}
