/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cases of a register of rights, which suites pku and pks have in common. Before
 * the include, KEYS is the register and KEYS_FEATURE the feature.
 *
 * Intel SDM vol. 3, 4.6.2 (protection keys), 4.7 (page faults).
 */
#ifndef X86_64_KEYS_RIGHTS_H
#define X86_64_KEYS_RIGHTS_H

#include <smp.h>
#include <test/test.h>
#include <x86/paging/keys.h>

#define NEEDS_KEYS .needs = NEEDS(&KEYS_FEATURE)

#define KEYS_1_15 (KEYS_STATES - KEYS_PER_KEY)

TEST_NUMBERED(matrix, uint64_t number, KEYS_1_15 * 3,
	      "a key's rights below CPL 3, whatever the others' are",
	      NEEDS_KEYS)
{
	keys_check_state(KEYS, number % 3, KEYS_PER_KEY + number / 3);
}

TEST_NUMBERED(matrix_cpl3, uint64_t number, KEYS_1_15,
	      "a key's rights at CPL 3, whatever the others' are", NEEDS_KEYS)
{
	keys_check_state(KEYS, 3, KEYS_PER_KEY + number);
}

/* The kernel's own, unless it is in the way. */
TEST_NUMBERED(key_0, uint64_t number, KEYS_PER_KEY * 4,
	      "key 0 is a key like any other", NEEDS_KEYS)
{
	keys_check_state(KEYS, number % 4, number / 4);
}

TEST_NUMBERED(size, uint64_t number, KEYS_SIZES,
	      "of the page makes no difference", NEEDS_KEYS)
{
	keys_check_size(KEYS, number);
}

TEST_NUMBERED(table_key, uint64_t number, KEYS_TABLES,
	      "of an entry that leads to a table is ignored", NEEDS_KEYS)
{
	keys_check_table(KEYS, number);
}

TEST(rights_change, "takes effect without INVLPG", NEEDS_KEYS)
{
	keys_check_rights_change(KEYS);
}

TEST(enable_change, "of CR4 takes effect without INVLPG", NEEDS_KEYS)
{
	keys_check_enable_change(KEYS);
}

TEST(wp_change, "of CR0 takes effect without INVLPG", NEEDS_KEYS)
{
	keys_check_wp_change(KEYS);
}

TEST(per_cpu, "the register is each processor's own",
     .needs = NEEDS(&KEYS_FEATURE, &smp_2_cpus))
{
	keys_check_per_cpu(KEYS);
}

TEST(descriptor, "reads by the processor are CPL 0's", NEEDS_KEYS)
{
	keys_check_descriptor(KEYS);
}

TEST(every_bit, "of the register is kept, and moves no other", NEEDS_KEYS)
{
	keys_check_bits(KEYS);
}

TEST(after_reset, "the register is 0", NEEDS_KEYS)
{
	EXPECT_EQ(keys_first(KEYS), 0);
}

#endif
