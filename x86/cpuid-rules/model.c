/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the arguments promise of a CPU model: vendor=, signature=, phys=, exact=
 * (depend.c has with= and without=, leaves.c has brand=).
 */
#include "suite.h"
#include <stdlib.h>

TEST(vendor_is, "has the vendor string of the argument vendor=")
{
	const char *expected = test_arg("vendor");
	struct cpuid r = cpuid(0, 0);
	uint32_t text[4] = { r.b, r.d, r.c, 0 };

	if (!expected)
		SKIP("needs the argument vendor=");
	EXPECT_STREQ((const char *)text, expected);
}

TEST(signature_is, "has the signature of the argument signature=")
{
	uint64_t expected = test_arg_u64("signature", 0);

	if (!expected)
		SKIP("needs the argument signature=");
	EXPECT_EQ(cpuid(1, 0).a, expected);
}

TEST(physical_width_is, "has the physical width of the argument phys=")
{
	uint64_t expected = test_arg_u64("phys", 0);

	if (!expected)
		SKIP("needs the argument phys=");
	EXPECT_EQ(field(cpuid(0x80000008, 0).a, 7, 0), expected);
}

/* One hexadecimal number and the character that must follow it. */
static const char *number(const char *text, char end, uint32_t *value)
{
	char *after;

	*value = (uint32_t)strtoull(text, &after, 16);
	if (after == text || (*after != end && *after))
		ERROR("exact=LEAF.SUBLEAF.REGISTER:VALUE,... has '%s'", text);
	return *after ? after + 1 : after;
}

/* "4.0.b:1c0003f" */
static const char *check_exact(const char *text)
{
	uint32_t leaf, subleaf, value;
	struct cpuid r;
	char reg;

	text = number(text, '.', &leaf);
	text = number(text, '.', &subleaf);
	reg = *text;
	if (!reg || text[1] != ':')
		ERROR("exact= has '%s' for a register", text);
	text = number(text + 2, ',', &value);
	r = cpuid(leaf, subleaf);
	test_context("leaf 0x%x.%u, register %c", (unsigned int)leaf,
		     (unsigned int)subleaf, reg);
	EXPECT_EQ(reg == 'a' ? r.a :
		  reg == 'b' ? r.b :
		  reg == 'c' ? r.c :
			       r.d,
		  value);
	return text;
}

TEST(exact, "has the registers that the argument exact= says")
{
	const char *text = test_arg("exact");

	if (!text)
		SKIP("needs the argument exact=");
	while (*text)
		text = check_exact(text);
}
