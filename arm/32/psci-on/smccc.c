/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls and registers: what a call may change, R0 to R3, and nothing else.
 *
 * SMC Calling Convention (DEN 0028), 2.4 and 2.6.
 */
#include "../../psci-on/suite.h"

#include <arm/cpu.h>
#include <arm/insn_32.h>

PSCI_ON_SUITE;

#define T CPSR_T

static struct a32_outcome call(uint32_t function, unsigned int imm,
			       uint32_t state)
{
	uint32_t a32 = (psci_on_by_smc() ? 0xe1600070 : 0xe1400070) | imm;
	uint32_t t32 = psci_on_by_smc() ? 0xf7f08000 | imm << 16 :
					  0xf7e08000 | imm;
	uint16_t halves[2] = { (uint16_t)(t32 >> 16), (uint16_t)t32 };
	struct a32_registers in;

	a32_pattern(&in, MODE_SVC | state);
	in.r[0] = function;
	return a32_run(state & T ? (const void *)halves : &a32, 4, &in);
}

static const struct row {
	const char *name;
	uint32_t function;
	uint32_t r0;
	uint32_t state; /* T, flags */
} rows[] = {
	{ "psci-unknown", 0x84000539, UINT32_MAX, 0 },
	{ "psci-unknown-t32", 0x84000539, UINT32_MAX, T },
	{ "psci-unknown-flags", 0x84000539, UINT32_MAX, 0xf80f0000 },
	{ "psci-64", 0xc4000003, UINT32_MAX, 0 },
	{ "arm", 0x80001234, UINT32_MAX, 0 },
	{ "arm-64", 0xc0001234, UINT32_MAX, 0 },
	{ "cpu", 0x81001234, UINT32_MAX, 0 },
	{ "sip-64", 0xc2001234, UINT32_MAX, 0 },
	{ "oem", 0x83001234, UINT32_MAX, 0 },
	{ "hypervisor-vendor", 0x8600e234, UINT32_MAX, 0 },
	{ "trusted-os", 0xbf001234, UINT32_MAX, 0 },
	{ "yielding", 0x00000539, UINT32_MAX, 0 },
	{ "yielding-64", 0x40000539, UINT32_MAX, 0 },
	{ "migrate-info-type", 0x84000006, 2, 0 },
	{ "migrate-info-type-t32", 0x84000006, 2, T },
};

TEST_EACH(registers, const struct row *r, rows,
	  "has its result in R0, and keeps R4 and up, flags and mode")
{
	struct a32_outcome o = call(r->function, 0, r->state);

	expect_a32_done(&o, 0xf);
	EXPECT_EQ(o.frame.r[0], r->r0);
}

TEST(version_registers, "keeps R4 and up over a call that succeeds")
{
	struct a32_outcome o = call(PSCI_VERSION, 0, 0);

	expect_a32_done(&o, 0xf);
	EXPECT_EQ(o.frame.r[0], (uint32_t)psci_call(PSCI_VERSION, 0, 0, 0));
}

TEST(immediate, "other than 0 is refused with -1, or undefined")
{
	struct a32_outcome o = call(0x84000539, 1, 0);

	if (o.finished)
		EXPECT_EQ(o.frame.r[0], UINT32_MAX);
	else
		expect_a32_trap(&o, ARM_UNKNOWN, 0, 0);
}
