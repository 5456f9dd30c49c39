/* SPDX-License-Identifier: GPL-2.0-or-later */
/* INT n, for the suites of one width beside swint: swint-stacks and swint-ist. */
#ifndef X86_SWINT_INT_N_H
#define X86_SWINT_INT_N_H

#include <x86/run/run.h>

enum {
	VECTOR = 0x85, /* spelled out in the code */
};

SNIPPET(int_n, "int $0x85");

static inline struct registers in_regs(void)
{
	struct registers in = { .ax = 0xa0a1a2a3,
				.bx = 0xb0b1b2b3,
				.cx = 0xc0c1c2c3,
				.dx = 0xd0d1d2d3,
				.si = 0x51525354,
				.di = 0xd1d2d3d4,
				.flags = 0xcd7 };

	return in;
}

/** run - at CPL 3, or at CPL 0 */
static inline struct outcome run(bool user)
{
	const struct snippet c = SNIPPET_OF(int_n);
	const struct registers in = in_regs();

	return user ? run_user(c.at, &c, &in) : run_kernel(&c, &in);
}

#endif
