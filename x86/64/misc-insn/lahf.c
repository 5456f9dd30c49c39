/* SPDX-License-Identifier: GPL-2.0-or-later */
/* LAHF and SAHF, which 64-bit mode need not have. */
#include "../../misc-insn/suite.h"

MISC_INSN_SUITE;

SNIPPET(absent_lahf, "lahf");
SNIPPET(absent_sahf, "sahf");

static const struct snippet lahf = SNIPPET_OF(absent_lahf);
static const struct snippet sahf = SNIPPET_OF(absent_sahf);

static bool has_no_lahf(void)
{
	return !x86_lahf64.probe();
}

static const struct feature no_lahf = { "64-bit mode without LAHF and SAHF",
					"CPUID.80000001:ECX[0]", has_no_lahf };

TEST(lahf_absent, "LAHF and SAHF raise #UD in 64-bit mode without them",
     .needs = NEEDS(&no_lahf))
{
	struct trap_frame start = start_at(&lahf, 0);

	start.flags |= FLAGS_STATUS;
	expect_refused(&start, X86_UD, 0);
	start = start_at(&sahf, 0);
	expect_refused(&start, X86_UD, 0);
}
