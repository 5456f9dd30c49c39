/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls and registers: what a call may change, X0 to X3 from version 1.1 of the
 * convention on and X4 to X17 before it, and nothing else.
 *
 * SMC Calling Convention (DEN 0028), 2.6 to 2.9.
 */
#include "../../psci-on/suite.h"

#include <arm/insn.h>
#include <string.h>

PSCI_ON_SUITE;

static uint32_t conduit(unsigned int imm)
{
	return psci_on_by_smc() ? A64_SMC(imm) : A64_HVC(imm);
}

static struct insn_outcome call(uint32_t word, uint64_t function,
				struct insn_registers *in)
{
	insn_pattern(in);
	in->x[0] = function;
	return insn_run(&word, 1, false, in);
}

static const struct row {
	const char *name;
	uint64_t function;
	uint64_t x0;
} rows[] = {
	{ "psci-unknown-32", 0x84000539, UINT64_MAX },
	{ "psci-unknown-64", 0xc4000539, UINT64_MAX },
	{ "arm-32", 0x80001234, UINT64_MAX },
	{ "arm-64", 0xc0001234, UINT64_MAX },
	{ "cpu-32", 0x81001234, UINT64_MAX },
	{ "sip-64", 0xc2001234, UINT64_MAX },
	{ "oem-32", 0x83001234, UINT64_MAX },
	{ "hypervisor-vendor", 0x8600e234, UINT64_MAX },
	{ "trusted-os", 0xbf001234, UINT64_MAX },
	{ "yielding-32", 0x00000539, UINT64_MAX },
	{ "yielding-64", 0x40000539, UINT64_MAX },
	{ "migrate-info-type", 0x84000006, 2 },
};

/* X4 to X17 are kept by 1.1; 1.0 may change them, and is only noted. */
TEST_EACH(registers, const struct row *r, rows,
	  "has its result in X0, and keeps X18 and up, flags and level")
{
	struct insn_registers in;
	struct insn_outcome o = call(conduit(0), r->function, &in);

	expect_insn_done(&o, false, &in, 0x3ffff);
	EXPECT_EQ(o.frame.x[0], r->x0);
	if (memcmp(&o.frame.x[4], &in.x[4], 14 * sizeof(in.x[0])) != 0)
		test_note("changes some of X4 to X17");
}

TEST(version_registers, "keeps X18 and up over a call that succeeds")
{
	struct insn_registers in;
	struct insn_outcome o = call(conduit(0), PSCI_VERSION, &in);

	expect_insn_done(&o, false, &in, 0x3ffff);
	EXPECT_EQ(o.frame.x[0], (uint32_t)psci_call(PSCI_VERSION, 0, 0, 0));
}

TEST(immediate, "other than 0 is refused with -1, or undefined")
{
	struct insn_registers in;
	struct insn_outcome o = call(conduit(1), 0x84000539, &in);

	if (o.finished)
		EXPECT_EQ(o.frame.x[0], UINT64_MAX);
	else
		expect_insn_trap(&o, ESR_UNDEFINED, false, &in);
}
