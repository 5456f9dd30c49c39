/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rights that PKRU gives to user pages, by key.
 *
 * Intel SDM vol. 3, 4.6.2 (protection keys), 4.7 (page faults).
 */
#include "suite.h"

#include <smp.h>
#include <x86/keys.h>

PKU_SUITE;

#define KEYS (&keys_user)

TEST_NUMBERED(matrix, uint64_t number, KEYS_STATES,
	      "a key's rights, whatever the others' are", NEEDS_PKU)
{
	keys_check_state(KEYS, number);
}

TEST_NUMBERED(size, uint64_t number, KEYS_SIZES,
	      "of the page makes no difference", NEEDS_PKU)
{
	keys_check_size(KEYS, number);
}

TEST_NUMBERED(table_key, uint64_t number, KEYS_TABLES,
	      "of an entry that leads to a table is ignored", NEEDS_PKU)
{
	keys_check_table(KEYS, number);
}

TEST(rights_change, "takes effect without INVLPG", NEEDS_PKU)
{
	keys_check_rights_change(KEYS);
}

TEST(enable_change, "of CR4 takes effect without INVLPG", NEEDS_PKU)
{
	keys_check_enable_change(KEYS);
}

TEST(wp_change, "of CR0 takes effect without INVLPG", NEEDS_PKU)
{
	keys_check_wp_change(KEYS);
}

TEST(per_cpu, "the register is each processor's own",
     .needs = NEEDS(&x86_pku, &smp_2_cpus))
{
	keys_check_per_cpu(KEYS);
}

TEST(descriptor, "reads by the processor are CPL 0's", NEEDS_PKU)
{
	keys_check_descriptor(KEYS);
}

TEST(every_bit, "of the register is kept, and moves no other", NEEDS_PKU)
{
	keys_check_bits(KEYS);
}

TEST(after_reset, "the register is 0", NEEDS_PKU)
{
	EXPECT_EQ(keys_first(KEYS), 0);
}
