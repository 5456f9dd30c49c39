/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses that are not canonical: #GP(0) for all but the hints. */
#include "../../memory/suite.h"

MEMORY_SUITE;

CODE(clflush_n, "0x0f, 0xae, 0x3f");
CODE(clflushopt_n, "0x66, 0x0f, 0xae, 0x3f");
CODE(clwb_n, "0x66, 0x0f, 0xae, 0x37");

static const struct row {
	const char *name;
	const char *code;
	const struct feature *feature;
} rows[] = {
	{ "clflush", clflush_n, &x86_clflush },
	{ "clflushopt", clflushopt_n, &x86_clflushopt },
	{ "clwb", clwb_n, &x86_clwb },
};

TEST_EACH(not_canonical, const struct row *r, rows, "raises #GP(0)")
{
	struct trap t;

	if (!r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	for (unsigned int user = 0; user < 2; user++) {
		t = run_at(r->code, (void *)0xaaaaaaaaaaaaaaaa, user);
		EXPECT_TRAP(t, X86_GP);
		EXPECT_EQ(t.pc, (uintptr_t)r->code);
		t = run_at(r->code, (void *)0x0100000000000000, user);
		EXPECT_TRAP(t, X86_GP);
	}
	expect_data();
}
