/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ID registers of the caches.
 *
 * Arm ARM, D19.2 (CTR_EL0, CLIDR_EL1, CSSELR_EL1, CCSIDR_EL1), D7.5; of AArch32
 * G8.2, and the same.
 */
#include "suite.h"

IDREGS_SUITE;

static unsigned int cache_type(unsigned int level)
{
	return field(read_sysreg(clidr_el1), 3 * (level - 1), 3);
}

TEST(clidr, "ends at a level, with coherence and unification no further")
{
	uint64_t clidr = read_sysreg(clidr_el1);
	unsigned int levels = 0;

	while (levels < 7 && cache_type(levels + 1) != 0)
		levels++;
	EXPECT_GE(levels, 1);
	for (unsigned int level = levels + 1; level <= 7; level++)
		EXPECT_EQ(cache_type(level), 0);
	for (unsigned int level = 1; level <= levels; level++)
		EXPECT_LE(cache_type(level), 4);
	EXPECT_LE(field(clidr, 24, 3), levels);		     /* LoC */
	EXPECT_LE(field(clidr, 21, 3), field(clidr, 24, 3)); /* LoUIS */
	EXPECT_LE(field(clidr, 27, 3), field(clidr, 24, 3)); /* LoUU */
}

static uint64_t ccsidr(unsigned int level, bool instruction)
{
	write_sysreg(csselr_el1, (level - 1) << 1 | instruction);
	isb();
	EXPECT_EQ(read_sysreg(csselr_el1), (level - 1) << 1 | instruction);
	return read_sysreg(ccsidr_el1);
}

/* CTR_EL0 has the smallest line, in words; CCSIDR_EL1 log2 of bytes, minus 4. */
static void expect_line(uint64_t value, unsigned int ctr_low)
{
	EXPECT_GE(field(value, 0, 3) + 4,
		  field(read_sysreg(ctr_el0), ctr_low, 4) + 2);
}

TEST(ccsidr, "has lines no smaller than CTR_EL0 says, for each cache there is")
{
	for (unsigned int level = 1; level <= 7; level++) {
		unsigned int type = cache_type(level);

		test_context("level %u", level);
		if (type >= 2) /* data or unified */
			expect_line(ccsidr(level, false), 16);
		if (type == 1 || type == 3)
			expect_line(ccsidr(level, true), 0);
	}
}
