/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ICEBP, opcode F1: a trap like #DB that no register announces (SDM vol. 2,
 * INT n/INTO/INT3/INT1), and INT3 beside it.
 */
#include "suite.h"

#include <x86/desc.h>

DEBUG_SUITE;

/* Lists of instructions */
/* clang-format off */
#define ICEBP ".byte 0xf1"
SEQ(icebp_alone, ICEBP HIT(NOTHING));
SEQ(icebp_twice, ICEBP HIT(NOTHING) "nop\n" ICEBP HIT(NOTHING));
SEQ(icebp_prefixed, ".byte 0x66, 0x2e\n" ICEBP HIT(NOTHING));
/* clang-format on */

static const struct icebp {
	const char *name;
	void (*fn)(const void *);
	const struct expected *hits, *end;
	bool user;
} icebps[] = {
	{ "alone", icebp_alone, icebp_alone_hits, icebp_alone_hits_end, false },
	{ "alone-user", icebp_alone, icebp_alone_hits, icebp_alone_hits_end,
	  true },
	{ "twice", icebp_twice, icebp_twice_hits, icebp_twice_hits_end, false },
	{ "prefixed", icebp_prefixed, icebp_prefixed_hits,
	  icebp_prefixed_hits_end, false },
};

TEST_EACH(icebp, const struct icebp *i, icebps,
	  "traps behind the instruction, whatever the gate's DPL; DR6 stays")
{
	run_steps(i->user, i->fn, NULL);
	expect_hits(i->hits, i->end);
	EXPECT_EQ(recorded.dr6, DR6_INIT);
}
