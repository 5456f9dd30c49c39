/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cycle counter in 64 bits, and what is counted of instructions.
 *
 * Arm ARM, D12.5; PMCR_EL0 (LC), PMOVSCLR_EL0.
 */
#include "../../pmu/suite.h"

#include <clock.h>

PMU_SUITE;

static const struct wrap {
	const char *name;
	uint64_t pmcr, value, flags;
} wraps[] = {
	{ "32-bits", 0, 0xffffff00, CYCLES },
	{ "32-bits-with-LC", PMCR_LC, 0xffffff00, 0 },
	{ "64-bits-with-LC", PMCR_LC, 0xffffffffffffff00, CYCLES },
	{ "not-yet-with-LC", PMCR_LC, 0xfffffff000000000, 0 },
};

TEST_EACH(wraps, const struct wrap *w, wraps,
	  "sets bit 31 of PMOVSCLR_EL0, at 32 bits or, with LC, at 64")
{
	write_sysreg(pmccntr_el0, w->value);
	write_sysreg(pmcntenset_el0, CYCLES);
	pmcr(PMCR_E | w->pmcr);
	delay_us(500);
	pmcr(w->pmcr);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), w->flags);
	write_sysreg(pmovsclr_el0, CYCLES);
	EXPECT_EQ(read_sysreg(pmovsclr_el0), 0);
}

/* 2 instructions a round and 2 more between the two writes of PMCR_EL0. */
static uint64_t cycles_of_rounds(uint64_t rounds)
{
	uint64_t on = PMCR_E | PMCR_LC | PMCR_C;

	write_sysreg(pmcntenset_el0, CYCLES);
	asm volatile(".balign 64\n\t"
		     "isb\n\t"
		     "msr pmcr_el0, %[on]\n\t"
		     "isb\n"
		     "1:	subs %[rounds], %[rounds], #1\n\t"
		     "b.gt 1b\n\t"
		     "msr pmcr_el0, %[off]\n\t"
		     "isb"
		     : [rounds] "+r"(rounds)
		     : [on] "r"(on), [off] "r"((uint64_t)PMCR_LC)
		     : "cc", "memory");
	return read_sysreg(pmccntr_el0);
}

/* args: cpi=N where the engine promises so many cycles an instruction */
TEST(per_instruction, "are as many as the engine promises, and not none")
{
	uint64_t cpi = test_arg_u64("cpi", 0);

	for (uint64_t rounds = 1; rounds <= 145; rounds += 16) {
		uint64_t cycles = cycles_of_rounds(rounds);

		test_context("%u instructions", (unsigned int)(2 * rounds + 2));
		EXPECT_NE(cycles, 0);
		EXPECT_EQ(cycles >> 32, 0);
		if (cpi)
			EXPECT_EQ(cycles, (2 * rounds + 2) * cpi);
	}
}

static uint64_t retired(uint64_t rounds)
{
	counter_set(0, 0);
	asm volatile("isb\n\t"
		     "msr pmcr_el0, %[on]\n\t"
		     "isb\n"
		     "1:	subs %[rounds], %[rounds], #1\n\t"
		     "b.gt 1b\n\t"
		     "msr pmcr_el0, xzr\n\t"
		     "isb"
		     : [rounds] "+r"(rounds)
		     : [on] "r"((uint64_t)PMCR_E)
		     : "cc", "memory");
	return counter(0);
}

TEST(inst_retired, "counts every instruction",
     .needs = NEEDS(&pmu_inst_retired))
{
	counter_type(0, INST_RETIRED);
	write_sysreg(pmcntenset_el0, 1);
	for (uint64_t rounds = 1; rounds < 1000; rounds *= 3)
		EXPECT_EQ(retired(rounds + 50) - retired(rounds), 100);
}
