/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUID: what the files of this suite share.
 *
 * Intel SDM vol. 2, CPUID; AMD APM vol. 3, appendix E.
 */
#ifndef X86_CPUID_RULES_SUITE_H
#define X86_CPUID_RULES_SUITE_H

#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/msr.h>

TEST_SUITE("cpuid-rules",
	   .summary = "CPUID agrees with the manual, with itself and with the "
		      "machine");

bool vendor_intel(void);
bool vendor_amd(void);

/** max_leaf - the highest leaf of the range that @leaf belongs to */
uint32_t max_leaf(uint32_t leaf);

/** leaf_exists - whether EAX of the range's first leaf counts it */
bool leaf_exists(uint32_t leaf);

/** field - bits high:low of a register */
static inline uint32_t field(uint32_t reg, unsigned int high, unsigned int low)
{
	return reg >> low & (uint32_t)((2ull << (high - low)) - 1);
}

/* A feature flag: where it is, and the manual's name. */
struct flag {
	const char *name;
	uint32_t leaf, subleaf;
	char reg; /* 'a', 'b', 'c', 'd' */
	uint8_t bit;
};

/** flag_named - of flags.c; ERROR where it has no such name */
const struct flag *flag_named(const char *name);

/** flag_set - whether this CPU enumerates it; false where the leaf is absent */
bool flag_set(const struct flag *flag);

/** has - flag_set() by name */
bool has(const char *name);

#endif
