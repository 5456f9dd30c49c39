/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RDRAND and RDSEED. */
#include "suite.h"

MISC_INSN_SUITE;

SNIPPET(random_rdrand_16, "rdrand %ax");
SNIPPET(random_rdrand_32, "rdrand %eax");
SNIPPET(random_rdseed_16, "rdseed %ax");
SNIPPET(random_rdseed_32, "rdseed %eax");
ONLY_64(SNIPPET(random_rdrand_64, "rdrand %rax");)
ONLY_64(SNIPPET(random_rdseed_64, "rdseed %rax");)

static const struct row {
	const char *name;
	struct snippet code;
	const struct feature *feature;
	unsigned int bits;
} rows[] = {
	{ "rdrand-16", SNIPPET_OF(random_rdrand_16), &x86_rdrand, 16 },
	{ "rdrand-32", SNIPPET_OF(random_rdrand_32), &x86_rdrand, 32 },
	{ "rdseed-16", SNIPPET_OF(random_rdseed_16), &x86_rdseed, 16 },
	{ "rdseed-32", SNIPPET_OF(random_rdseed_32), &x86_rdseed, 32 },
	ONLY_64(
		{ "rdrand-64", SNIPPET_OF(random_rdrand_64), &x86_rdrand, 64 },
		{ "rdseed-64", SNIPPET_OF(random_rdseed_64), &x86_rdseed, 64 },
	)
};

enum {
	TRIES = 1000, /* until there is entropy again */
	SAMPLES = 64,
};

/* The upper part of AX: kept by 16 bits, cleared by 32. */
static unsigned long upper(const struct row *r, unsigned long before)
{
	return r->bits == 16 ? before & ~0xfffful : 0;
}

static unsigned long value_mask(const struct row *r)
{
	return r->bits == 8 * sizeof(long) ? ~0ul : (1ul << r->bits) - 1;
}

/* One number; without one CF is clear and the destination 0. */
static unsigned long draw(const struct row *r, struct trap_frame *start)
{
	unsigned long mask = value_mask(r);

	for (unsigned int i = 0; i < TRIES; i++) {
		struct landing landing = launch(start);
		struct trap_frame expected = *start;
		bool got = landing.frame.flags & EFLAGS_CF;

		expected.vector = X86_VECTOR(X86_UD);
		expected.ip += (unsigned long)(r->code.end - r->code.at);
		expected.flags = EFLAGS_FIXED | (got ? EFLAGS_CF : 0);
		expected.ax = upper(r, start->ax) |
			      (got ? landing.frame.ax & mask : 0);
		ASSERT_TRAP(landing.trap, X86_UD);
		launch_expect(&landing.frame, &expected);
		if (got)
			return landing.frame.ax & mask;
	}
	ERROR("no random number in %d tries", TRIES);
}

TEST_EACH(random, const struct row *r, rows,
	  "gives numbers that differ, CF set, other flags clear")
{
	unsigned long ones = 0, zeros = 0, last = 0;
	unsigned int same = 0;

	if (!r->feature->probe())
		SKIP("needs %s (%s)", r->feature->name, r->feature->where);
	for (unsigned int i = 0; i < SAMPLES; i++) {
		struct trap_frame start = start_at(&r->code, i & 1 ? 3 : 0);
		unsigned long value;

		start.ax = ~0ul / 3 * 2;
		start.flags |= FLAGS_STATUS;
		value = draw(r, &start);
		same += i > 0 && value == last;
		last = value;
		ones |= value;
		zeros |= ~value;
	}
	EXPECT_EQ(ones & value_mask(r), value_mask(r));
	EXPECT_EQ(zeros & value_mask(r), value_mask(r));
	EXPECT_LT(same, 4);
}

/* The same opcode with memory, and with LOCK. */
SNIPPET(random_lock_rdrand, ".byte 0xf0, 0x0f, 0xc7, 0xf0");
SNIPPET(random_lock_rdseed, ".byte 0xf0, 0x0f, 0xc7, 0xf8");

static const struct refused {
	const char *name;
	struct snippet code;
} refused[] = {
	{ "lock-rdrand", SNIPPET_OF(random_lock_rdrand) },
	{ "lock-rdseed", SNIPPET_OF(random_lock_rdseed) },
};

TEST_EACH(random_refused, const struct refused *r, refused, "raises #UD")
{
	struct trap_frame start = start_at(&r->code, 0);

	start.flags |= FLAGS_STATUS;
	expect_refused(&start, X86_UD, 0);
}
