/* SPDX-License-Identifier: GPL-2.0-or-later */
/* POP SS, which 64-bit code has not. */
#include "../../sti-hlt/suite.h"

extern const char pop_ss_shadow[];

SEQUENCE(pop_ss_nop, "push %ss\n"
		     "pop %ss\n"
		     "pop_ss_shadow: nop\n"
		     "nop");

TEST(pop_ss, "no interrupt between POP SS and the instruction after it")
{
	expect_shadow(pop_ss_nop, pop_ss_shadow);
}
