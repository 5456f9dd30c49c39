/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SWAPGS, which is no instruction of 32-bit code. */
#include "../../misc-insn/suite.h"

MISC_INSN_SUITE;

SNIPPET(swapgs_once, ".byte 0x0f, 0x01, 0xf8");
SNIPPET(swapgs_twice, ".byte 0x0f, 0x01, 0xf8, 0x0f, 0x01, 0xf8");

static const struct snippet once = SNIPPET_OF(swapgs_once);
static const struct snippet twice = SNIPPET_OF(swapgs_twice);

TEST(swapgs_32bit, "raises #UD outside of 64-bit mode")
{
	for (unsigned int cpl = 0; cpl < 4; cpl += 3) {
		struct trap_frame start = start_at(&once, cpl);

		expect_refused(&start, X86_UD, 0);
		start = start_at(&twice, cpl);
		expect_refused(&start, X86_UD, 0);
	}
}
