/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers that only 64-bit mode has: Intel SDM vol. 3, table 9-1. R8 to R15 are
 * 0 after INIT, XMM8 to XMM15 keep what they had.
 */
#include "capture.h"
#include "suite.h"
#include <string.h>

#define JUNK 0xa5c3e1785a3c1e87ull

void ap_dirty_long(volatile uint32_t *ready, uint64_t junk)
	__attribute__((noreturn));

static volatile uint32_t ready;

static void dirty(void *arg)
{
	write_cr0(read_cr0() & ~(unsigned long)(CR0_EM | CR0_TS));
	write_cr4(read_cr4() | CR4_OSFXSR);
	cli();
	ap_dirty_long(arg, JUNK);
}

static volatile struct capture *after_dirt(void)
{
	volatile struct capture *c;

	if (sizeof(long) == 4)
		SKIP("needs 64-bit mode");
	c = stub_make(WHAT_FX);
	ap_run(dirty, &ready);
	ap_capture();
	ap_long_mode();
	return c;
}

static const struct row {
	const char *name;
} rows[] = {
	{ "R8" },  { "R9" },  { "R10" }, { "R11" },
	{ "R12" }, { "R13" }, { "R14" }, { "R15" },
};

TEST_EACH(reg64, const struct row *r, rows, "is 0 after INIT")
{
	volatile struct capture *c = after_dirt();

	EXPECT_EQ(c->starts, 1);
	EXPECT_EQ(c->r8[r - rows], 0);
}

/* FXSAVE has them from byte 288 on: Intel SDM vol. 1, table 10-2. */
TEST(sse64, "keeps XMM8 to XMM15 through INIT",
     .needs = NEEDS(&x86_fxsr, &x86_sse))
{
	volatile struct capture *c = after_dirt();
	static const uint64_t expected[2] = { JUNK, 0 };

	for (unsigned int i = 8; i < 16; i++) {
		test_context("XMM%u", i);
		EXPECT_MEMEQ((const void *)(uintptr_t)&c->fx[160 + 16 * i],
			     expected, 16);
	}
}
