/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The leaves themselves: ranges, vendor, signature, caches, address widths,
 * brand string, and the instruction's use of its registers.
 */
#include "suite.h"
#include <string.h>

/* ------------------------------------------------------------- ranges ---- */

static const struct range_row {
	const char *name;
	const char *flag; /* where set, the leaf exists; NULL: always */
	uint32_t leaf;
} ranges[] = {
	{ "1", NULL, 1 },
	{ "5-monitor", "monitor", 5 },
	{ "0xb-x2apic", "x2apic", 0xb },
	{ "0xd-xsave", "xsave", 0xd },
	{ "0x80000001-nx", "lm", 0x80000001 },
	{ "0x80000008-lm", "lm", 0x80000008 },
	{ "0x8000000a-svm", "svm", 0x8000000a },
};

TEST_EACH(max_leaf, const struct range_row *r, ranges,
	  "counts the leaves that the flags need")
{
	if (r->flag && !has(r->flag))
		SKIP("needs %s", r->flag);
	EXPECT_GE(max_leaf(r->leaf), r->leaf);
}

static void expect_same(struct cpuid actual, struct cpuid expected)
{
	EXPECT_EQ(actual.a, expected.a);
	EXPECT_EQ(actual.b, expected.b);
	EXPECT_EQ(actual.c, expected.c);
	EXPECT_EQ(actual.d, expected.d);
}

static const struct beyond_row {
	const char *name;
	uint32_t range;
	uint32_t leaf; /* 0: the first one after the range's last */
} beyond[] = {
	{ "basic", 0 },
	{ "0x3fffffff", 0, 0x3fffffff },
	{ "extended", 0x80000000 },
	{ "0x8fffffff", 0x80000000, 0x8fffffff },
};

/*
 * Intel SDM vol. 2, CPUID: data of the highest basic leaf, with the ECX given;
 * AMD APM vol. 3, appendix E: zeros.
 */
TEST_EACH(beyond_max, const struct beyond_row *r, beyond,
	  "returns what the vendor says beyond the last leaf")
{
	uint32_t leaf = r->leaf ? r->leaf : max_leaf(r->range) + 1;
	struct cpuid expected = { 0 };

	if (vendor_intel())
		expected = cpuid(max_leaf(0), 0);
	else if (!vendor_amd())
		SKIP("the vendor is neither Intel nor AMD");
	test_context("leaf 0x%x", (unsigned int)leaf);
	expect_same(cpuid(leaf, 0), expected);
}

/* ------------------------------------------------------------ identity ---- */

/* AMD repeats the string there; Intel reserves the registers. */
TEST(vendor, "has one vendor string in leaves 0 and 80000000")
{
	struct cpuid basic = cpuid(0, 0), extended = cpuid(0x80000000, 0);
	bool reserved = !extended.b && !extended.c && !extended.d;

	if (vendor_intel() && reserved)
		SKIP("leaf 80000000 has no string, as Intel allows");
	EXPECT_EQ(extended.b, basic.b);
	EXPECT_EQ(extended.c, basic.c);
	EXPECT_EQ(extended.d, basic.d);
}

TEST(signature, "leaves the reserved bits of the signature clear")
{
	uint32_t signature = cpuid(1, 0).a;

	EXPECT_EQ(field(signature, 15, 14), 0);
	EXPECT_EQ(field(signature, 31, 28), 0);
	EXPECT_NE(field(signature, 11, 8), 0);
	/* extended family: only beside family 15 (AMD APM vol. 3, E.3.2) */
	if (field(signature, 11, 8) != 15)
		EXPECT_EQ(field(signature, 27, 20), 0);
	if (vendor_amd())
		EXPECT_EQ(cpuid(0x80000001, 0).a, signature);
}

/* Flags that neither vendor has given a meaning in these leaves. */
TEST(reserved_flags, "leaves reserved flags of leaf 1 clear")
{
	struct cpuid r = cpuid(1, 0);

	EXPECT_EQ(field(r.c, 16, 16), 0);
	EXPECT_EQ(field(r.d, 10, 10), 0);
	EXPECT_EQ(field(r.d, 20, 20), 0);
}

#define AMD_ALIASES 0x0183f3ffu /* bits 9:0, 17:12, 24:23 */

/* AMD APM vol. 3, E.4.1; Intel SDM vol. 2, CPUID, table 3-8: reserved. */
TEST(aliases, "repeats leaf 1 EDX in 80000001 EDX on AMD, and not on Intel")
{
	uint32_t copy;

	if (!leaf_exists(0x80000001))
		SKIP("there is no leaf 80000001");
	copy = cpuid(0x80000001, 0).d & AMD_ALIASES;
	if (vendor_intel())
		EXPECT_EQ(copy, 0);
	else if (vendor_amd())
		EXPECT_EQ(copy, cpuid(1, 0).d & AMD_ALIASES);
	else
		SKIP("the vendor is neither Intel nor AMD");
}

TEST(brand, "has an ASCII brand string, ended by NUL")
{
	char text[49] = { 0 };
	const char *expected = test_arg("brand");
	unsigned int n;

	if (!leaf_exists(0x80000004))
		SKIP("there is no leaf 80000004");
	for (n = 0; n < 3; n++) {
		struct cpuid r = cpuid(0x80000002 + n, 0);

		memcpy(text + 16 * n, &r, 16);
	}
	for (n = 0; text[n]; n++) {
		test_context("byte %u", n);
		EXPECT_TRUE(text[n] >= 0x20 && text[n] < 0x7f);
		if (text[n] == ' ')
			text[n] = '_'; /* arguments have no blanks */
	}
	EXPECT_LE(n, 48);
	for (; n < 48; n++)
		EXPECT_EQ(text[n], 0);
	test_context("%s", "");
	if (expected)
		EXPECT_STREQ(text, expected);
}

/* ---------------------------------------------------------- the leaves ---- */

TEST(clflush_size, "has a CLFLUSH line of 64 bytes")
{
	if (!has("clfsh"))
		SKIP("needs CLFSH (CPUID.1:EDX[19])");
	EXPECT_EQ(field(cpuid(1, 0).b, 15, 8) * 8, 64);
}

TEST(leaf2, "counts one query, and marks registers without descriptors")
{
	struct cpuid r = cpuid(2, 0);

	if (!leaf_exists(2) || !(r.a || r.b || r.c || r.d))
		SKIP("there are no cache descriptors");
	EXPECT_EQ(r.a & 0xff, 1);
}

TEST(leaf5, "has monitor lines between 1 byte and 64 KiB, smallest first")
{
	struct cpuid r = cpuid(5, 0);

	if (!has("monitor"))
		SKIP("needs MONITOR (CPUID.1:ECX[3])");
	EXPECT_GT(field(r.a, 15, 0), 0);
	EXPECT_GE(field(r.b, 15, 0), field(r.a, 15, 0));
	EXPECT_EQ(r.a >> 16, 0);
	EXPECT_EQ(r.b >> 16, 0);
	EXPECT_EQ(r.c >> 2, 0);
}

TEST(leaf7, "returns zeros in the sub-leaves that EAX does not count")
{
	uint32_t max;

	if (!leaf_exists(7))
		SKIP("there is no leaf 7");
	max = cpuid(7, 0).a;
	EXPECT_LT(max, 16);
	expect_same(cpuid(7, max + 1), (struct cpuid){ 0 });
	expect_same(cpuid(7, 0x7fffffff), (struct cpuid){ 0 });
}

/* AMD APM vol. 3, E.4.7; Intel SDM vol. 3, 4.1.4: 36 and 32 without the leaf. */
TEST(address_widths, "has physical and linear widths that the mode allows")
{
	struct cpuid r = cpuid(0x80000008, 0);
	uint32_t physical = field(r.a, 7, 0), linear = field(r.a, 15, 8);
	uint32_t guest = field(r.a, 23, 16);

	if (!leaf_exists(0x80000008))
		SKIP("there is no leaf 80000008");
	EXPECT_GE(physical, 32);
	EXPECT_LE(physical, 52);
	EXPECT_EQ(linear, !has("lm") ? 32 : has("la57") ? 57 : 48);
	EXPECT_TRUE(guest == 0 || (guest >= 32 && guest <= 52));
	EXPECT_EQ(r.a >> 24, 0);
}

/* AMD APM vol. 3, E.4.9 */
TEST(svm_leaf, "has revision 1 and address-space ids in 8000000A")
{
	struct cpuid r = cpuid(0x8000000a, 0);

	if (!has("svm"))
		SKIP("needs SVM (CPUID.80000001:ECX[2])");
	EXPECT_EQ(r.a & 0xff, 1);
	EXPECT_GT(r.b, 1);
	EXPECT_EQ(r.c, 0);
}

/* -------------------------------------------------------- instruction ---- */

static void user_cpuid(const void *arg)
{
	struct cpuid *r = (struct cpuid *)(uintptr_t)arg;

	*r = cpuid(0, 0);
}

TEST(user_mode, "gives CPL 3 the same answer")
{
	static struct cpuid r;

	ASSERT_TRAP(user_catch(user_cpuid, &r), TRAP_NONE);
	expect_same(r, cpuid(0, 0));
}

/* Flags and other registers: RFLAGS is untouched. */
TEST(flags_kept, "leaves RFLAGS alone")
{
	unsigned long flags;

	asm volatile("pushf\n\t"
		     "push $0xcd7\n\t"
		     "popf\n\t"
		     "cpuid\n\t"
		     "pushf\n\t"
		     "pop %0\n\t"
		     "popf"
		     : "=D"(flags)
		     : "a"(0)
		     : "ebx", "ecx", "edx", "memory", "cc");
	EXPECT_EQ(flags, 0xcd7);
}
