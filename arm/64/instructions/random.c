/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers. */
#include "suite.h"

INSTRUCTIONS_SUITE;

#define RANDOM(name, reg)                                              \
	struct random name(void)                                       \
	{                                                              \
		struct random r;                                       \
                                                                       \
		asm volatile("mov %0, #0xf0000000\n\tmsr nzcv, %0\n\t" \
			     "mrs %0, " reg "\n\tmrs %1, nzcv"         \
			     : "=&r"(r.value), "=&r"(r.nzcv)           \
			     :                                         \
			     : "cc");                                  \
		return r;                                              \
	}
RANDOM(rndr, "s3_3_c2_c4_0")
static RANDOM(rndrrs, "s3_3_c2_c4_1")

	static const struct random_row {
	const char *name;
	struct random (*fn)(void);
} randoms[] = { { "rndr", rndr }, { "rndrrs", rndrrs } };

/* NZCV 0b0000 and a number; or 0b0100 and zero */
TEST_EACH(random, const struct random_row *r, randoms,
	  "gives numbers that differ, and says whether",
	  .needs = NEEDS(&arm_rndr))
{
	uint64_t all = 0, none = ~0ull, last = 0;
	unsigned int given = 0, again = 0;

	for (unsigned int i = 0; i < 1000; i++) {
		struct random x = r->fn();

		if (x.nzcv == 0x40000000) {
			EXPECT_EQ(x.value, 0);
			continue;
		}
		EXPECT_EQ(x.nzcv, 0);
		given++;
		again += x.value == last;
		last = x.value;
		all |= x.value;
		none &= x.value;
	}
	EXPECT_GE(given, 500);
	EXPECT_EQ(again, 0);
	EXPECT_EQ(all, ~0ull);
	EXPECT_EQ(none, 0);
}

static uint64_t user_random[2];

static void user_rndr(const void *arg)
{
	(void)arg;
	user_random[0] = rndr().value;
	user_random[1] = rndr().value;
}

TEST(random_el0, "RNDR is EL0's too", .needs = NEEDS(&arm_rndr))
{
	EXPECT_TRAP(user_catch(user_rndr, NULL), TRAP_NONE);
	EXPECT_NE(user_random[0], user_random[1]);
}
