/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an ID field promises of CPSR, and of two instructions that came and went.
 *
 * Arm ARM, G8.2.33 (CPSR), AArch32.CPSRWriteByInstr(), F5.1 (SETPAN).
 */
#include "suite.h"

IDREGS_SUITE;

static const struct bit {
	const char *name;
	uint32_t bit, reg;
	uint8_t low;
	bool user; /* may change it */
} bits[] = {
	{ "DIT", 1u << 21, PFR0, 24, true },
	{ "PAN", 1u << 22, MMFR3, 16, false },
	{ "SSBS", 1u << 23, PFR2, 4, true },
};

#define STATUS_BITS 0x00e00000u

static uint32_t bit_there(const struct bit *b)
{
	return id_field(b->reg, b->low) ? b->bit : 0;
}

/* In the kernel's own code, of which user mode can read nothing. */
static uint32_t write_status(uint32_t value)
{
	asm volatile("msr cpsr_s, %0" : : "r"(value) : "memory");
	return read_cpsr() & STATUS_BITS;
}

TEST_EACH(
	status, const struct bit *b, bits,
	"can be set and cleared where its field says so, and is zero where not")
{
	uint32_t there = bit_there(b), set, clear;

	set = write_status(b->bit);
	clear = write_status(0);
	EXPECT_EQ(set, there);
	EXPECT_EQ(clear, 0);
}

/* What user mode has after MSR CPSR_s. */
static uint32_t write_user_status(uint32_t before, uint32_t value)
{
	static const uint32_t msr = 0xe124f001;
	struct a32_registers in;
	struct a32_outcome o;

	a32_pattern(&in, MODE_USR | before);
	in.r[1] = value;
	o = a32_run(&msr, sizeof(msr), &in);
	EXPECT_TRUE(o.finished);
	return o.frame.cpsr & STATUS_BITS;
}

TEST_EACH(user_status, const struct bit *b, bits,
	  "can be set and cleared in user mode but for PAN, which stays")
{
	uint32_t there = bit_there(b);

	EXPECT_EQ(write_user_status(0, b->bit), b->user ? there : 0);
	EXPECT_EQ(write_user_status(there, 0), b->user ? 0 : there);
}

TEST(setpan, "is there where PAN is; in user mode it does nothing")
{
	static const struct probe setpan = { "SETPAN", 0xf1100200, MMFR3, 16,
					     1 };
	bool there = promised(&setpan);
	struct a32_outcome o;
	uint32_t set, clear;

	expect_probe(&setpan, MODE_SVC, there);
	expect_probe(&setpan, MODE_USR, there);
	if (!there)
		return;
	asm volatile(".inst 0xf1100200" : : : "memory");
	set = read_cpsr() & CPSR_PAN;
	asm volatile(".inst 0xf1100000" : : : "memory");
	clear = read_cpsr() & CPSR_PAN;
	EXPECT_EQ(set, CPSR_PAN);
	EXPECT_EQ(clear, 0);
	o = a32_run1(0xf1100200, MODE_USR);
	EXPECT_EQ(o.frame.cpsr & CPSR_PAN, 0);
}

/* Gone in ARMv8; before it, SCTLR.SW says whether it is there (ISAR4.SWP_frac). */
TEST(swp, "is undefined where no field has it")
{
	static const struct probe swp = { "SWP", 0xe1001092, ISAR0, 0, 1 };

	if (id_field(ISAR0, 0) || id_field(ISAR4, 28))
		SKIP("there is SWP");
	expect_probe(&swp, MODE_SVC, false);
	expect_probe(&swp, MODE_USR, false);
}
