/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU_ON: what is of A64 in the state of a CPU that starts, and in its arguments.
 *
 * Power State Coordination Interface (DEN 0022), 5.6 and 6.4; Arm ARM, H3.2.
 */
#include "../../psci-on/suite.h"

#include <arm/cpu.h>
#include <clock.h>

PSCI_ON_SUITE;

#define CPU_ON_32 0x84000003u
#define CONTEXT	  0xfedcba9876543210ull

/* entry.S has the order. */
enum {
	NZCV,
	DAIF,
	LEVEL,
	SPSEL,
	MDSCR,
	OSLSR,
};

void psci_on_spoil(void)
{
	write_sysreg(oslar_el1, 0);
	asm volatile("msr nzcv, %0\n\t"
		     "msr daifclr, #4" ::"r"(0xf0000000ull)
		     : "cc", "memory");
}

void psci_on_expect_state(const struct record *r)
{
	EXPECT_EQ(r->state[DAIF], PSTATE_MASKED);
	EXPECT_EQ(r->state[LEVEL] >> 2, current_el());
	EXPECT_EQ(r->state[SPSEL], 1);
	EXPECT_EQ(r->state[OSLSR] & 2, 2); /* OSLK: locked by reset */
}

TEST(state_32, "is the same by the function of 32 bits; the context has 32")
{
	psci_on_prepare(1);
	EXPECT_EQ(psci_on_start(CPU_ON_32, 1, (uintptr_t)psci_on_entry,
				CONTEXT),
		  PSCI_SUCCESS);
	psci_on_expect(1, (uintptr_t)psci_on_entry, CONTEXT & UINT32_MAX);
}

/* An address that is not a multiple of 4 is none of an A64 instruction. */
static const struct row {
	const char *name;
	unsigned int offset;
} misaligned[] = { { "1", 1 }, { "2", 2 }, { "3", 3 } };

TEST_EACH(entry_misaligned, const struct row *r, misaligned,
	  "is refused, and the CPU stays off")
{
	int result;

	psci_on_prepare(1);
	result = psci_on_start(PSCI_CPU_ON, 1,
			       (uintptr_t)psci_on_entry + r->offset, 0);
	EXPECT_TRUE(result == PSCI_INVALID_ADDRESS ||
		    result == PSCI_INVALID_PARAMETERS);
	delay_us(2000);
	psci_on_read_back();
	EXPECT_EQ(psci_on_affinity(1), 1);
	EXPECT_EQ(psci_on_record.runs, 0);
}
