/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What only a processor outside of IA-32e mode allows: paging off and on, and
 * any CR3 meanwhile.
 *
 * Intel SDM vol. 3, 2.5, 4.1.1.
 */
#include "../../cr-rules/suite.h"

CR_RULES_SUITE;

static const struct row {
	const char *name;
	uint32_t flip;
} rows[] = {
	{ "alone", CR0_PG },
	{ "with-TS", CR0_PG | CR0_TS },
	{ "with-WP", CR0_PG | CR0_WP },
};

TEST_EACH(cr0_PG, const struct row *r, rows, "can be cleared and set again")
{
	uint64_t value = read_cr0() ^ r->flip;

	expect_takes(&reg_cr0, value, value);
}

static void set_paging(unsigned long cr0)
{
	write_cr0(cr0);
}

/* The kernel is where it was: RAM is mapped one to one. */
TEST(cr3_free, "CR3 holds each of its bits while paging is off")
{
	const unsigned long old = read_cr3(), cr0 = read_cr0();
	unsigned long seen[32];

	test_defer(set_paging, cr0);
	test_defer(write_cr3, old);
	write_cr0(cr0 & ~(unsigned long)CR0_PG);
	for (unsigned int bit = 3; bit < 32; bit++) {
		write_cr3(1ul << bit);
		seen[bit] = read_cr3();
	}
	write_cr3(old);
	write_cr0(cr0);
	for (unsigned int bit = 3; bit < 32; bit++)
		if (bit < 5 || bit > 11)
			EXPECT_EQ(seen[bit], 1ul << bit);
}

TEST(pae_free, "CR4.PAE can be cleared and set while paging is off")
{
	const unsigned long cr0 = read_cr0();
	uint64_t value = read_cr4() & ~(uint64_t)CR4_PAE;

	test_defer(set_paging, cr0);
	write_cr0(cr0 & ~(unsigned long)CR0_PG);
	expect_takes(&reg_cr4, value, value);
}
