/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The byte order of handlers: SCTLR.EE, whatever CPSR.E was (Arm ARM, G1.12.3).
 */
#include <arm/cpu.h>
#include <arm/regs.h>
#include <stdint.h>

#include "suite.h"

RETURNS32_SUITE;

#define SCTLR_EE 0x2000000u

uint64_t returns32_entry(uint32_t sctlr, bool big);

static const struct order {
	const char *name;
	bool big, was;
} orders[] = {
	{ "little", false, false },
	{ "little-from-big", false, true },
	{ "big", true, true },
	{ "big-from-little", true, false },
};

TEST_EACH(byte_order, const struct order *r, orders,
	  "of SVC's and UDF's handlers is SCTLR.EE")
{
	uint32_t sctlr = read_sysreg(SCTLR) & ~(SCTLR_SED | SCTLR_EE);
	const uint32_t bits = CPSR_E | CPSR_T | 0x1f;
	uint64_t cpsr =
		returns32_entry(sctlr | (r->big ? SCTLR_EE : 0), r->was);

	EXPECT_EQ((uint32_t)cpsr & bits, MODE_SVC | (r->big ? CPSR_E : 0));
	EXPECT_EQ((uint32_t)(cpsr >> 32) & bits, 0x1b | (r->big ? CPSR_E : 0));
}
