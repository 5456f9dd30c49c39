/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPUID by way of KVM's instruction emulator: the same leaves, as exactly. KVM
 * documentation, kernel-parameters, kvm.force_emulation_prefix.
 */
#include "suite.h"
#include <x86/features.h>
#include <x86/width.h>

/* In the upper halves, where there are any. */
#define JUNK (IS_64 ? (unsigned long)0xdeadbeef00000000 : 0)

struct registers {
	unsigned long a, b, c, d;
};

static struct registers forced_cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct registers r = { JUNK | leaf, JUNK, JUNK | subleaf, JUNK };

	asm volatile(FORCED_EMULATION "cpuid"
		     : "+a"(r.a), "+b"(r.b), "+c"(r.c), "+d"(r.d));
	return r;
}

static const struct row {
	const char *name;
	uint32_t leaf, subleaf;
} rows[] = {
	{ "0", 0 },
	{ "1", 1 },
	{ "2", 2 },
	{ "4-0", 4, 0 },
	{ "4-3", 4, 3 },
	{ "4-beyond", 4, 31 },
	{ "7-0", 7, 0 },
	{ "7-beyond", 7, 31 },
	{ "0xb-0", 0xb, 0 },
	{ "0xb-1", 0xb, 1 },
	{ "0xd-0", 0xd, 0 },
	{ "0xd-1", 0xd, 1 },
	{ "0xd-2", 0xd, 2 },
	{ "0x40000000", 0x40000000 },
	{ "0x80000000", 0x80000000 },
	{ "0x80000001", 0x80000001 },
	{ "0x80000008", 0x80000008 },
	{ "0x8000ffff", 0x8000ffff },
};

TEST_EACH(forced, const struct row *r, rows,
	  "reads the same, zero-extended, when the instruction is emulated",
	  .needs = NEEDS(&x86_forced_emulation))
{
	struct cpuid plain = cpuid(r->leaf, r->subleaf);
	struct registers forced = forced_cpuid(r->leaf, r->subleaf);

	EXPECT_EQ(forced.a, plain.a);
	EXPECT_EQ(forced.b, plain.b);
	EXPECT_EQ(forced.c, plain.c);
	EXPECT_EQ(forced.d, plain.d);
}
